"""What a run learns from, written into its folder (data.json): the data set may be gone, or have grown, when it is asked for."""

import json

from data_tools.errors import InputError
from data_tools.records import Dataset
from data_tools.whole import write_whole
from lineart_colorizer.training.run_folder import RunFolder


def describe_data(datasets: dict[str, Dataset], held_out: dict[str, Dataset]) -> list[dict]:
    """One dict for each data set, without its folder: that is of the machine.

    datasets: as they are learned from, by the feed's arguments' names. held_out: likewise, what is held out of them; empty without --best.
    Keys: name; size, px; train, held_out, validation, numbers of pairs; classes, how many; extractors, the line styles; settings, how it
    was prepared; sha256, of all its pictures, "" where it was not prepared by `data_tools.prepare`.
    """
    return [
        {
            "name": dataset.folder.name,
            "size": dataset.size,
            "train": dataset.counts["train"],
            "held_out": held_out[name].counts["train"] if name in held_out else 0,
            "validation": dataset.counts["val"],
            "classes": len(dataset.labels),
            "extractors": list(dataset.extractors),
            "settings": {name: value for name, value in dataset.settings.items() if name != "content"},
            "sha256": dataset.settings.get("content", ""),
        }
        for name, dataset in datasets.items()
    ]


def write_data(run: RunFolder, described: list[dict]) -> None:
    """Raises OSError where the disk refuses."""
    run.path.mkdir(parents=True, exist_ok=True)
    write_whole(run.data_file, (json.dumps(described, indent=1, ensure_ascii=False) + "\n").encode("utf-8"))


def read_data(run: RunFolder) -> list[dict]:
    """As `describe_data`; empty where the run has not written it. Raises InputError where it is damaged."""
    try:
        return json.loads(run.data_file.read_text("utf-8"))
    except FileNotFoundError:
        return []
    except ValueError:
        raise InputError(f"{run.data_file} is damaged: delete it, and what the run learned from is not told") from None
