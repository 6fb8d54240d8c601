import numpy as np
import pytest

from data_tools.errors import InputError
from lineart_colorizer.networks.unet import PALETTE_LAYER
from lineart_colorizer.settings import Settings
from lineart_colorizer.systems.build import checked
from lineart_colorizer.systems.registry import system_names


@pytest.fixture(scope="module")
def scheduled(build_tiny):
    return build_tiny(schedule="nonsaturating:5,wgan:20")


def test_a_system_s_own_defaults_are_filled_in_where_nothing_is_said():
    filled = checked(Settings()).objective
    assert (filled.objective, filled.adversarial_weight) == ("nonsaturating", 50.0)
    said = checked(Settings().but(objective="wgan", adversarial_weight=0.0)).objective
    assert (said.objective, said.adversarial_weight) == ("wgan", 0.0)
    alone = checked(Settings().but(system="unet")).objective
    assert (alone.objective, alone.adversarial_weight) == (None, 0.0)
    assert checked(checked(Settings().but(system="unet"))).objective.adversarial_weight == 0.0  # as a run's own file has it


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"system": "vae"}, f"unknown system 'vae': choose one of {', '.join(system_names())}"),
        ({"objective": "gan"}, "unknown objective 'gan': choose one of dcgan, nonsaturating, kl, wgan, wgan-gp, lsgan, hinge"),
        ({"system": "unet", "objective": "kl"}, "--objective is the critic's and the generator's game: system unet has no critic"),
        ({"system": "unet", "schedule": "kl:9"}, "--schedule is the critic's and the generator's game: system unet has no critic"),
        (
            {"system": "unet", "reconstruction_weight": 0.0, "palette_weight": 0.0},
            "all weights are 0: give --reconstruction-weight, --palette-weight or --adversarial-weight",
        ),
        *(
            (
                changed,
                f"--{next(name for name in changed if name != 'system').replace('_', '-')}: system {changed.get('system', 'paired')} "
                "has no use for it; leave it out, or choose another --system",
            )
            for changed in [
                {"system": "cyclegan", "dropout": 0.5},
                {"system": "cyclegan", "reconstruction": "l2"},
                {"system": "cyclegan", "hint_share": 0.0},
                {"system": "paired", "cycle_weight": 9.0},
                {"system": "acgan", "thickness": 0.0},
                {"system": "unet", "adversarial_weight": 1.0},
                {"system": "unet", "class_weight": 2.0},
                {"system": "cyclegan", "labels": True},
                {"system": "cyclegan", "filters": 8},
                {"system": "acgan", "dropout": 0.5},
                {"system": "acgan", "labels": True},
                {"system": "acgan", "fakes_kept": 0},
                {"system": "autoencoder", "labels": True},
                {"system": "unet", "r1": 10.0},
                {"system": "unet", "critic": "70"},
                {"system": "unet", "spectral_norm": True},
                {"noise": 7},
                {"projection": True},
                {"cycle_filters": 8},
            ]
        ),
        ({"size": 100}, "--size 100: the network needs a multiple of 32, such as 96"),
    ],
)
def test_what_a_system_cannot_do_is_refused(changed, said):
    with pytest.raises(InputError) as refused:
        checked(Settings().but(**changed))
    assert str(refused.value) == said


def test_phases_share_networks_and_have_optimizers_of_their_own(scheduled):
    first, second = scheduled.phases
    assert [(phase.objective, phase.steps) for phase in scheduled.phases] == [("nonsaturating", 5), ("wgan", 20)]
    assert first.critic is second.critic is scheduled.networks["critic"]
    assert first.learner is second.learner
    optimizers = [*first.optimizers.values(), *second.optimizers.values()]
    assert len({id(optimizer) for optimizer in optimizers}) == 4
    assert [type(optimizer).__name__ for optimizer in optimizers] == ["ConvolutionMuon", "FusedAdam", "ConvolutionMuon", "RMSprop"]
    assert [float(optimizer.learning_rate) for optimizer in optimizers] == pytest.approx([1e-3, 2e-4, 2.5e-4, 5e-5])


def test_every_optimizer_is_built_before_the_first_step(scheduled):
    """A trace may not create variables: slots of every weight are there, and no step was counted."""
    for phase in scheduled.phases:
        for name, optimizer in phase.optimizers.items():
            assert optimizer.built
            assert len(optimizer.variables) > len(scheduled.networks[name].trainable_variables)
            assert int(optimizer.iterations) == 0


def test_the_average_begins_as_the_generator_and_both_hold_the_palette(scheduled):
    generator, average = scheduled.networks["generator"], scheduled.networks["average"]
    assert generator is not average
    assert scheduled.product.networks == {"colorizer": "average"}
    for one, other in zip(generator.get_weights(), average.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    palette = average.get_layer(PALETTE_LAYER)
    np.testing.assert_allclose(palette.shares, [0.55, 0.2, 0.15, 0.1])
    np.testing.assert_allclose(palette.colors[1], [0.8, 0.2, 0.2])


def test_unet_has_no_critic_and_begins_with_the_same_generator(build_tiny, scheduled):
    system = build_tiny(system="unet")
    assert set(system.networks) == {"generator", "average"}
    assert [phase.objective for phase in system.phases] == ["reconstruction"]
    for one, other in zip(system.networks["average"].get_weights(), scheduled.networks["average"].get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_without_palette_and_average(build_tiny):
    system = build_tiny(palette=0, head="direct", average=0.0)
    assert system.networks["average"] is system.networks["generator"]
    assert set(system.networks["average"].output) == {"layer", "color"}
