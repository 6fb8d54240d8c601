"""`python -m lineart_colorizer.colorize INPUT... [--model M --out DIR]`: colours drawings of any size."""

import pathlib
from typing import Any, Literal

from data_tools.command_line import parse_for
from data_tools.errors import InputError, run_command
from data_tools.words import counted
from lineart_colorizer.pages.batch import Batch
from lineart_colorizer.pages.coloring import make_colorer
from lineart_colorizer.pages.listing import list_entries, pages_of
from lineart_colorizer.pages.options import PageOptions

PAGE_KINDS = ("colorizer", "translator")  # of models that make a picture of a page


def colorize(
    inputs: list[str],
    *,
    model: str | None = None,
    out: str = "colored",
    resume: bool = False,
    models: str = "models",
    device: str = "auto",
    runtime: Literal["auto", "tensorflow", "openvino"] = "auto",
    **options: Any,
) -> int:
    """Colours drawings of any size; lines stay as crisp as they are. Writes OUT/<name>.png for each, and archives as archives.

    Args:
        inputs: drawings, folders of them, patterns such as 'scans/*.png', or .cbz and .zip archives.
        model: a run's name, a run's folder, that of a SavedModel, Keras or OpenVINO export, or demo, the model that comes with the program.
            Left out: the newest run, else demo.
        out: folder to write to.
        resume: skip what is finished: whole files that carry the stamp of the same drawing, hints, options and model.
        models: folder in which runs are looked for.
        device: auto, cpu or gpu.
        runtime: openvino, on the CPU and without TensorFlow, runs OpenVINO exports, and starts seconds earlier; tensorflow runs all other
            models. auto: whichever runs the model.

    options: as PageOptions. Returns 1 if any page failed, else 0.
    """
    wanted = PageOptions(**options)
    if resume and wanted.save_character:
        raise InputError("--resume passes pages over whose hints --save-character keeps: leave one of them out")
    entries = list_entries(inputs, pathlib.Path(out))
    pages = [page for entry in entries for page in pages_of(entry)]
    from lineart_colorizer.serving.naming import describe_model
    from lineart_colorizer.serving.openvino_models import find_openvino

    export = None if runtime == "tensorflow" else find_openvino(model, models)
    if export is None and runtime == "openvino":
        how = "python -m lineart_colorizer.export --format openvino makes one of a run"
        raise InputError(f"--runtime openvino: {model or 'the newest run'} is no OpenVINO export: {how}; or leave --runtime out")
    loaded = _load_with_tensorflow(model, models, device) if export is None else _load_with_openvino(export, device, wanted)
    colorer = make_colorer(loaded, wanted, pages)
    print(f"model: {describe_model(loaded.source, loaded.card)}; {counted(len(pages), 'page')}, writes to {out}", flush=True)
    code = Batch(entries, colorer, pathlib.Path(out), resume).run().report(len(pages), out)
    if wanted.save_character:
        colorer.characters.save(wanted.save_character)
    return code


def _load_with_tensorflow(model: str | None, models: str, device: str):
    """Says the device, and loads what `find_model` finds."""
    from lineart_colorizer.device import choose_device

    print(f"device: {choose_device(device)}, float32")
    from lineart_colorizer.serving.models import find_model, load_for_pages

    return load_for_pages(find_model(model, models, PAGE_KINDS))


def _load_with_openvino(export: pathlib.Path, device: str, wanted: PageOptions):
    """Says the device, and loads an export. Raises InputError for what OpenVINO exports cannot. Imports no TensorFlow."""
    if device not in ("auto", "cpu"):
        raise InputError(f"--device {device}: {export} is an OpenVINO export, run on the CPU: leave --device out, or name its run")
    if wanted.seed is not None or wanted.variants > 1:
        asked = f"--variants {wanted.variants}" if wanted.variants > 1 else f"--seed {wanted.seed}"
        raise InputError(f"{asked}: {export} is an OpenVINO export, which draws no noise: name its run, or its SavedModel")
    from lineart_colorizer.serving.openvino_models import load_openvino
    from lineart_colorizer.serving.openvino_networks import describe_openvino

    print(f"device: {describe_openvino()}, float32")
    return load_openvino(export)


def main() -> int:
    return colorize(
        **parse_for(colorize, command="lineart_colorizer.colorize", several=("inputs", "drawings, folders, patterns, archives"))
    )


if __name__ == "__main__":
    run_command(main)
