"""`train` at a loss that is no number: what is kept, and how it goes back and on."""

import json

import numpy as np
import pytest

from tests.lineart_colorizer.runs import as_command, options


@pytest.fixture
def ill(tiny_settings, tmp_path, monkeypatch, eagerly):
    """ill(*steps, **settings) -> the settings of a run without critic, of which these steps, as they are made, have no number for l1."""
    from lineart_colorizer.objectives import reconstruction

    real = reconstruction.RECONSTRUCTIONS["l1"]

    def make(*steps: int, **changed):
        calls = []

        def l1(fake_color, color):
            calls.append(1)
            return real(fake_color, color) * (float("nan") if len(calls) in steps else 1.0)

        monkeypatch.setitem(reconstruction.RECONSTRUCTIONS, "l1", l1)
        return tiny_settings(tmp_path, run="ill", system="unet", objective=None, **changed)

    with eagerly():
        yield make


def test_a_loss_that_is_no_number_stops_the_run_and_its_batch_is_kept(ill, tmp_path, monkeypatch, capsys):
    code, _, error = as_command(monkeypatch, capsys, *options(ill(3, image_seconds=1e9)))
    run = tmp_path / "models" / "ill"
    fault = run / "fault-step-0000003"
    assert code == 1
    assert error == (
        f"error: step 3: generator/l1 and generator/total and gradient_norm/generator not finite; its batch and sources are in {fault}; "
        "the checkpoint of step 2 is as it was: the same command goes on from there, with --rollback 2 at lower learning rates; "
        "if it comes again, take a lower --generator-rate in a new --run\n"
    )
    assert [path.name for path in (run / "checkpoints").iterdir()] == ["step-0000002"]
    about = json.loads((fault / "terms.json").read_text())
    assert len(about["sources"]) == 2
    assert all(source.startswith(("boxes/", "disks/")) for source in about["sources"])
    assert np.load(fault / "batch-0.npz")["color"].shape == (2, 32, 32, 3)


def test_rolled_back_it_goes_on_with_half_the_rates_as_often_as_it_may(ill, sit, tmp_path, monkeypatch, capsys, read_events):
    """Steps 1, 3 and 4 have no number when they are first made: back to 0, to 2, and the end; the same command then makes it."""
    settings = ill(1, 4, 6, rollback=2)
    code, said, error = as_command(monkeypatch, capsys, *options(settings))
    assert code == 1
    faults = f"not finite; its batch and sources are in {tmp_path / 'models' / 'ill' / 'fault-step-000000'}"
    assert f"{faults}1; back to step 0 with half the learning rates (roll-back 1 of 2)\n" in said
    assert f"{faults}3; back to step 2 with half the learning rates (roll-back 2 of 2)\n" in said
    assert error.startswith("error: step 4: generator/l1 and ")
    assert f"{faults}4; the checkpoint of step 2 is as it was: the same command goes on from there, with --rollback 4 at " in error
    second = sit(settings, exports=False)
    assert "resumed at step 2\n" in second.said
    events = read_events(second.logs)
    rates = np.array(events.scalars("learning_rate/generator"))
    assert rates[:, 0].tolist() == [1, 2, 3, 4]
    whole = 2e-4 * second.settings.objective.generator_rate
    assert rates[:, 1] == pytest.approx([whole / 2, whole / 2, whole / 4, whole / 4])
    assert [events.steps(tag) for tag in ("settings", "objective", "pictures/training")] == [[0], [0], [1, 2, 3, 4]]
