"""On which devices, and together with which other processes, a run learns: tf.distribute's strategies.

one          one device, without tf.distribute.
mirrored     all GPUs of this machine, in one process (without GPUs: all CPU devices that TensorFlow was told to make).
multiworker  several processes, each with all GPUs of its machine or its CPU. TF_CONFIG tells each where all are and which of them it is, as
             Kubeflow and Ray Train set it.

One worker is the chief. It alone reads checkpoints, and writes; the others take over what it has. All end after the same step.
"""

import contextlib
import dataclasses
import json
import os
import re
from collections.abc import Iterator
from typing import Any

import tensorflow as tf

from data_tools.errors import InputError, shortened
from lineart_colorizer.training.checkpoints import RunState

STRATEGIES = ("auto", "one", "mirrored", "multiworker")
JOBS = ("chief", "worker")  # in the order in which TensorFlow numbers them
LOST = (tf.errors.UnavailableError, tf.errors.AbortedError, tf.errors.CancelledError, tf.errors.DeadlineExceededError)
EXAMPLE = '{"cluster": {"worker": ["10.0.0.1:2222", "10.0.0.2:2222"]}, "task": {"type": "worker", "index": 0}}'


@dataclasses.dataclass(frozen=True)
class Task:
    """Which of the processes that train a run together one is. index: 0 is the chief. addresses: of all, host:port."""

    index: int = 0
    addresses: tuple[str, ...] = ("",)

    @property
    def is_chief(self) -> bool:
        return self.index == 0


def read_task(tf_config: str | None) -> Task:
    """What TF_CONFIG says; without, a worker alone. Raises InputError where it makes no sense."""
    if not tf_config:
        return Task()
    try:
        told = json.loads(tf_config)
        cluster, task = told.get("cluster", {}), told.get("task", {})
        jobs = {job: list(addresses) for job, addresses in cluster.items()}
        job, number = task.get("type", "worker"), int(task.get("index", 0))
    except (ValueError, TypeError, AttributeError):
        raise InputError(f"TF_CONFIG cannot be read: {tf_config[:200]!r}: it looks like {EXAMPLE}") from None
    if not jobs:
        return Task()
    if strange := sorted({*jobs, job} - set(JOBS)):
        raise InputError(f"TF_CONFIG names a {strange[0]}: train has workers, and a chief, and no other tasks")
    addresses = [address for name in JOBS for address in jobs.get(name, ())]
    if wrong := [address for address in addresses if not isinstance(address, str) or not address.rpartition(":")[2].isdecimal()]:
        raise InputError(f"TF_CONFIG: {wrong[0]!r} is no address: write host:port")
    if not 0 <= number < len(jobs.get(job, ())):
        raise InputError(f"TF_CONFIG: this is {job} {number}, and the cluster has {len(jobs.get(job, ()))} of them, from 0 on")
    return Task((len(jobs.get("chief", ())) if job == "worker" else 0) + number, tuple(addresses))


class Team:
    """The replicas that train a run together, in this process and in others.

    task: which of the processes this is. replicas: on all of them. Everything that says "all workers" is to be called by all, in the
    same order, and waits for them.
    """

    def __init__(self, strategy: tf.distribute.Strategy | None = None, task: Task = Task()):
        self._strategy: Any = strategy
        self.task = task
        self.replicas = strategy.num_replicas_in_sync if strategy else 1
        self._sum = tf.function(self._sum_over_workers, reduce_retracing=True)

    @property
    def is_chief(self) -> bool:
        return self.task.is_chief

    @property
    def workers(self) -> int:
        return len(self.task.addresses)

    def __str__(self) -> str:
        workers = f" of {self.workers} workers" if self.workers > 1 else ""
        return f"{self.replicas} replicas{workers}"

    def say(self, text: str) -> None:
        """Prints it, once."""
        if self.is_chief:
            print(text)

    def scope(self) -> contextlib.AbstractContextManager:
        """A context in which systems are built."""
        return self._strategy.scope() if self.replicas > 1 else contextlib.nullcontext()

    def agree(self, asked: bool, seconds: float) -> tuple[bool, float]:
        """Whether any worker is asked to stop, and the chief's seconds. All workers."""
        if self.workers == 1:
            return asked, seconds
        anyone, chiefs = self._sum([tf.constant(float(asked), tf.float64), tf.constant(seconds * self.is_chief, tf.float64)])
        return bool(anyone > 0.0), float(chiefs)

    def wait(self) -> None:
        """For each other: a worker that ends while the chief still scores and exports looks lost. All workers."""
        self.agree(False, 0.0)

    def check_same(self, what: str, counts: list[int]) -> None:
        """Raises InputError, on every worker, where the workers have other counts. All workers."""
        if self.workers > 1:
            own = tf.constant(counts, tf.float64)
            total, squares = self._sum([own, own * own])
            if tf.reduce_any(self.workers * squares != total * total):
                raise InputError(f"worker {self.task.index}: {what} is not the same on all workers ({counts} here): give all the same")

    def take_over(self, state: RunState) -> None:
        """All variables of a run become those of the chief. All workers."""
        if self.workers == 1:
            return
        variables = state.variables
        ours = [tf.cast(tf.convert_to_tensor(variable), tf.float64) for variable in variables]  # which keeps every value
        chiefs = self._sum(ours if self.is_chief else [tf.zeros_like(value) for value in ours])
        for variable, value in zip(variables, chiefs, strict=True):
            variable.assign(tf.cast(value, variable.dtype))

    def _sum_over_workers(self, values: list) -> list:
        """Sums of float64 tensors over all workers; the first replica of each speaks for it."""
        here = len(self._strategy.extended.worker_devices)

        def on_replica():
            context = tf.distribute.get_replica_context()
            speaks = context.replica_id_in_sync_group % here == 0
            return context.all_reduce(tf.distribute.ReduceOp.SUM, [tf.where(speaks, value, tf.zeros_like(value)) for value in values])

        return [self._strategy.experimental_local_results(value)[0] for value in self._strategy.run(on_replica)]

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """Raises InputError, one line, where another worker ended or cannot be reached."""
        try:
            yield
        except LOST as error:
            if self.workers == 1:
                raise
            said = (re.findall(r'grpc_message:"([^"]+)"', error.message) or [type(error).__name__])[-1]
            what = f"worker {self.task.index} of {self.workers}: another worker ended, or cannot be reached ({said})"
            raise InputError(f"{what}: start all again with the same command, and the run goes on at its last checkpoint") from None


ALONE = Team()


def choose_team(strategy: str) -> Team:
    """The team that these machines mean. Call it when the device is chosen, before any operation; it waits for all workers.

    strategy: one of STRATEGIES; auto is multiworker where TF_CONFIG names several workers, mirrored where TensorFlow uses several GPUs,
    else one. Raises InputError for another, where the devices or TF_CONFIG are not there, or no server can be made.
    """
    if strategy not in STRATEGIES:
        raise InputError(f"--strategy {strategy}: choose {', '.join(STRATEGIES)}")
    task = read_task(os.environ.get("TF_CONFIG")) if strategy in ("auto", "multiworker") else Task()
    gpus = tf.config.get_visible_devices("GPU")
    if strategy == "auto":
        strategy = "multiworker" if len(task.addresses) > 1 else "mirrored" if len(gpus) > 1 else "one"
    if strategy == "mirrored":
        devices = [device.name for device in tf.config.list_logical_devices("GPU" if gpus else "CPU")]
        if len(devices) < 2:
            raise InputError(f"--strategy mirrored: TensorFlow uses one {'GPU' if gpus else 'CPU'} here: leave --strategy out")
        return Team(tf.distribute.MirroredStrategy(devices))
    if strategy == "multiworker":
        if len(task.addresses) == 1:
            raise InputError(f"--strategy multiworker: TF_CONFIG names no other worker; it looks like {EXAMPLE}")
        return _join(task)
    return Team()


def _join(task: Task) -> Team:
    own = task.addresses[task.index]
    print(f"worker {task.index} of {len(task.addresses)}, {own}: waits for the others", flush=True)
    try:
        return Team(tf.distribute.MultiWorkerMirroredStrategy(), task)
    except (tf.errors.OpError, RuntimeError, ValueError) as error:
        who = f"worker {task.index} of {len(task.addresses)}"
        raise InputError(f"{who} cannot join at {own} ({shortened(error)}): check TF_CONFIG's addresses") from None
