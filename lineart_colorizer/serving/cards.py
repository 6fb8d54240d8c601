"""What a colouring program must know of any export, in assets.extra/model.json."""

import dataclasses
import json
import pathlib

from data_tools.errors import InputError

CARD = pathlib.Path("assets.extra") / "model.json"  # TensorFlow Serving leaves assets.extra alone


@dataclasses.dataclass(frozen=True, kw_only=True)
class ModelCard:
    """What a model says of itself.

    kind: colorizer, ..., as `systems.protocol.Product`. size: the pictures' side that it learned from, px. head: multiply or direct.
    labels: names of the classes that it learned from, by index. noise: values of noise that a sampler takes. run, step: its origin.
    """

    kind: str
    size: int
    head: str
    labels: tuple[str, ...] = ()
    noise: int = 0
    run: str
    step: int


def write_card(folder: pathlib.Path, card: ModelCard) -> None:
    (folder / CARD).parent.mkdir(exist_ok=True)
    (folder / CARD).write_text(json.dumps(dataclasses.asdict(card), indent=1) + "\n", "utf-8")


def read_card(folder: pathlib.Path) -> ModelCard:
    """Raises InputError where the folder is an export of another make."""
    try:
        about = json.loads((folder / CARD).read_text("utf-8"))
        return ModelCard(**about | {"labels": tuple(about["labels"])})
    except (OSError, ValueError, TypeError, KeyError):
        raise InputError(f"{folder} has no {CARD}: it was not exported by python -m lineart_colorizer.export") from None
