import json

import pytest

from benchmarks.quality import better, is_as_good, mean_of, point_at, read_curve, seconds_until
from data_tools.errors import InputError

TARGET = {"right": 0.2, "rare": 0.1, "palette": 0.3, "bleed": 10.0, "paper": 0.03}
SHORT = TARGET | {"right": 0.19}


def curve(*goods: bool) -> list[dict]:
    """A point every 15 s: as good as the target, or not."""
    return [{"seconds": 15.0 * (index + 1)} | (TARGET if good else SHORT) for index, good in enumerate(goods)]


@pytest.mark.parametrize(
    "name, better_value, worse_value",
    [("right", 0.3, 0.1), ("rare", 0.2, 0.0), ("palette", 0.1, 0.31), ("bleed", 2.0, 10.1), ("paper", 0.0, 0.031)],
)
def test_each_score_has_its_own_way_to_be_better_and_equal_is_good_enough(name, better_value, worse_value):
    assert is_as_good(TARGET, TARGET)
    assert is_as_good(TARGET | {name: better_value}, TARGET)
    assert not is_as_good(TARGET | {name: worse_value}, TARGET)


def test_it_is_reached_at_the_first_of_three_good_scorings_in_a_row():
    assert seconds_until(curve(False, True, True, False, True, True, True), TARGET) == 75.0
    assert seconds_until(curve(True, True, True), TARGET) == 15.0
    assert seconds_until(curve(False, True, True, True, False), TARGET) == 30.0  # what comes after does not count


def test_it_is_never_reached_by_luck_or_at_the_very_end():
    assert seconds_until(curve(True, True, False, True, True), TARGET) is None
    assert seconds_until([], TARGET) is None


def test_a_scoring_after_so_many_seconds_may_be_late_but_not_early():
    points = [{"seconds": 14.9}, {"seconds": 16.5}, {"seconds": 31.0}]
    assert point_at(points, 15.0, slack=15.0) == {"seconds": 16.5}
    assert point_at(points, 15.0, slack=1.0) is None
    assert point_at(points, 60.0, slack=15.0) is None


def test_means_are_taken_of_each_score():
    assert mean_of([TARGET, TARGET | {"right": 0.4, "bleed": 6.0}]) == pytest.approx(TARGET | {"right": 0.3, "bleed": 8.0})


def test_the_better_peer_wins_most_scores_and_in_a_tie_has_the_higher_right():
    other = {"right": 0.1, "rare": 0.05, "palette": 0.2, "bleed": 5.0, "paper": 0.02}
    assert better({"b4": TARGET, "b16": other}) == "b16"  # right and rare to palette, bleed and paper: 2 to 3
    assert better({"b4": TARGET, "b16": other | {"bleed": 10.0}}) == "b4"  # 2 to 2, and right decides
    assert better({"b4": TARGET}) == "b4"


def test_a_curve_is_read_as_it_was_written(tmp_path):
    path = tmp_path / "ours-0.jsonl"
    points = curve(True, False)
    path.write_text("\n".join(map(json.dumps, [{"about": "a machine"}, *points])) + "\n")
    assert read_curve(path) == points


DAMAGED = (
    '{"seconds": 15.0, "right": 0.2}',
    '{"seconds": 15.0',
    '{"seconds": "soon"}',
    json.dumps({"seconds": 1} | TARGET | {"rare": None}),
)


@pytest.mark.parametrize("line", DAMAGED)
def test_a_damaged_line_is_named(tmp_path, line):
    path = tmp_path / "ours-0.jsonl"
    path.write_text(json.dumps(curve(True)[0]) + "\n" + line + "\n")
    with pytest.raises(InputError, match=r"ours-0.jsonl, line 2 is damaged"):
        read_curve(path)
