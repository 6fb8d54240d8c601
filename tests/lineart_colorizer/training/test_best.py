import types

import pytest

from data_tools.errors import InputError
from lineart_colorizer.training import best as module
from lineart_colorizer.training.best import Best, higher_is_better
from lineart_colorizer.training.scoring import RANKED, SCORERS


class State:
    """A run's state that notes what it saves."""

    def __init__(self, best=None):
        self.step, self.best, self.saved = 0, best, []

    def save_best(self, score):
        self.saved.append((self.step, score))


@pytest.fixture
def watch(monkeypatch):
    """watch(metric, best=None) -> what one looks with: look(step, **scores) gives what was saved, and board and console note."""

    def make(metric: str, best=None):
        made = types.SimpleNamespace(state=State(best), scalars=[], said=[], scores={})
        monkeypatch.setitem(SCORERS, "colorizer", lambda system, held_out: dict(made.scores))
        board = types.SimpleNamespace(scalars=lambda values, step: made.scalars.append((values, step)), flush=lambda: None)
        console = types.SimpleNamespace(say=made.said.append)
        system = types.SimpleNamespace(product=types.SimpleNamespace(kind="colorizer"))
        made.best = Best(metric, system, made.state, [], board, console)

        def look(step: int, **scores):
            made.state.step, made.scores = step, scores
            made.best.look()
            return made.state.saved

        made.look = look
        return made

    return make


@pytest.mark.parametrize(
    ("metric", "scores", "saved"),
    [
        ("right", (0.2, 0.3, 0.25, 0.3, 0.31), [(1, 0.2), (2, 0.3), (5, 0.31)]),
        ("l1", (0.2, 0.3, 0.15, 0.15, 0.1), [(1, 0.2), (3, 0.15), (5, 0.1)]),
        ("right", (float("nan"), 0.1, float("nan"), float("inf")), [(2, 0.1)]),
    ],
)
def test_only_what_is_better_than_ever_is_saved(watch, metric, scores, saved):
    watching = watch(metric)
    for step, score in enumerate(scores, start=1):
        watching.look(step, **{metric: score})
    assert watching.state.saved == saved


def test_what_is_told(watch):
    watching = watch("right")
    assert str(watching.best) == ""
    watching.look(500, right=0.27, paper=0.01)
    watching.look(1500, right=0.2, paper=0.02)
    assert str(watching.best) == "best right 0.27 at step 500"
    first, second = ({"held_out/right": 0.27, "held_out/paper": 0.01}, {"held_out/right": 0.2, "held_out/paper": 0.02})
    assert watching.scalars == [(first, 500), (second, 1500)]
    assert watching.said == [
        "step 500  held out: right 0.27  paper 0.01  (best right 0.27 at step 500)",
        "step 1,500  held out: right 0.2  paper 0.02  (best right 0.27 at step 500)",
    ]


def test_a_step_is_looked_at_once(watch):
    watching = watch("right")
    watching.look(4, right=0.2)
    watching.look(4, right=0.9)
    assert watching.state.saved == [(4, 0.2)]
    assert len(watching.scalars) == 1


def test_a_run_that_goes_on_knows_its_best(watch):
    watching = watch("right", best=types.SimpleNamespace(step=30, score=0.4))
    assert str(watching.best) == "best right 0.4 at step 30"
    assert watching.look(40, right=0.4) == []
    assert watching.look(50, right=0.5) == [(50, 0.5)]


def test_pictures_that_do_not_give_the_score_are_one_line(watch):
    with pytest.raises(InputError) as refused:
        watch("right").look(1, l1=0.5, bleed_true=3.0, chroma=1.0)
    assert str(refused.value) == "--best right: the held-out pictures do not give it (they give: l1): raise --held-out"


def test_which_way_is_better_and_an_unknown_score():
    assert higher_is_better("right")
    assert not higher_is_better("bleed")
    assert not higher_is_better("cycle_source")
    with pytest.raises(InputError) as refused:
        higher_is_better("rigth", ("sampler",))
    assert str(refused.value) == "--best rigth: choose one of ms_ssim_fake"
    with pytest.raises(InputError, match=r"^--best cycle_source: choose one of right, rare, palette, bleed, paper, "):
        higher_is_better("cycle_source", ("colorizer",))
    assert RANKED.keys() == module.SCORERS.keys()
