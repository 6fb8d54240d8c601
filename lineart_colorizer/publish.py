"""`python -m lineart_colorizer.publish --model RUN --out DIR [--licence NAME]`: a run's model as one folder that can be given away."""

import dataclasses
import pathlib
import shutil

from data_tools.command_line import parse_for
from data_tools.errors import InputError, describe, run_command
from data_tools.storage import followed
from data_tools.whole import rename_new, temporary_beside


def publish(
    *,
    out: str,
    model: str | None = None,
    licence: str = "not stated",
    title: str | None = None,
    samples: bool = True,
    models: str = "models",
    logs: str | None = None,
) -> pathlib.Path:
    """Writes a run's best model, or its newest, as one folder: SavedModel, card, settings, samples.

    DIR/1/ is the SavedModel: `--model DIR` and TensorFlow Serving take the folder as it is. card.md tells people, card.json programs: what
    the model learned from, settings, scores, licence. No folder's path is in it, and no picture but the samples. DIR appears whole or not
    at all.

    Args:
        out: folder to write; it must not exist, or be empty.
        model: a run's name or folder. Left out: the newest run.
        licence: name of the licence under which the model is given away, as SPDX has it, such as CC-BY-4.0.
        title: what the model is called. Left out: the run's name.
        samples: show pictures that it made beside the true ones, which are some of those that it was validated with; false shows none.
        models: folder in which runs are looked for.
        logs: folder of TensorBoard's logs, for the scores of a best checkpoint. Left out: where the run wrote them.
    """
    final = followed(pathlib.Path(out))
    if final.exists() and (not final.is_dir() or any(final.iterdir())):
        raise InputError(f"{out} exists and is not an empty folder: name another, or remove it")
    from lineart_colorizer.device import choose_device

    choose_device("cpu")
    from lineart_colorizer import __version__
    from lineart_colorizer.publishing.card import NOT_STATED, make_card
    from lineart_colorizer.serving.models import find_model, is_export
    from lineart_colorizer.serving.naming import is_shipped
    from lineart_colorizer.serving.signatures import MODULES
    from lineart_colorizer.training.products import load_product
    from lineart_colorizer.training.run_folder import RunFolder

    folder = find_model(model, models, kinds=tuple(MODULES))
    if is_export(folder) or is_shipped(folder):
        raise InputError(f"{folder} is no run: name one of those in {models}/, or train one")
    run = RunFolder(folder)
    saved = run.chosen()
    card, shown = make_card(run, saved, title=title, licence=licence, logs=pathlib.Path(logs) if logs else None, version=__version__)
    if not samples:
        card, shown = dataclasses.replace(card, samples=None), None
    _write(load_product(run, saved), card, shown, final)
    lacking = {"licence (--licence)": licence == NOT_STATED, "data counts": not card.data, "scores": not card.scores}
    said = ", ".join(name for name, lacks in lacking.items() if lacks)
    said = f"; the card says nothing of: {said}" if said else ""
    print(f"published run {run.name}, step {card.model.step:,}, to {out}{said}")
    return final


def _write(networks: dict, card, shown: pathlib.Path | None, final: pathlib.Path) -> None:
    """Raises InputError where the disk refuses; nothing is left then."""
    from lineart_colorizer.publishing.card import write_card
    from lineart_colorizer.serving.exports import export_model

    partial = temporary_beside(final)
    try:
        export_model(networks, card.model, partial)
        write_card(card, shown, partial)
        rename_new(partial, final)
    except OSError as error:
        raise InputError(f"cannot publish to {final}: {describe(error)}; nothing is written") from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def main() -> int:
    publish(**parse_for(publish, command="lineart_colorizer.publish"))
    return 0


if __name__ == "__main__":
    run_command(main)
