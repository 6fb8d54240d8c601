"""Several processes, and several devices, learn what one learns with the whole batch. TensorFlow cannot do either within this process."""

import json
import os
import shutil
import signal
import subprocess
import sys

import pytest

from data_tools.errors import FAILED
from tests.lineart_colorizer.runs import SHALLOW, options
from tests.lineart_colorizer.together import workers_with

STEPS, SAVED = 20, 4
TOLERANCE = 1e-5  # of a term's size, or of 1e-3 where it is smaller: floats are added in another order; 5e-7 was seen
LONGEST = 1200  # seconds until a process that hangs is ended
SMALLER = f"""
import time

from lineart_colorizer.networks import unet
from lineart_colorizer.serving import exports


def export_model(networks, card, folder):
    time.sleep(2)  # the other worker waits for the chief
    return exports.Exported(folder / "left-out", 0.0)


unet.BLOCKS = {SHALLOW}
exports.export_model = export_model
"""


def ended(worker: subprocess.Popen) -> tuple[int, str, str]:
    """Its exit code, and what it said."""
    said, error = worker.communicate(timeout=LONGEST)
    return worker.returncode, said, error


def terms_of(read_events, logs) -> dict[str, dict[int, float]]:
    """What a run logged of every step: terms and gradient norms."""
    events = read_events(logs)
    tags = [tag for tag in events.tags if tag.startswith(("generator/", "critic/", "gradient_norm/"))]
    return {tag: dict(events.scalars(tag)) for tag in tags}


@pytest.fixture(scope="module")
def together(tiny_settings, tmp_path_factory, read_events):
    """Two workers of which one is killed, and both again. Returns settings, what both said in both sittings, and the first's terms."""
    folder = tmp_path_factory.mktemp("together")
    (folder / "smaller.py").write_text(SMALLER)
    settings = tiny_settings(
        folder, run="both", extensions="smaller", system="unet",
        strategy="auto", batch=4, steps=STEPS, checkpoint_steps=SAVED, kept=10, image_seconds=9e9,
        deterministic=False,
    )  # fmt: skip
    arguments = options(settings)
    with workers_with(arguments, folder) as (chief, other):
        for line in chief.stdout:
            if line.startswith(f"step {SAVED + 3} "):
                other.send_signal(signal.SIGKILL)
                break
        first = [ended(chief), ended(other)]
    logs = folder / "logs" / "both"
    before = terms_of(read_events, shutil.copytree(logs, folder / "first"))
    with workers_with(arguments, folder) as workers:
        second = [ended(worker) for worker in workers]
    return settings, first, second, before, terms_of(read_events, logs)


def test_a_worker_that_is_killed_ends_the_others_with_one_line(together):
    _, ((code, _, error), (killed, _, _)), *_ = together
    assert killed == -signal.SIGKILL
    assert code == FAILED
    assert error.splitlines()[-1].startswith("error: worker 0 of 2: another worker ended, or cannot be reached (")
    assert error.splitlines()[-1].endswith("start all again with the same command, and the run goes on at its last checkpoint")
    assert "Traceback" not in error


def test_started_again_the_run_goes_on_exactly(together):
    _, _, ((code, said, error), (other_code, other_said, _)), before, after = together
    assert (code, other_code) == (0, 0), error
    assert f"resumed at step {SAVED}\n" in said
    assert other_said.count("\n") == 1  # it waits for the others: the chief tells the rest
    seen = range(SAVED + 1, SAVED + 3)
    assert {tag: [values[step] for step in seen] for tag, values in before.items()} == {
        tag: [values[step] for step in seen] for tag, values in after.items()
    }


def test_two_workers_learn_what_one_learns_with_the_whole_batch(together, sit, read_events, tmp_path):
    settings, *_, ours = together
    alone = settings.but(run="one", extensions=None, models=str(tmp_path / "models"), logs=str(tmp_path / "logs"))
    theirs = terms_of(read_events, sit(alone, exports=False).logs)
    assert ours.keys() == theirs.keys()
    assert {"generator/total", "generator/palette", "gradient_norm/generator"} <= ours.keys()
    for tag, values in theirs.items():
        assert list(values) == list(range(1, STEPS + 1))
        assert list(ours[tag].values()) == pytest.approx(list(values.values()), rel=TOLERANCE, abs=TOLERANCE * 1e-3), tag


def test_two_devices_learn_what_one_learns_with_the_whole_batch():
    cases = ("paired", "dropout", "wgan-gp", "cyclegan", "acgan")
    command = [sys.executable, "-m", "tests.lineart_colorizer.two_devices", *cases]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST, env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"})
    assert ran.returncode == 0, ran.stderr[-2000:]
    told = json.loads(ran.stdout.splitlines()[-1])
    assert list(told) == list(cases)
    for case, found in told.items():
        assert found["apart"] < (2e-5 if case != "dropout" else 9.0), (case, found)  # of which each replica drops others
    assert "critic/accuracy" in told["paired"]["terms"]
    assert "critic/penalty" in told["wgan-gp"]["terms"]
    assert {"generator/palette", "gradient_norm/generator", "critic/total"} <= {*told["dropout"]["terms"]}
    assert "generator/diversity" in told["acgan"]["terms"]
