import types

import pytest
import tensorflow as tf

from lineart_colorizer.monitoring.profiling import FIRST, LAST, Profiler


@pytest.fixture
def calls(monkeypatch):
    """What is asked of TensorFlow's profiler, in turn."""
    made = []

    class Trace:
        def __init__(self, name, step_num, _r):
            self.step = step_num

        def __enter__(self):
            made.append(f"step {self.step}")

        def __exit__(self, *error):
            made.append("end")

    monkeypatch.setattr(tf.profiler.experimental, "start", lambda folder: made.append(f"start {folder}"))
    monkeypatch.setattr(tf.profiler.experimental, "stop", lambda: made.append("stop"))
    monkeypatch.setattr(tf.profiler.experimental, "Trace", Trace)
    return made


def sitting(profiler: Profiler, steps: int, begins: int = 0) -> None:
    with profiler:
        for step in range(begins + 1, begins + steps + 1):
            profiler(types.SimpleNamespace(state=types.SimpleNamespace(step=step)))


def test_steps_after_the_first_ones_of_a_sitting(calls, tmp_path):
    said = []
    sitting(Profiler(tmp_path, said.append), LAST + 5, begins=100)
    steps = [call for step in range(FIRST + 1, LAST + 1) for call in (f"step {100 + step}", "end")]
    assert calls == [f"start {tmp_path}", *steps, "stop"]
    assert said == [
        f"profile of {LAST - FIRST} steps in {tmp_path / 'plugins' / 'profile'}: "
        "tensorboard's page Profile shows it (pip install tensorboard-plugin-profile)"
    ]


def test_training_that_ends_on_the_way_ends_the_profile(calls, tmp_path):
    said = []
    sitting(Profiler(tmp_path, said.append), FIRST + 2)
    assert calls == [f"start {tmp_path}", "step 11", "end", "step 12", "end", "step 13", "end", "stop"]
    assert said[0].startswith("profile of 2 steps in ")


def test_too_short_for_a_profile(calls, tmp_path):
    said = []
    sitting(Profiler(tmp_path, said.append), FIRST - 1)
    assert calls == []
    assert said == [f"no profile: training ended before step {FIRST + 1} of this sitting"]


def test_what_tensorboard_reads_is_written(tmp_path):
    sitting(Profiler(tmp_path, lambda text: None), LAST)
    assert list((tmp_path / "plugins" / "profile").glob("*/*.xplane.pb"))
