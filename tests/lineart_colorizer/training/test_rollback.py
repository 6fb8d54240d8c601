import pytest

from data_tools.errors import InputError
from lineart_colorizer.training.rollback import roll_back


class State:
    """Goes back to step 480."""

    def __init__(self, rollbacks: int):
        self.step, self.rollbacks = 500, rollbacks

    def roll_back(self, say):
        self.step, self.rollbacks = 480, self.rollbacks + 1


def test_back_and_what_is_said(tmp_path):
    state = State(1)
    said = roll_back(state, "step 501: no number", tmp_path, 3, lambda text: None)
    assert said == "step 501: no number; back to step 480 with half the learning rates (roll-back 2 of 3)"
    assert (state.step, state.rollbacks) == (480, 2)


@pytest.mark.parametrize(("steps", "kept"), [((), "there is no checkpoint yet"), ((480, 400), "the checkpoint of step 480 is as it was")])
def test_no_further_than_the_limit(tmp_path, steps, kept):
    for step in steps:
        (tmp_path / f"step-{step:07}").mkdir()
    state = State(2)
    with pytest.raises(InputError) as refused:
        roll_back(state, "step 501: no number", tmp_path, 2, lambda text: None)
    assert str(refused.value) == (
        f"step 501: no number; {kept}: the same command goes on from there, with --rollback 4 at lower learning rates; "
        "if it comes again, take a lower --generator-rate in a new --run"
    )
    assert (state.step, state.rollbacks) == (500, 2)
