import numpy as np
import pytest

from lineart_colorizer.imaging.pages import colorize_page
from lineart_colorizer.imaging.palettes import Recolor

RED = (1.0, -1.0, -1.0)


class Painter:
    """Stands for a model: fills the layer with one colour, the picture with its opposite, and keeps what it was asked."""

    def __init__(self, color=RED):
        self.color = np.array(color, np.float32)

    def __call__(self, line, hint):
        self.line, self.hint = line, hint
        layer = np.broadcast_to(self.color, (*line.shape[:3], 3))
        return {"color": -layer, "layer": layer}


def drawing(height: int, width: int) -> np.ndarray:
    """White, with a black row, a black column and one grey pixel."""
    line = np.full((height, width), 255, np.uint8)
    line[height // 2] = 0
    line[:, width // 3] = 0
    line[0, 0] = 128
    return line


@pytest.mark.parametrize("head", ["multiply", "direct"])
@pytest.mark.parametrize(("height", "width"), [(33, 47), (129, 31), (16, 16), (3, 50)])
def test_a_page_comes_back_at_its_own_size(height, width, head):
    color = colorize_page(drawing(height, width), Painter(), size=16, head=head)
    assert color.shape == (height, width, 3)
    assert color.dtype == np.uint8


def test_multiply_lays_the_page_s_own_lines_over_the_colours():
    line = drawing(61, 83)
    color = colorize_page(line, Painter(), size=16, head="multiply")
    assert (color[line == 0] == 0).all()
    assert (color[line == 255] == [255, 0, 0]).all()
    assert color[0, 0].tolist() == [128, 0, 0]


def test_direct_takes_the_network_s_picture_lines_and_all():
    color = colorize_page(drawing(61, 83), Painter(), size=16, head="direct")
    assert (color == [0, 255, 255]).all()


@pytest.mark.parametrize("mode", ["limit", "steer"])
@pytest.mark.parametrize("detail", [None, 32])
def test_of_a_network_s_picture_a_palette_changes_the_colours_and_leaves_the_lines(mode, detail):
    line = drawing(61, 83)
    color = colorize_page(line, Painter(), size=16, head="direct", detail=detail, recolor=Recolor(np.uint8([[255, 0, 0]]), mode))
    assert (color[line == 0] == 0).all()
    reddest = color[line == 255].argmax(-1)
    assert (reddest == 0).all() if mode == "limit" else (color[line == 255] != [0, 255, 255]).any()


def test_colours_that_overshoot_when_enlarged_are_clipped():
    def predict(line, hint):
        layer = np.full((*line.shape[:3], 3), -1.0, np.float32)
        layer[:, :, ::2] = 1.0
        return {"color": layer, "layer": layer}

    line = np.full((64, 64), 255, np.uint8)
    color = colorize_page(line, predict, size=16, head="multiply")
    assert (color.min(), color.max()) == (0, 255)


def test_the_network_sees_the_drawing_at_its_working_size_and_no_hint():
    painter = Painter()
    colorize_page(np.full((80, 128), 255, np.uint8), painter, size=64, head="multiply")
    assert painter.line.shape == (1, 64, 96, 1)  # 102 px, to the nearest multiple of 32
    assert painter.line.dtype == painter.hint.dtype == np.float32
    assert (painter.line == 1.0).all()
    assert painter.hint.shape == (1, 64, 96, 4)
    assert not painter.hint.any()


def test_a_palette_is_settled_on_a_page_too_small_for_tiles():
    def predict(line, hint):
        layer = np.broadcast_to(np.float32(RED), (*line.shape[:3], 3)).copy()
        layer[0, 8, 8] = (-1.0, -1.0, 1.0)
        return {"color": layer, "layer": layer}

    recolor = Recolor(np.uint8([[255, 0, 0], [0, 0, 255]]), "limit")
    page = np.full((32, 32), 255, np.uint8)
    for detail in (None, 32, 128):
        assert (colorize_page(page, predict, size=32, head="multiply", detail=detail, recolor=recolor) == [255, 0, 0]).all()
