"""A tiny network that knows labels and varies, and its exports, each written once."""

import pathlib

import keras
import numpy as np
import pytest

from lineart_colorizer.networks import unet
from lineart_colorizer.serving.cards import ModelCard
from lineart_colorizer.serving.exports import Exported, export_model
from lineart_colorizer.serving.saved_model import Live
from lineart_colorizer.serving.signatures import ColorizerModule


@pytest.fixture(scope="session")
def card() -> ModelCard:
    return ModelCard(kind="colorizer", size=32, head="multiply", labels=("boxes", "disks"), run="straight", step=4)


@pytest.fixture(scope="session")
def network() -> keras.Model:
    keras.utils.set_random_seed(0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unet, "BLOCKS", (1, 1))
        network = unet.build_unet(filters=2, palette=0, dropout=0.5, classes=2)
    network.get_layer("label_features").kernel.assign(np.random.default_rng(2).normal(size=(2, 8)))
    return network


@pytest.fixture(scope="session")
def live(network) -> Live:
    return Live({"colorizer": network}, ColorizerModule(network))


@pytest.fixture(scope="session")
def export_once(network, card, tmp_path_factory):
    """export_once(format) -> Exported of `network`. Do not write into its folder."""
    made: dict[str, Exported] = {}
    folder: pathlib.Path = tmp_path_factory.mktemp("exported")

    def export(format_name: str) -> Exported:
        if format_name not in made:
            made[format_name] = export_model({"colorizer": network}, card, folder / format_name, format_name)
        return made[format_name]

    return export


@pytest.fixture(scope="session")
def page():
    """page(height, width) -> line float32 [2,height,width,1] and hint, green at 3, 4: what a program of one's own sends."""

    def draw(height: int, width: int) -> dict[str, np.ndarray]:
        line = np.random.default_rng(height).uniform(-1.0, 1.0, (2, height, width, 1)).astype(np.float32)
        hint = np.zeros((2, height, width, 4), np.float32)
        hint[:, 3:7, 4:8] = (-1.0, 1.0, -1.0, 1.0)
        return {"line": line, "hint": hint}

    return draw


@pytest.fixture(scope="session")
def truth(network):
    """truth(line, hint, label) -> what the network itself says of the page with its edge going on up to multiples of 32, cut out again."""

    def predict(line: np.ndarray, hint: np.ndarray, label: np.ndarray | None = None) -> dict[str, np.ndarray]:
        _, height, width, _ = line.shape
        missing = [(0, 0), (0, -height % 32), (0, -width % 32), (0, 0)]
        inputs = {"line": np.pad(line, missing, mode="edge"), "hint": np.pad(hint, missing)}
        made = network(inputs | {"label": np.full(len(line), -1) if label is None else label}, training=False)
        return {name: made[name].numpy()[:, :height, :width] for name in ("color", "layer")}

    return predict
