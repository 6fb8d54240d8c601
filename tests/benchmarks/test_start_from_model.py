import pathlib

import numpy as np
import pytest

from benchmarks import start_from_model
from benchmarks.start_from_model import new_style, restyled, usual_style


@pytest.fixture
def prepared(monkeypatch) -> list[tuple]:
    """What was asked of prepare: pictures and out."""
    asked = []
    monkeypatch.setattr(start_from_model, "prepare", lambda pictures, out, **settings: asked.append((pictures, out)))
    return asked


def names(folder: pathlib.Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*.png"))


def test_red_turned_and_paler_and_grey_stays():
    picture = np.array([[[255, 0, 0], [90, 90, 90]]], np.uint8)
    assert restyled(picture, 120.0, 0.5).tolist() == [[[128, 255, 128], [90, 90, 90]]]


def test_drawings_are_drawn_once_and_those_of_other_settings_are_others(prepared, tmp_path):
    for turn in (40.0, 40.0, 80.0):
        new_style(tmp_path, 32, {"train": 1, "val": 2}, turn, 0.3)
    (first, out), again, (other, same_out) = prepared
    assert again == (first, out)
    assert first != other
    assert out == same_out  # which prepare refuses, as it holds other pictures
    assert names(first / "train") == ["0000.png"]
    assert names(first / "val") == ["0001.png", "0002.png"]


def test_data_is_asked_for_each_time(prepared, tmp_path, monkeypatch):
    monkeypatch.setattr(start_from_model, "write_demo", lambda folder, count, size: folder.mkdir(parents=True))
    for count in (5, 5, 6):
        usual_style(tmp_path, 32, count)
    assert [pictures.name for pictures, _ in prepared] == ["pictures-5", "pictures-5", "pictures-6"]
