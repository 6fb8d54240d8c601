"""Makes the model that ships with the program: `python -m tools.demo_model [--minutes 25]`, or `make demo-model`.

It learns from demo drawings alone, which this program's own code draws: their seed is not that of the demo set, so data/demo-128 holds
drawings that it never saw. What ships, lineart_colorizer/shipped/demo/, is a run's folder with the colouring network alone, and a card.
Its weights are rounded to the nearest float16, and kept as float32: that changes no pixel by more than rounding does, and half of the
bytes are zeros, which git and wheels hardly store. Stopped, the same command goes on; finished, it only writes the folder again.
"""

import pathlib
import shutil

import numpy as np

from data_tools.command_line import run_function
from data_tools.demo import write_demo
from data_tools.errors import InputError
from data_tools.prepare import prepare
from data_tools.storage import size_of
from data_tools.whole import replacing

NAME, LICENCE = "demo", "Apache-2.0"
SIZE, PICTURES, DRAWN_BY_SEED = 128, 6000, 1
SETTINGS = ("--seed=0", "--decay-from=0.5")
SHIPPED = pathlib.Path("lineart_colorizer", "shipped", NAME)
MOST_BYTES = 8_000_000


def demo_model(
    *, minutes: float = 25.0, out: str = "build/demo-model", shipped: str = str(SHIPPED), run: str | None = None, logs: str | None = None
) -> pathlib.Path:
    """Draws pictures, trains on them, and writes what ships.

    Args:
        minutes: of training, on 2 CPU cores.
        out: folder for pictures, run and logs.
        shipped: folder to write, in place of what is there.
        run: folder of a finished run to ship, in place of training one.
        logs: folder of TensorBoard's logs, where that is not where the run wrote them.
    """
    from lineart_colorizer.training.run_folder import RunFolder

    chosen = RunFolder(pathlib.Path(run)) if run else train_demo(minutes, pathlib.Path(out))
    final = write_shipped(chosen, pathlib.Path(shipped), logs=pathlib.Path(logs) if logs else None)
    print(f"{final}: {size_of(final) / 1e6:.1f} MB")
    return final


def train_demo(minutes: float, out: pathlib.Path):
    """The finished run, a RunFolder. Raises InputError."""
    from lineart_colorizer.command_line import parse_settings
    from lineart_colorizer.train import train

    pictures, dataset = out / "pictures", out / f"demo-drawings-{SIZE}"
    if not pictures.exists():
        write_demo(pictures, PICTURES, seed=DRAWN_BY_SEED)
    prepare(pictures, dataset, size=SIZE)
    places = [f"--data={dataset}", f"--models={out / 'models'}", f"--logs={out / 'logs'}", f"--run={NAME}"]
    return train(parse_settings([*places, f"--size={SIZE}", f"--minutes={minutes}", *SETTINGS]))


def write_shipped(run, final: pathlib.Path, *, logs: pathlib.Path | None) -> pathlib.Path:
    """Writes a run's colouring network and its card to `final`, in place of what is there.

    Raises InputError where that is more than MOST_BYTES, and for a run that is damaged or has no checkpoint.
    """
    from lineart_colorizer import __version__
    from lineart_colorizer.publishing.card import make_card, write_card

    saved = run.chosen()
    card, samples = make_card(run, saved, title=NAME, licence=LICENCE, logs=logs, version=__version__)
    final.parent.mkdir(parents=True, exist_ok=True)
    with replacing(final) as partial:
        partial.mkdir()
        write_card(card, samples, partial, name=NAME)
        shutil.copy(run.model_file, partial)
        write_network(run, saved, partial / run.checkpoints.name)
        if (size := size_of(partial)) >= MOST_BYTES:
            raise InputError(f"{run.path}: {size:,} bytes would ship, {MOST_BYTES:,} are too many: train with fewer --filters")
    return final


def write_network(run, saved, checkpoints: pathlib.Path) -> None:
    """The networks of a run's product in one of its checkpoints, rounded, as a checkpoint of the same step."""
    import tensorflow as tf

    from lineart_colorizer.training.checkpoint_folder import new_checkpoint
    from lineart_colorizer.training.products import load_product, product_networks

    networks, names = load_product(run, saved), product_networks(run)
    for network in networks.values():
        network.set_weights([rounded(weight) for weight in network.get_weights()])
    with new_checkpoint(checkpoints, saved.step) as prefix:
        tf.train.Checkpoint(**{names[part]: network for part, network in networks.items()}).write(prefix)


def rounded(weight: np.ndarray) -> np.ndarray:
    """The nearest float16 of each value, as it was stored before."""
    return weight.astype(np.float16).astype(weight.dtype) if weight.dtype == np.float32 else weight


if __name__ == "__main__":
    run_function(demo_model, command="tools.demo_model")
