"""The lineart post's story, measured: `python -m tools.story [--minutes 4]`, or `make story`.

Trains one model after the other on the same data for the same time, scores each on the same drawings, and writes the table and the
picture of docs/story.md. The figures are of openmoji/val; the picture in docs/ is of demo drawings, coloured by the same models (OpenMoji's
licence is CC BY-SA: sheets of its drawings stay in build/). A finished model is not trained again; --minutes more, and it goes on.
"""

import dataclasses
import pathlib
import time

import cv2
import numpy as np
from PIL import Image

from benchmarks.side_by_side import table
from benchmarks.training import train_run
from data_tools.command_line import run_function
from data_tools.errors import InputError

ALL = ("--hint-share=0",)  # no model gets hints
IN_THE_POSTS_MANNER = ("--head=direct", "--palette=0")  # lines are redrawn and colours are RGB: both can be lost
OPENMOJI = "../shared/data/openmoji"
COLUMNS = ("step", "right", "rare", "palette", "bleed", "paper", "chroma", "lines", "l1", "psnr", "ssim")
DEMO_DRAWINGS, DEMO_SEED = 24, 7
SHOWN = 6  # drawings in a picture
CAPTION = 22  # px
BEGIN, END = "<!-- measured by tools/story.py -->", "<!-- end of what was measured -->"


@dataclasses.dataclass(frozen=True)
class Chapter:
    """One model. name: of its run. title: in the table. caption: over its column. arguments: of lineart_colorizer.train."""

    name: str
    title: str
    caption: str
    arguments: tuple[str, ...]


CHAPTERS = (
    Chapter("autoencoder-l2", "auto-encoder, squared error", "AE, l2", ("--system=autoencoder", "--reconstruction=l2")),
    Chapter(
        "autoencoder-log",
        "auto-encoder, max pooling, log loss",
        "AE, log",
        ("--system=autoencoder", "--reconstruction=log", "--bottleneck=max-pool"),
    ),
    Chapter("unet-l2", "U-Net, squared error", "U-Net, l2", ("--system=unet", "--reconstruction=l2", *IN_THE_POSTS_MANNER)),
    Chapter(
        "gan", "U-Net + GAN alone", "GAN", ("--system=paired", "--reconstruction-weight=0", "--palette-weight=0", *IN_THE_POSTS_MANNER)
    ),
    Chapter("gan-l1", "U-Net + GAN + L1", "GAN + L1", ("--system=paired", *IN_THE_POSTS_MANNER)),
    Chapter("wgan-l1", "U-Net + WGAN + L1", "WGAN + L1", ("--system=paired", "--objective=wgan", *IN_THE_POSTS_MANNER)),
    Chapter("default", "this project's defaults, for comparison", "defaults", ("--system=paired",)),
)


def demo_drawings(out: pathlib.Path, size: int):
    """Drawings from code, none of which any model learned from."""
    from data_tools.demo import write_demo
    from data_tools.prepare import prepare

    if not (out / "demo-pictures").exists():
        write_demo(out / "demo-pictures", DEMO_DRAWINGS, seed=DEMO_SEED)
    return prepare(out / "demo-pictures", out / "demo", size=size, val=0.0)


def color_and_score(run: pathlib.Path, dataset, split: str, out: pathlib.Path) -> tuple[dict, list[np.ndarray]]:
    """Scores of a run's model on a split, and the first SHOWN pictures that it coloured."""
    from data_tools.pictures import read_picture
    from lineart_colorizer.evaluate import evaluate
    from lineart_colorizer.evaluation.pairs import name_pictures
    from lineart_colorizer.pipeline.batches import stored_pairs

    scores = evaluate(data=str(dataset.folder), model=str(run), out=str(out), split=split)
    sources = [pathlib.PurePosixPath(pair["source"].decode("utf-8", "surrogateescape")) for pair in _first(stored_pairs(dataset, split))]
    return scores, [read_picture(out / "colored" / name) for name in name_pictures(sources)]


def _first(pairs) -> list[dict]:
    return [pair for pair, _ in zip(pairs, range(SHOWN), strict=False)]


def make_sheet(dataset, split: str, columns: dict[str, list[np.ndarray]]) -> np.ndarray:
    """RGB uint8: one drawing a row; the line, what each model made of it under its caption, and the true picture."""
    from lineart_colorizer.pipeline.batches import stored_pairs

    pairs = _first(stored_pairs(dataset, split))
    lines = [np.repeat(pair["lines"][0], 3, axis=-1) for pair in pairs]
    columns = {"line": lines} | columns | {"true": [pair["color"] for pair in pairs]}
    strips = []
    for caption, pictures in columns.items():
        title = np.full((CAPTION, pictures[0].shape[1], 3), 255, np.uint8)
        cv2.putText(title, caption, (4, CAPTION - 7), cv2.FONT_HERSHEY_SIMPLEX, 0.42, (0, 0, 0), 1, cv2.LINE_AA)
        strips.append(np.concatenate([title, *pictures]))
    return np.concatenate(strips, axis=1)


def make_table(scores: dict[str, dict]) -> str:
    """Markdown: a row for each chapter's name, the scores that there are; `step` is how far it came in its time."""
    shown = [name for name in COLUMNS if any(name in of_chapter for of_chapter in scores.values())]
    titles = {chapter.name: chapter.title for chapter in CHAPTERS}
    return table([{"model": titles[name]} | {column: found.get(column) for column in shown} for name, found in scores.items()])


def split_page(page: pathlib.Path) -> tuple[str, str]:
    """What stands before BEGIN and after END on a page. Raises InputError where the page has no such place."""
    whole = page.read_text("utf-8") if page.exists() else ""
    if whole.count(BEGIN) != 1 or whole.count(END) != 1:
        raise InputError(f"{page}: no place for the figures between {BEGIN!r} and {END!r}")
    before, _, rest = whole.partition(BEGIN)
    return before, rest.partition(END)[2]


def write_between(page: pathlib.Path, text: str) -> None:
    """Replaces what stands between BEGIN and END on a page. Raises InputError as `split_page`."""
    before, after = split_page(page)
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", "utf-8")


def story(*, minutes: float = 4.0, data: str = OPENMOJI, out: str = "build/story", docs: str = "docs", size: int = 128) -> None:
    """Trains, scores and pictures every chapter; writes docs/story.md's table and docs/story.png.

    Args:
        minutes: of training for each of the models, tracing included.
        data: folder of pairs with train/ and val/; figures are of its val/.
        out: folder for runs, logs, sheets and coloured pictures.
        docs: folder of story.md, between whose marks the table is written, and of story.png.
        size: side of the pictures, px.
    """
    began, folder, page = time.monotonic(), pathlib.Path(out), pathlib.Path(docs) / "story.md"
    split_page(page)  # before half an hour of training
    from data_tools.pictures import write_png
    from data_tools.prepare import prepare
    from lineart_colorizer.device import choose_device

    folder.mkdir(parents=True, exist_ok=True)
    print(
        f"device: {choose_device('auto')}; {len(CHAPTERS)} models of {minutes:g} minutes; writes to {folder} and {docs}",
        flush=True,
    )
    dataset, demo = prepare(data, folder / "data", size=size), demo_drawings(folder, size)
    scores, colored, of_demo = {}, {}, {}
    for chapter in CHAPTERS:
        print(f"{chapter.title}: {' '.join((*ALL, *chapter.arguments))}", flush=True)
        run = train_run(chapter.name, dataset, folder, f"--minutes={minutes}", *ALL, *chapter.arguments)
        scores[chapter.name], colored[chapter.caption] = color_and_score(run, dataset, "val", folder / "val" / chapter.name)
        _, of_demo[chapter.caption] = color_and_score(run, demo, "train", folder / "of-demo" / chapter.name)
    write_png(folder / "openmoji.png", make_sheet(dataset, "val", colored))
    few_colors = Image.fromarray(make_sheet(demo, "train", of_demo)).quantize(256, dither=Image.Dither.NONE)
    few_colors.save(pathlib.Path(docs) / "story.png", optimize=True)  # a third of the size, in a repository that keeps each
    pairs, passed = dataset.counts["val"], (time.monotonic() - began) / 60.0
    said = f"{minutes:g} minutes for each model, {dataset.size} px, {pairs:,} validation pairs; {passed:.0f} minutes in all."
    write_between(page, f"{make_table(scores)}\n\n{said}")
    print(f"{page} and {page.with_name('story.png')} written; openmoji's sheet: {folder / 'openmoji.png'}; {passed:.1f} minutes")


if __name__ == "__main__":
    run_function(story, command="tools.story")
