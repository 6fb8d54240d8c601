"""The drawing that the browser page starts with: python -m tools.example_drawing [OUT]. A demo picture without its colours."""

import pathlib

import cv2
import numpy as np

from data_tools.command_line import run_function
from data_tools.demo import draw_picture
from data_tools.pictures import write_png

OUT = pathlib.Path("lineart_colorizer/serving/page/example.png")
SEED, INDEX = 0, 125  # a snail, a rabbit and a butterfly in a meadow
SIZE = 768  # px
FINER = 4  # times: drawn larger and reduced, for smooth edges
INK = 80  # of 255: what is darker in red, green and blue is ink


def example_drawing() -> np.ndarray:
    """Grey uint8 [SIZE,SIZE], black lines on white."""
    picture, _ = draw_picture(SEED, INDEX, SIZE * FINER)
    lines = np.where(picture.max(axis=-1) < INK, 0, 255).astype(np.uint8)
    return cv2.resize(lines, (SIZE, SIZE), interpolation=cv2.INTER_AREA)


def write_example(out: str = str(OUT)) -> None:
    """Draws the drawing that the browser page starts with.

    Args:
        out: file to write.
    """
    write_png(out, example_drawing())
    print(f"wrote {out}")


if __name__ == "__main__":
    run_function(write_example, command="tools.example_drawing")
