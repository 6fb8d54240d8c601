"""How a model is told of: what comes with the program by its name, all others by their folders; and the commands that use one."""

import pathlib

from lineart_colorizer.serving.cards import ModelCard

SHIPPED = pathlib.Path(__file__).parents[1] / "shipped"  # runs, as in models/, that come with the program
DEMO = SHIPPED / "demo"
USES = {  # by the kind of the product
    "colorizer": "colorize DRAWING.png",
    "translator": "colorize PICTURE.png --direction forward",
    "sampler": "generate --out generated",
}


def is_shipped(folder: pathlib.PurePath) -> bool:
    return folder.parent == SHIPPED


def describe_model(folder: pathlib.PurePath, card: ModelCard) -> str:
    """What a command says of its model: "demo, which comes with the program (step 972)" or "models/fox (run fox, step 972)"."""
    if is_shipped(folder):
        return f"{folder.name}, which comes with the program (step {card.step:,})"
    return f"{folder} (run {card.run}, step {card.step:,})"
