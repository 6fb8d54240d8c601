"""A service with models that are no networks: exports by their files, which paint every page in one colour, told by the version."""

import contextlib
import dataclasses
import json
import pathlib

import httpx
import numpy as np
import pytest

from data_tools.errors import InputError
from data_tools.pictures import encode_png
from lineart_colorizer.serving.http.options import ServiceOptions

COLORS = {"1": (1.0, -1.0, -1.0), "2": (-1.0, 1.0, -1.0), "3": (-1.0, -1.0, 1.0)}  # by version: red, green, blue
PLAIN = ("serving_default", "colorize_hint", "colorize_layer", "colorize_png")


def write_export(folder: pathlib.Path, *, labels: tuple[str, ...] = (), varies: bool = False, broken: bool = False) -> pathlib.Path:
    """A version's folder with a SavedModel's description and card, and no variables."""
    from tensorflow.core.protobuf.saved_model_pb2 import SavedModel

    from lineart_colorizer.serving.cards import CARD, ModelCard

    folder.mkdir(parents=True)
    told = SavedModel()
    graph = told.meta_graphs.add()
    for name in (*PLAIN, *["colorize_label"] * bool(labels), *["colorize_variant"] * varies):
        graph.signature_def[name].method_name = "predict"
    (folder / CARD).parent.mkdir()
    card = ModelCard(kind="colorizer", size=32, head="multiply", labels=labels, run=folder.parent.name, step=7)
    (folder / CARD).write_text(json.dumps(dataclasses.asdict(card)))
    if broken:
        (folder / "broken").touch()
    (folder / "saved_model.pb").write_bytes(told.SerializeToString())
    return folder


@dataclasses.dataclass(frozen=True)
class Painting:
    """A signature. asked: what it was called with, one entry a call."""

    color: tuple[float, float, float]
    inputs: dict
    asked: list

    def __call__(self, line, hint=None, label=None, seed=None):
        import tensorflow as tf

        self.asked.append({"label": label, "seed": seed})
        color = np.array(self.color, np.float32) * np.float32(1.0 if seed is None else 1.0 / (2 + seed))
        layer = np.broadcast_to(color, (*line.shape[:3], 3)).copy()
        if hint is not None:
            mask = np.asarray(hint)[..., 3:] > 0
            layer = np.where(mask, np.asarray(hint)[..., :3], layer)
        return {"color": tf.constant(layer), "layer": tf.constant(layer)}


@dataclasses.dataclass(frozen=True)
class Echo:
    """colorize_png: gives back what it is given."""

    inputs: dict

    def __call__(self, line_bytes):
        import tensorflow as tf

        return {"color_bytes": tf.constant(line_bytes)}


def paint_model(folder: pathlib.Path, **_):
    """In place of `load_model`."""
    import tensorflow as tf

    from lineart_colorizer.serving.cards import read_card
    from lineart_colorizer.serving.loaded import Model

    if (folder / "broken").exists() or not (folder / "saved_model.pb").exists():
        raise InputError(f"{folder} is damaged")
    card = read_card(folder)
    line, hint = tf.TensorSpec([None, None, None, 1], name="line"), tf.TensorSpec([None, None, None, 4], name="hint")
    label, seed = tf.TensorSpec([None], tf.int32, "label"), tf.TensorSpec([], tf.int32, "seed")
    takes = {"serving_default": [line], "colorize_hint": [line, hint], "colorize_layer": [line, hint]}
    takes |= {"colorize_label": [line, hint, label]} if card.labels else {}
    takes |= {"colorize_variant": [line, hint, label, seed]} if (folder / "varies").exists() else {}
    asked: list = []
    color = COLORS.get(folder.name, COLORS["1"])
    signatures = {name: Painting(color, {spec.name: spec for spec in specs}, asked) for name, specs in takes.items()}
    signatures["colorize_png"] = Echo({"line_bytes": tf.TensorSpec([None], tf.string, "line_bytes")})
    return Model(signatures, card, folder)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def exports(tmp_path, monkeypatch) -> pathlib.Path:
    """A folder of models with red/1 in it; what is in it is painted with, not loaded."""
    from lineart_colorizer.serving.http import shelf, store

    monkeypatch.setattr(shelf, "DEMO", tmp_path / "no demo")
    monkeypatch.setattr(store, "load_model", paint_model)
    monkeypatch.setattr(store, "batched", lambda model, colorizer, *others: colorizer)
    monkeypatch.setattr(store, "WATCH_SECONDS", 0.02)
    write_export(tmp_path / "models" / "red" / "1")
    return tmp_path / "models"


@pytest.fixture
async def serve(exports):
    """serve(**options) -> an httpx client of a service whose default model, red, is loaded. client.service: the service."""
    from lineart_colorizer.serving.http.app import create_app
    from lineart_colorizer.serving.http.shelf import shelve

    async with contextlib.AsyncExitStack() as stack:

        async def start(*, headers=None, **options):
            app = create_app(ServiceOptions(model="red", models=str(exports), **options), shelve("red", exports))
            await stack.enter_async_context(app.router.lifespan_context(app))
            await app.state.service.store.get(None)
            transport = httpx.ASGITransport(app, raise_app_exceptions=False)
            client = httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=headers)
            client.service = app.state.service
            return await stack.enter_async_context(client)

        yield start


@pytest.fixture
def taken(monkeypatch):
    """taken(client): from now on, client.service.room.asked has the pixels that requests took."""

    def note(client) -> None:
        room = client.service.room
        monkeypatch.setattr(room, "asked", [], raising=False)
        monkeypatch.setattr(room, "taken", lambda pixels, go_on, take=room.taken: room.asked.append(pixels) or take(pixels, go_on))

    return note


def drawing(height: int = 40, width: int = 50) -> np.ndarray:
    """A white page with a black box."""
    page = np.full((height, width), 255, np.uint8)
    page[10, 10:30] = page[30, 10:31] = page[10:30, 10] = page[10:30, 30] = 0
    return page


@pytest.fixture(scope="session")
def page() -> bytes:
    return encode_png(drawing())


@pytest.fixture
def export():
    return write_export
