import json

import pytest

from benchmarks.time_to_quality import measure, read_curves, report, results, time_to_quality
from data_tools.errors import InputError

SCORES = {"right": 0.2, "rare": 0.1, "palette": 0.3, "bleed": 10.0, "paper": 0.03}


def curve(*rights: float) -> list[dict]:
    """A point every 15 s, as good as SCORES but for `right`."""
    return [{"seconds": 15.0 * (index + 1), "step": index} | SCORES | {"right": right} for index, right in enumerate(rights)]


def write(folder, name: str, points: list[dict]) -> None:
    (folder / f"{name}.jsonl").write_text("".join(json.dumps(point) + "\n" for point in points))


def test_the_target_is_the_better_peers_mean_and_each_of_our_seeds_is_held_against_it():
    curves = {
        "ours": {0: curve(0.1, 0.3, 0.3, 0.3), 1: curve(0.3, 0.3, 0.3, 0.3)},
        "peer-bf16-b4": {0: curve(0, 0, 0, 0.1), 1: curve(0, 0, 0, 0.3)},
        "peer-bf16-b16": {0: curve(0, 0, 0, 0.1)},
    }
    rows, found = results(curves, 60.0, slack=15.0)
    assert found["peer"] == "peer-bf16-b4"
    assert found["target"] == pytest.approx(SCORES)  # the mean of 0.1 and 0.3 is 0.2
    assert found["seconds_until"] == {0: 30.0, 1: 15.0}
    assert (found["median"], found["share_of_the_peers_time"]) == (22.5, 0.375)
    assert [row["side"] for row in rows] == [
        "ours", "ours", "ours, mean of 2", "peer-bf16-b4", "peer-bf16-b4", "peer-bf16-b4, mean of 2", "peer-bf16-b16",
        "peer-bf16-b16, mean of 1",
    ]  # fmt: skip


def test_a_seed_that_never_gets_there_leaves_no_median():
    curves = {"ours": {0: curve(0.3, 0.3, 0.3), 1: curve(0.3, 0.3, 0.1)}, "peer-bf16-b4": {0: curve(0, 0, 0.2)}}
    _, found = results(curves, 45.0, slack=15.0)
    assert found["seconds_until"] == {0: 15.0, 1: None}
    assert "median" not in found


def test_without_a_scoring_so_late_there_is_nothing_to_compare():
    curves = {"ours": {0: curve(0.3)}, "peer-bf16-b4": {0: curve(0.2, 0.2)}}
    with pytest.raises(InputError, match="no scoring of ours after 30 s"):
        results(curves, 30.0, slack=15.0)
    with pytest.raises(InputError, match="no scoring of a peer after 60 s"):
        results(curves, 60.0, slack=15.0)


def test_curves_are_found_by_their_names(tmp_path):
    for name in ("ours-0", "ours-12", "peer-float32-b16-0", "notes"):
        write(tmp_path, name, curve(0.2))
    assert {side: sorted(of_seed) for side, of_seed in read_curves(tmp_path).items()} == {"ours": [0, 12], "peer-float32-b16": [0]}
    (tmp_path / "peer-float32-b16-0.jsonl").unlink()
    with pytest.raises(InputError, match="has curves of ours: measure ours and peer first"):
        read_curves(tmp_path)


def test_the_report_prints_a_table_and_draws_the_curves(tmp_path, capsys):
    write(tmp_path, "ours-0", curve(0.3, 0.3, 0.3, 0.3))
    write(tmp_path, "peer-bf16-b4-0", curve(0.0, 0.1, 0.2, 0.2))
    assert report(tmp_path, 60.0, 15.0)["seconds_until"] == {0: 15.0}
    said = capsys.readouterr().out
    assert "| ours | 0 | 3 | 0.3 | 0.1 | 0.3 | 10 | 0.03 |" in said
    assert json.loads(said.splitlines()[-1])["share_of_the_peers_time"] == 0.25
    assert (tmp_path / "curves.png").stat().st_size > 0


def test_a_whole_curve_is_measured_once_and_a_short_one_is_no_result(tmp_path):
    def run(path):
        with path.open("a") as file:
            file.write("".join(json.dumps(point) + "\n" for point in curve(0.1, 0.2)))

    assert measure("ours-0", tmp_path, 30.0, run) == tmp_path / "ours-0.jsonl"
    measure("ours-0", tmp_path, 30.0, lambda path: pytest.fail("it is there"))
    with pytest.raises(InputError, match=r"ours-1.partial ends before 45 s"):
        measure("ours-1", tmp_path, 45.0, run)
    assert not (tmp_path / "ours-1.jsonl").exists()


@pytest.mark.parametrize(
    "part, options, said",
    [
        ("theirs", {}, "choose ours, peer or report"),
        ("peer", {"precision": "fp16"}, "--precision fp16"),
        ("ours", {"data": "nowhere"}, "--data nowhere: no val/line in it"),
    ],
)
def test_what_cannot_be_measured_is_said_in_one_line(tmp_path, part, options, said):
    with pytest.raises(InputError, match=said):
        time_to_quality(part, out=str(tmp_path), **options)
