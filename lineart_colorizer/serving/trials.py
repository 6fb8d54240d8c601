"""Inputs to try a signature with: drawings, hints, pictures and noise as programs send them, made from a seed."""

import dataclasses
from collections.abc import Collection

import numpy as np

from data_tools.pictures import encode_png
from lineart_colorizer.imaging.ranges import to_bytes

STROKES = 6


@dataclasses.dataclass(frozen=True)
class Trial:
    """A batch of `count` pictures of a size in px."""

    count: int
    height: int
    width: int

    def __str__(self) -> str:
        return f"{self.count} of {self.width} x {self.height} px"


def make_inputs(specs: Collection, trial: Trial) -> dict[str, np.ndarray]:
    """An array for every tf.TensorSpec of a signature, by its name: which names there are, `signatures` and `translation` say.

    The same trial gives the same arrays; a picture and its PNG are the same picture.
    """
    names = {spec.name for spec in specs}
    makers = {
        "line": _line, "hint": _hint, "source": _picture, "target": _picture,
        "noise": lambda trial: _rng(trial).standard_normal((trial.count, next(spec.shape[1] for spec in specs if spec.name == "noise"))),
        "label": lambda trial: np.arange(trial.count) - 1 if "line" in names else np.zeros(trial.count),  # -1 is none, where one may draw
        "seed": lambda trial: np.asarray(3),
    }  # fmt: skip

    def make(spec):
        if spec.name.endswith("_bytes"):
            pictures = makers[spec.name.removesuffix("_bytes")](trial)
            return np.array([encode_png(_as_png(picture)) for picture in pictures], object)
        return makers[spec.name](trial).astype(spec.dtype.as_numpy_dtype)

    return {spec.name: make(spec) for spec in specs}


def _rng(trial: Trial) -> np.random.Generator:
    return np.random.default_rng((trial.count, trial.height, trial.width))


def _line(trial: Trial) -> np.ndarray:
    """Black strokes on white along rows and columns, in float32 that 8 bits hold: [B,H,W,1] in [-1,1]."""
    rng, line = _rng(trial), np.ones((trial.count, trial.height, trial.width, 1), np.float32)
    for page in line:
        for _ in range(STROKES):
            page[rng.integers(trial.height)] = -1.0
            page[:, rng.integers(trial.width)] = -1.0
    return line


def _hint(trial: Trial) -> np.ndarray:
    """Dabs of pure colours: [B,H,W,4], 0 where nothing is painted."""
    rng, hint = _rng(trial), np.zeros((trial.count, trial.height, trial.width, 4), np.float32)
    for page in hint:
        for _ in range(STROKES):
            y, x = rng.integers(trial.height), rng.integers(trial.width)
            page[y : y + 4, x : x + 4] = (*rng.choice((-1.0, 1.0), 3), 1.0)
    return hint


def _picture(trial: Trial) -> np.ndarray:
    """Noise in 8 bits: [B,H,W,3] in [-1,1]."""
    return _rng(trial).integers(0, 256, (trial.count, trial.height, trial.width, 3)) / np.float32(127.5) - 1.0


def _as_png(picture: np.ndarray) -> np.ndarray:
    """uint8, grey, RGB, or of a hint RGBA, opaque where it is painted."""
    return to_bytes(picture[..., 0] if picture.shape[-1] == 1 else np.concatenate([picture[..., :3], 2.0 * picture[..., 3:] - 1.0], -1))
