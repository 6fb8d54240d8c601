"""What is asked of `train`, before anything is written."""

import pytest

from data_tools.errors import InputError
from lineart_colorizer.checks import BOUNDS, checked, import_extensions, limits_of
from lineart_colorizer.objectives.adversarial import OBJECTIVES
from lineart_colorizer.settings import Settings
from lineart_colorizer.training.loop import Limits
from tests.lineart_colorizer.runs import failure

JUDGED_BY_SYSTEMS = {"label_smoothing", "critic_guard"}


def refusal(settings) -> str:
    with pytest.raises(InputError) as refused:
        checked(settings)
    return str(refused.value)


@pytest.mark.parametrize(
    ("changed", "limits"),
    [
        ({"steps": 7}, Limits(steps=7)),
        ({"minutes": 1.5}, Limits(seconds=90.0)),
        ({}, Limits(steps=100_000)),
        ({"data": None}, Limits(seconds=300.0)),
        ({"data": None, "steps": 7}, Limits(steps=7)),
        ({"schedule": "hinge:2, wgan:3"}, Limits(steps=5)),
        ({"data": None, "schedule": "hinge:2,wgan:3"}, Limits(steps=5)),
    ],
)
def test_how_long_it_trains(tiny_settings, tmp_path, changed, limits):
    assert limits_of(tiny_settings(tmp_path, **({"steps": None} | changed))) == limits


def test_a_size_that_the_network_cannot_take(tiny_settings, tmp_path):
    assert refusal(tiny_settings(tmp_path, size=100)) == "--size 100: the network needs a multiple of 32, such as 96"
    assert refusal(tiny_settings(tmp_path, size=1)) == "--size 1: the network needs a multiple of 32, such as 32"
    checked(tiny_settings(tmp_path, size=96))


def test_every_number_has_its_bounds():
    numbers = {name for name, value in Settings().flat().items() if isinstance(value, int | float) and not isinstance(value, bool)}
    bounded = [name for _, names in BOUNDS.values() for name in names]
    assert sorted(bounded) == sorted(set(bounded))
    left_out = {"steps", "minutes", "checkpoint_steps", "workers", "adversarial_weight", "generator_rate"}  # None, unless given
    assert set(bounded) == numbers - JUDGED_BY_SYSTEMS | left_out


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"filters": 0}, "--filters 0: must be above 0"),
        ({"steps": -4}, "--steps -4: must be above 0"),
        ({"validation_pictures": 0}, "--validation-pictures 0: must be above 0"),
        ({"generator_rate": -1.0}, "--generator-rate -1.0: must be above 0"),
        ({"minutes": float("nan")}, "--minutes nan: must be above 0"),
        ({"seed": -1}, "--seed -1: a seed is 0 to 2,147,483,647"),
        ({"seed": 2**31}, "--seed 2147483648: a seed is 0 to 2,147,483,647"),
        ({"palette": -1}, "--palette -1: must be 0 or above"),
        ({"scale": -1.0}, "--scale -1.0: must be 0 or above"),
        ({"reconstruction_weight": -100.0}, "--reconstruction-weight -100.0: must be 0 or above"),
        ({"system": "cyclegan", "blocks": -1}, "--blocks -1: must be 0 or above"),
        ({"rarity": 2.0}, "--rarity 2.0: a share is 0 to 1"),
        ({"average": -1.0}, "--average -1.0: a share is 0 to 1"),
        ({"dropout": 1.0}, "--dropout 1.0: a share is 0 to below 1"),
        ({"held_out": 0.0}, "--held-out 0.0: a share is above 0 and below 1"),
        ({"held_out": 1.0}, "--held-out 1.0: a share is above 0 and below 1"),
    ],
)
def test_numbers_out_of_bounds_are_refused_in_one_line(changed, said):
    assert refusal(Settings().but(**changed)) == said


def test_the_least_and_the_most_are_taken():
    least = {"hint_share": 0.0, "average": 0.0, "scale": 0.0, "log_seconds": 0.0, "seed": 0, "palette": 0, "r1": 0.0, "decay_from": 0.0}
    checked(Settings().but(**least))
    checked(Settings().but(hint_share=1.0, average=1.0, rarity=1.0, decay_from=1.0))


def test_nothing_to_learn_by(tiny_settings, tmp_path):
    nothing = tiny_settings(tmp_path, reconstruction_weight=0.0, palette_weight=0.0, adversarial_weight=0.0)
    assert refusal(nothing) == "all weights are 0: give --reconstruction-weight, --palette-weight or --adversarial-weight"


def test_an_unknown_score_is_answered_with_the_list(tiny_settings, tmp_path, monkeypatch, capsys):
    assert refusal(tiny_settings(tmp_path, best="rigth")).startswith("--best rigth: choose one of right, rare, palette, bleed, paper, ")
    said = failure(monkeypatch, capsys, tiny_settings(tmp_path, best="cycle_source", held_out=0.3))
    assert said.startswith("error: --best cycle_source: choose one of right, rare, ")
    assert not (tmp_path / "models").exists()


def test_an_unknown_objective_is_answered_with_the_list(tiny_settings, tmp_path):
    said = "unknown objective 'began': choose one of dcgan, nonsaturating, kl, wgan, wgan-gp, lsgan, hinge"
    assert refusal(tiny_settings(tmp_path, objective="began")) == said
    assert refusal(tiny_settings(tmp_path, schedule="hinge:2,began:3")) == said
    for name in OBJECTIVES:
        checked(tiny_settings(tmp_path, objective=name))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"steps": -4}, "--steps -4: must be above 0"),
        ({"steps": None, "minutes": 0.0}, "--minutes 0.0: must be above 0"),
        ({"minutes": 1.0}, "give --steps or --minutes, not both"),
        ({"run": "a/b"}, "--run a/b: a name, not a path (folders: --models, --logs)"),
        ({"schedule": "hinge"}, "schedule part 'hinge': write OBJECTIVE:STEPS, as in nonsaturating:5000,wgan:20000"),
        ({"schedule": "hinge:0"}, "schedule part 'hinge:0': write OBJECTIVE:STEPS, as in nonsaturating:5000,wgan:20000"),
        ({"schedule": "hinge:2,wgan:5"}, "--schedule says 7 steps in all: leave --steps and --minutes out"),
        ({"schedule": "hinge:4", "system": "unet"}, "--schedule is the critic's and the generator's game: system unet has no critic"),
    ],
)
def test_settings_that_make_no_sense(tiny_settings, tmp_path, changed, said):
    assert refusal(tiny_settings(tmp_path, **changed)) == said


def test_an_extension_that_fails_is_named(tmp_path, monkeypatch):
    (tmp_path / "torn.py").write_text("1 / 0")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(InputError, match=r"^--extensions torn: ZeroDivisionError: division by zero$"):
        import_extensions(" torn, ")
