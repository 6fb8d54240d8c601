import dataclasses

import numpy as np
import pytest

from data_tools.errors import InputError
from lineart_colorizer.networks.unet import PALETTE_LAYER
from lineart_colorizer.settings import ObjectiveSettings
from lineart_colorizer.systems.build import known_objective, parse_schedule, planned_objectives

LIST = "dcgan, nonsaturating, kl, wgan, wgan-gp, lsgan, hinge"


@pytest.fixture(scope="module")
def scheduled(build_tiny):
    return build_tiny(schedule="nonsaturating:5,wgan:20")


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


def test_phases_share_networks_and_have_optimizers_of_their_own(scheduled):
    first, second = scheduled.phases
    assert [(phase.objective, phase.steps) for phase in scheduled.phases] == [("nonsaturating", 5), ("wgan", 20)]
    assert first.critic is second.critic is scheduled.networks["critic"]
    assert first.learner is second.learner
    optimizers = [*first.optimizers.values(), *second.optimizers.values()]
    assert len({id(optimizer) for optimizer in optimizers}) == 4
    assert [type(optimizer).__name__ for optimizer in optimizers] == ["ConvolutionMuon", "Adam", "ConvolutionMuon", "RMSprop"]
    assert [float(optimizer.learning_rate) for optimizer in optimizers] == pytest.approx([1e-3, 2e-4, 2.5e-4, 5e-5])


def test_every_optimizer_is_built_before_the_first_step(scheduled):
    """A trace may not create variables: slots of every weight are there, and no step was counted."""
    for phase in scheduled.phases:
        for name, optimizer in phase.optimizers.items():
            assert optimizer.built
            assert len(optimizer.variables) > len(scheduled.networks[name].trainable_variables)
            assert int(optimizer.iterations) == 0


def test_the_average_begins_as_the_generator_and_both_hold_the_palette(scheduled):
    generator, average = scheduled.networks["generator"], scheduled.networks["average"]
    assert generator is not average
    assert scheduled.colorizer is average
    for one, other in zip(generator.get_weights(), average.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    palette = average.get_layer(PALETTE_LAYER)
    np.testing.assert_allclose(palette.shares, [0.55, 0.2, 0.15, 0.1])
    np.testing.assert_allclose(palette.colors[1], [0.8, 0.2, 0.2])


def test_unet_has_no_critic_and_begins_with_the_same_generator(build_tiny, scheduled):
    system = build_tiny(system="unet")
    assert set(system.networks) == {"generator", "average"}
    assert [phase.objective for phase in system.phases] == ["reconstruction"]
    for one, other in zip(system.colorizer.get_weights(), scheduled.colorizer.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_without_palette_and_average(build_tiny, tiny_networks):
    system = build_tiny(networks=dataclasses.replace(tiny_networks, palette=0, head="direct"), average=0.0)
    assert system.networks["average"] is system.networks["generator"] is system.colorizer
    assert set(system.colorizer.output) == {"layer", "color"}
