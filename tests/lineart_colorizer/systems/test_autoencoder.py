import keras
import numpy as np
import pytest

from data_tools.errors import InputError
from lineart_colorizer.serving.models import load_colorizer
from lineart_colorizer.settings import Settings
from lineart_colorizer.systems.build import checked


@pytest.fixture(scope="module")
def system(build_tiny):
    return build_tiny(system="autoencoder", reconstruction="log", generator_optimizer="objective")


def test_learns_a_batch_by_heart_by_its_loss_alone(system, tiny_batches, eagerly):
    (phase,) = system.phases
    with eagerly():
        steps = [{name: float(value) for name, value in phase.train_step([tiny_batches[0]]).items()} for _ in range(4)]
    assert set(steps[0]) == {"generator/log", "generator/total", "gradient_norm/generator"}
    losses = [step["generator/log"] for step in steps]
    assert losses == sorted(losses, reverse=True)
    assert steps[0]["generator/total"] == pytest.approx(100.0 * losses[0], rel=1e-5)


def test_is_a_colorizer_without_critic_and_skips(system, tiny_batches):
    assert set(system.networks) == {"generator", "average"}
    assert system.product.kind == "colorizer"
    assert not any(isinstance(layer, keras.layers.Add) for layer in system.networks["average"].layers)
    columns = system.columns(tiny_batches[0])
    assert list(columns) == ["line", "hint", "generated", "true"]
    assert columns["generated"].shape == (2, 32, 32, 3)


def test_what_it_learns_to_draw_is_the_picture_with_its_lines(system, tiny_batches):
    """The prediction is not laid under the true lines: it is the network's own, line for line."""
    prediction = system.phases[0].learner.predict(tiny_batches[0])
    np.testing.assert_array_equal(prediction["color"], prediction["layer"])


def test_both_bottlenecks_and_both_losses(build_tiny, tiny_batches, eagerly):
    pooling = build_tiny(system="autoencoder", reconstruction="l2", bottleneck="max-pool")
    assert any(isinstance(layer, keras.layers.MaxPooling2D) for layer in pooling.networks["average"].layers)
    with eagerly():
        assert "generator/l2" in pooling.phases[0].train_step(tiny_batches[:1])


def test_its_head_is_direct_and_it_has_no_palette_and_no_names_whatever_was_given():
    settings = checked(Settings().but(system="autoencoder", head="multiply", palette=32, naming_weight=50.0))
    assert (settings.networks.head, settings.networks.palette, settings.objective.naming_weight) == ("direct", 0, 0.0)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"objective": "kl"}, "--objective is the critic's and the generator's game: system autoencoder has no critic"),
        (
            {"reconstruction_weight": 0.0},
            "--reconstruction-weight 0: system autoencoder learns by reconstruction alone",
        ),
        ({"dropout": 0.5}, "--dropout: system autoencoder has no use for it; leave it out, or choose another --system"),
        ({"labels": True}, "--labels: system autoencoder has no use for it; leave it out, or choose another --system"),
        ({"size": 48}, "--size 48: the network needs a multiple of 32, such as 64"),
    ],
)
def test_what_it_cannot_do_is_refused(settings, said):
    with pytest.raises(InputError) as refused:
        checked(Settings().but(system="autoencoder", **settings))
    assert str(refused.value) == said


def test_trained_exported_and_loaded(tiny_settings, sit, tmp_path):
    """From the run and from its SavedModel the same picture, lines and all its own: the card says direct."""
    run = sit(tiny_settings(tmp_path, system="autoencoder", steps=1, run="lost")).run
    line = np.random.default_rng(0).uniform(-1.0, 1.0, (1, 40, 33, 1)).astype(np.float32)
    of_run, exported = (load_colorizer(folder) for folder in (run.path, run.export / "1"))
    assert of_run.card == exported.card
    assert (of_run.card.kind, of_run.card.head) == ("colorizer", "direct")
    found, again = (colorizer.predict(line, np.zeros((1, 40, 33, 4), np.float32)) for colorizer in (of_run, exported))
    assert found["color"].shape == (1, 40, 33, 3)
    for name in ("color", "layer"):
        np.testing.assert_allclose(again[name], found[name], atol=1e-5)
    np.testing.assert_array_equal(found["layer"], found["color"])
