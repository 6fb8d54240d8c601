"""Shade and light: what multiply and screen must add to flats so that the picture comes back, exactly, in 8 bits.

A colour's step of multiply or screen is at most 1/255, so that each darker (each lighter) value of a channel has a shade (a light) that
rounds to it. Where shade acts, light is black, which screen leaves as it is; where light acts, shade is white, as for multiply.
"""

import numpy as np


def _tables() -> tuple[np.ndarray, np.ndarray]:
    """uint8 [256,256] each, by flat and wanted value: shade, 255 * want / flat up to 255; light, the same of the complements."""
    flat, want = np.arange(256)[:, None], np.arange(256)[None]
    shade = np.rint(255 * np.minimum(want, flat) / np.maximum(flat, 1))
    shade[0] = 255
    light = 255 - np.rint(255 * np.minimum(255 - want, 255 - flat) / np.maximum(255 - flat, 1))
    light[255] = 0
    return shade.astype(np.uint8), light.astype(np.uint8)


_SHADE, _LIGHT = _tables()


def shade_and_light(flat: np.ndarray, color: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Shade and light, uint8 of the shape of both, such that screen(multiply(flat, shade), light), rounded after each, is `color`.

    flat, color: uint8 RGB [H,W,3].
    """
    return _SHADE[flat, color], _LIGHT[flat, color]


def without_lines(line: np.ndarray, picture: np.ndarray) -> np.ndarray:
    """The colours under a drawing's lines: what, multiplied by the lines and rounded, is the picture again.

    line: uint8 grey [H,W]. picture: uint8 RGB [H,W,3], nowhere lighter than its line, else clipped. Returns: uint8 RGB [H,W,3]; white
    under black, where nothing shows.
    """
    return _SHADE[line[..., None], picture]
