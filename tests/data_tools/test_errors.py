import os
import socket
import subprocess
import sys

import pytest

from data_tools.errors import FAILED, INTERRUPTED, InputError, describe, run_command, shortened


def code_of(main) -> int:
    with pytest.raises(SystemExit) as ending:
        run_command(main)
    return ending.value.code


def raising(error):
    def main():
        raise error

    return main


def test_done_is_zero():
    assert code_of(lambda: None) == 0


def test_a_returned_code_is_kept():
    assert code_of(lambda: 1) == 1


def test_input_error_is_one_line_and_one(capsys):
    assert code_of(raising(InputError("no such folder: x"))) == FAILED == 1
    assert capsys.readouterr().err == "error: no such folder: x\n"


def test_os_error_names_file_and_reason(capsys):
    assert code_of(raising(OSError(28, "No space left on device", "/out/a.png"))) == FAILED
    assert capsys.readouterr().err.startswith("error: No space left on device: /out/a.png (")


def test_an_os_error_in_words():
    assert describe(OSError(28, "No space left on device", "a")) == (
        "No space left on device: a (free some space, or check the path and its rights)"
    )


def test_os_error_without_a_file(capsys):
    assert code_of(raising(OSError("odd"))) == FAILED
    assert capsys.readouterr().err.startswith("error: odd: no file named (")


def test_interrupted_is_75(capsys):
    assert code_of(raising(KeyboardInterrupt())) == INTERRUPTED == 75
    assert "the same command goes on" in capsys.readouterr().err


def test_sigterm_is_75_too():
    script = "import os, signal; from data_tools.errors import run_command; run_command(lambda: os.kill(os.getpid(), signal.SIGTERM))"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (75, "interrupted: the same command goes on\n")


def test_a_bug_keeps_its_trace():
    with pytest.raises(ZeroDivisionError):
        run_command(lambda: 1 // 0)


@pytest.mark.parametrize(
    "main", ["[print('x' * 999) for _ in range(9999)] and 0", "[print(1), time.sleep(0.2)] and 0", "time.sleep(0.2) or exit(print(1))"]
)
def test_nobody_reads_what_it_prints(main):
    """While it prints, when it ends, and when it ends by itself, as --help does."""
    script = f"import time; from data_tools.errors import run_command; run_command(lambda: {main})"
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as command:
        command.stdout.close()
        assert command.stderr.read() == ""
    assert command.returncode == FAILED


def test_a_client_that_hangs_up_ends_no_command(capsys):
    """Nor is it taken for a reader that has gone."""
    ours, theirs = socket.socketpair()
    theirs.close()
    assert code_of(lambda: [ours.send(b"x")]) == FAILED
    assert capsys.readouterr().err.startswith("error: Broken pipe: ")


def test_an_error_of_another_program_in_one_short_line():
    assert shortened(ValueError(" no\n  such\tthing ")) == "no such thing"
    assert shortened(ValueError("x" * 300)) == "x" * 200
    assert shortened(ValueError("abc"), 2) == "ab"
    assert shortened(KeyboardInterrupt()) == "KeyboardInterrupt"


@pytest.mark.skipif(sys.platform == "win32", reason="the shell's >&- closes")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_outputs_are_as_if_they_went_nowhere(closed):
    said = "os.write(1, b'a'), print('b', flush=True), os.write(2, b'c'), print('d', file=sys.stderr)"
    script = f"import os, sys; from data_tools.errors import run_command; run_command(lambda: len([{said}]) + 3)"
    ended = subprocess.run(["sh", "-c", f'exec "$0" -c "$1" {closed}', sys.executable, script], capture_output=True, text=True)
    assert (ended.returncode, ended.stdout, ended.stderr) == (7, "" if closed.startswith(">") else "ab\n", "" if "2>" in closed else "cd\n")


@pytest.mark.parametrize(
    ("encoding", "name", "said"), [("cp1252", "日本/é", r"\u65e5\u672c/é"), ("utf-8:strict", "caf\udce9", r"caf\udce9")]
)
def test_names_that_standard_output_cannot_say_end_nothing(encoding, name, said):
    """On Windows behind a pipe, and of files from archives of another encoding."""
    program = f"import data_tools.errors as e; e.run_command(lambda: print({name!a}))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, env=os.environ | {"PYTHONIOENCODING": encoding}, check=False
    )
    assert (done.returncode, done.stdout.decode(encoding.split(":")[0]).strip()) == (0, said)


def test_no_memory_is_one_line(capsys):
    assert code_of(raising(MemoryError("12 GB"))) == FAILED
    assert capsys.readouterr().err.startswith("error: not enough memory: a smaller --size or --batch takes less")
