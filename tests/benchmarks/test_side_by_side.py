import sys

import pytest

from benchmarks.side_by_side import peer, python_with, said_by, table, told_by
from data_tools.errors import InputError


def test_a_table_has_a_column_for_every_key_and_numbers_of_three_digits():
    rows = [{"side": "ours", "s": 0.12345, "count": 12345}, {"side": "peer", "images/s": 1234.5, "s": None}]
    assert table(rows).splitlines() == [
        "| side | s | count | images/s |",
        "|---|---|---|---|",
        "| ours | 0.123 | 12,345 |  |",
        "| peer |  |  | 1,234 |",
    ]


def test_a_command_tells_in_its_last_line():
    assert told_by(sys.executable, "-c", "print('hello'); print('{\"seconds\": 2}')") == {"seconds": 2}


@pytest.mark.parametrize("program, said", [("raise SystemExit('no memory')", "no memory"), ("print('hello')", "its last line is no JSON")])
def test_a_command_that_fails_or_tells_nothing_is_named(program, said):
    with pytest.raises(InputError, match=said):
        told_by(sys.executable, "-c", program)


def test_missing_peers_and_pythons_are_one_line(tmp_path):
    with pytest.raises(InputError, match=r"no score.py in it: name the folder that holds the peers"):
        peer(tmp_path, "score.py")
    with pytest.raises(InputError, match=r"--peer-python .*nowhere: No such file"):
        python_with(str(tmp_path / "nowhere"), "torch")
    with pytest.raises(InputError, match="has no module_that_is_not"):
        python_with(sys.executable, "module_that_is_not")
    assert python_with(sys.executable, "json") == sys.executable


def test_a_command_is_told_what_is_added_to_our_environment():
    program = "import os; print(os.environ['ADDED'], 'PATH' in os.environ)"
    assert said_by(sys.executable, "-c", program, env={"ADDED": "yes"}) == "yes True\n"
