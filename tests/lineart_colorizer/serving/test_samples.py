import pathlib

import numpy as np

from lineart_colorizer.serving.cards import ModelCard
from lineart_colorizer.serving.loaded import Model
from lineart_colorizer.serving.samples import AT_ONCE, draw


def test_pictures_are_drawn_so_many_at_a_time():
    sizes = []

    def sample(noise, label):
        sizes.append(len(noise))
        return {"color": np.stack([noise[:, 0], label - 1.0, -noise[:, 0]], -1)[:, None, None, :]}

    count = AT_ONCE + 2
    noise, labels = np.linspace(-1.0, 1.0, count, dtype=np.float32)[:, None], np.arange(count, dtype=np.int32) % 3
    card = ModelCard(kind="sampler", size=1, head="direct", run="a", step=1)
    colors = np.concatenate([*draw(Model({"serving_default": sample}, card, pathlib.Path("a")), noise, labels)])
    assert sizes == [AT_ONCE, 2]
    assert (colors.shape, colors.dtype) == ((count, 1, 1, 3), np.uint8)
    assert colors[[0, -1], 0, 0].tolist() == [[0, 0, 255], [255, 255, 0]]
