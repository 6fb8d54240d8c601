"""The demo model that comes with the program: that it is there, whole, small, and colours."""

import configparser
import glob
import hashlib
import json
import pathlib

import cv2
import numpy as np

from data_tools.drawing.composition import draw_picture
from data_tools.line_extraction import dilation
from data_tools.pictures import read_picture, write_png
from lineart_colorizer.colorize import colorize
from lineart_colorizer.imaging.lab import to_lab
from lineart_colorizer.imaging.pages import colorize_page
from lineart_colorizer.metrics.color import COLOURED
from lineart_colorizer.serving.models import find_origin, load_colorizer, run_card
from lineart_colorizer.serving.naming import DEMO
from lineart_colorizer.training.products import load_product
from lineart_colorizer.training.run_folder import RunFolder

UNSEEN = 12345  # a seed of drawings that no demo model learned from
PACKAGE = pathlib.Path(__file__).parents[3] / "lineart_colorizer"


def drawing(index: int) -> np.ndarray:
    """A demo drawing's lines, uint8 [128,128]."""
    picture, _ = draw_picture(UNSEEN, index, 256)
    line = dilation(picture, hashlib.sha256(picture).hexdigest())
    return cv2.resize(line, (128, 128), interpolation=cv2.INTER_AREA)


def coloured_ab(picture: np.ndarray) -> np.ndarray:
    """Lab a and b of a picture's coloured pixels, [N,2]."""
    ab = to_lab(picture.astype(np.float32) / 255.0)[..., 1:]
    return ab[np.hypot(ab[..., 0], ab[..., 1]) > COLOURED]


def test_it_is_small_and_has_all_its_files():
    files = {path.name for path in DEMO.rglob("*") if path.is_file()}
    assert {"model.json", "settings.yaml", "card.json", "card.md", "samples.png", "weights.index", "manifest.json"} <= files
    assert sum(path.stat().st_size for path in DEMO.rglob("*") if path.is_file()) < 8_000_000


def test_wheels_take_every_file_of_it():
    setup = configparser.ConfigParser()
    setup.read(PACKAGE.parent / "setup.cfg")
    patterns = setup["options.package_data"]["lineart_colorizer"].split()
    taken = {PACKAGE / path for pattern in patterns for path in glob.glob(pattern, root_dir=PACKAGE, recursive=True)}  # as setuptools does
    assert {path for path in DEMO.rglob("*") if path.is_file()} <= taken


def test_its_card_tells_of_this_model_and_of_drawings_of_the_program_s_own():
    card, model = json.loads((DEMO / "card.json").read_text("utf-8")), run_card(RunFolder(DEMO), RunFolder(DEMO).chosen())
    assert (card["model"]["step"], card["model"]["size"], card["model"]["kind"]) == (model.step, model.size, "colorizer")
    assert (card["title"], card["licence"], model.run) == ("demo", "Apache-2.0", "demo")
    assert [data["name"].startswith("demo-") for data in card["data"]] == [True]
    assert card["data"][0]["train"] > 1000
    assert card["scores"]["validation"]["right"] > 0.25
    assert "/" not in str(card["settings"]["data"])


def test_colorize_without_a_run_says_so_and_gives_real_colors(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    for index in range(4):
        write_png(tmp_path / "in" / f"{index}.png", drawing(index))
    assert colorize(["in"], out="out") == 0
    assert "model: demo, which comes with the program (step " in capsys.readouterr().out
    coloured = [coloured_ab(read_picture(tmp_path / "out" / f"{index}.png")) for index in range(4)]
    assert all(len(ab) > 0.01 * 128 * 128 for ab in coloured), "grey"
    together = np.concatenate(coloured)
    assert len(together) > 0.08 * 4 * 128 * 128, "mostly grey"
    assert np.hypot(*together.T).mean() > 25, "washed out"
    assert together.std(axis=0).min() > 10, "one colour"


def test_runs_begin_with_it_by_name(tmp_path):
    origin = find_origin("demo", tmp_path)
    assert (origin.source, origin.kind) == (DEMO, "colorizer")
    found = origin.stored.variables(*origin.ways["colorizer"])
    run = RunFolder(DEMO)
    expected = {variable.path: variable.numpy() for variable in load_product(run, run.chosen())["colorizer"].weights}
    assert found.keys() == expected.keys()
    assert all(np.array_equal(found[path], expected[path]) for path in expected)


def test_it_heeds_hints():
    """A blue dab in the middle of a disk makes it blue, beside the dab, too."""
    colorizer = load_colorizer(DEMO)
    line = np.full((128, 128), 255, np.uint8)
    cv2.circle(line, (64, 64), 40, 0, 3, cv2.LINE_AA)
    line = line[None, ..., None].astype(np.float32) / 127.5 - 1.0
    hint = np.zeros((1, 128, 128, 4), np.float32)
    hint[0, 56:72, 56:72] = (-1.0, -0.5, 1.0, 1.0)
    red, _, blue = colorizer.predict(line, hint)["layer"][0, 80, 64]
    assert blue - red > 0.3


def test_colours_do_not_flow_round_a_line_that_ends_at_the_page_s_edge():
    """White beside a page that is no multiple of 32 px wide joined sky and ground there: the ground changed by 100 Lab."""
    model = load_colorizer(DEMO)
    for width in (181, 205):
        line = np.full((128, width), 255, np.uint8)
        cv2.line(line, (0, 70), (width, 70), 0, 1)
        hint = np.zeros((128, width, 4), np.uint8)
        hint[8:12, 20 : width - 20 : 24] = hint[58:62, 20 : width - 20 : 24] = (40, 90, 230, 255)
        with_hint, without = (
            colorize_page(line, model.predict, size=128, head="multiply", painted=painted) for painted in (hint, np.zeros_like(hint))
        )
        apart = np.linalg.norm(to_lab(with_hint / np.float32(255)) - to_lab(without / np.float32(255)), axis=-1)
        assert apart[:60].mean() > 10  # the sky is blue
        assert apart[74:].mean() < 3
