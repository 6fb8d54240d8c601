"""Runs an export and compares what it makes with what the live model makes."""

import numpy as np

from data_tools.errors import InputError, shortened
from data_tools.pictures import read_picture
from lineart_colorizer.imaging.ranges import to_float
from lineart_colorizer.serving.loaded import Functions
from lineart_colorizer.serving.saved_model import Live
from lineart_colorizer.serving.trials import Trial, make_inputs

TRIALS = (Trial(1, 64, 64), Trial(2, 45, 83), Trial(1, 128, 96))  # one of them no multiple of anything
LEVEL = 2.0 / 255.0  # of 8 bits, in [-1,1]
MOST = LEVEL / 2.0
MOST_IN_PNGS = 1.5 * LEVEL  # after rounding to levels


def verify(live: Live, functions: Functions, what: str) -> float:
    """The largest difference that any output of any function has, in [-1,1] as pictures are.

    functions: of the export, by the names of the live model's signatures or graphs. what: how the export is called.
    Raises InputError where it is above MOST, or a function fails.
    """
    expected = live.module.signatures | live.module.graphs
    largest = 0.0
    for trial in TRIALS:
        for name, function in functions.items():
            inputs = make_inputs(expected[name].input_signature, trial)
            try:
                found = function(**inputs)
            except Exception as error:  # of any runtime
                said = f"{name} of {trial}: {shortened(error)}"
                raise InputError(f"the {what} export cannot be run: {said}; nothing was exported") from None
            for output, values in expected[name](**inputs).items():
                difference, most = compare(values.numpy(), np.asarray(found[output]))
                if not difference <= most:
                    which = f"{output} of {name} by {difference:.4f} ({most:.4f} at most) for {trial}"
                    raise InputError(f"the {what} export differs from the model: {which}; nothing was exported: choose another --format")
                largest = max(largest, difference)
    return largest


def compare(expected: np.ndarray, found: np.ndarray) -> tuple[float, float]:
    """The largest difference of two outputs, infinite for other shapes or what is no number, and how large it may be.

    Of PNG bytes: of the pictures in them.
    """
    if expected.dtype == object:
        pairs = [[to_float(read_picture(png)) for png in (one, other)] for one, other in zip(expected, found, strict=True)]
        return max(_difference(*pair) for pair in pairs), MOST_IN_PNGS
    return _difference(expected, found), MOST


def _difference(expected: np.ndarray, found: np.ndarray) -> float:
    if expected.shape != found.shape or not np.isfinite(found).all():
        return float("inf")
    return float(np.abs(expected - found).max())
