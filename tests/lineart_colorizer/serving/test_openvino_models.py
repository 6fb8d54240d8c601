import importlib.util
import pathlib
import shutil
import subprocess
import sys

import cv2
import numpy as np
import pytest

from data_tools.errors import InputError
from data_tools.pictures import read_picture, write_png
from lineart_colorizer.imaging.layers import composite
from lineart_colorizer.pages.coloring import make_colorer
from lineart_colorizer.pages.listing import Page
from lineart_colorizer.pages.options import PageOptions
from lineart_colorizer.serving import openvino_models
from lineart_colorizer.serving.cards import ModelCard, write_card
from lineart_colorizer.serving.loaded import Colorizer, Model, as_colorizer
from lineart_colorizer.serving.models import find_model
from lineart_colorizer.serving.openvino_models import find_openvino, load_openvino
from lineart_colorizer.serving.saved_model import kept_alive

LEVEL = 1  # of 255
needs_openvino = pytest.mark.skipif(importlib.util.find_spec("openvino") is None, reason="openvino is not installed")


# Finding


def make_export(folder: pathlib.Path, kind: str = "colorizer", names: tuple[str, ...] = ("colorizer",)) -> pathlib.Path:
    """What `find_openvino` looks for, without networks."""
    folder.mkdir(parents=True)
    write_card(folder, ModelCard(kind=kind, size=32, head="multiply", run="straight", step=4))
    for name in names:
        (folder / f"{name}.xml").write_text("<net")
    return folder


def test_by_its_folder_its_versions_or_its_file(tmp_path):
    for version in ("1", "9", "10"):
        make_export(tmp_path / "fox" / version)
    (tmp_path / "fox" / "11").mkdir()
    assert find_openvino(str(tmp_path / "fox" / "9")) == tmp_path / "fox" / "9"
    assert find_openvino(str(tmp_path / "fox")) == tmp_path / "fox" / "10"
    assert find_openvino("fox", tmp_path) == tmp_path / "fox" / "10"
    assert find_openvino(str(tmp_path / "fox" / "1" / "colorizer.xml")) == tmp_path / "fox" / "1"


def test_what_is_none(tmp_path):
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "feed.xml").touch()
    assert find_openvino(None) is None
    assert find_openvino("papers", tmp_path) is None
    assert find_openvino("nowhere", tmp_path) is None


def test_other_commands_say_that_they_do_not_run_one(tmp_path):
    export = make_export(tmp_path / "fox" / "1")
    with pytest.raises(InputError, match=r"^\S+/1 is an OpenVINO export, which colorize alone runs \(--runtime openvino\): name its run"):
        find_model(str(export))


# Loading


def fake_network(made: str):
    def network(**arrays):
        (picture,) = arrays.values()
        return {made: -picture}

    return network


def test_a_translator_goes_both_ways(tmp_path, monkeypatch):
    export = make_export(tmp_path / "1", "translator", ("forward", "backward"))
    monkeypatch.setattr(
        openvino_models, "open_openvino", lambda folder: {"forward": fake_network("target"), "backward": fake_network("source")}
    )
    translator = load_openvino(export)
    picture = np.full((1, 4, 4, 3), 0.25, np.float32)
    assert translator.card.kind == "translator"
    for direction in ("forward", "backward"):
        assert (translator.translate(picture, direction) == -0.25).all()


def test_half_a_translator(tmp_path, monkeypatch):
    export = make_export(tmp_path / "1", "translator", ("forward",))
    monkeypatch.setattr(openvino_models, "open_openvino", lambda folder: {"forward": fake_network("target")})
    with pytest.raises(InputError, match=r"^\S+/1 lacks backward\.xml: export it again$"):
        load_openvino(export)


def test_what_makes_no_picture_of_a_page(tmp_path, monkeypatch):
    export = make_export(tmp_path / "1", "sampler", ("sampler",))
    monkeypatch.setattr(openvino_models, "open_openvino", lambda folder: {})
    with pytest.raises(InputError, match=r"/1 is a sampler, not a colorizer: name another --model$"):
        load_openvino(export)


# Pages, beside TensorFlow's


def draw_page(height: int, width: int) -> np.ndarray:
    page = np.full((height, width), 255, np.uint8)
    cv2.rectangle(page, (width // 5, height // 5), (width // 2, height * 3 // 4), 0, 2)
    cv2.circle(page, (width * 2 // 3, height // 2), height // 4, 0, 2)
    return page


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> pathlib.Path:
    """A drawing, page.png, dabs of colour for it, hints.png, and a palette, palette.png."""
    folder = tmp_path_factory.mktemp("pages")
    write_png(folder / "page.png", draw_page(70, 90))
    hints = np.zeros((70, 90, 4), np.uint8)
    hints[30:36, 25:31] = (200, 30, 30, 255)
    write_png(folder / "hints.png", hints)
    write_png(folder / "palette.png", np.repeat(np.array([[[250, 240, 230], [180, 60, 40], [40, 90, 160]]], np.uint8), 9, 0))
    return folder


@pytest.fixture(scope="module")
def colorizers(export_once, live, card) -> tuple[Colorizer, Colorizer]:
    """Of one network: OpenVINO's, and TensorFlow's."""
    by_tensorflow = as_colorizer(Model(kept_alive(live.module.signatures, live.module), card, pathlib.Path("straight")))
    return load_openvino(export_once("openvino").path), by_tensorflow


FEATURES = {
    "plain": {},
    "size": {"size": 48},
    "hints": {"hints": "hints.png"},
    "palette": {"palette": "palette.png", "palette_mode": "steer"},
    "label": {"label": "disks"},
    "tiles": {"tiles": True, "size": 64, "hints": "hints.png"},
    "layers": {"layers": "psd", "flats": True, "shade": True},
}


@needs_openvino
@pytest.mark.parametrize("options", FEATURES.values(), ids=FEATURES)
def test_pages_are_as_tensorflow_colours_them(colorizers, folder, options):
    page = Page(folder / "page.png", pathlib.PurePosixPath("page.png"))
    files = {name: str(folder / options[name]) for name in ("hints", "palette") if name in options}
    content, made = page.source.read_bytes(), []
    for colorizer in colorizers:
        (colored,) = make_colorer(colorizer, PageOptions(**options | files), [page]).color(page, content)
        pictures = [read_picture(colored.png)]
        made.append(pictures + ([composite(colored.layers[0], 70, 90)] if colored.layers else []))
    for found, expected in zip(*made, strict=True):
        assert np.abs(found.astype(int) - expected).max() <= LEVEL + ("palette" in options)  # whose table has steps of 4
        assert expected.std() > LEVEL


@needs_openvino
def test_labels_are_known_and_noise_is_not(colorizers):
    assert [(each.knows_labels, each.varies) for each in colorizers] == [(True, False), (True, True)]


@needs_openvino
def test_a_prediction_outlives_the_next(colorizers, page):
    inputs = page(32, 32)
    first = colorizers[0].predict(**inputs)["color"]
    kept = first.copy()
    colorizers[0].predict(line=-inputs["line"], hint=inputs["hint"])
    assert (first == kept).all()


@needs_openvino
def test_an_export_without_its_weights(export_once, tmp_path):
    export = shutil.copytree(export_once("openvino").path, tmp_path / "1")
    (export / "colorizer.bin").unlink()
    with pytest.raises(InputError, match=r"^\S+colorizer\.xml is no OpenVINO network that can be run: [^\n]+$"):
        load_openvino(export)


@needs_openvino
def test_the_command_imports_no_tensorflow(export_once, folder, tmp_path):
    code = (
        "import sys; from lineart_colorizer.colorize import main; sys.exit(main() or 'tensorflow' in sys.modules or 'keras' in sys.modules)"
    )
    arguments = [str(folder / "page.png"), "--model", str(export_once("openvino").path), "--out", str(tmp_path)]
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    device, model, _ = done.stdout.splitlines()
    assert device.startswith("device: CPU (")
    assert "OpenVINO" in device
    assert model.startswith(f"model: {export_once('openvino').path} (run straight, step 4); 1 page,")
    assert read_picture(tmp_path / "page.png").shape == (70, 90, 3)
