"""`python -m lineart_colorizer.export [--model RUN --out DIR]`: writes a SavedModel that TensorFlow Serving loads as it is."""

import pathlib

from data_tools.command_line import parse_for
from data_tools.errors import InputError, run_command


def export(*, model: str | None = None, out: str | None = None, models: str = "models") -> pathlib.Path:
    """Writes a run's best checkpoint, or its newest, as a SavedModel, under the next version number.

    Args:
        model: a run's name or folder, or demo, the model that comes with the program. Left out: the newest run, else demo.
        out: folder of versions to write to. Left out: models/<run>/export.
        models: folder in which runs are looked for.
    """
    from lineart_colorizer.device import choose_device

    choose_device("cpu")
    from lineart_colorizer.serving.models import find_model, run_card
    from lineart_colorizer.serving.naming import is_shipped
    from lineart_colorizer.serving.saved_model import export_model, is_saved_model
    from lineart_colorizer.serving.signatures import MODULES
    from lineart_colorizer.training.products import load_product
    from lineart_colorizer.training.run_folder import RunFolder

    folder = find_model(model, models, kinds=tuple(MODULES))
    if is_saved_model(folder):
        raise InputError(f"{folder} is a SavedModel already: name a run")
    if is_shipped(folder) and not out:
        raise InputError(f"{folder.name} comes with the program: say where to write it with --out")
    run = RunFolder(folder)
    written = export_model(load_product(run), run_card(run), pathlib.Path(out) if out else run.export)
    print(f"exported run {run.name} to {written}")
    return written


def main() -> int:
    export(**parse_for(export, command="lineart_colorizer.export"))
    return 0


if __name__ == "__main__":
    run_command(main)
