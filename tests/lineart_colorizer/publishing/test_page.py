import pytest

from lineart_colorizer.publishing.page import make_page
from lineart_colorizer.settings import Settings

CARD = {
    "title": "Foxes",
    "licence": "CC-BY-4.0",
    "made_with": "lineart_colorizer 7.8",
    "model": {"kind": "colorizer", "size": 64, "labels": ["fox", "père"], "run": "mine", "step": 1200},
    "data": [
        {
            "name": "foxes-64", "size": 64, "train": 12345, "held_out": 5, "validation": 10, "classes": 2,
            "extractors": ["dilation", "xdog"], "settings": {}, "sha256": "ab12",
        },
    ],
    "settings": Settings().flat() | {"filters": 32, "palette": 0, "run": "mine", "flip": False},
    "scores": {"validation": {"step": 1200, "right": 0.25678}, "held_out": {"step": 1100, "right": 0.3}},
    "samples": 1100,
}  # fmt: skip


def page(*, name: str | None = None, **changed) -> str:
    return make_page(CARD | changed, settings="settings.yaml", samples="samples.png", name=name)


def test_the_whole_page():
    assert (
        page()
        == """# Foxes

Colours line art. It learned at 64 px, 1,200 steps (run mine), with lineart_colorizer 7.8. Classes: fox, père.

Licence: CC-BY-4.0

![Samples](samples.png)

What it made at step 1,100, beside the drawings, the hints that it was given, and the true colours.

## Use

    python -m lineart_colorizer.colorize DRAWING.png --model THIS_FOLDER
    python -m lineart_colorizer.train --init THIS_FOLDER

TensorFlow Serving loads this folder as it is. A SavedModel is code: load only those that you trust.

## What it learned from

| data set | pairs learned from | held out | for validation | px | classes | line styles |
| --- | --- | --- | --- | --- | --- | --- |
| foxes-64 | 12,345 | 5 | 10 | 64 | 2 | dilation, xdog |

SHA-256 of the pictures of foxes-64: `ab12`

## Scores

At step 1,200, on validation pictures, which it did not learn from:

| right |
| --- |
| 0.257 |

At step 1,100, on held-out pictures, by which the checkpoint was chosen:

| right |
| --- |
| 0.3 |

## Settings

All are in [settings.yaml](settings.yaml); those that a person or the system chose:

| setting | value |
| --- | --- |
| flip | False |
| palette | 0 |
| filters | 32 |
"""
    )


def test_what_is_not_known_is_said():
    told = page(data=[], scores={}, samples=None, settings=Settings().flat())
    assert "## What it learned from\n\nNot recorded.\n" in told
    assert "## Scores\n\nNone recorded.\n" in told
    assert "Samples" not in told
    assert told.endswith("[settings.yaml](settings.yaml); they are the usual ones.\n")


def test_what_comes_with_the_program_is_used_by_its_name_and_is_no_saved_model():
    told = page(name="demo")
    assert "colorize DRAWING.png --model demo\n" in told
    assert "train --init demo\n" in told
    assert "Serving" not in told


@pytest.mark.parametrize(
    ("kind", "command"), [("translator", "--direction forward --model THIS_FOLDER"), ("sampler", "lineart_colorizer.generate")]
)
def test_other_kinds_of_models(kind, command):
    told = page(model=CARD["model"] | {"kind": kind, "labels": []})
    assert command in told
    assert "Classes" not in told
    assert "What it made at step 1,100.\n" in told


def test_bars_do_not_break_a_table():
    told = page(settings=Settings().flat() | {"classes": "a|b"})
    assert "| classes | a\\|b |" in told
