"""`python -m lineart_colorizer.runs [list | compare NAME NAME ... | delete NAME ...]`: the runs in models/ and logs/."""

import argparse
import pathlib
import shutil
import sys

from data_tools import storage
from data_tools.errors import InputError, run_command
from data_tools.words import counted
from lineart_colorizer.training.overview import Overview, compare, overview
from lineart_colorizer.training.run_folder import RunFolder, list_runs


def columns(rows: list[dict[str, str]]) -> str:
    """Rows as aligned text, the columns of all in the order in which they first appear; what a row lacks is a dash."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [names, *([row.get(name, "-") for name in names] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines)


def find(names: list[str], models: pathlib.Path) -> list[RunFolder]:
    """The runs of these names, each once. Raises InputError with what there is where one is missing."""
    known = {run.name: run for run in list_runs(models)}
    for name in names:
        if name not in known:
            raise InputError(f"no run {name!r} in {models} (there are: {', '.join(known) or 'none'})")
    return [known[name] for name in dict.fromkeys(names)]


def show(runs: list[Overview], models: pathlib.Path) -> str:
    if not runs:
        return f"no runs in {models}: python -m lineart_colorizer.train makes one"
    size = sum(run.bytes for run in runs) / 1e9
    return f"{columns([run.row() for run in runs])}\n{counted(len(runs), 'run')}, {size:.2f} GB, the newest first"


def delete(runs: list[Overview], models: pathlib.Path, logs: pathlib.Path, sure: bool) -> None:
    """Removes the runs' folders in models and logs. Raises InputError where nobody said yes, or one of them is being trained."""
    print(columns([run.row() for run in runs]))
    if not sure:
        if not sys.stdin.isatty():
            raise InputError("delete: nobody to ask; add --yes to delete these runs with their checkpoints, exports and logs")
        if input("delete these with their checkpoints, exports and logs? Type yes: ").strip() != "yes":
            raise InputError("delete: nothing was deleted")
    for run in runs:
        with storage.owned_folder(models / run.name) as is_own:
            if not is_own:
                raise InputError(f"run {run.name} is being trained: stop it first")
            for folder in (models / run.name, logs / run.name):
                if folder.exists():
                    shutil.rmtree(folder)
        print(f"deleted {run.name}, {run.bytes / 1e6:,.0f} MB")


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m lineart_colorizer.runs", description="Lists, compares and deletes runs.")
    parser.add_argument("--models", type=pathlib.Path, default=pathlib.Path("models"), help="folder of the runs (default: models)")
    parser.add_argument("--logs", type=pathlib.Path, default=pathlib.Path("logs"), help="folder of their logs (default: logs)")
    what = parser.add_subparsers(dest="what", metavar="list | compare | delete")
    what.add_parser("list", help="all runs, the newest first (what is done without a word)")
    what.add_parser("compare", help="settings that differ, and scores").add_argument("names", nargs="+", help="runs")
    deleting = what.add_parser("delete", help="removes runs by name, with checkpoints, exports and logs")
    deleting.add_argument("names", nargs="+", help="runs")
    deleting.add_argument("--yes", action="store_true", help="do not ask")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    asked = parse(arguments)
    chosen = find(asked.names, asked.models) if asked.what in ("compare", "delete") else list_runs(asked.models)
    told = [overview(run, asked.logs) for run in chosen]
    if asked.what == "compare":
        print(columns(compare(told)))
    elif asked.what == "delete":
        delete(told, asked.models, asked.logs, asked.yes)
    else:
        print(show(told, asked.models))
    return 0


if __name__ == "__main__":
    run_command(main)
