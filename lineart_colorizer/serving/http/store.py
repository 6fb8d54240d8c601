"""The models in memory: loaded when first asked for, so many at most, and replaced by newer versions while they are used."""

import asyncio
import dataclasses
import gc
import logging
import pathlib
import threading
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from data_tools.errors import InputError, shortened
from lineart_colorizer.serving.http.batching import batched
from lineart_colorizer.serving.http.errors import ServiceError
from lineart_colorizer.serving.http.metrics import Metrics
from lineart_colorizer.serving.http.schemas import ModelAbout
from lineart_colorizer.serving.http.shelf import Shelved, Version, about, list_shelf
from lineart_colorizer.serving.loaded import Colorizer, Model, as_colorizer
from lineart_colorizer.serving.models import load_model

WATCH_SECONDS = 2.0
log = logging.getLogger("lineart_colorizer.serve")


@dataclasses.dataclass(frozen=True)
class Loaded:
    """A model in memory. colorizer: its source is its name, so that no answer tells a path. noise: as of `batched`."""

    shelved: Shelved
    version: Version
    model: Model
    colorizer: Colorizer
    noise: threading.Lock

    @property
    def name(self) -> str:
        return self.shelved.name


class ModelStore:
    """default: the model used where none is named. kept: models in memory beside it. batch: pages at most. trust: loads all."""

    def __init__(self, default: Shelved, models: str, *, kept: int, batch: int, trust: bool, metrics: Metrics):
        self.default = default
        self._models, self._kept, self._batch, self._trust, self._metrics = models, kept, batch, trust, metrics
        self._loaded: OrderedDict[str, Loaded] = OrderedDict()  # the longest unused first
        self._loading: dict[str, asyncio.Task] = {}
        self._refused: set[Version] = set()
        self._loader = ThreadPoolExecutor(1, "model")

    def shelf(self) -> dict[str, Shelved]:
        """All that may be asked for by name; what is loaded, too, where its folder has gone."""
        loaded = {name: each.shelved for name, each in list(self._loaded.items())}
        return loaded | list_shelf(self._models) | {self.default.name: self.default}

    def list(self) -> list[ModelAbout]:
        return [found for name, shelved in sorted(self.shelf().items()) if (found := self._describe(name, shelved))]

    def find(self, name: str) -> ModelAbout | None:
        """What `list` says of one model, without a look into the others."""
        shelved = self.shelf().get(name)
        return self._describe(name, shelved) if shelved else None

    def _describe(self, name: str, shelved: Shelved) -> ModelAbout | None:
        """None where it is damaged, closed to us, or of another kind."""
        loaded = self._loaded.get(name)
        try:
            said: Any = loaded.colorizer if loaded else about(shelved)
        except (InputError, OSError):
            return None
        return ModelAbout(
            name=name,
            version=loaded.version.name if loaded else said.version,
            labels=list(said.card.labels) if said.knows_labels else [],
            varies=said.varies,
            size=said.card.size,
            default=name == self.default.name,
            source=shelved.source,
        )

    @property
    def is_ready(self) -> bool:
        return self.default.name in self._loaded

    async def get(self, name: str | None) -> Loaded:
        """Raises ServiceError where there is none, or it cannot be loaded."""
        name = name or self.default.name
        if name in self._loaded:
            self._loaded.move_to_end(name)
            return self._loaded[name]
        shelved = (await asyncio.to_thread(self.shelf)).get(name)
        if shelved is None:
            raise ServiceError(404, "no_model", "no model of that name: /v1/models lists them")
        loaded = await self._refresh(shelved)
        if loaded is None:
            raise ServiceError(503, "model_broken", f"{name} cannot be loaded: the service's log says why", retry_after=60)
        return loaded

    async def watch(self) -> None:
        """Loads the default model, then newer versions as they appear. Until it is cancelled."""
        while True:
            try:
                for shelved in [self.default, *(each.shelved for each in list(self._loaded.values()) if each.name != self.default.name)]:
                    await self._refresh(shelved)
            except Exception:  # a broken disk, say: what is loaded serves on
                log.exception("watching the models' folders")
            await asyncio.sleep(WATCH_SECONDS)

    async def _refresh(self, shelved: Shelved) -> Loaded | None:
        """The newest version that can be loaded, once however many ask for it; what was loaded, where there is none. None: neither."""
        task = self._loading.get(shelved.name)
        if task is None:
            task = self._loading[shelved.name] = asyncio.create_task(self._load_newest(shelved))
            task.add_done_callback(lambda _: self._loading.pop(shelved.name, None))
        return await asyncio.shield(task)

    async def _load_newest(self, shelved: Shelved) -> Loaded | None:
        present = self._loaded.get(shelved.name)
        if present and shelved.is_run:  # a run that is being trained would be loaded every minute
            return present
        in_loader = asyncio.get_running_loop().run_in_executor
        try:
            versions = await in_loader(self._loader, shelved.versions)
        except InputError as error:  # a damaged run
            unknown = Version("?", shelved.folder, (str(error),))
            if unknown not in self._refused:  # said once
                self._refuse(shelved, unknown, error)
            return present
        for version in versions:
            if present and version == present.version:
                return present
            if version in self._refused:
                continue
            try:
                loaded = await in_loader(self._loader, self._load, shelved, version)
            except MemoryError as error:
                log.warning("model %s, version %s, is not loaded now: not enough memory (%s)", shelved.name, version.name, shortened(error))
                continue
            except Exception as error:  # a damaged model makes TensorFlow raise nearly anything
                self._refuse(shelved, version, error)
                continue
            self._keep(loaded)
            return loaded
        return present

    def _load(self, shelved: Shelved, version: Version) -> Loaded:
        model = load_model(version.folder, checked=not self._trust, safe_mode=not self._trust)
        colorizer = dataclasses.replace(as_colorizer(model), source=pathlib.PurePosixPath(shelved.name))
        noise = threading.Lock()
        ready = batched(model, colorizer, self._batch, noise, self._metrics.batches.observe)
        return Loaded(shelved, version, model, ready, noise)

    def _refuse(self, shelved: Shelved, version: Version, error: Exception) -> None:
        self._refused.add(version)
        self._metrics.loads.labels("refused").inc()
        log.warning("model %s, version %s, is not loaded: %s", shelved.name, version.name, shortened(error, 300))

    def _keep(self, loaded: Loaded) -> None:
        self._loaded[loaded.name] = loaded
        self._loaded.move_to_end(loaded.name)
        others = [name for name in self._loaded if name != self.default.name]
        for name in others[: max(0, len(others) - self._kept)]:
            del self._loaded[name]
        gc.collect()  # functions and their owner hold each other
        self._metrics.models.set(len(self._loaded))
        self._metrics.loads.labels("loaded").inc()
        log.info("model %s, version %s, is loaded", loaded.name, loaded.version.name)

    def close(self) -> None:
        self._loader.shutdown(wait=False, cancel_futures=True)
