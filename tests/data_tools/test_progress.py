import time

import pytest

from data_tools.progress import duration, progress


def test_plain_lines_where_there_is_no_terminal(capsys):
    assert list(progress(range(3), total=3, what="preparing", seconds=0)) == [0, 1, 2]
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2  # none for the last: the command's closing line says it
    assert lines[0].startswith("preparing: 1 of 3 pictures, ")
    assert lines[0].endswith(" s left")


def test_short_work_says_nothing(capsys):
    list(progress(range(3), total=3, what="preparing"))
    assert capsys.readouterr().out == ""


def test_a_bar_on_a_terminal(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert list(progress(range(3), total=3, what="preparing")) == [0, 1, 2]
    assert "preparing: 100%" in capsys.readouterr().out


def test_speed_and_time_left(capsys, monkeypatch):
    """Four of ten pictures after 8 s: one every 2 s, and 12 s to go."""
    clock = iter([0.0, 2.0, 4.0, 6.0, 8.0, *[8.0] * 10])
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    pictures = progress(range(10), total=10, what="preparing", seconds=8)
    for _ in range(5):
        next(pictures)
    assert capsys.readouterr().out == "preparing: 4 of 10 pictures, 0.5/s, 12 s left\n"


@pytest.mark.parametrize(("seconds", "said"), [(0.4, "0 s"), (59.6, "1 min 0 s"), (725, "12 min 5 s"), (12_000, "3 h 20 min")])
def test_durations(seconds, said):
    assert duration(seconds) == said
