"""The order of a step, and the objectives that a run goes through."""

import pytest

from lineart_colorizer.objectives.adversarial import find_objective
from lineart_colorizer.settings import Settings
from lineart_colorizer.systems.adversarial_phase import AdversarialPhase, smoothed_objectives


class Noted(AdversarialPhase):
    """Notes which batch each update gets, when it is traced: batches are Python numbers, so each is traced once."""

    def __init__(self, objective, steps=None):
        super().__init__(objective, steps)
        self.noted = []

    def _critic_step(self, batch):
        self.noted.append(("critic", batch))
        return {}

    def _both_step(self, batch):
        self.noted.append(("both", batch))
        return {"seen": batch}


def test_the_critic_learns_on_all_batches_and_the_generator_on_the_last():
    phase = Noted(find_objective("wgan"))
    batches = list(range(phase.batches_per_step))
    terms = phase.train_step(batches)
    assert phase.batches_per_step == find_objective("wgan").critic_steps == 5
    assert phase.noted == [("critic", 0), ("critic", 1), ("critic", 2), ("critic", 3), ("both", 4)]
    assert int(terms["seen"]) == 4


def test_a_phase_says_what_its_critic_loses_at_rest_where_the_objective_knows():
    assert Noted(find_objective("dcgan")).reference == pytest.approx(1.386, abs=1e-3)
    assert Noted(find_objective("wgan")).reference is None


def test_the_objectives_of_a_schedule_come_in_turn_each_smoothed():
    settings = Settings().but(schedule="dcgan:10,kl:20", label_smoothing=0.1)
    planned = smoothed_objectives(settings)
    assert [(objective.name, steps) for objective, steps in planned] == [("dcgan", 10), ("kl", 20)]
    plain = smoothed_objectives(settings.but(label_smoothing=0.0))
    assert all(soft.rest < hard.rest for (soft, _), (hard, _) in zip(planned, plain, strict=True))
