"""Colours kept to a palette, or drawn towards it; nearness is measured in CIE Lab. White paper stays, and nothing else becomes white.

One table of all colours, SIDE steps along each of R, G and B, is made once: any page costs a look-up per pixel.
"""

import functools
from collections.abc import Callable
from typing import Literal

import cv2
import numpy as np

from lineart_colorizer.imaging.lab import to_lab

Mode = Literal["limit", "steer"]
SIDE = 64
PIECES = 1024  # in which the table is made: the distances of one of them to a palette of 1,024 colours are 1 MB
PAPER = 8.0  # Lab: what is as near to white is paper, and stays white or nearly so
REACH = 12.0  # Lab: how much farther an entry of the palette may be than the nearest, and still draw
MAJORITY = 5  # px: the neighbourhood that votes
LIGHTNESS = 0.5  # share of the way to the palette's lightness that a steered colour goes; its hue and chroma go all of it


def all_colors() -> np.ndarray:
    """The table's colours: float32 RGB [SIDE**3,3] in [0,1]."""
    steps = np.linspace(0.0, 1.0, SIDE, dtype=np.float32)
    return np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), -1).reshape(-1, 3)


def squared_distances(labs: np.ndarray, entries: np.ndarray) -> np.ndarray:
    """[N,3], [K,3] -> [N,K]."""
    return sum(np.square(np.subtract.outer(labs[:, channel], entries[:, channel])) for channel in range(3))


def limited(labs: np.ndarray, entries: np.ndarray) -> np.ndarray:
    """The index of each colour's nearest entry; len(entries) for white paper."""
    nearest = squared_distances(labs, entries).argmin(-1)
    return np.where(_from_white(labs) < PAPER, len(entries), nearest)


def steered(labs: np.ndarray, entries: np.ndarray) -> np.ndarray:
    """Each colour drawn to the mean of the entries near it, the nearest most: Lab [N,3]. Near white, less and less."""
    distances = squared_distances(labs, entries)
    pulls = np.exp((distances.min(-1, keepdims=True) - distances) / (2 * REACH**2))
    goals = pulls @ entries / pulls.sum(-1, keepdims=True)
    share = np.clip(_from_white(labs) / PAPER - 1.0, 0.0, 1.0)[:, None] * np.array([LIGHTNESS, 1.0, 1.0], np.float32)
    return labs + share * (goals - labs)


def _in_pieces(change: Callable, labs: np.ndarray, entries: np.ndarray) -> np.ndarray:
    """change(labs, entries) of the whole table, in the memory of a piece."""
    return np.concatenate([change(piece, entries) for piece in np.array_split(labs, PIECES)])


def _from_white(labs: np.ndarray) -> np.ndarray:
    return np.sqrt(np.square(labs - np.array([100.0, 0.0, 0.0], np.float32)).sum(-1))


def colors_of(palette: np.ndarray) -> np.ndarray:
    """uint8 RGB [K,3] -> float32 in [0,1], without white, which is paper: a palette of nothing else keeps it."""
    colors = palette.astype(np.float32) / 255.0
    is_paper = _from_white(to_lab(colors)) < PAPER
    return colors if is_paper.all() else colors[~is_paper]


class Recolor:
    """The change of colours by a palette uint8 RGB [K,3]: call it with float32 RGB [...,3] in [0,1] for the same.

    mode: limit gives every pixel the nearest of the palette's colours (or white paper), steer keeps shades and mixtures and draws hues
    towards it.
    """

    def __init__(self, palette: np.ndarray, mode: Mode):
        colors = colors_of(palette)
        labs, entries = to_lab(all_colors()), to_lab(colors)
        self._limits = mode == "limit"
        if self._limits:
            self._colors = np.concatenate([colors, np.ones((1, 3), np.float32)])
            self._index = _in_pieces(limited, labs, entries)
            self._table = self._colors[self._index]
        else:
            steered_labs = _in_pieces(steered, labs, entries).astype(np.float32)
            self._table = np.clip(cv2.cvtColor(steered_labs[None], cv2.COLOR_LAB2RGB)[0], 0.0, 1.0)

    def __call__(self, picture: np.ndarray) -> np.ndarray:
        return self._table[_cells(picture)]

    def settle(self, layer: np.ndarray) -> np.ndarray:
        """A network's layer, float32 RGB [h,w,3], before it is enlarged: where limited, each pixel goes with the majority around it,
        or areas between two of the palette's colours would be mottled."""
        if not self._limits:
            return layer
        index = self._index[_cells(layer)]
        most, elected = np.zeros(index.shape, np.uint8), np.zeros(index.shape, np.int32)
        for entry in np.unique(index):  # of equals, the first: there may be a thousand, and planes of all would not fit into memory
            votes = cv2.boxFilter((index == entry).view(np.uint8), -1, (MAJORITY, MAJORITY), normalize=False)
            np.copyto(elected, entry, where=votes > most)
            np.maximum(most, votes, out=most)
        return self._colors[elected]


@functools.lru_cache(8)
def kept_recolor(palette: bytes, mode: Mode) -> Recolor:
    """Recolor, kept for those who ask for the same again. palette: the bytes of uint8 RGB [K,3]."""
    return Recolor(np.frombuffer(palette, np.uint8).reshape(-1, 3), mode)


def _cells(picture: np.ndarray) -> np.ndarray:
    steps = np.clip(np.rint(picture * (SIDE - 1)), 0, SIDE - 1).astype(np.int32)
    return (steps[..., 0] * SIDE + steps[..., 1]) * SIDE + steps[..., 2]
