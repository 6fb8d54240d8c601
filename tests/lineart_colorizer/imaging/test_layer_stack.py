import cv2
import numpy as np
import pytest

from lineart_colorizer.imaging import layer_stack as module
from lineart_colorizer.imaging.ink import ink_mask
from lineart_colorizer.imaging.layers import Layer, composite, opaque
from lineart_colorizer.imaging.regions import segment

SIDE = 200


def layer_stack(line: np.ndarray, picture: np.ndarray, **options) -> list[Layer]:
    ink = ink_mask(line)
    return module.layer_stack(line, picture, ink, segment(ink), **options)


@pytest.fixture(scope="module")
def drawing():
    """Two disks and a ring on paper, colours wobbling as a network's, lines antialiased: line uint8 [H,W], picture uint8 [H,W,3]."""
    line = np.full((SIDE, SIDE), 255, np.uint8)
    colors = np.full((SIDE, SIDE, 3), 255, np.uint8)
    for place, radius, color in (((60, 60), 40, (220, 60, 40)), ((140, 130), 45, (50, 90, 200)), ((140, 130), 20, (222, 62, 41))):
        cv2.circle(colors, place, radius, color, cv2.FILLED)
        cv2.circle(line, place, radius, 0, 3, cv2.LINE_AA)
    wobble = np.random.default_rng(0).normal(0, 4, colors.shape)
    colors = np.clip(cv2.GaussianBlur(colors, (0, 0), 3) + wobble, 0, 255)
    return line, np.rint(colors * (line[..., None] / 255)).astype(np.uint8)


def in_8_bits(layers) -> np.ndarray:
    """What a program makes of a stack that rounds after each layer."""
    below = np.full((SIDE, SIDE, 3), 255, np.uint8)
    for layer in layers:
        below = composite([opaque("below", below), layer], SIDE, SIDE)
    return below


def test_layers_their_order_and_modes(drawing):
    layers = layer_stack(*drawing)
    assert [(layer.name, layer.mode) for layer in layers] == [
        ("Paper", "normal"), ("Flats", "normal"), ("Shade", "multiply"), ("Light", "screen"), ("Line", "multiply"),
    ]  # fmt: skip
    assert all(layer.visible for layer in layers)


def flat_picture(line: np.ndarray, picture: np.ndarray) -> np.ndarray:
    """The drawing with one colour for each region."""
    return composite(layer_stack(line, picture, flat=True), *line.shape)


@pytest.mark.parametrize("per_color", [False, True])
def test_the_layers_make_the_picture_again(drawing, per_color):
    line, picture = drawing
    layers = layer_stack(line, picture, per_color=per_color)
    assert np.abs(composite(layers, SIDE, SIDE).astype(int) - picture).max() <= 1
    assert np.abs(in_8_bits(layers).astype(int) - picture).max() == 0


@pytest.mark.parametrize("per_color", [False, True])
def test_flat_layers_make_the_flat_picture(drawing, per_color):
    line, picture = drawing
    flat = flat_picture(line, picture)
    layers = layer_stack(line, picture, flat=True, per_color=per_color)
    assert [layer.name for layer in layers if not layer.visible] == ["Shade", "Light"]
    assert np.abs(in_8_bits(layers).astype(int) - flat).max() <= 1


def test_flat_layers_may_keep_their_shade(drawing):
    line, picture = drawing
    layers = layer_stack(line, picture, flat=True, shaded=True)
    assert [layer.name for layer in layers if not layer.visible] == ["Light"]
    shaded, flat = composite(layers, SIDE, SIDE).astype(int), flat_picture(line, picture)
    assert (shaded <= flat).all()
    assert (shaded < flat - 2).any()


def test_the_flat_picture_has_one_color_for_each_region_and_white_paper(drawing):
    line, picture = drawing
    flat = flat_picture(line, picture).astype(int)
    assert (flat[0] == 255).all()
    assert np.abs(flat[60, 60] - [220, 60, 40]).max() <= 4
    assert np.abs(flat[130, 175] - [50, 90, 200]).max() <= 4
    assert (flat[130, 140] == flat[60, 60]).all()  # a color alike is the same
    clear = line == 255
    assert len(np.unique(flat[clear], axis=0)) == 3
    assert (flat[line == 0] == 0).all()


def test_flats_reach_under_lines(drawing):
    flats = layer_stack(*drawing)[1]
    line = drawing[0]
    assert (flats.alpha[60, 60:98] == 255).all()
    assert line[60, 99:101].max() < 128
    assert set(np.unique(flats.alpha)) == {0, 255}


def test_a_layer_per_color_is_cropped_and_the_largest_lies_lowest(drawing):
    layers = layer_stack(*drawing, per_color=True)
    one, other = layers[1:3]
    assert len(layers) == 6
    red, blue = one.rgb[0, 0].astype(int), other.rgb[0, 0].astype(int)
    assert one.name == "Flat #{:02x}{:02x}{:02x}".format(*red)
    assert np.abs(red - [220, 60, 40]).max() <= 4
    assert np.abs(blue - [50, 90, 200]).max() <= 4
    assert (other.left, other.top) == (pytest.approx(95, abs=3), pytest.approx(85, abs=3))
    assert (one.alpha > 0).sum() > (other.alpha > 0).sum()


@pytest.mark.parametrize(("height", "width"), [(1, 1), (1, 40), (17, 3)])
@pytest.mark.parametrize("value", [0, 255])
def test_pages_of_one_color(height, width, value):
    line = np.full((height, width), value, np.uint8)
    picture = np.full((height, width, 3), value, np.uint8)
    assert (composite(layer_stack(line, picture, per_color=True), height, width) == value).all()
