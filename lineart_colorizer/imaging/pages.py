"""Colours a page of any size: colours at the model's working size, lines at the page's own."""

from collections.abc import Callable, Iterator

import cv2
import numpy as np

from lineart_colorizer.imaging.hints import crop_painted, reduce_hints
from lineart_colorizer.imaging.palettes import Recolor
from lineart_colorizer.imaging.ranges import to_bytes, to_float
from lineart_colorizer.imaging.scaling import network_shape, resize
from lineart_colorizer.imaging.tiles import guide, predict_in_tiles
from lineart_colorizer.imaging.upsampling import enlarge

Predict = Callable[[np.ndarray, np.ndarray], dict]
OUTPUT = {"multiply": "layer", "direct": "color"}  # of a network, by its head: the colours under the lines, or the picture


def predict_whole(line: np.ndarray, predict: Predict, head: str, painted: np.ndarray | None) -> np.ndarray:
    """A drawing's colours in one piece, at its own size: uint8 grey [h,w] -> float32 RGB [h,w,3] in [0,1]. Others as `colorize_page`."""
    hint = np.zeros((*line.shape, 4), np.float32) if painted is None else reduce_hints(painted, *line.shape)
    return (predict(to_float(line)[None, ..., None], hint[None])[OUTPUT[head]][0] + 1.0) / 2.0


def predict_detailed(
    line: np.ndarray, predict: Predict, head: str, painted: np.ndarray | None, whole_line: np.ndarray, whole: np.ndarray
) -> np.ndarray:
    """The same in tiles, guided by the colours `whole` [a,b,3] that the drawing has at the small size of whole_line [a,b]: uint8 RGB."""

    def predict_tile(tile, rows, columns):
        part = line[rows, columns]
        hint = np.zeros((*part.shape, 4), np.float32)
        if painted is not None:
            hint = reduce_hints(crop_painted(painted, rows, columns, line.shape), *part.shape)
        guide(hint, part, whole, whole_line, rows, columns, line.shape)
        return (predict(tile, hint[None])[OUTPUT[head]][0] + 1.0) / 2.0

    return predict_in_tiles(line, predict_tile)


def predict_layer(
    line: np.ndarray, predict: Predict, *, size: int, head: str, painted: np.ndarray | None = None, detail: int | None = None
) -> np.ndarray:
    """What the network makes of a page at its working size: float32 RGB [h,w,3] in [0,1]; with tiles, uint8. Others as `colorize_page`."""
    height, width = line.shape
    small = resize(line, *network_shape(height, width, size))
    whole = predict_whole(small, predict, head, painted)
    detail = min(detail or 0, height, width)
    if detail <= size:
        return whole
    return predict_detailed(resize(line, *network_shape(height, width, detail)), predict, head, painted, small, whole)


def enlarge_layer(layer: np.ndarray, line: np.ndarray, recolor: Recolor | None = None) -> Iterator[tuple[slice, np.ndarray]]:
    """Bands of colours at the page's size, from the top: (rows, float32 RGB [rows,W,3] in [0,1]). layer: as `predict_layer` makes it."""
    for rows, band in enlarge(layer, line):
        yield rows, recolor(band) if recolor else band


def colorize_page(
    line: np.ndarray,
    predict: Predict,
    *,
    size: int,
    head: str,
    painted: np.ndarray | None = None,
    detail: int | None = None,
    recolor: Recolor | None = None,
) -> np.ndarray:
    """Colours one drawing.

    Args:
        line: uint8 grey [H,W], any size. predict: as `serving.models.Colorizer.predict`. size: working size of the shorter side, px.
        head: multiply lays the page's own lines over the enlarged colours; direct enlarges the picture, unless there is recolor, which
            may take the lines' black away: then lines are laid over it, too.
        painted: hints, RGBA uint8, of any size. detail: working size of tiles, px; None: no tiles.
        recolor: a palette's change of the colours, before lines are laid over them.
    Returns: uint8 RGB [H,W,3].
    """
    layer = predict_layer(line, predict, size=size, head=head, painted=painted, detail=detail)
    if recolor and layer.dtype != np.uint8:  # of tiles, it is bytes
        layer = recolor.settle(layer)
    return lay_lines(layer, line, head, recolor)


def lay_lines(layer: np.ndarray, line: np.ndarray, head: str, recolor: Recolor | None = None) -> np.ndarray:
    """The page's own lines over its enlarged colours: uint8 RGB [H,W,3]. layer: as `predict_layer` makes it. Others as `colorize_page`."""
    if head == "direct" and recolor is None:
        return resize(layer if layer.dtype == np.uint8 else to_bytes(layer * 2.0 - 1.0), *line.shape)
    picture = np.empty((*line.shape, 3), np.uint8)
    for rows, band in enlarge_layer(layer, line, recolor):
        cv2.multiply(band, cv2.merge([line[rows]] * 3), picture[rows], dtype=cv2.CV_8U)  # rounded and clipped
    return picture


def translate_page(picture: np.ndarray, translate: Callable[[np.ndarray], np.ndarray], *, size: int) -> np.ndarray:
    """A page in another style, at its own size.

    Args:
        picture: uint8 RGB [H,W,3], any size. translate: float32 [1,h,w,3] in [-1,1] to the same.
        size: working size of the shorter side, px.
    Returns: uint8 RGB [H,W,3].
    """
    height, width = picture.shape[:2]
    small = to_float(resize(picture, *network_shape(height, width, size)))
    return resize(to_bytes(translate(small[None])[0]), height, width)
