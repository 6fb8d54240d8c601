from data_tools.progress import progress


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
