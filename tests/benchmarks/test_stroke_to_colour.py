from benchmarks.stroke_to_colour import summary


def measured(duration: float, request: float, network: float) -> dict:
    return {"duration": duration, "stages": {"request": request}, "server": f"read;dur=1.0, network;dur={network}"}


def test_the_summary_has_median_and_95th_percentile_and_medians_by_stage():
    strokes = [measured(100.0 + number, 50.0, 30.0 + number) for number in range(21)]
    assert summary(strokes) == {
        "median_ms": 110.0,
        "p95_ms": 119.0,  # the second largest of 21
        "stages_ms": {"request": 50.0, "service's read": 1.0, "service's network": 40.0},
    }
