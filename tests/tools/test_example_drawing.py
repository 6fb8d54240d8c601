import numpy as np

from data_tools.pictures import read_picture
from tools import example_drawing


def test_the_pages_example_is_what_the_tool_draws():
    shipped = read_picture(example_drawing.OUT.read_bytes())
    drawn = example_drawing.example_drawing()
    assert np.array_equal(shipped[..., 0], drawn)
    assert drawn[0, 0] == 255 and drawn.min() == 0
