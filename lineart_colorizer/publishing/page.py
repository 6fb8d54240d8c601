"""A model's card as a page of Markdown, from what card.json holds."""

from lineart_colorizer.serving.naming import USES
from lineart_colorizer.settings import HOUSEKEEPING, Settings

ABOUT = {  # by the kind of the product
    "colorizer": "Colours line art",
    "translator": "Translates pictures from one style to another, and back",
    "sampler": "Draws pictures from noise",
}
SHOWN = {"colorizer": ", beside the drawings, the hints that it was given, and the true colours"}  # what samples show beside pictures made
GROUPS = {
    "validation": "validation pictures, which it did not learn from",
    "held_out": "held-out pictures, by which the checkpoint was chosen",
}
DATA = {  # columns of the table
    "name": "data set", "train": "pairs learned from", "held_out": "held out", "validation": "for validation", "size": "px",
    "classes": "classes", "extractors": "line styles",
}  # fmt: skip


def make_page(card: dict, *, settings: str, samples: str, name: str | None) -> str:
    """Markdown. card: as card.json has it. settings, samples: names of the files beside it. name: as `card.write_card`."""
    parts = [
        f"# {card['title']}",
        _introduction(card["model"], card["made_with"]),
        f"Licence: {card['licence']}",
        _samples(card, samples),
        "## Use",
        _use(card["model"]["kind"], name),
        "## What it learned from",
        _data(card["data"]),
        "## Scores",
        _scores(card["scores"]),
        "## Settings",
        _settings(card["settings"], settings),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _introduction(model: dict, made_with: str) -> str:
    labels = f" Classes: {', '.join(model['labels'])}." if model["labels"] else ""
    learned = f"It learned at {model['size']} px, {model['step']:,} steps (run {model['run']}), with {made_with}"
    return f"{ABOUT[model['kind']]}. {learned}.{labels}"


def _samples(card: dict, name: str) -> str:
    if card["samples"] is None:
        return ""
    return f"![Samples]({name})\n\nWhat it made at step {card['samples']:,}{SHOWN.get(card['model']['kind'], '')}."


def _use(kind: str, name: str | None) -> str:
    model = name or "THIS_FOLDER"
    commands = [f"python -m lineart_colorizer.{command}" for command in (f"{USES[kind]} --model {model}", f"train --init {model}")]
    listed = "\n".join(f"    {command}" for command in commands)
    served = "\n\nTensorFlow Serving loads this folder as it is. A SavedModel is code: load only those that you trust."
    return listed if name else listed + served


def _data(data: list[dict]) -> str:
    if not data:
        return "Not recorded."
    rows = [[_say(one[name]) for name in DATA] for one in data]
    digests = [f"SHA-256 of the pictures of {one['name']}: `{one['sha256']}`" for one in data if one["sha256"]]
    return "\n\n".join([_table(list(DATA.values()), rows), *digests])


def _scores(scores: dict[str, dict]) -> str:
    if not scores:
        return "None recorded."
    said = []
    for group, values in scores.items():
        values = dict(values)
        step = values.pop("step")
        said += [f"At step {step:,}, on {GROUPS[group]}:", _table(list(values), [[_say(value) for value in values.values()]])]
    return "\n\n".join(said)


def _settings(settings: dict, name: str) -> str:
    usual = Settings().flat()
    other = [[key, _say(value)] for key, value in settings.items() if key not in HOUSEKEEPING and value != usual[key]]
    listed = f"\n\n{_table(['setting', 'value'], other)}" if other else ""
    return f"All are in [{name}]({name}); {'those that a person or the system chose:' if other else 'they are the usual ones.'}{listed}"


def _table(columns: list[str], rows: list[list[str]]) -> str:
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [columns, ["---"] * len(columns), *rows])


def _say(value) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(_say, value)) or "-"
    if isinstance(value, float):
        return f"{value:.3g}"
    return str(value).replace("|", "\\|") if isinstance(value, bool | str) or value is None else f"{value:,}"
