import pathlib
import subprocess
import sys
import threading

from data_tools.errors import INTERRUPTED
from lineart_colorizer.training.interruption import interruptible

ROOT = pathlib.Path(__file__).resolve().parents[3]


ONCE = """
import os, signal
from lineart_colorizer.training.interruption import interruptible
for number in (signal.SIGINT, signal.SIGTERM):
    before = signal.getsignal(number)
    with interruptible(print) as interruption:
        assert interruption.asked is None
        os.kill(os.getpid(), number)
        assert interruption.asked == signal.Signals(number).name
    assert signal.getsignal(number) is before
"""


def ended_after(script: str) -> subprocess.CompletedProcess:
    """In a process of its own: signals of this one are its runner's."""
    return subprocess.run([sys.executable, "-u", "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_the_first_signal_is_noted_and_said():
    ended = ended_after(ONCE)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.splitlines() == [
        f"{name}: this step is saved, then training stops; once more stops at once" for name in ("SIGINT", "SIGTERM")
    ]


TWICE = """
import os, signal
from lineart_colorizer.training.interruption import interruptible
with interruptible(print):
    for _ in range(2):
        os.kill(os.getpid(), signal.SIGTERM)
    print("still here")
"""


def test_a_second_signal_ends_the_process_at_once():
    ended = ended_after(TWICE)
    assert ended.returncode == INTERRUPTED
    assert "still here" not in ended.stdout


def test_outside_the_main_thread_nothing_is_noted():
    found = []

    def ask():
        with interruptible(found.append) as interruption:
            found.append(interruption.asked)

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert found == [None]
