import numpy as np

from lineart_colorizer.imaging.shading import shade_and_light, without_lines


def pixels(*values) -> np.ndarray:
    return np.array(values, np.uint8).reshape(1, -1, 3)


def test_worked_values():
    flat = pixels([200, 100, 0], [255, 255, 255], [0, 50, 128])
    color = pixels([100, 150, 0], [255, 230, 0], [51, 50, 128])
    shade, light = shade_and_light(flat, color)
    assert shade.tolist() == [[[128, 255, 255], [255, 230, 0], [255, 255, 255]]]  # 255 * 100 / 200 = 127.5
    assert light.tolist() == [[[0, 82, 0], [0, 0, 0], [51, 0, 0]]]  # 255 - 255 * 105 / 155 = 82.3


def test_every_color_on_every_flat_comes_back_exactly_in_8_bits():
    flat, color = np.meshgrid(np.arange(256, dtype=np.uint8), np.arange(256, dtype=np.uint8))
    shade, light = (part.astype(np.float64) for part in shade_and_light(flat, color))
    shaded = np.rint(flat * shade / 255)
    lit = np.rint(255 - (255 - shaded) * (255 - light) / 255)
    assert (lit == color).all()


def test_colors_under_lines():
    line = np.array([[255, 128, 0, 128]], np.uint8)
    picture = pixels([10, 20, 30], [64, 0, 128], [0, 0, 0], [129, 0, 0])
    colors = without_lines(line, picture)
    assert colors.tolist() == [[[10, 20, 30], [128, 0, 255], [255, 255, 255], [255, 0, 0]]]  # 255 * 64 / 128 = 127.5, to even


def test_lines_laid_over_the_colors_under_them_are_the_picture():
    line = np.arange(256, dtype=np.uint8)[:, None]
    picture = np.random.default_rng(0).integers(0, line[..., None].astype(int) + 1, (256, 50, 3)).astype(np.uint8)
    line = np.broadcast_to(line, (256, 50))
    again = np.rint(line[..., None] / 255.0 * without_lines(line, picture))
    assert (again == picture).all()
