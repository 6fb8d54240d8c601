"""What a person may ask of the service; the command line and its help derive from this."""

import dataclasses
import ipaddress
import re
import secrets

from data_tools.errors import InputError

RANDOM = "random"
TOKEN = re.compile(r"[A-Za-z0-9_-]{8,}")
LOCAL = ("localhost", "127.0.0.1")


@dataclasses.dataclass(frozen=True, kw_only=True)
class ServiceOptions:
    """How the service runs. Raises InputError for what cannot be.

    Attributes:
        model: the model that is used where a request names none: a run's name, a run's folder, or a SavedModel's folder. Left out: the
            newest run, else the one that comes with the program.
        models: folder in which runs and exports are looked for; all in it may be asked for by name.
        host: the address to listen at. Any but this machine's own (127.0.0.1, localhost) needs --token or --no-auth.
        port: to listen at; 0 takes a free one.
        token: what every request must carry, as Authorization: Bearer TOKEN; random makes one up. The environment's LINEART_TOKEN stands
            in where it is left out. Left out: none.
        no_auth: anybody who reaches this host may use the service.
        allow_host: names, divided by commas, by which requests may call this host, beside localhost, 127.0.0.1 and --host.
        allow_origin: origins, divided by commas, of web pages elsewhere whose scripts may call: https://studio.example. Left out: none.
        trust: loads SavedModels whatever operations are in them, and networks with code in them. A model is a program: only what you
            would run.
        workers: processes; each loads the models for itself, and one that dies is started again.
        threads: pages that one process works on at a time. Left out: twice its processors, 4 to 16.
        queue: pages that wait in one process; more are answered 503.
        batch: pages of like size that the network takes together at most.
        deadline: seconds that a request may take, waiting included; then it is answered 504.
        max_megabytes: of a request's body; more is answered 413.
        max_megapixels: of a picture; more is answered 413.
        rate: requests a second that one client's address may send in the long run, with four times that at once. 0: any number.
        kept: models that are kept loaded beside the default one.
        device: auto, cpu or gpu.
    """

    model: str | None = None
    models: str = "models"
    host: str = "127.0.0.1"
    port: int = 8000
    token: str | None = None
    no_auth: bool = False
    allow_host: str | None = None
    allow_origin: str | None = None
    trust: bool = False
    workers: int = 1
    threads: int | None = None
    queue: int = 64
    batch: int = 8
    deadline: float = 60.0
    max_megabytes: float = 20.0
    max_megapixels: float = 16.0
    rate: float = 50.0
    kept: int = 2
    device: str = "auto"

    def __post_init__(self):
        if not is_local(self.host) and not self.token and not self.no_auth:
            said = "others can reach it: add --token random, or --no-auth if anybody may use it"
            raise InputError(f"--host {self.host}: {said}")
        if self.token and self.no_auth:
            raise InputError("--token and --no-auth: leave one out")
        if self.token and (self.token == RANDOM or not TOKEN.fullmatch(self.token)):
            raise InputError("--token: 8 letters, digits, - or _ at least; or random")
        if not 0 <= self.port < 65536:
            raise InputError(f"--port {self.port}: a number from 0 to 65535")
        for name, least in {"workers": 1, "threads": 1, "queue": 1, "batch": 1, "kept": 1, "rate": 0}.items():
            value = getattr(self, name)
            if value is not None and value < least:
                raise InputError(f"--{name} {value}: {least} is the least")
        for name in ("deadline", "max_megabytes", "max_megapixels"):
            if not 0 < getattr(self, name) < float("inf"):
                raise InputError(f"--{name.replace('_', '-')} {getattr(self, name)}: a number over 0")

    @property
    def max_bytes(self) -> int:
        return int(self.max_megabytes * 1_000_000)

    @property
    def max_pixels(self) -> int:
        return int(self.max_megapixels * 1_000_000)

    @property
    def hosts(self) -> frozenset[str]:
        """Lower-case names that a Host header may hold."""
        return frozenset(name.lower() for name in (*LOCAL, "::1", self.host, *_divided(self.allow_host)))

    @property
    def origins(self) -> tuple[str, ...]:
        return _divided(self.allow_origin)


def _divided(names: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in (names or "").split(",") if name.strip())


def is_local(host: str) -> bool:
    """Whether only this machine reaches an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def make_token() -> str:
    return secrets.token_urlsafe(24)
