"""Draws coloured demo pictures, sorted into folders by what they show: the data set that every newcomer trains on first.

python -m data_tools.demo OUT [--count N --size PX --seed N]
"""

import pathlib
import shutil
import tempfile

import cv2

from data_tools.drawing.composition import draw_picture
from data_tools.drawing.subjects import LABELS
from data_tools.errors import InputError, run_command
from data_tools.pictures import encode_png
from data_tools.progress import progress
from data_tools.storage import followed
from data_tools.whole import rename_new
from data_tools.words import counted

__all__ = ["draw_picture", "main", "write_demo"]

SIZES = (32, 4096)  # px: smaller ones show nothing, larger ones are a mistake
PNG_LEVEL = 4  # flat colours: higher levels take longer and save little


def write_demo(folder: pathlib.Path | str, count: int = 1500, size: int = 256, seed: int = 0) -> None:
    """Writes folder/<label>/<label>-<index>.png, RGB [size,size]. The folder appears only when it is whole.

    Raises InputError where the folder exists and is not empty, or a number makes no sense.
    """
    folder = pathlib.Path(folder)
    _check(folder, count, size, seed)
    kinds = counted(min(count, len(LABELS)), "kind")
    print(f"draws {counted(count, 'picture')} of {size} x {size} px, {kinds}, seed {seed}, into {folder}", flush=True)
    final = followed(folder)
    final.parent.mkdir(parents=True, exist_ok=True)
    partial = pathlib.Path(tempfile.mkdtemp(prefix=f".{final.name}.", dir=final.parent))
    try:
        partial.chmod(0o755)  # mkdtemp's own is for one user alone
        for index in progress(range(count), total=count, what="drawing"):
            picture, label = draw_picture(seed, index, size)
            (partial / label).mkdir(exist_ok=True)
            (partial / label / f"{label}-{index:05d}.png").write_bytes(encode_png(picture, PNG_LEVEL))
        rename_new(partial, final)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    print(f"drew {counted(count, 'picture')}: {folder}")


def _check(folder: pathlib.Path, count: int, size: int, seed: int) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder} exists and is not an empty folder: name another, or remove it")
    if folder.resolve() == pathlib.Path.cwd():
        raise InputError(f"{folder} is the folder that you are in, which cannot be replaced: name one in it, such as {folder / 'pictures'}")
    if count < 1 or seed < 0 or not SIZES[0] <= size <= SIZES[1]:
        raise InputError(f"count {count}, size {size}, seed {seed}: count from 1, size from {SIZES[0]} to {SIZES[1]}, seed from 0")


def main(arguments: list[str] | None = None) -> None:
    """The command."""
    from jsonargparse import ArgumentParser
    from jsonargparse.typing import NonNegativeInt, PositiveInt, restricted_number_type

    side = restricted_number_type("Side", int, [(">=", SIZES[0]), ("<=", SIZES[1])])
    about = "Draws coloured demo pictures, sorted into folders by what they show."
    parser = ArgumentParser(prog="python -m data_tools.demo", description=about)
    parser.add_argument("out", metavar="OUT", type=str, help="folder to write; must not exist, or be empty")
    parser.add_argument("--count", type=PositiveInt, default=1500, help="number of pictures")
    parser.add_argument("--size", type=side, default=256, help=f"side of each picture, px, {SIZES[0]} to {SIZES[1]}")
    parser.add_argument("--seed", type=NonNegativeInt, default=0, help="another seed draws other pictures")
    settings = parser.parse_args(arguments)
    cv2.setNumThreads(1)  # strokes are too small to share
    write_demo(settings.out, settings.count, settings.size, settings.seed)


if __name__ == "__main__":
    run_command(main)
