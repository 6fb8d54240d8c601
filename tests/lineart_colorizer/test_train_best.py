"""`train --best`: the checkpoint that scores best on held-out training pictures."""

import numpy as np
import pytest
import tensorflow as tf


def test_the_best_checkpoint_is_what_the_run_is_taken_for(tiny_settings, sit, tmp_path, monkeypatch, read_events, eagerly):
    """L1 of what is held out, by step: 0.5, 0.2, 0.4. Two sittings; the second begins with the best behind it."""
    from lineart_colorizer.serving.models import load_model, run_card
    from lineart_colorizer.training import scoring
    from lineart_colorizer.training.products import load_product

    by_step = {1: 0.5, 2: 0.2, 3: 0.4}
    monkeypatch.setitem(
        scoring.SCORERS, "colorizer", lambda system, batches: {"l1": by_step[int(system.phases[0].optimizers["generator"].iterations)]}
    )
    options = {"system": "unet", "objective": None, "run": "judged", "best": "l1", "held_out": 0.3, "kept": 1, "checkpoint_steps": 1}
    with eagerly():
        first = sit(tiny_settings(tmp_path, steps=2, **options), exports=False)
        second = sit(tiny_settings(tmp_path, steps=3, **options), exports=False)
    assert "data: 7 training and 3 validation pairs of 32 px in" in first.said
    assert "; 2 are held out\n" in first.said
    assert "step 2  held out: l1 0.2  (best l1 0.2 at step 2)\n" in first.said
    assert "run judged is finished: 3 steps, 6 images; best l1 0.2 at step 2. Exported to" in second.said
    checkpoints = second.run.checkpoints
    assert sorted(path.name for path in checkpoints.iterdir()) == ["best", "step-0000003"]
    assert [path.name for path in (checkpoints / "best").iterdir()] == ["step-0000002"]
    assert read_events(second.logs).scalars("held_out/l1") == [(step, pytest.approx(score)) for step, score in by_step.items()]

    assert run_card(second.run, second.run.chosen()).step == load_model(second.run.path).card.step == 2
    best, last = (tf.train.load_checkpoint(str(checkpoints / name / "weights")) for name in ("best/step-0000002", "step-0000003"))
    names = [name for name in best.get_variable_to_shape_map() if name.startswith("average/") and name.endswith("VARIABLE_VALUE")]
    weights = load_product(second.run, second.run.chosen())["colorizer"].get_weights()
    changed = [name for name in names if not np.array_equal(best.get_tensor(name), last.get_tensor(name))]
    assert changed
    for name in changed:
        assert any(np.array_equal(best.get_tensor(name), weight) for weight in weights if weight.shape == best.get_tensor(name).shape)
