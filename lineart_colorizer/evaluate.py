"""`python -m lineart_colorizer.evaluate --data D [--model M --out DIR]`: scores a model on a prepared data set's validation pairs."""

import json
import pathlib

from data_tools.command_line import parse_for
from data_tools.errors import InputError, run_command


def evaluate(
    *, data: str, model: str | None = None, out: str | None = None, split: str = "val", models: str = "models", device: str = "auto"
) -> dict:
    """Scores a model on pairs: numbers as JSON and in TensorBoard, colored pictures under their source names.

    Args:
        data: a prepared data set, or a folder of pictures, which is prepared first.
        model: a run's name, a run's folder, or a SavedModel's folder. Left out: the newest run.
        out: folder for scores.json, a TensorBoard log and colored/. Left out: build/evaluate/<run>-<data>.
        split: val or train.
        models: folder in which runs are looked for.
        device: auto, cpu or gpu.
    """
    if split not in ("train", "val"):
        raise InputError(f"--split {split}: choose train or val")
    from lineart_colorizer.device import choose_device

    print(f"device: {choose_device(device)}, float32")
    from lineart_colorizer.prepared import prepared_data
    from lineart_colorizer.serving.models import find_model, load_colorizer

    colorizer = load_colorizer(find_model(model, models))
    card = colorizer.card
    dataset = prepared_data(data, card.size)
    if not dataset.counts[split]:
        raise InputError(f"{dataset.folder} has no {split} pairs: prepare it with --val above 0, or choose --split")
    folder = pathlib.Path(out or f"build/evaluate/{card.run}-{dataset.folder.name}")
    print(
        f"model: {colorizer.source} (run {card.run}, step {card.step:,}); {dataset.counts[split]:,} pairs; writes to {folder}", flush=True
    )
    scores = {"model": str(colorizer.source), "data": str(dataset.folder), "split": split, "step": card.step}
    scores |= _score(colorizer, dataset, split, folder)
    text = json.dumps(scores, indent=1)
    (folder / "scores.json").write_text(text + "\n", "utf-8")
    print(text)
    return scores


def _score(colorizer, dataset, split: str, folder: pathlib.Path) -> dict[str, float]:
    """Colours every pair, writes the pictures and the TensorBoard log, returns the scores."""
    from data_tools.pictures import write_png
    from data_tools.progress import progress
    from lineart_colorizer.imaging.pages import colorize_page
    from lineart_colorizer.metrics.scores import score_pictures
    from lineart_colorizer.monitoring.board import Board
    from lineart_colorizer.pipeline.batches import stored_pairs

    fake_colors, colors, lines = [], [], []
    for pair in progress(stored_pairs(dataset, split), total=dataset.counts[split], what="scoring", unit="pairs"):
        line = pair["lines"][0, ..., 0]
        fake_colors.append(colorize_page(line, colorizer.predict, size=dataset.size, head=colorizer.card.head))
        colors.append(pair["color"])
        lines.append(line)
        name = pathlib.PurePosixPath(pair["source"].decode("utf-8", "surrogateescape"))
        target = folder / "colored" / name.with_name(name.name + ".png" if name.suffix != ".png" else name.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        write_png(target, fake_colors[-1])
    scores = score_pictures(fake_colors, colors, lines)
    board = Board(folder)
    board.scalars({f"evaluate/{name}": value for name, value in scores.items()}, colorizer.card.step)
    board.flush()
    return scores


def main() -> int:
    evaluate(**parse_for(evaluate, command="lineart_colorizer.evaluate"))
    return 0


if __name__ == "__main__":
    run_command(main)
