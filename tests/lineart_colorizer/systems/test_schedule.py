import pytest

from data_tools.errors import InputError
from lineart_colorizer.settings import ObjectiveSettings
from lineart_colorizer.systems.schedule import known_objective, parse_schedule, planned_objectives

LIST = "dcgan, nonsaturating, kl, wgan, wgan-gp, lsgan, hinge"


def test_a_schedule_is_objectives_with_their_steps():
    planned = parse_schedule("nonsaturating:5000, wgan-gp:20000")
    assert [(objective.name, steps) for objective, steps in planned] == [("nonsaturating", 5000), ("wgan-gp", 20000)]


@pytest.mark.parametrize(
    ("schedule", "part"),
    [("wgan", "wgan"), ("wgan:", "wgan:"), ("wgan:0", "wgan:0"), ("wgan:-5", "wgan:-5"), ("wgan:5,", ""), ("wgan:²", "wgan:²")],
)
def test_a_broken_schedule_says_which_part_and_how_to_write_it(schedule, part):
    with pytest.raises(InputError) as refused:
        parse_schedule(schedule)
    assert str(refused.value) == f"schedule part {part!r}: write OBJECTIVE:STEPS, as in nonsaturating:5000,wgan:20000"


@pytest.mark.parametrize(
    "ask",
    [
        lambda: known_objective("gan"),
        lambda: parse_schedule("dcgan:5,gan:5"),
        lambda: planned_objectives(ObjectiveSettings(objective="gan")),
    ],
)
def test_an_unknown_objective_is_answered_with_the_list(ask):
    with pytest.raises(InputError) as refused:
        ask()
    assert str(refused.value) == f"unknown objective 'gan': choose one of {LIST}"


def test_what_is_planned_is_the_schedule_or_else_the_objective_for_all_steps():
    one = planned_objectives(ObjectiveSettings(objective="lsgan"))
    assert [(objective.name, steps) for objective, steps in one] == [("lsgan", None)]
    two = planned_objectives(ObjectiveSettings(objective="lsgan", schedule="kl:7"))
    assert [(objective.name, steps) for objective, steps in two] == [("kl", 7)]
