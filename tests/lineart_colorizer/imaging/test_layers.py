import numpy as np
import pytest

from lineart_colorizer.imaging.layers import Layer, composite, opaque


def plain(name: str, color, alpha: int = 255, **options) -> Layer:
    """One pixel's color on 2 x 2."""
    return Layer(name, np.broadcast_to(np.uint8(color), (2, 2, 3)), np.broadcast_to(np.uint8(alpha), (2, 2)), **options)


def seen(*layers: Layer) -> list[int]:
    picture = composite(list(layers), 2, 2)
    assert (picture == picture[0, 0]).all()
    return picture[0, 0].tolist()


def test_no_layer_is_paper():
    assert seen() == [255, 255, 255]


def test_normal():
    assert seen(plain("a", [200, 100, 0]), plain("b", [10, 20, 30])) == [10, 20, 30]
    assert seen(plain("a", [200, 100, 0]), plain("b", [0, 200, 250], alpha=51)) == [160, 120, 50]


def test_multiply():
    assert seen(plain("a", [200, 100, 0]), plain("b", [51, 255, 9], mode="multiply")) == [40, 100, 0]
    half = plain("b", [51, 255, 9], mode="multiply", opacity=0.5)
    assert seen(plain("a", [200, 100, 0]), half) == [120, 100, 0]


def test_screen():
    assert seen(plain("a", [200, 100, 0]), plain("b", [0, 255, 51], mode="screen")) == [200, 255, 51]
    assert seen(plain("a", [155, 100, 0]), plain("b", [51, 0, 0], mode="screen")) == [175, 100, 0]  # 255 - 100 * 204 / 255


def test_hidden_layers_are_not_seen():
    assert seen(plain("a", [1, 2, 3]), plain("b", [9, 9, 9], visible=False)) == [1, 2, 3]


def test_layers_lie_where_they_are_told_and_are_cut_off_at_the_page():
    dot = Layer("dot", np.zeros((2, 2, 3), np.uint8), np.full((2, 2), 255, np.uint8), left=-1, top=2)
    picture = composite([dot], 3, 3)
    assert (picture[..., 0] == [[255, 255, 255], [255, 255, 255], [0, 255, 255]]).all()
    outside = Layer("dot", dot.rgb, dot.alpha, left=3, top=0)
    assert (composite([outside], 3, 3) == 255).all()


def test_pages_of_more_rows_than_are_composited_at_a_time():
    ramp = np.broadcast_to(np.arange(600, dtype=np.int64).astype(np.uint8)[:, None, None], (600, 2, 3))
    assert (composite([opaque("ramp", ramp)], 600, 2) == ramp).all()


def test_what_is_no_layer():
    with pytest.raises(ValueError, match=r"^a layer is uint8 \[h,w,3\] and \[h,w\], not uint8 \(2, 2, 3\) and \(2, 3\)$"):
        Layer("a", np.zeros((2, 2, 3), np.uint8), np.zeros((2, 3), np.uint8))
    with pytest.raises(ValueError, match=r"^mode add: choose one of normal, multiply, screen$"):
        plain("a", [0, 0, 0], mode="add")
    with pytest.raises(ValueError, match=r"^opacity 2: between 0 and 1$"):
        plain("a", [0, 0, 0], opacity=2)
