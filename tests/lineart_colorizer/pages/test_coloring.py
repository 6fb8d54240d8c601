import dataclasses
import pathlib

import cv2
import numpy as np
import pytest

from data_tools.errors import InputError
from data_tools.pictures import encode_png, read_picture, read_with_alpha, write_png
from lineart_colorizer.imaging.regions import segment
from lineart_colorizer.pages import coloring
from lineart_colorizer.pages.coloring import check_model, identify, working_size
from lineart_colorizer.pages.options import PageOptions


@pytest.fixture
def color(prepare):
    """color(path, **options) -> the pictures made of a page, as PNGs."""

    def coloring(path, **options):
        (page,), colorer = prepare([str(path)], **options)
        return list(colorer.color(page, pathlib.Path(path).read_bytes()))

    return coloring


def test_a_page_is_coloured_at_its_own_size(color, draw, red):
    (made,) = color(draw("a.png", 70, 90))
    picture = read_picture(made.png)
    assert picture.shape == (70, 90, 3)
    assert picture[0, 0].tolist() == [255, 0, 0]
    assert not picture[35].any()
    assert red.asked[0][0].shape == (1, 32, 32, 1)
    assert not made.copied


@pytest.mark.parametrize(("bits", "white"), [(np.uint8, 255), (np.uint16, 65535)])
@pytest.mark.parametrize("channels", [1, 3])
def test_grey_colour_and_16_bit_files(color, here, bits, white, channels):
    page = np.full((40, 50, channels), white, bits)
    page[20] = 0
    page[30] = white // 2
    cv2.imwrite("a.png", page)
    picture = read_picture(color("a.png")[0].png)
    assert picture[0, 0].tolist() == [255, 0, 0]
    assert not picture[20].any()
    assert picture[30, 0].tolist() == pytest.approx([127, 0, 0], abs=1)


def colored_page() -> np.ndarray:
    page = np.full((60, 60, 3), 255, np.uint8)
    page[10:40, 10:40] = (230, 60, 60)
    page[20:50, 30:50] = (60, 90, 220)
    page[::12] = 0
    return page


def test_a_page_in_colour_is_copied(color, here, red):
    write_png("a.png", colored_page())
    (made,) = color("a.png")
    assert made.copied
    assert made.png == pathlib.Path("a.png").read_bytes()
    assert not red.asked
    cv2.imwrite("b.bmp", colored_page()[..., ::-1])
    assert (read_picture(color("b.bmp")[0].png) == colored_page()).all()


def test_a_page_in_colour_is_coloured_if_asked_for(color, here):
    write_png("a.png", colored_page())
    (made,) = color("a.png", force=True)
    assert not made.copied
    assert read_picture(made.png)[1, 1].tolist() == [255, 0, 0]


def test_transparent_parts_stay(color, here, red):
    page = np.zeros((40, 40, 4), np.uint8)
    page[10:30, 10:30] = (0, 0, 0, 255)
    page[12:28, 12:28] = (255, 255, 255, 255)
    write_png("a.png", page)
    picture, alpha = read_with_alpha(color("a.png")[0].png)
    assert (alpha == page[..., 3]).all()
    assert (picture[12:28, 12:28] == [255, 0, 0]).all()
    assert (red.asked[0][0][0, :7] == 1).all()  # the model saw white there


def test_hints_reach_the_model(color, draw, red):
    draw("a.png", 64, 64)
    hints = np.zeros((128, 128, 4), np.uint8)
    hints[9, 9] = (0, 0, 255, 255)
    write_png("h.png", hints)
    color("a.png", hints="h.png")
    hint = red.asked[0][1]
    assert hint.shape == (1, 32, 32, 4)
    assert hint[0, 2, 2].tolist() == [-1, -1, 1, 1]
    assert hint[..., 3].sum() == 1


def test_a_dab_over_a_shapes_line_is_no_hint_for_the_paper(color, red):
    line = np.full((256, 256), 255, np.uint8)
    line[80:176, 80:176] = 0
    line[88:168, 88:168] = 255
    write_png("a.png", line)
    hints = np.zeros((256, 256, 4), np.uint8)
    hints[120:128, 76:108] = (0, 0, 255, 255)
    write_png("h.png", hints)
    color("a.png", hints="h.png", size=64)
    assert sorted(set(np.nonzero(red.asked[0][1][0, ..., 3])[1].tolist())) == [22, 23, 24, 25, 26]


def test_tiles_see_the_page_in_detail_and_the_whole_before(color, draw, red):
    draw("a.png", 300, 700)
    color("a.png", tiles=True, size=1000)
    whole, *tiles = [line.shape[1:3] for line, _ in red.asked]
    assert whole == (32, 64)
    assert tiles == [(300, 384), (300, 384)]  # its own size is the most; (700 + 64) / 2 = 382, of 32 px
    for options, side in (({"size": 64}, 64), ({}, 128)):
        red.asked.clear()
        color("a.png", tiles=True, **options)
        assert [line.shape[1:3] for line, _ in red.asked] == [(32, 64), (side, {64: 160, 128: 288}[side])]


def test_a_palette_changes_colours_under_the_lines(color, draw):
    draw("a.png")
    write_png("p.png", np.array([[[0, 0, 200], [200, 40, 0]]], np.uint8))
    picture = read_picture(color("a.png", palette="p.png")[0].png)
    assert picture[0, 0].tolist() == [200, 40, 0]
    assert not picture[20].any()


@pytest.mark.parametrize(("options", "times"), [({"flats": True}, 1), ({"layers": "ora"}, 1), ({}, 0)])
def test_a_drawing_is_segmented_once_for_all_variants(color, draw, red, monkeypatch, options, times):
    asked = []
    monkeypatch.setattr(coloring, "segment", lambda ink: asked.append(ink) or segment(ink))
    red.varies = True
    assert len(color(draw("a.png"), variants=3, **options)) == 3
    assert len(asked) == times


def test_a_scan_is_cleaned(color, here):
    page = np.full((200, 200), 120, np.uint8)
    page[100:103] = 50
    write_png("a.png", page)
    picture = read_picture(color("a.png", clean=True)[0].png)
    assert picture[10, 10].tolist() == [255, 0, 0]
    assert picture[101].max() < 40


def test_broken_pages_are_refused(color, here):
    pathlib.Path("a.png").write_bytes(b"torn")
    with pytest.raises(InputError, match=r"^a.png: not a picture this program reads"):
        color("a.png")


def test_stamps_depend_on_page_hints_options_and_model(prepare, draw, red):
    draw("a.png")
    hints = np.zeros((40, 50, 4), np.uint8)
    hints[:2, :2] = 255
    write_png("h.png", hints)

    def stamp(content=b"x", **options):
        (page,), colorer = prepare(["a.png"], **options)
        return colorer.stamp(page, content)

    stamps = [stamp(), stamp(b"y"), stamp(hints="h.png"), stamp(size=64), stamp(palette="h.png"), stamp(clean=True)]
    red.card = dataclasses.replace(red.card, size=48)
    assert len({*stamps, stamp()}) == 7
    assert stamp() == stamp()


def test_weights_are_told_apart(red, here):
    red.source = pathlib.Path("model")
    before = identify(red, PageOptions(), b"")
    pathlib.Path("model").mkdir()
    pathlib.Path("model/saved_model.pb").write_bytes(b"abc")
    assert identify(red, PageOptions(), b"") != before


def test_a_run_s_export_changes_no_page(red, here):
    red.source = pathlib.Path("model")
    pathlib.Path("model/checkpoints").mkdir(parents=True)
    pathlib.Path("model/checkpoints/weights.index").write_bytes(b"abc")
    before = identify(red, PageOptions(), b"")
    pathlib.Path("model/export/1").mkdir(parents=True)
    pathlib.Path("model/export/1/saved_model.pb").write_bytes(b"abc")
    assert identify(red, PageOptions(), b"") == before


def test_what_a_model_cannot_do(red):
    with pytest.raises(InputError, match=r"^--label cats: some/red did not learn with --labels"):
        check_model(red, PageOptions(label="cats"))
    red.knows_labels, red.card = True, dataclasses.replace(red.card, labels=("dogs", "fish"))
    with pytest.raises(InputError, match=r"^--label cats: the model knows dogs, fish$"):
        check_model(red, PageOptions(label="cats"))
    with pytest.raises(InputError, match=r"^--direction forward: some/red is a colorizer, which has but one"):
        check_model(red, PageOptions(direction="forward"))


def test_a_large_page_is_encoded_whole(color, here):
    cv2.imwrite("a.png", np.full((16, 3000), 255, np.uint8))
    assert read_picture(color("a.png")[0].png).shape == (16, 3000, 3)
    assert encode_png(np.zeros((1, 1), np.uint8)).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("height", "width", "asked", "expected"),
    [(1000, 700, None, 128), (1000, 700, 512, 512), (20_000, 800, None, 128), (8000, 16, None, 20), (8000, 16, 64, 64)],
)
def test_a_long_strip_is_seen_smaller_unless_a_size_is_asked_for(height, width, asked, expected):
    """20,000 x 800 px at 128 take 1.8 GB; 8000 x 16 would take 700 GB, at 20 2.7, and at 23 more than 4."""
    assert working_size(height, width, asked, 128) == expected
