import dataclasses
import types
from typing import ClassVar

import numpy as np
import pytest
import tensorflow as tf

from data_tools.pictures import read_picture
from lineart_colorizer.monitoring.alerts import LONG
from lineart_colorizer.monitoring.grids import CAPTION_HEIGHT
from lineart_colorizer.systems.protocol import Product
from lineart_colorizer.training import reports
from lineart_colorizer.training.loop import Limits, Moment
from lineart_colorizer.training.reports import FROM_BATCH, Reporter
from lineart_colorizer.training.run_folder import RunFolder

SIDE = 16


class Recorder:
    """Stands for board and console: notes every call as (name, *arguments)."""

    def __init__(self):
        self.calls = []

    def __getattr__(self, name):
        return lambda *arguments, **named: self.calls.append((name, *arguments, *([named] if named else [])))

    def of(self, name):
        return [call[1:] for call in self.calls if call[0] == name]


def batch(count: int, color=(-1.0, -1.0, 1.0)) -> dict:
    """White drawings, true pictures of one colour."""
    colors = np.broadcast_to(np.array(color, np.float32), (count, SIDE, SIDE, 3))
    return {"line": np.ones((count, SIDE, SIDE, 1), np.float32), "hint": np.zeros((count, SIDE, SIDE, 4), np.float32), "color": colors}


def variable(value):
    return types.SimpleNamespace(value=tf.constant(value))


class White:
    """A system whose pictures are white."""

    product = Product("colorizer", {})
    networks: ClassVar = {"critic": types.SimpleNamespace(trainable_variables=[variable(3.0), variable([[0.0], [4.0]])])}

    def __init__(self):
        self.sampled = []

    def sample(self, batch):
        self.sampled.append(len(batch["line"]))
        return np.ones_like(batch["color"])

    def columns(self, batch):
        return {"line": batch["line"], "generated": self.sample(batch)}


@pytest.fixture
def told(tmp_path):
    """A reporter, and what it told whom."""
    made = types.SimpleNamespace(board=Recorder(), console=Recorder(), system=White(), run=RunFolder(tmp_path / "run"))
    limits = Limits(steps=100)
    made.reporter = Reporter(made.system, made.board, made.console, made.run, limits, validation=[batch(2), batch(1)], shown=batch(3))
    return made


def moment(step: int, objective="hinge", reference=2.0, seconds=10.0, size=2) -> Moment:
    phase = types.SimpleNamespace(
        objective=objective, reference=reference, optimizers={"critic": types.SimpleNamespace(learning_rate=tf.constant(0.25))}
    )
    state = types.SimpleNamespace(step=step, images_seen=4 * step, critic_updates=5 * step, seconds=seconds)
    scalars = {"generator/l1": np.float32(0.5), "critic/adversarial": np.float32(1.5), "gradient_norm/critic": np.float32(9)}
    return Moment(state=state, phase=phase, scalars=scalars, batches=[batch(1), batch(size)])


def test_the_first_objective_and_the_next_each_once_whatever_the_sittings(told):
    first, second = told.system.phases = [types.SimpleNamespace(objective=objective, steps=2) for objective in ("hinge", "wgan")]
    for step, phase in ((1, first), (2, first), (3, second), (4, second)):
        told.reporter.note_phase(dataclasses.replace(moment(step), phase=phase))
    assert told.console.of("say") == [("objective hinge",), ("step 2: objective wgan, with fresh optimizers",)]
    assert told.board.of("text") == [("objective", "from step 0: **hinge**", 0), ("objective", "from step 2: **wgan**", 2)]


def test_terms_rates_and_counts_go_to_the_board(told):
    told.reporter.log(moment(7))
    ((scalars, step),) = told.board.of("scalars")
    assert step == 7
    assert scalars == {
        "generator/l1": 0.5, "critic/adversarial": 1.5, "gradient_norm/critic": 9.0, "learning_rate/critic": 0.25,
        "weight_norm/critic": 5.0,
        "progress/images_seen": 28, "progress/critic_updates": 35,
    }  # fmt: skip
    assert told.board.of("reference") == [("critic/adversarial", 2.0, 7)]
    assert told.console.calls == []


def test_speed_and_time_left_from_the_second_time_on(told, monkeypatch):
    now = iter((100.0, 102.0))
    monkeypatch.setattr(reports, "time", types.SimpleNamespace(monotonic=lambda: next(now)))
    told.reporter.log(moment(10, seconds=5.0))
    told.reporter.log(moment(20, seconds=8.0))
    scalars, _ = told.board.of("scalars")[1]
    assert (scalars["speed/steps_per_second"], scalars["speed/images_per_second"]) == (5.0, 20.0)
    ((said,),) = told.console.of("progress")
    assert said.pop("left") == pytest.approx(32.0)  # a fifth took 8 s
    assert said == {
        "share": 0.2, "step": 20, "steps_per_second": 5.0, "images_per_second": 20.0,
        "losses": {"generator/l1": 0.5, "critic/adversarial": 1.5},
    }  # fmt: skip


def test_no_reference_where_it_says_nothing(told):
    told.reporter.log(moment(1, reference=None))
    assert told.board.of("reference") == []


def test_grids_of_the_fixed_drawings_and_of_the_last_batch(told):
    told.reporter.show(moment(7, size=FROM_BATCH + 4))
    pictures = {tag: (picture, step) for tag, picture, step in told.board.of("picture")}
    assert set(pictures) == {"pictures/validation", "pictures/training"}
    assert {step for _, step in pictures.values()} == {7}
    heights = [pictures[f"pictures/{name}"][0].shape[0] - CAPTION_HEIGHT for name in ("validation", "training")]
    assert heights == [2 * (SIDE + 2), FROM_BATCH // 2 * (SIDE + 2)]
    assert told.system.sampled == [3, FROM_BATCH, 2, 1]


def test_the_caption_says_objective_and_step(told, monkeypatch):
    captions = []

    def make_grid(columns, caption):
        captions.append(caption)
        return np.zeros((8, 8, 3), np.uint8)

    monkeypatch.setattr(reports, "make_grid", make_grid)
    told.reporter.show(moment(12345))
    assert captions == ["hinge, step 12,345: line | generated"] * 2


def test_the_grid_of_fixed_drawings_is_kept_with_the_run(told):
    told.reporter.show(moment(7))
    ((_, grid, _),) = [call for call in told.board.of("picture") if call[0] == "pictures/validation"]
    assert [path.name for path in told.run.samples.iterdir()] == ["step-0000007.png"]
    assert np.array_equal(read_picture(told.run.samples / "step-0000007.png"), grid)


def test_at_the_end_the_fixed_drawings_are_shown_once_more_if_they_were_not(told):
    told.system.phases = [types.SimpleNamespace(objective="wgan", steps=None)]
    told.reporter.show(moment(7))
    told.reporter.show_end(types.SimpleNamespace(step=7))
    told.reporter.show_end(types.SimpleNamespace(step=9))
    shown = [(tag, step) for tag, _, step in told.board.of("picture")]
    assert shown == [("pictures/validation", 7), ("pictures/training", 7), ("pictures/validation", 9)]
    assert sorted(path.name for path in told.run.samples.iterdir()) == ["step-0000007.png", "step-0000009.png"]


def test_scores_go_to_board_and_console(told):
    scores = told.reporter.score(types.SimpleNamespace(step=1234), [batch(1)])
    ((scalars, step),) = told.board.of("scalars")
    assert step == 1234
    assert scalars == {f"validation/{name}": value for name, value in scores.items()}
    assert scalars["validation/l1"] == pytest.approx(2 / 3, abs=1e-6)
    ((said,),) = told.console.of("say")
    assert said.startswith("step 1,234  validation: hue 0  l1 0.667  psnr ")


def test_the_outputs_of_a_critic_on_the_training_pictures(told):
    told.reporter.show(moment(6))
    assert told.board.of("histogram") == []  # a system without a critic
    told.system.critic_outputs = lambda batch: {"real": batch["line"].mean((1, 2)), "fake": np.float32([-1, -2])}
    told.reporter.show(moment(7, size=2))
    (real, fake) = told.board.of("histogram")
    assert (real[0], real[1].tolist(), real[2]) == ("critic_outputs/real", [[1.0], [1.0]], 7)
    assert (fake[0], fake[1].tolist(), fake[2]) == ("critic_outputs/fake", [-1.0, -2.0], 7)


def test_a_critic_that_wins_is_told_to_board_and_console(told):
    for step in range(1, LONG + 3):
        won = moment(step, reference=100.0)
        told.reporter.log(won)
    ((tag, text, step),) = told.board.of("text")
    assert (tag, step) == ("alert", LONG)
    assert text.startswith("the critic wins: critic/adversarial is 1.5, below 5% of 100 for 12 looks in a row.")
    assert told.console.of("say") == [(f"step {LONG}  alert: {text}",)]


def test_pictures_that_grow_alike_are_told(told, monkeypatch):
    monkeypatch.setitem(reports.SCORERS, "colorizer", lambda system, batches: {"ms_ssim_fake": 0.8, "ms_ssim_real": 0.3})
    for step in (1, 9):
        told.reporter.score(types.SimpleNamespace(step=step), [])
    ((tag, text, step),) = told.board.of("text")
    assert (tag, step) == ("alert", 9)
    assert text.startswith("the pictures grow alike (mode collapse): MS-SSIM of generated pairs is 0.80, of true pairs 0.30")
