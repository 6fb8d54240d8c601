"""docs/extending.md does what it says: its files, written to a folder, are trained, exported, and coloured with."""

import importlib
import pathlib
import re
import shutil
import sys

import numpy as np
import pytest
import tensorflow as tf

from data_tools.errors import InputError
from data_tools.pictures import read_picture, write_png
from lineart_colorizer.checks import checked
from lineart_colorizer.colorize import colorize
from lineart_colorizer.export import export
from lineart_colorizer.networks import unet
from lineart_colorizer.objectives import adversarial
from lineart_colorizer.systems import build, registry

PAGE = pathlib.Path(__file__).parents[2] / "docs" / "extending.md"
FILES = dict(re.findall(r"^```python\n# (\w+)\.py\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL))


@pytest.fixture
def in_a_folder(tmp_path, monkeypatch):
    """The page's files in the working folder; what they register is forgotten after the test."""
    for name, source in FILES.items():
        (tmp_path / f"{name}.py").write_text(source)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(adversarial, "OBJECTIVES", dict(adversarial.OBJECTIVES))
    assert "unet" in registry.system_names(), build
    monkeypatch.setattr(registry, "_KINDS", dict(registry._KINDS))
    monkeypatch.setattr(unet, "BLOCKS", (1, 1))  # half the levels are traced in half the time
    importlib.invalidate_caches()
    yield tmp_path
    for name in FILES:
        sys.modules.pop(name, None)


def assert_told(trained, read_events, tag: str) -> None:
    """The run told of this loss at every step, and drew."""
    losses = read_events(trained.logs).scalars(tag)
    assert [step for step, _ in losses] == [1, 2, 3, 4]
    assert np.isfinite([loss for _, loss in losses]).all()
    assert read_events(trained.logs).pictures("pictures/validation")


def test_the_objective_of_the_page_trains(in_a_folder, tiny_settings, sit, read_events, eagerly):
    """Eagerly; what it trains is paired's own network. It can be traced, too: real 2 and fake -1 as below."""
    with eagerly():
        trained = sit(
            tiny_settings(in_a_folder, run="pearson", extensions="pearson", objective="pearson", image_seconds=1e9), exports=False
        )
    assert_told(trained, read_events, "generator/adversarial")
    critic = tf.function(adversarial.find_objective("pearson").critic)
    assert float(critic(tf.fill((3, 1), 2.0), tf.fill((3, 1), -1.0))) == pytest.approx(0.5)


def test_the_system_of_the_page_trains_exports_and_colors(in_a_folder, tiny_settings, sit, read_events):
    name = "tint"
    trained = sit(tiny_settings(in_a_folder, run=name, extensions="pearson, tint", system=name), exports=False)
    assert_told(trained, read_events, "generator/l2")

    for module in FILES:  # what was trained is exported and used without the files
        (in_a_folder / f"{module}.py").unlink()
        sys.modules.pop(module, None)
    shutil.rmtree(in_a_folder / "__pycache__", ignore_errors=True)
    exported = export(model=name, models=str(in_a_folder / "models"))
    line = np.full((40, 50), 255, np.uint8)
    line[10:30, 20] = 0
    write_png(in_a_folder / "page.png", line)
    for model in (name, str(exported)):
        assert (
            colorize(["page.png"], model=model, models=str(in_a_folder / "models"), out=f"colored-{pathlib.Path(model).name}") is not None
        )
    by_run, by_export = (read_picture(in_a_folder / f"colored-{folder}" / "page.png") for folder in (name, exported.name))
    assert by_run.shape == (40, 50, 3)
    assert by_run[15, 20].max() < by_run[15, 40].max()  # the line is there
    assert np.abs(by_run.astype(int) - by_export).max() <= 1


def test_the_objective_is_the_one_of_the_paper(in_a_folder, tiny_settings):
    """By hand, for real 2 and fake -1: (2 - 1)^2 / 2 + 0 = 0.5, and 1 / 2; at rest, all logits 0: 1/2 + 1/2."""
    checked(tiny_settings(in_a_folder, extensions="pearson", objective="pearson"))
    objective = adversarial.find_objective("pearson")
    real, fake = np.full((3, 1), 2.0, np.float32), np.full((3, 1), -1.0, np.float32)
    assert (float(objective.critic(real, fake)), float(objective.generator(fake))) == pytest.approx((0.5, 0.5))
    assert float(objective.critic(0 * real, 0 * fake)) == objective.rest == 1.0


def test_what_the_system_cannot_do_is_one_line(in_a_folder, tiny_settings):
    with pytest.raises(InputError, match=r"^--head direct: system tint lays the lines over its colours$"):
        checked(tiny_settings(in_a_folder, extensions="tint", system="tint", head="direct"))
    with pytest.raises(InputError, match=r"system tint has no critic"):
        checked(tiny_settings(in_a_folder, extensions="tint", system="tint", objective="wgan"))


def test_a_name_that_is_taken_ends_in_one_line(in_a_folder, tiny_settings):
    (in_a_folder / "again.py").write_text(FILES["tint"].replace('name="tint"', 'name="unet"'))
    with pytest.raises(InputError, match=r"^--extensions again: ValueError: there is a system 'unet' already$"):
        checked(tiny_settings(in_a_folder, extensions="again", system="unet"))
    with pytest.raises(InputError, match=r"^--extensions nowhere: ModuleNotFoundError: No module named 'nowhere'$"):
        checked(tiny_settings(in_a_folder, extensions="nowhere"))
