"""`train --system cyclegan`, from the command's settings to TensorBoard."""

import cv2
import numpy as np
import pytest

from data_tools.pictures import write_png
from lineart_colorizer.serving.models import load_for_pages


def test_two_sittings_with_decay_end_in_a_translator(tiny_settings, sit, read_events, eagerly, tmp_path):
    """Eagerly: tracing takes seconds. Rates fall from the first step on to 0 at the last, over a break, too."""
    options = {"system": "cyclegan", "run": "cycle", "decay_from": 0.0, "translator": "residual", "deterministic": False}
    options |= {"image_seconds": 1e9}
    with eagerly():
        first = sit(tiny_settings(tmp_path, steps=2, **options), exports=False)
        second = sit(tiny_settings(tmp_path, steps=4, **options), exports=False)
    assert first.settings.objective.objective == "lsgan"
    assert "resumed at step 2" in second.said
    events = read_events(second.logs)
    for name in ("generator", "critic_source", "critic_target"):
        rates = [rate for _, rate in events.scalars(f"learning_rate/{name}")]
        assert rates == pytest.approx([1e-4, 0.0, 0.5e-4, 0.0], abs=1e-9)
    names = {"cycle_source", "cycle_target", "change_source", "change_target", "l1", "paper"}
    assert {f"validation/{name}" for name in names} <= events.tags
    assert {"generator/cycle", "generator/identity", "pictures/validation"} <= events.tags
    assert load_for_pages(second.run.path).card.kind == "translator"


def test_two_folders_as_they_are_drawings_without_colours_among_them(tiny_settings, sit, eagerly, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for style, ink in (("pencil", (90, 90, 90)), ("ink", (10, 10, 40))):
        (tmp_path / style).mkdir()
        for number in range(12):
            picture = np.full((48, 48, 3), 255, np.uint8)
            write_png(tmp_path / style / f"{number}.png", cv2.circle(picture, (24, 24), 4 + number, ink, 2))
    options = {"system": "cyclegan", "data": "pencil", "target": "ink", "steps": 1, "translator": "residual", "image_seconds": 1e9}
    with eagerly():
        sat = sit(tiny_settings(tmp_path, **options), exports=False)
    assert sat.run.name == "pencil-to-ink-cyclegan-lsgan-1"
    assert "in data/pencil-32-unfiltered" in sat.said
    assert (load_for_pages(sat.run.path).card.kind, sat.run.is_finished) == ("translator", True)
