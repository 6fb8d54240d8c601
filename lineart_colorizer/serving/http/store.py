"""The models in memory: loaded when first asked for, so many at most."""

import asyncio
import dataclasses
import logging
import pathlib
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor

from data_tools.errors import InputError
from lineart_colorizer.serving.http.errors import ServiceError
from lineart_colorizer.serving.http.metrics import Metrics
from lineart_colorizer.serving.http.schemas import ModelAbout
from lineart_colorizer.serving.http.shelf import Shelved, about, list_shelf
from lineart_colorizer.serving.models import Colorizer, Model, as_colorizer, load_model

log = logging.getLogger("lineart_colorizer.serve")


@dataclasses.dataclass(frozen=True)
class Loaded:
    """colorizer: its source is its name, so that no answer tells a path."""

    shelved: Shelved
    version: str
    model: Model
    colorizer: Colorizer


class ModelStore:
    """default: the model used where none is named. kept: models in memory at most."""

    def __init__(self, default: Shelved, models: str, kept: int, trust: bool, metrics: Metrics):
        self.default = default
        self._models, self._kept, self._trust, self._metrics = models, kept, trust, metrics
        self._loaded: OrderedDict[str, Loaded] = OrderedDict()  # the longest unused first
        self._loading: dict[str, asyncio.Task] = {}
        self._loader = ThreadPoolExecutor(1, "model")

    def shelf(self) -> dict[str, Shelved]:
        """All that may be asked for by name; what is loaded, too, where its folder has gone."""
        loaded = {name: each.shelved for name, each in self._loaded.items()}
        return loaded | list_shelf(self._models) | {self.default.name: self.default}

    def list(self) -> list[ModelAbout]:
        found = []
        for name, shelved in sorted(self.shelf().items()):
            loaded = self._loaded.get(name)
            try:
                known = None if loaded else about(shelved)
            except InputError:  # damaged, or of another kind
                continue
            said = loaded.colorizer if loaded else known
            found.append(
                ModelAbout(
                    name=name,
                    version=loaded.version if loaded else known.version,
                    labels=list(said.card.labels) if said.knows_labels else [],
                    varies=said.varies,
                    size=said.card.size,
                    default=name == self.default.name,
                    source=shelved.source,
                )
            )
        return found

    @property
    def is_ready(self) -> bool:
        return self.default.name in self._loaded

    async def get(self, name: str | None) -> Loaded:
        """Raises ServiceError where there is none, or it cannot be loaded."""
        name = name or self.default.name
        if name in self._loaded:
            self._loaded.move_to_end(name)
            return self._loaded[name]
        shelved = self.shelf().get(name)
        if shelved is None:
            raise ServiceError(404, "no_model", "no model of that name: /v1/models lists them")
        if name not in self._loading:
            task = self._loading[name] = asyncio.create_task(self._load(shelved))
            task.add_done_callback(lambda _: self._loading.pop(name, None))
        try:
            return await asyncio.shield(self._loading[name])
        except InputError as error:
            log.warning("model %s: %s", name, error)
            raise ServiceError(503, "model_broken", f"{name} cannot be loaded: the service's log says why", retry_after=60) from None

    async def _load(self, shelved: Shelved) -> Loaded:
        loaded = await asyncio.get_running_loop().run_in_executor(self._loader, load, shelved, self._trust)
        self._keep(loaded)
        return loaded

    def _keep(self, loaded: Loaded) -> None:
        self._loaded[loaded.shelved.name] = loaded
        self._loaded.move_to_end(loaded.shelved.name)
        while len(self._loaded) > self._kept:
            oldest = next(name for name in self._loaded if name != self.default.name or len(self._loaded) == 1)
            del self._loaded[oldest]
        self._metrics.models.set(len(self._loaded))


def load(shelved: Shelved, trust: bool) -> Loaded:
    """Raises InputError."""
    version, folder = shelved.newest()
    model = load_model(folder)
    colorizer = dataclasses.replace(as_colorizer(model), source=pathlib.PurePosixPath(shelved.name))
    return Loaded(shelved, version, model, colorizer)
