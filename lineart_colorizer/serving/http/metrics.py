"""What Prometheus reads at /metrics. Each app has a registry of its own; workers share files (PROMETHEUS_MULTIPROC_DIR)."""

import os
import pathlib
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
SHARED = "PROMETHEUS_MULTIPROC_DIR"
TYPE = "text/plain; version=0.0.4; charset=utf-8"


def forget_the_dead(shared: pathlib.Path) -> None:
    """What workers were doing when they died is no longer done. On Windows, to ask for a process would end it: there it stays."""
    if os.name == "nt":
        return
    for path in shared.glob("gauge_live*_*.db"):
        number = int(path.stem.rpartition("_")[2])
        try:
            os.kill(number, 0)
        except ProcessLookupError:
            multiprocess.mark_process_dead(number, str(shared))


class Metrics:
    """The service's own figures, and this process's memory and processor time."""

    def __init__(self):
        self.registry = registry = CollectorRegistry()
        if SHARED in os.environ:
            forget_the_dead(pathlib.Path(os.environ[SHARED]))
        else:
            ProcessCollector(registry=registry)
            PlatformCollector(registry=registry)
        told: dict[str, Any] = {"namespace": "lineart", "registry": registry}
        live = told | {"multiprocess_mode": "livesum"}
        self.requests = Counter("requests", "Requests answered.", ("route", "status"), **told)
        self.seconds = Histogram("request_seconds", "From headers to the end of the answer.", ("route",), buckets=SECONDS, **told)
        self.stages = Histogram("stage_seconds", "Parts of colouring: read, wait, network, write.", ("stage",), buckets=SECONDS, **told)
        self.batches = Histogram("batch_pages", "Pages that the network took together.", buckets=(1, 2, 4, 8, 16, 32), **told)
        self.inside = Gauge("pages_inside", "Pages that wait or are worked on.", **live)
        self.working = Gauge("pages_working", "Pages that threads work on.", **live)
        self.loads = Counter("model_loads", "Models loaded or refused.", ("outcome",), **told)
        self.models = Gauge("models_loaded", "Models in memory.", **live)

    def text(self) -> bytes:
        if SHARED not in os.environ:
            return generate_latest(self.registry)
        together = CollectorRegistry()
        multiprocess.MultiProcessCollector(together)
        return generate_latest(together)
