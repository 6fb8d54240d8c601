import pytest

from benchmarks.gpu_step import row_of
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
