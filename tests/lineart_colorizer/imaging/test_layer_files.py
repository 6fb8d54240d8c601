import errno
import io
import json
import os
import pathlib
import shutil
import subprocess
import zipfile
from typing import get_args

import cv2
import numpy as np
import pytest

from data_tools.errors import InputError
from data_tools.pictures import read_picture, read_with_alpha
from lineart_colorizer.imaging import layer_files as module
from lineart_colorizer.imaging.ink import ink_mask
from lineart_colorizer.imaging.layer_files import Format, check_replaceable, layers_path, pack_layers, write_layers
from lineart_colorizer.imaging.layer_stack import layer_stack
from lineart_colorizer.imaging.layers import Layer, composite, opaque
from lineart_colorizer.imaging.regions import segment

PAGE = 120, 160


@pytest.fixture(scope="module")
def drawing():
    """A disk in two tones of red: line uint8 [H,W], picture uint8 [H,W,3]."""
    line = np.full(PAGE, 255, np.uint8)
    colors = np.full((*PAGE, 3), 255, np.uint8)
    cv2.circle(colors, (80, 60), 40, (220, 60, 40), cv2.FILLED)
    colors[85:, 60:90][colors[85:, 60:90, 2] == 40] = (180, 50, 60)
    cv2.circle(line, (80, 60), 40, 0, 3, cv2.LINE_AA)
    return line, np.rint(colors * (line[..., None] / 255)).astype(np.uint8)


@pytest.fixture(scope="module")
def stack(drawing) -> list[Layer]:
    ink = ink_mask(drawing[0])
    return layer_stack(*drawing, ink, segment(ink), per_color=True)


def names(folder: pathlib.Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


# Files


@pytest.mark.parametrize("form", get_args(Format))
def test_packed_in_memory_they_are_the_same_bytes(stack, tmp_path, form):
    merged = composite(stack, *PAGE)
    packed = pack_layers(stack, merged, form)
    assert packed == pack_layers(stack, merged, form)
    target = layers_path(tmp_path / "page.png", form)
    write_layers(target, stack, merged, form)
    if form != "png":
        assert packed == target.read_bytes()
        return
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert sorted(archive.namelist()) == names(target)
        assert all(archive.read(name) == (target / name).read_bytes() for name in archive.namelist())


def test_too_large_a_page_is_not_packed(monkeypatch, stack):
    monkeypatch.setattr(module, "LARGEST_SIDE", 100)
    with pytest.raises(InputError, match=r"^layers: layers have at most 100 px a side, not 160 x 120"):
        pack_layers(stack, composite(stack, *PAGE), "psd")


def test_a_folder_of_pngs_and_their_order(stack, tmp_path):
    merged = composite(stack, *PAGE)
    write_layers(tmp_path / "page-layers", stack, merged, "png")
    folder = tmp_path / "page-layers"
    order = json.loads((folder / "layers.json").read_text("utf-8"))
    assert (order["width"], order["height"]) == (160, 120)
    assert [entry["name"] for entry in order["layers"]] == [layer.name for layer in stack]
    assert [entry["file"] for entry in order["layers"]][::4] == ["00-paper.png", "04-line.png"]
    assert order["layers"][1]["file"].startswith("01-flat-#")
    assert set(names(folder)) == {"layers.json", "composite.png", *(entry["file"] for entry in order["layers"])}
    read = []
    for entry in order["layers"]:
        pixels = cv2.imread(str(folder / entry["file"]), cv2.IMREAD_UNCHANGED)
        assert pixels.shape[2] == 4
        fields = {field: entry[field] for field in ("mode", "left", "top", "opacity", "visible")}
        read.append(Layer(entry["name"], np.ascontiguousarray(pixels[..., 2::-1]), pixels[..., 3], **fields))
    assert (composite(read, *PAGE) == merged).all()
    assert (read_picture(folder / "composite.png") == merged).all()


def test_names_that_no_file_can_have(tmp_path):
    dot = np.zeros((1, 1, 3), np.uint8)
    write_layers(tmp_path / "a", [opaque(name, dot) for name in ("../up", "///", "赤 い", "x" * 300)], dot, "png")
    assert names(tmp_path / "a") == ["00-up.png", "01.png", "02-赤-い.png", f"03-{'x' * 40}.png", "composite.png", "layers.json"]


@pytest.mark.parametrize("form", get_args(Format))
def test_an_older_one_is_replaced(stack, tmp_path, form):
    path = layers_path(tmp_path / "a.png", form)
    merged = composite(stack, *PAGE)
    write_layers(path, stack[:1], merged, form)
    before = names(tmp_path)
    write_layers(path, stack, merged, form)
    write_layers(path, stack[:1], merged, form)
    assert names(tmp_path) == before


@pytest.mark.parametrize("form", get_args(Format))
def test_a_full_disk_leaves_the_older_one(stack, tmp_path, monkeypatch, form):
    path = layers_path(tmp_path / "a.png", form)
    merged = composite(stack, *PAGE)
    write_layers(path, stack, merged, form)
    before = {name: (tmp_path / name).read_bytes() for name in names(tmp_path)}

    def refuse(*arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    for writer in ("write_psd", "write_openraster", "rgba"):
        monkeypatch.setattr(module, writer, refuse)
    with pytest.raises(OSError, match=f"No space left on device: .*{path.name}"):
        write_layers(path, stack[:2], merged, form)
    assert {name: (tmp_path / name).read_bytes() for name in names(tmp_path)} == before


@pytest.mark.parametrize("form", get_args(Format))
def test_pages_over_30_000_px_are_refused(tmp_path, form):
    merged = np.broadcast_to(np.uint8(255), (1, 30_001, 3))
    with pytest.raises(InputError, match=r"a: layers have at most 30,000 px a side, not 30,001 x 1: make the page smaller$"):
        write_layers(tmp_path / "a", [], merged, form)
    assert names(tmp_path) == []


# Other programs


def command(*names: str) -> str:
    """The first of these programs that is installed, else the test is skipped."""
    found = next((path for path in map(shutil.which, names) if path), None)
    if found is None:
        pytest.skip(f"{names[0]} is not installed: apt-get install {names[0]}")
    return found


slow = pytest.mark.skipif("OPEN_IN_PROGRAMS" not in os.environ, reason="its first start takes a minute: OPEN_IN_PROGRAMS=1 runs it")


def run_at_home(home: pathlib.Path, arguments: list) -> None:
    """Runs a program as a new user would. Its first start takes a minute."""
    environment = {"HOME": str(home), "XDG_RUNTIME_DIR": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    subprocess.run(arguments, env=environment, capture_output=True, check=True, timeout=600)


def test_imagemagick_opens_the_psd_and_each_of_its_layers(stack, tmp_path):
    identify, convert = command("identify-im6", "identify-im7", "identify"), command("convert-im6", "convert-im7", "convert")
    merged = composite(stack, *PAGE)
    write_layers(tmp_path / "a.psd", stack, merged, "psd")
    said = subprocess.run([identify, "-format", "%l|%wx%h|%X%Y\n", tmp_path / "a.psd"], capture_output=True, text=True, check=True)
    lines = said.stdout.splitlines()
    assert lines[0].startswith("|160x120|")
    assert [line.partition("|")[0] for line in lines[1:]] == [layer.name for layer in stack]
    for number, layer in enumerate([None, *stack]):
        subprocess.run([convert, f"{tmp_path}/a.psd[{number}]", f"PNG32:{tmp_path}/{number}.png"], check=True)
        seen, alpha = read_with_alpha(tmp_path / f"{number}.png")
        if layer is None:
            assert (seen == merged).all()
        else:
            shown = layer.alpha > 0
            assert (seen[shown] == layer.rgb[shown]).all()
            assert alpha is None or (alpha == layer.alpha).all()


@slow
def test_gimp_makes_the_same_picture_of_the_layers(stack, tmp_path):
    gimp = command("gimp-console", "gimp")
    merged = composite(stack, *PAGE)
    path = tmp_path / "a.psd"
    write_layers(path, stack, np.zeros_like(merged), "psd")  # a merged picture that would show if the layers were not read
    script = (
        f'(let* ((image (car (gimp-file-load RUN-NONINTERACTIVE "{path}" "{path}")))'
        " (layer (car (gimp-image-merge-visible-layers image CLIP-TO-IMAGE))))"
        f' (file-png-save RUN-NONINTERACTIVE image layer "{tmp_path}/made.png" "made.png" 0 1 0 0 0 0 0))'
    )
    arguments = [gimp, "--no-interface", "--no-data", "--no-fonts", "--batch", script, "--batch", "(gimp-quit 0)"]
    run_at_home(tmp_path, arguments)
    assert np.abs(read_picture(tmp_path / "made.png").astype(int) - merged).max() <= 1


@slow
@pytest.mark.parametrize("form", ["psd", "ora"])
def test_krita_makes_the_same_picture_of_the_layers(stack, tmp_path, form):
    xvfb, krita = command("xvfb-run"), command("krita")
    merged = composite(stack, *PAGE)
    path = layers_path(tmp_path / "a.png", form)
    write_layers(path, stack, np.zeros_like(merged), form)
    run_at_home(tmp_path, [xvfb, "-a", krita, "--nosplash", path, "--export", "--export-filename", tmp_path / "made.png"])
    assert np.abs(read_picture(tmp_path / "made.png").astype(int) - merged).max() <= 1


def test_openraster_is_a_zip_that_other_programs_unpack(stack, tmp_path):
    write_layers(tmp_path / "a.ora", stack, composite(stack, *PAGE), "ora")
    with zipfile.ZipFile(tmp_path / "a.ora") as archive:
        assert archive.testzip() is None
        assert archive.read("mimetype") == b"image/openraster"


def test_a_folder_that_holds_more_than_layers_stays(stack, tmp_path):
    merged, target = composite(stack, *PAGE), tmp_path / "a-layers"
    write_layers(target, stack, merged, "png")
    write_layers(target, stack[:2], merged, "png")  # in the place of its own
    assert len(names(target)) == 4
    (target / "b.png").write_bytes(b"precious")
    with pytest.raises(InputError, match=r"a-layers holds 'b.png', which is no layer of this page: name another --out, or move it away$"):
        write_layers(target, stack, merged, "png")
    (target / "layers.json").write_text("[1]")
    with pytest.raises(InputError, match=r"holds '00-\w+.png'"):
        check_replaceable(target)
    assert (target / "b.png").read_bytes() == b"precious"
