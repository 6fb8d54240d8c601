"""What colouring costs, by stage: `python -m benchmarks.colorize [--model M --peers FOLDER --peer-python PYTHON]`. One JSON line each.

- A page of 128, 512, 1024 and 4096 px in tiles, model loaded, seconds by stage: `read` (PNG to grey), `tiles` (reduced, cut, guided by the
  whole's colours, blended), `network`, `layers` (colours enlarged up to the page's lines, lines laid over them), `write` (PNG to disk).
  `over_forward`: tiles, network and layers over the bare forward pass of the very tensors that the network was given: the whole drawing
  and its tiles. Pages and bare passes take turns.
- 100 pages of 128 px as `colorize` does them, one by one: pages/s, reading and writing included, and over the bare forward passes.
- The bare forward pass of one drawing at 256 px beside the torch peer's, at its quicker of float32 and bf16 with channels last. They take
  turns, each peer a process of its own. Ours has hints and float32; the networks are not equal.

Figures are medians of the rounds, but for stages: those of the round whose sum is the median. The first round is not counted.
"""

import dataclasses
import json
import pathlib
import statistics
import tempfile
import time
from collections.abc import Callable

import cv2
import numpy as np

from benchmarks.side_by_side import PEERS, peer, python_with, told_by, where_and_when
from data_tools.command_line import run_function
from data_tools.drawing.composition import draw_picture
from data_tools.line_extraction import dilation
from data_tools.pictures import encode_png, read_with_alpha, write_png
from lineart_colorizer.imaging.pages import lay_lines, predict_layer
from lineart_colorizer.pages.batch import Batch
from lineart_colorizer.pages.coloring import DETAIL, make_colorer
from lineart_colorizer.pages.listing import list_entries
from lineart_colorizer.pages.options import PageOptions

SIDES = (128, 512, 1024, 4096)  # px
SMALL, MANY = 128, 100  # px of each of many pages, and how many
PEER_SIDE = 256  # px
PASSES = 10  # of the peer, of which its median is taken
PEER = "peer_pix2pix_torch.py"


def drawing(index: int, side: int) -> bytes:
    """A demo drawing's lines, as a PNG."""
    picture, _ = draw_picture(1, index, side)
    return encode_png(dilation(picture, ""))


def timed(function: Callable, *arguments, **options):
    """Seconds, and what it returns."""
    start = time.perf_counter()
    result = function(*arguments, **options)
    return time.perf_counter() - start, result


class Watched:
    """A model's prediction that keeps what it was given, and counts its seconds."""

    def __init__(self, predict: Callable):
        self._predict, self.given, self.seconds = predict, [], 0.0

    def __call__(self, line, hint):
        self.given.append((line, hint))
        seconds, made = timed(self._predict, line, hint)
        self.seconds += seconds
        return made


def forward(model, given: list[tuple]) -> float:
    """Seconds of the bare passes."""
    return timed(lambda: [model.predict(line, hint) for line, hint in given])[0]


def color_by_stage(model, page: bytes, folder: pathlib.Path) -> tuple[dict[str, float], list[tuple]]:
    """Seconds of each stage, and what the network was given."""
    card, stages = model.card, {}
    stages["read"], line = timed(lambda: cv2.cvtColor(read_with_alpha(page)[0], cv2.COLOR_RGB2GRAY))
    watched = Watched(model.predict)
    seconds, layer = timed(predict_layer, line, watched, size=card.size, head=card.head, detail=DETAIL * card.size)
    stages["tiles"], stages["network"] = seconds - watched.seconds, watched.seconds
    stages["layers"], picture = timed(lay_lines, layer, line, card.head)
    stages["write"], _ = timed(write_png, folder / "page.png", picture, 1)
    return stages, watched.given


def measure_page(model, side: int, rounds: int, folder: pathlib.Path) -> dict:
    """A page of that side, its bare passes between."""
    page, taken, bare = drawing(0, side), [], []
    for _ in range(rounds + 1):
        stages, given = color_by_stage(model, page, folder)
        taken.append(stages)
        bare.append(forward(model, given))
    taken, bare = taken[1:], statistics.median(bare[1:])
    colored = [of["tiles"] + of["network"] + of["layers"] for of in taken]
    middle = taken[int(np.argsort(colored)[len(colored) // 2])]
    found = {"page": side, "passes": len(given)} | {name: round(seconds, 4) for name, seconds in middle.items()}
    return found | {"forward": round(bare, 4), "over_forward": round(statistics.median(colored) / bare, 3)}


def measure_many(model, rounds: int, folder: pathlib.Path) -> dict:
    """Many small pages through all of the command but its start."""
    for index in range(MANY):
        (folder / f"{index:03d}.png").write_bytes(drawing(index, SMALL))
    entries = list_entries([str(folder)], folder / "colored")
    watched, taken, bare = Watched(model.predict), [], []
    for turn in range(rounds + 1):
        coloring = model if turn else dataclasses.replace(model, predict=watched)
        batch = Batch(entries, make_colorer(coloring, PageOptions(), entries), folder / "colored")
        taken.append(timed(batch.run)[0])
        bare.append(forward(model, watched.given))
    taken, bare = statistics.median(taken[1:]), statistics.median(bare[1:])
    return {"pages": MANY, "side": SMALL, "pages_per_second": round(MANY / taken, 1), "over_forward": round(taken / bare, 3)}


def measure_peer(model, rounds: int, peers: str, peer_python: str | None) -> dict:
    """The torch peer's forward pass beside ours."""
    what = {"forward_at": PEER_SIDE}
    if peer_python is None:
        return what | {"peer": "left out: name --peer-python, a Python that has PyTorch, and --peers"}
    folder, python = peer(peers, PEER).parent, python_with(peer_python, "torch")
    program = pathlib.Path(__file__).with_name("peer_forward.py")
    asked = [python, program, "--size", PEER_SIDE, "--batch", 1, "--passes", PASSES, "--precision"]
    line, hint = (np.zeros((1, PEER_SIDE, PEER_SIDE, channels), np.float32) for channels in (1, 4))
    ours, theirs = [], {"float32": [], "bf16": []}
    for _ in range(rounds):
        for precision, taken in theirs.items():
            taken.append(told_by(*asked, precision, env={"PYTHONPATH": str(folder)})["seconds"])
        passes = [forward(model, [(line, hint)]) for _ in range(PASSES + 2)]
        ours.append(statistics.median(passes[2:]))
    medians = {f"peer_{precision}": round(statistics.median(taken), 4) for precision, taken in theirs.items()}
    seconds = statistics.median(ours)
    return what | medians | {"ours": round(seconds, 4), "peer_over_ours": round(min(medians.values()) / seconds, 2)}


def benchmark(
    *,
    model: str | None = None,
    models: str = "models",
    sides: list[int] | None = None,
    rounds: int = 5,
    peers: str = PEERS,
    peer_python: str | None = None,
) -> None:
    """Measures what colouring costs.

    Args:
        model: a run's name, a run's folder, or a SavedModel's folder. Left out: the newest run.
        models: folder in which runs are looked for.
        sides: of the pages that are coloured in tiles, px. Left out: 128, 512, 1024, 4096.
        rounds: of which medians are taken.
        peers: folder of the peers.
        peer_python: a Python that has PyTorch, NumPy and OpenCV. Left out: no peer.
    """
    from lineart_colorizer.device import choose_device

    print(f"{where_and_when()}; {choose_device('cpu')}, float32", flush=True)
    from lineart_colorizer.serving.models import find_model, load_colorizer

    loaded = load_colorizer(find_model(model, models))
    print(f"model: {loaded.source} (run {loaded.card.run}, step {loaded.card.step:,}, {loaded.card.size} px)", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for side in sides or SIDES:
            print(json.dumps(measure_page(loaded, side, rounds, pathlib.Path(folder))), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measure_many(loaded, rounds, pathlib.Path(folder))), flush=True)
    print(json.dumps(measure_peer(loaded, rounds, peers, peer_python)), flush=True)


if __name__ == "__main__":
    run_function(benchmark, command="benchmarks.colorize")
