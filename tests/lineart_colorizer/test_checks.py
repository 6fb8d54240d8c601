"""What is asked of `train`, before anything is written."""

import pytest

from data_tools.errors import InputError
from lineart_colorizer.checks import checked, import_extensions, limits_of
from lineart_colorizer.objectives.adversarial import OBJECTIVES
from lineart_colorizer.training.loop import Limits
from tests.lineart_colorizer.runs import failure


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


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"hint_share": 3.0}, "--hint-share 3.0: a share is 0 to 1"),
        ({"held_out": 0.0}, "--held-out 0.0: a share of the pictures is above 0 and below 1"),
        ({"held_out": 1.0}, "--held-out 1.0: a share of the pictures is above 0 and below 1"),
        ({"kept": 0}, "--kept 0: must be above 0"),
        ({"rollback": -1}, "--rollback -1: must be 0 or above"),
        ({"seed": -1}, "--seed -1: must be 0 or above"),
        (
            {"reconstruction_weight": 0.0, "palette_weight": 0.0, "adversarial_weight": 0.0},
            "all weights are 0: give --reconstruction-weight, --palette-weight or --adversarial-weight",
        ),
    ],
)
def test_numbers_that_make_no_sense(tiny_settings, tmp_path, changed, said):
    assert refusal(tiny_settings(tmp_path, **changed)) == said


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
        ({"batch": 0}, "--batch 0: must be above 0"),
        ({"steps": -4}, "--steps -4: must be above 0"),
        ({"steps": None, "minutes": 0.0}, "--minutes 0.0: must be above 0"),
        ({"checkpoint_steps": 0}, "--checkpoint-steps 0: must be above 0"),
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
