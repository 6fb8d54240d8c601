import sys

import pytest

from lineart_colorizer.monitoring.console import Console, format_time

LOSSES = {"generator/l1": 0.25, "generator/total": 1234.567, "critic/adversarial": 1.386294}


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00"), (9.4, "0:09"), (59.6, "1:00"), (90, "1:30"), (3599.7, "1:00:00"), (3700, "1:01:40"), (360000, "100:00:00")],
)
def test_times(seconds, text):
    assert format_time(seconds) == text


def test_a_plain_line_where_there_is_no_terminal(capsys):
    console = Console()
    console.progress(share=0.5, step=1200, steps_per_second=3.333, images_per_second=53.35, left=90, losses=LOSSES)
    console.say("hello")
    console.close()
    assert capsys.readouterr().out == (
        "step 1,200  3.33 steps/s  53.4 images/s  1:30 left  l1 0.25  total 1.23e+03  critic/adversarial 1.39\nhello\n"
    )


def test_lines_go_where_they_are_told():
    lines = []
    console = Console(lines.append)
    console.say("one")
    console.progress(share=0, step=1, steps_per_second=1, images_per_second=1, left=0, losses={})
    assert lines == ["one", "step 1  1.00 steps/s  1.0 images/s  0:00 left  "]


def test_a_bar_on_a_terminal(capsys, monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    console = Console()
    console.progress(share=0.25, step=7, steps_per_second=2, images_per_second=8, left=60, losses={"generator/l1": 0.5})
    console.say("a line above the bar")
    console.close()
    shown = capsys.readouterr().out
    assert " 25% |" in shown
    assert "step 7  2.00 steps/s  8.0 images/s  1:00 left  l1 0.5" in shown
    assert "a line above the bar\n" in shown
