"""`python -m lineart_colorizer.export [--model RUN --out DIR --format savedmodel|keras|onnx|openvino]`: a model for other programs."""

import pathlib
from typing import Literal

from data_tools.command_line import parse_for
from data_tools.errors import InputError, run_command


def export(
    *,
    model: str | None = None,
    out: str | None = None,
    format: Literal["savedmodel", "keras", "onnx", "openvino"] = "savedmodel",
    models: str = "models",
) -> pathlib.Path:
    """Writes a run's best checkpoint, or its newest, for other programs, under the next version number.

    What was written is run, and compared with the model, before it is there.

    Args:
        model: a run's name or folder, a Keras export, or demo, the model that comes with the program. Left out: the newest run, else demo.
        out: folder of versions to write to. Left out: models/<run>/export, of other formats than savedmodel export/<format> there.
        format: savedmodel (which TensorFlow Serving loads as it is), keras, onnx or openvino.
        models: folder in which runs are looked for.
    """
    from lineart_colorizer.device import choose_device

    choose_device("cpu")
    from lineart_colorizer.serving.exports import FORMATS, export_model
    from lineart_colorizer.serving.models import find_model, load_networks
    from lineart_colorizer.serving.signatures import MODULES
    from lineart_colorizer.training.run_folder import RunFolder

    folder = find_model(model, models, kinds=tuple(MODULES))
    networks, card = load_networks(folder)
    written = export_model(networks, card, pathlib.Path(out) if out else _default_out(RunFolder(folder), format), format)
    checked = f"{written.size / 1e6:.1f} MB, run and compared: differs by {written.difference:.1g} at most"
    print(f"exported run {card.run} to {written.path} ({format}, {checked})")
    if not FORMATS[format].is_whole:
        print("it takes arrays; PNG bytes and variants by seed are in savedmodel and keras exports alone")
    return written.path


def _default_out(run, format: str) -> pathlib.Path:
    """TensorFlow Serving takes the numbers in `export` for its own, and leaves other names alone."""
    from lineart_colorizer.serving.naming import is_shipped

    if is_shipped(run.path):
        raise InputError(f"{run.name} comes with the program: say where to write it with --out")
    if not run.settings_file.exists():
        raise InputError(f"{run.path} is an export: say where to write with --out")
    return run.export if format == "savedmodel" else run.export / format


def main() -> int:
    export(**parse_for(export, command="lineart_colorizer.export"))
    return 0


if __name__ == "__main__":
    run_command(main)
