"""`python -m lineart_colorizer.colorize INPUT... [--model M --out DIR]`: colours drawings of any size."""

import functools
import pathlib

from data_tools.command_line import parse_for
from data_tools.errors import InputError, run_command
from data_tools.pictures import SUFFIXES, read_line, write_png
from data_tools.progress import progress


def list_pages(inputs: list[str]) -> list[tuple[pathlib.Path, pathlib.PurePosixPath]]:
    """Files to colour, each with its path below the output: sub-folders of a folder are kept. Raises InputError for a missing input."""
    pages = []
    for given in map(pathlib.Path, inputs):
        if given.is_dir():
            found = sorted(path for path in given.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
            if not found:
                raise InputError(f"no picture in {given} (looked for {', '.join(sorted(SUFFIXES))})")
            pages += [(path, pathlib.PurePosixPath(path.relative_to(given).as_posix())) for path in found]
        elif given.is_file():
            pages.append((given, pathlib.PurePosixPath(given.name)))
        else:
            raise InputError(f"no such file or folder: {given}")
    return pages


def name_outputs(pages: list[pathlib.PurePosixPath]) -> list[pathlib.PurePosixPath]:
    """<name>.png for each; those that would collide become <name>.<ext>.png from the second on, then <name>.<ext>.2.png."""
    taken, named = set(), []
    for page in pages:
        candidates = [page.with_suffix(".png"), page.with_name(page.name + ".png")]
        number = 2
        while all(str(candidate).lower() in taken for candidate in candidates):  # some disks do not tell a.png from A.png
            candidates.append(page.with_name(f"{page.name}.{number}.png"))
            number += 1
        chosen = next(candidate for candidate in candidates if str(candidate).lower() not in taken)
        taken.add(str(chosen).lower())
        named.append(chosen)
    return named


def colorize(
    inputs: list[str],
    *,
    model: str | None = None,
    out: str = "colored",
    size: int | None = None,
    label: str | None = None,
    models: str = "models",
    device: str = "auto",
) -> int:
    """Colours drawings of any size; lines stay as crisp as they are. Writes OUT/<name>.png for each.

    Args:
        inputs: drawings, or folders of them.
        model: a run's name, a run's folder, or a SavedModel's folder. Left out: the newest run.
        out: folder to write to.
        size: working size of the shorter side, px: larger sees finer detail and less of the whole. Left out: what the model learned at.
        label: the class of what is drawn, for a model that learned with --labels. Left out: the model is told none.
        models: folder in which runs are looked for.
        device: auto, cpu or gpu.

    Returns 1 if any page failed, else 0.
    """
    if size is not None and size < 16:
        raise InputError(f"--size {size}: 16 px is the least")
    pages = list_pages(inputs)
    from lineart_colorizer.device import choose_device

    print(f"device: {choose_device(device)}, float32")
    from lineart_colorizer.serving.models import find_model, load_colorizer

    colorizer = load_colorizer(find_model(model, models))
    card = colorizer.card
    predict = _told(colorizer, label)
    print(f"model: {colorizer.source} (run {card.run}, step {card.step:,}); {len(pages):,} pages, writes to {out}", flush=True)
    targets = [pathlib.Path(out) / name for name in name_outputs([below for _, below in pages])]
    failed = []
    work = list(zip([path for path, _ in pages], targets, strict=True))
    for path, target in progress(work, total=len(work), what="colouring", unit="pages"):
        try:
            _color_file(path, target, predict, size or card.size, card.head)
        except InputError as error:
            failed.append(str(error))
    print(f"{len(pages) - len(failed):,} of {len(pages):,} pages colored, in {out}")
    for message in failed:
        print(f"failed: {message}")
    return 1 if failed else 0


def _told(colorizer, label: str | None):
    """The model's prediction, told the label. Raises InputError where it knows none of that name."""
    if label is None:
        return colorizer.predict
    if not colorizer.knows_labels:
        raise InputError(f"--label {label}: {colorizer.source} did not learn with --labels: leave --label out, or name another --model")
    labels = colorizer.card.labels
    if label not in labels:
        raise InputError(f"--label {label}: the model knows {', '.join(labels)}")
    return functools.partial(colorizer.predict, label=labels.index(label))


def _color_file(path: pathlib.Path, target: pathlib.Path, predict, size: int, head: str) -> None:
    from lineart_colorizer.imaging.pages import colorize_page

    if target.exists() and target.samefile(path):
        raise InputError(f"{path}: its coloured version would overwrite it: name another --out")
    color = colorize_page(read_line(path), predict, size=size, head=head)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_png(target, color)
    except OSError as error:
        raise InputError(f"{target}: {error.strerror}: free some space or name another --out") from None


def main() -> int:
    return colorize(**parse_for(colorize, command="lineart_colorizer.colorize", several=("inputs", "drawings, or folders of them")))


if __name__ == "__main__":
    run_command(main)
