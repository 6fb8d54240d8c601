import dataclasses

import pytest
import yaml

from lineart_colorizer import settings as module
from lineart_colorizer.command_line import parse_settings
from lineart_colorizer.settings import Settings
from lineart_colorizer.training.run_folder import RunFolder


def defaults() -> Settings:
    return Settings(**{concern.name: concern.type() for concern in dataclasses.fields(Settings)})


def refused(*arguments: str, capsys) -> str:
    with pytest.raises(SystemExit) as ending:
        parse_settings(list(arguments))
    assert ending.value.code == 2
    return capsys.readouterr().err


def test_nothing_given_is_the_defaults():
    assert parse_settings([]) == defaults()


def test_options_reach_their_concern():
    arguments = "--data d --size 64 --hint-share 0.25 --head direct --objective wgan-gp --reconstruction log --steps 7 --run r --rotation 3"
    parsed = parse_settings(arguments.split())
    assert parsed.data == module.DataSettings(data="d", size=64, hint_share=0.25)
    assert parsed.networks == module.NetworkSettings(head="direct")
    assert parsed.objective == module.ObjectiveSettings(objective="wgan-gp", reconstruction="log")
    assert parsed.run == module.RunSettings(steps=7, run="r")
    assert parsed.augmentation == module.AugmentationSettings(rotation=3.0)


def test_switches_with_and_without_a_value():
    assert parse_settings(["--deterministic"]).run.deterministic is True
    assert parse_settings(["--flip=false"]).augmentation.flip is False


def test_a_run_s_own_settings_file_is_a_config(tmp_path):
    settings = parse_settings(["--size", "64", "--schedule", "hinge:2,wgan:3", "--minutes", "1.5"])
    folder = RunFolder(tmp_path / "run")
    folder.write_settings(settings)
    assert parse_settings(["--config", str(folder.settings_file)]) == settings
    assert parse_settings(["--config", str(folder.settings_file), "--size", "96"]).data.size == 96


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--stepz", "4"], "stepz"),
        (["--steps", "many"], "steps"),
        (["--reconstruction", "l3"], "reconstruction"),
        (["--head", "sum"], "head"),
        (["surplus"], "surplus"),
        (["--hint_share", "0.1"], "hint_share"),
    ],
)
def test_wrong_usage_is_two(arguments, said, capsys):
    error = refused(*arguments, capsys=capsys)
    assert "usage: python -m lineart_colorizer.train" in error
    assert said in error


def test_an_unknown_name_in_a_config_is_wrong_usage(tmp_path, capsys):
    config = tmp_path / "odd.yaml"
    config.write_text(yaml.safe_dump({"size": 64, "sice": 7}))
    assert "sice" in refused("--config", str(config), capsys=capsys)


def test_help_explains_every_setting(capsys):
    with pytest.raises(SystemExit) as ending:
        parse_settings(["--help"])
    assert ending.value.code == 0
    text = " ".join(capsys.readouterr().out.split())
    for name in defaults().flat():
        assert f"--{name.replace('_', '-')}" in text
    assert "side of the training pictures, px. (type: int, default: 128)" in text
    assert "goes on where it stopped" in text


def test_what_is_typed_goes_before_a_file_wherever_it_stands(tmp_path):
    config = tmp_path / "c.yaml"
    config.write_text("run: theirs\ndata: théirs\nsteps: 10\nflip: false\nhint_share: 1\n", "utf-8")
    for arguments in (["--run", "mine", "--config", str(config)], [f"--config={config}", "--run", "mine"]):
        parsed = parse_settings(arguments)
        assert (parsed.run.run, parsed.run.steps, parsed.data.data) == ("mine", 10, "théirs")
        assert (parsed.augmentation.flip, parsed.data.hint_share) == (False, 1.0)
    other = tmp_path / "d.yaml"
    other.write_text("steps: null\nminutes: 2")
    parsed = parse_settings(["--config", str(config), "--config", str(other)])
    assert (parsed.run.run, parsed.run.steps, parsed.run.minutes) == ("theirs", None, 2.0)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"size: null", "size"),
        (b"critic: null", "critic"),
        (b"flip: null", "flip"),
        (b"size: [64]", "size is no plain value"),
        (b"size: ~", "size is null"),
        ("# für".encode("latin-1"), "no YAML in UTF-8 ("),
        (b"{", "no YAML in UTF-8 ("),
        (b"- size", "no settings, such as the line `size: 128`"),
        (b"7: 8", "there is no setting 7"),
        (None, "No such file or directory"),
    ],
)
def test_a_config_that_is_none_is_wrong_usage(tmp_path, capsys, content, said):
    if content is not None:
        (tmp_path / "c.yaml").write_bytes(content)
    assert said in refused("--config", str(tmp_path / "c.yaml"), capsys=capsys)
    assert "expected a file's name" in refused("--config", capsys=capsys)


@pytest.mark.parametrize("name", ["#inktober", "~", "[a]", "Foxes: winter", "007", "1e3", "true"])
def test_a_name_is_taken_as_it_is_typed(name):
    parsed = parse_settings(["--data", name, "--run", name])
    assert (parsed.data.data, parsed.run.run) == (name, name)


def test_a_config_s_values_are_taken_as_they_are_written(tmp_path):
    config = tmp_path / "c.yaml"
    config.write_text("run: 2026-11-22\ndata: 1.10\nclasses: off\njit: on\nsteps:\nhint_share: 1\n")
    parsed = parse_settings(["--config", str(config)])
    assert (parsed.run.run, parsed.data.data, parsed.data.classes) == ("2026-11-22", "1.10", "off")
    assert (parsed.run.jit, parsed.run.steps, parsed.data.hint_share) == ("on", None, 1.0)
