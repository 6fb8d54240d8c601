"""The parts of one process's service."""

import dataclasses

from lineart_colorizer.serving.http.engine import Engine
from lineart_colorizer.serving.http.metrics import Metrics
from lineart_colorizer.serving.http.options import ServiceOptions
from lineart_colorizer.serving.http.room import Room
from lineart_colorizer.serving.http.store import ModelStore


@dataclasses.dataclass(frozen=True)
class Service:
    options: ServiceOptions
    store: ModelStore
    engine: Engine
    metrics: Metrics
    room: Room
