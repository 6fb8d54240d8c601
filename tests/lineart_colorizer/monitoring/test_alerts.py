import pytest

from lineart_colorizer.monitoring.alerts import LONG, CollapseWatch, CriticWatch
from lineart_colorizer.objectives.adversarial import OBJECTIVES

LOG_4 = 1.386294


def said_over(losses: list[float], rest: float | None = LOG_4) -> list[int]:
    """At which looks an alert was said."""
    watch = CriticWatch()
    return [index for index, loss in enumerate(losses) if watch.look({"critic/adversarial": loss}, rest)]


def test_a_loss_near_0_for_long_is_said_once():
    assert said_over([0.01] * (3 * LONG)) == [LONG - 1]


def test_one_better_look_begins_anew_and_it_is_said_again():
    assert said_over([0.01] * (LONG - 1) + [0.5] + [0.01] * (LONG - 1)) == []
    assert said_over([0.01] * LONG + [0.5] + [0.01] * LONG) == [LONG - 1, 2 * LONG]


@pytest.mark.parametrize(("share", "is_said"), [(0.051, False), (0.049, True)])
@pytest.mark.parametrize("name", ["nonsaturating", "lsgan", "hinge"])
def test_near_0_is_a_twentieth_of_the_rest_value(name, share, is_said):
    rest = OBJECTIVES[name].rest
    assert bool(said_over([share * rest] * LONG, rest)) is is_said


def test_a_wasserstein_critic_is_never_alerted_to():
    assert OBJECTIVES["wgan"].rest == OBJECTIVES["wgan-gp"].rest == 0.0  # a phase's reference is None then
    assert said_over([-100.0] * (2 * LONG), None) == []


def test_critics_are_watched_one_by_one_and_the_text_names_loss_and_rest():
    watch = CriticWatch()
    for _ in range(LONG - 1):
        assert watch.look({"critic_source/adversarial": 0.001, "critic_target/adversarial": 1.0}, LOG_4) == []
    (text,) = watch.look({"critic_source/adversarial": 0.001, "critic_target/adversarial": 1.0}, LOG_4)
    assert text.startswith(f"the critic wins: critic_source/adversarial is 0.001, below 5% of 1.39 for {LONG} looks in a row. ")


@pytest.mark.parametrize(
    ("scores", "is_said"),
    [
        ({}, False),
        ({"ms_ssim_fake": 0.9}, False),
        ({"ms_ssim_fake": 0.35, "ms_ssim_real": 0.26}, False),
        ({"ms_ssim_fake": 0.37, "ms_ssim_real": 0.26}, True),
        ({"ms_ssim_fake": 0.27, "ms_ssim_real": 0.26, "collapsed": 0.5}, False),
        ({"ms_ssim_fake": 0.27, "ms_ssim_real": 0.26, "collapsed": 0.6}, True),
    ],
)
def test_pictures_that_grow_alike(scores, is_said):
    watch = CollapseWatch()
    assert [bool(watch.look(scores)) for _ in range(3)] == [False, is_said, False]


def test_collapse_is_said_once_until_it_is_over():
    watch = CollapseWatch()
    said = [bool(watch.look({"ms_ssim_fake": fake, "ms_ssim_real": 0.25})) for fake in (0.5, 0.6, 0.7, 0.2, 0.5, 0.5)]
    assert said == [False, True, False, False, False, True]
    watch = CollapseWatch()
    _, (text,) = (watch.look({"ms_ssim_fake": 0.5, "ms_ssim_real": 0.25, "collapsed": 0.75}) for _ in range(2))
    assert text == (
        "the pictures grow alike (mode collapse): MS-SSIM of generated pairs is 0.50, of true pairs 0.25; 75% of the classes have collapsed"
    )
