"""How long a page takes in each format of exports: python -m benchmarks.runtimes MODEL [SIDE [ROUNDS]]. Prints one JSON line.

MODEL, a run without --labels, is exported in all formats into a temporary folder. Then all colour the same page of SIDE px in turn, ROUNDS
times: least and median of seconds; sizes on disk, and the largest difference from the run's network that the exports' own comparison found.
"""

import json
import pathlib
import statistics
import tempfile
import time

import numpy as np

from data_tools.command_line import run_function
from lineart_colorizer.device import choose_device


def seconds_of(function, inputs: dict) -> float:
    begin = time.perf_counter()
    {name: np.asarray(made) for name, made in function(**inputs).items()}
    return time.perf_counter() - begin


def runtimes(model: str, side: int = 512, rounds: int = 15) -> None:
    """Measures how long a page takes in each format of exports.

    Args:
        model: a run's name or folder; one without --labels.
        side: of the page, px.
        rounds: in which all formats take their turn.
    """
    choose_device("cpu")
    from lineart_colorizer.serving.exports import FORMATS, export_model
    from lineart_colorizer.serving.models import find_model, load_networks
    from lineart_colorizer.serving.signatures import LINE_AND_HINT
    from lineart_colorizer.serving.trials import Trial, make_inputs

    folder = find_model(model)
    networks, card = load_networks(folder)
    inputs = make_inputs(LINE_AND_HINT, Trial(1, side, side))
    report, functions = {}, {}
    with tempfile.TemporaryDirectory() as out:
        for name, format in FORMATS.items():
            written = export_model(networks, card, pathlib.Path(out) / name, name)
            report[name] = {"megabytes": round(written.size / 1e6, 1), "difference": float(f"{written.difference:.1g}")}
            opened = format.open(written.path)
            functions[name] = opened.get("colorizer") or opened["colorize_layer"]
            seconds_of(functions[name], inputs)
        taken = {name: [] for name in functions}
        for _ in range(rounds):
            for name, function in functions.items():
                taken[name].append(seconds_of(function, inputs))
    for name, seconds in taken.items():
        report[name]["seconds"] = [round(min(seconds), 3), round(statistics.median(seconds), 3)]
    print(json.dumps({"model": str(folder), "side": side, "rounds": rounds} | report))


if __name__ == "__main__":
    run_function(runtimes, command="benchmarks.runtimes")
