"""`python -m lineart_colorizer.colorize INPUT... [--model M --out DIR]`: colours drawings of any size."""

import dataclasses
import functools
import pathlib

from data_tools.command_line import parse_for
from data_tools.errors import InputError, run_command
from data_tools.pictures import SUFFIXES, read_line, read_picture, write_png
from data_tools.progress import progress

PAGE_KINDS = ("colorizer", "translator")  # of models that make a picture of a page


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
    direction: str | None = None,
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
        direction: of a translator (cyclegan): forward, from the style of its data to the target's, or backward. Left out: forward.
        models: folder in which runs are looked for.
        device: auto, cpu or gpu.

    Returns 1 if any page failed, else 0.
    """
    if size is not None and size < 16:
        raise InputError(f"--size {size}: 16 px is the least")
    if direction not in (None, "forward", "backward"):
        raise InputError(f"--direction {direction}: choose forward or backward")
    pages = list_pages(inputs)
    from lineart_colorizer.device import choose_device

    print(f"device: {choose_device(device)}, float32")
    from lineart_colorizer.serving.models import find_model, load_for_pages

    colorizer = load_for_pages(find_model(model, models, PAGE_KINDS))
    card = colorizer.card
    if direction and card.kind != "translator":
        raise InputError(f"--direction {direction}: {colorizer.source} is a {card.kind}, which has but one (a cyclegan model has two)")
    if label is not None and card.kind != "colorizer":
        raise InputError(f"--label {label}: {colorizer.source} is a {card.kind}: leave --label out, or name another --model")
    if card.kind == "colorizer":
        colorizer = dataclasses.replace(colorizer, predict=_told(colorizer, label))
    print(f"model: {colorizer.source} (run {card.run}, step {card.step:,}); {len(pages):,} pages, writes to {out}", flush=True)
    targets = [pathlib.Path(out) / name for name in name_outputs([below for _, below in pages])]
    failed = []
    work = list(zip([path for path, _ in pages], targets, strict=True))
    for path, target in progress(work, total=len(work), what="colouring", unit="pages"):
        try:
            _color_file(path, target, colorizer, size or card.size, direction or "forward")
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


def _color_file(path: pathlib.Path, target: pathlib.Path, model, size: int, direction: str) -> None:
    if target.exists() and target.samefile(path):
        raise InputError(f"{path}: its coloured version would overwrite it: name another --out")
    color = _make_picture(path, model, size, direction)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_png(target, color)
    except OSError as error:
        raise InputError(f"{target}: {error.strerror}: free some space or name another --out") from None


def _make_picture(path: pathlib.Path, model, size: int, direction: str):
    """uint8 RGB [H,W,3] of a page. model: as `serving.models.load_for_pages`."""
    from lineart_colorizer.imaging.pages import colorize_page, translate_page

    if model.card.kind == "translator":
        return translate_page(read_picture(path), lambda picture: model.translate(picture, direction), size=size)
    return colorize_page(read_line(path), model.predict, size=size, head=model.card.head)


def main() -> int:
    return colorize(**parse_for(colorize, command="lineart_colorizer.colorize", several=("inputs", "drawings, or folders of them")))


if __name__ == "__main__":
    run_command(main)
