"""Our way to quality: `train` with its defaults, its clock stopped every so many seconds to be scored. For `time_to_quality`.

The run is the command's own, and in its clock are the pipeline's start, tracing, console, TensorBoard and checkpoints. In place of its
picture grids and validation scores, the averaged network colours DATA/val/line as `colorize` does, and the peers' `score.py` scores that;
meanwhile the clock stands still, though the pipeline may fill its few batches of read-ahead.
"""

import json
import pathlib
import shutil
import sys
import time

from benchmarks.side_by_side import told_by
from data_tools.pictures import read_line, write_png

SIZE = 128


def painter(system, head: str):
    """Drawings, uint8 grey [H,W], to pictures, uint8 RGB [H,W,3], by the system's product as it is now: what `colorize` does to a page."""
    from lineart_colorizer.imaging.pages import colorize_page
    from lineart_colorizer.serving.signatures import ColorizerModule

    module = ColorizerModule(system.networks[system.product.networks["colorizer"]])

    def predict(line, hint):
        return {name: value.numpy() for name, value in module.colorize_layer(line, hint).items()}

    return lambda line: colorize_page(line, predict, size=SIZE, head=head)


def watched(curve: pathlib.Path, pictures: pathlib.Path, data: pathlib.Path, score: pathlib.Path, every: float):
    """A kind of `Chief` that adds a point to the curve every so many seconds of its clock. data: pairs, with val/."""
    from lineart_colorizer.workers import Chief

    class Watched(Chief):
        due, begun, paint = every, 0.0, None

        def _loop(self, is_asked_to_stop) -> bool:
            self.begun = time.monotonic()
            return super()._loop(is_asked_to_stop)

        def look(self, moment) -> None:
            """After each step."""
            now = time.monotonic()
            seconds = now - self.begun
            if seconds >= self.due:
                self.due = (seconds // every + 1) * every
                self._add_point(seconds)
                spent = time.monotonic() - now
                self.begun += spent
                self.state.advance(seconds=-spent)

        def _add_point(self, seconds: float) -> None:
            self.paint = self.paint or painter(self.system, self.settings.networks.head)
            for path in sorted((data / "val" / "line").glob("*.png")):
                write_png(pictures / path.name, self.paint(read_line(path)))
            line, color = data / "val" / "line", data / "val" / "color"
            scores = told_by(sys.executable, score, pictures, color, "--line", line, "--size", SIZE, "--json")
            point = {"seconds": round(seconds, 2), "step": self.state.step, "images_seen": self.state.images_seen} | scores
            with curve.open("a", encoding="utf-8") as file:
                file.write(json.dumps(point) + "\n")

    return Watched


def train_watched(curve: pathlib.Path, folder: pathlib.Path, name: str, data: pathlib.Path, score: pathlib.Path, **wanted) -> None:
    """A run called `name` in folder, from its first step, whatever is there. wanted: seconds, every, seed. Raises InputError."""
    from data_tools.prepare import prepare
    from lineart_colorizer.settings import Settings
    from lineart_colorizer.train import train

    prepared, pictures = folder / "data", folder / "pictures" / name
    prepare(data, prepared, size=SIZE)
    for left in (folder / "models" / name, folder / "logs" / name):
        shutil.rmtree(left, ignore_errors=True)
    pictures.mkdir(parents=True, exist_ok=True)
    settings = Settings().but(
        data=str(prepared),
        size=SIZE,
        run=name,
        seed=wanted["seed"],
        minutes=(wanted["seconds"] + 1.0) / 60.0,  # the last point is before the end
        image_seconds=0.0,
        models=str(folder / "models"),
        logs=str(folder / "logs"),
    )
    train(settings, watched(curve, pictures, data, score, wanted["every"]))
