"""`python -m lineart_colorizer.generate --out DIR [--model M]`: pictures of each class, from noise."""

import dataclasses
import pathlib

import numpy as np

from data_tools.command_line import run_function
from data_tools.errors import InputError
from data_tools.pictures import write_png
from data_tools.words import counted
from lineart_colorizer.serving.loaded import Model

STEPS = 8  # pictures of an interpolation, both ends included
NO_CLASS = "picture"  # what pictures are called that were learned without classes


@dataclasses.dataclass(frozen=True)
class Source:
    """Where pictures of one class come from: a loaded `serving.loaded.Model`, and the class's number in it."""

    model: Model
    number: int

    def draw(self, noise: np.ndarray) -> np.ndarray:
        """One picture for each row of noise, float32 [N,Z]: uint8 RGB [N,S,S,3]."""
        from lineart_colorizer.serving.samples import draw

        return np.concatenate([*draw(self.model, noise.astype(np.float32), np.full(len(noise), self.number, np.int32))])


def generate(
    *,
    out: str,
    model: str | None = None,
    per_class: int = 8,
    interpolate: bool = False,
    seed: int = 0,
    models: str = "models",
    device: str = "auto",
) -> pathlib.Path:
    """Draws pictures of each class from noise: OUT/CLASS/CLASS-0000.png and on, and all together in OUT/sheet.png.

    A column of the sheet is one noise in every class. The same seed gives the same pictures.

    Args:
        out: folder to write to.
        model: a run's name, a run's folder, or a SavedModel's or Keras export's; several, divided by commas, where the classes were split
            over models. Left out: the newest run that makes pictures from noise.
        per_class: pictures of each class.
        interpolate: also writes OUT/interpolation.png: each class on the way from one noise to another.
        seed: of the noise.
        models: folder in which runs are looked for.
        device: auto, cpu or gpu.
    """
    if per_class < 1 or seed < 0:
        raise InputError(f"--per-class {per_class}, --seed {seed}: pictures from 1, seed from 0")
    from lineart_colorizer.device import choose_device

    print(f"device: {choose_device(device)}, float32")
    sources = find_sources(model, models)
    print(f"{len(sources):,} classes, {per_class:,} pictures of each, seed {seed}; writes to {out}", flush=True)
    folder, rng = pathlib.Path(out), np.random.default_rng(seed)
    values = max(source.model.card.noise for source in sources.values())
    noise, ends = rng.standard_normal((per_class, values)), rng.standard_normal((2, values))
    try:
        _write(folder, sources, noise, spherical(ends[0], ends[1], STEPS) if interpolate else None)
    except OSError as error:
        raise InputError(f"{error.filename or out}: {error.strerror}: free some space or name another --out") from None
    return folder


def _write(folder: pathlib.Path, sources: dict[str, Source], noise: np.ndarray, way: np.ndarray | None) -> None:
    from data_tools.progress import progress
    from lineart_colorizer.monitoring.grids import make_sheet

    names = file_names(list(sources))
    rows, ways = {}, {}
    for label, source in progress(sources.items(), total=len(sources), what="drawing", unit="classes"):
        rows[label] = source.draw(noise[:, : source.model.card.noise])
        if way is not None:
            ways[label] = source.draw(way[:, : source.model.card.noise])
        (folder / names[label]).mkdir(parents=True, exist_ok=True)
        for index, picture in enumerate(rows[label]):
            write_png(folder / names[label] / f"{names[label]}-{index:04}.png", picture)
    write_png(folder / "sheet.png", make_sheet(rows))
    if ways:
        write_png(folder / "interpolation.png", make_sheet(ways))
    print(f"drew {counted(len(rows) * len(noise), 'picture')}; all together: {folder / 'sheet.png'}")


def find_sources(model: str | None, models: str) -> dict[str, Source]:
    """Of each class that the models know, by its name, where its pictures come from.

    Raises InputError for a model that makes no pictures from noise, two that know the same class, or several of different sizes.
    """
    from lineart_colorizer.serving.models import find_model, load_model
    from lineart_colorizer.serving.naming import describe_model

    sources: dict[str, Source] = {}
    for name in model.split(",") if model else [None]:
        loaded = load_model(find_model(name and name.strip(), models, kinds=("sampler",)))
        card = loaded.card
        if card.kind != "sampler":
            raise InputError(f"{loaded.source} is a {card.kind}, not a sampler: name another --model")
        print(f"model: {describe_model(loaded.source, card)}, {', '.join(card.labels) or 'no classes'}")
        for number, label in enumerate(card.labels or (NO_CLASS,)):
            if label in sources:
                raise InputError(f"{label} is a class of both {sources[label].model.source} and {loaded.source}: name one of them")
            sources[label] = Source(loaded, number)
    sizes = sorted({source.model.card.size for source in sources.values()})
    if len(sizes) > 1:
        raise InputError(f"--model: pictures of {' and '.join(map(str, sizes))} px do not go together: name models of one size")
    return sources


def file_names(labels: list[str]) -> dict[str, str]:
    """A folder's name for each label: what no disk takes is replaced by _, and what would collide gets a number."""
    names: dict[str, str] = {}
    taken = {"sheet.png", "interpolation.png"}
    for label in labels:
        name = base = "".join(each if each.isalnum() or each in " -_." else "_" for each in label).strip(" .") or "_"
        number = 2
        while name.lower() in taken:  # some disks do not tell cat from Cat
            name, number = f"{base}-{number}", number + 1
        names[label] = name
        taken.add(name.lower())
    return names


def spherical(start: np.ndarray, end: np.ndarray, steps: int) -> np.ndarray:
    """Noise on the arc from one to another, [steps,Z]: on the straight line between, it would be shorter than noise is (White 2016,
    arXiv 1609.04468)."""
    cosine = start @ end / (np.linalg.norm(start) * np.linalg.norm(end))
    angle, share = np.arccos(np.clip(cosine, -1.0, 1.0)), np.linspace(0.0, 1.0, steps)[:, None]
    return (np.sin((1.0 - share) * angle) * start + np.sin(share * angle) * end) / np.sin(angle)


if __name__ == "__main__":
    run_function(generate, command="lineart_colorizer.generate")
