import pytest

from benchmarks import gpu_step
from benchmarks.gpu_step import Networks, row_of
from benchmarks.our_step import seconds_per_step
from benchmarks.train_step import BF16, DEFAULT, KERAS, OURS, TORCH, ratios, summary

TIMES = {TORCH: [3.0, 2.0, 9.0], TORCH + BF16: [4.0, 4.0, 4.0], KERAS: [5.0, 5.0, 6.0], OURS: [2.0, 1.0, 2.0], DEFAULT: [0.5, 0.5, 0.5]}


def test_ratios_are_of_medians_and_of_the_torch_peer_at_its_best():
    assert ratios(TIMES) == {"over_keras": 2.5, "over_torch_at_its_best": 1.5}
    assert ratios(TIMES | {TORCH + BF16: [2.5, 2.5, 2.5]})["over_torch_at_its_best"] == 1.25


def test_a_row_for_each_side():
    rows = summary(TIMES, batch=16)
    assert [row["side"] for row in rows] == list(TIMES)
    assert rows[0] == {"side": TORCH, "seconds a step": 3.0, "least": 2.0, "most": 9.0, "images/s": 16 / 3, "its time over ours": 1.5}


def test_the_share_of_peak_is_of_the_operations_counted():
    row = row_of("JAX, own", batch=4, seconds=0.01, operations=2e12, peak_tflops=800.0)
    assert row["images/s"] == pytest.approx(400.0)
    assert (row["ms a step"], row["TFLOP a step"], row["TFLOP/s"], row["share of peak"]) == pytest.approx((10.0, 2.0, 200.0, 0.25))
    assert "share of peak" not in row_of("peer, torch", 4, 0.01, None, 1.0)


def test_the_step_under_jax_weighs_and_masks_as_the_product():
    """Its palette term is that of the product's own learner, of which it is a copy."""
    import keras
    import tensorflow as tf

    from lineart_colorizer.networks.unet import PALETTE_LAYER
    from lineart_colorizer.settings import Settings
    from lineart_colorizer.systems import learner
    from lineart_colorizer.systems.build import checked
    from lineart_colorizer.systems.registry import Plan

    assert checked(Settings()).objective.adversarial_weight == gpu_step.ADVERSARIAL_WEIGHT
    assert gpu_step.KNOWN == learner.KNOWN
    made = Networks("own", 32)
    colors = keras.random.uniform((32, 3), seed=1)
    palette = colors, tf.fill(32, 1.0 / 32.0)
    made.generator.get_layer(PALETTE_LAYER).set_palette(*palette)
    product = learner.Learner(Plan(settings=checked(Settings()), measure_palette=lambda entries: palette))
    batch = {name: keras.random.uniform((1, 32, 32, channels), -1.0, seed=channels) for name, channels in (("line", 1), ("color", 3))}
    batch |= {"ink": batch["line"]}
    logits = keras.random.normal((1, 16, 16, 32), seed=2)
    terms = product.reconstruction_terms({"logits": logits, "color": batch["color"]}, batch)
    assert float(made.palette_term(logits, batch)) == pytest.approx(float(terms["palette"]), rel=1e-5)


def test_the_median_of_the_steps_after_the_warm_up(monkeypatch):
    """Steps of 1, 2, 3, 4 and 5 s by a clock of our own, each of two batches: the first two do not count."""

    class Phase:
        batches_per_step = 2

        def __init__(self):
            self.taken = []

        def train_step(self, batches):
            self.taken.append(batches)
            clock[0] += len(self.taken)
            return {"total": 0.5}

    clock, numbers = [0.0], iter(range(10))
    monkeypatch.setattr("benchmarks.our_step.time.perf_counter", lambda: clock[0])
    phase = Phase()
    assert seconds_per_step(phase, lambda: next(numbers), steps=3, warm_up=2) == 4.0
    assert phase.taken == [[0, 1], [2, 3], [4, 5], [6, 7], [8, 9]]
