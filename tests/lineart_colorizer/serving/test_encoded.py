import numpy as np
import tensorflow as tf

from data_tools.pictures import encode_png, read_picture
from lineart_colorizer.serving.encoded import encode, on_white


def test_transparency_is_laid_on_white():
    """Black, half transparent: 1 - 128 / 255 of white shows."""
    picture, alpha = on_white(encode_png(np.array([[[0, 0, 0, 128], [255, 0, 0, 255], [9, 9, 9, 0]]], np.uint8)))
    np.testing.assert_allclose(picture, [[[127 / 255] * 3, [1.0, 0.0, 0.0], [1.0] * 3]], atol=1e-6)
    np.testing.assert_allclose(alpha, [[[128 / 255], [1.0], [0.0]]], atol=1e-6)


def test_grey_is_decoded_as_colour():
    picture, alpha = on_white(encode_png(np.array([[51]], np.uint8)))
    np.testing.assert_allclose(picture, [[[0.2] * 3]], atol=1e-6)
    assert alpha.numpy().tolist() == [[[1.0]]]


def test_values_outside_are_clipped_and_others_rounded():
    png = encode(tf.constant([[[-1.0, 0.0, 1.0], [-1.2, 0.004, 7.0]]])).numpy()
    assert read_picture(png).tolist() == [[[0, 128, 255], [0, 128, 255]]]  # 127.5 and 128.01
