"""What models there are, by their names."""

import pytest

from data_tools.errors import InputError
from lineart_colorizer.serving.http.shelf import about, list_shelf, shelve
from lineart_colorizer.training.checkpoint_folder import SavedCheckpoint


def test_what_model_means(exports, export):
    assert shelve("red", exports).folder == shelve(str(exports / "red"), "elsewhere").folder == exports / "red"
    fixed = shelve(str(exports / "red" / "1"), exports)
    assert (fixed.name, fixed.folder) == ("red", exports / "red" / "1")
    export(exports / "red" / "2")
    assert [version.name for version in fixed.versions()] == ["1"]
    assert [version.name for version in shelve("red", exports).versions()] == ["2", "1"]


def test_exports_of_a_run_are_called_after_it(tmp_path, export):
    run = tmp_path / "mine"
    export(run / "export" / "1")
    assert shelve(str(run / "export"), tmp_path).name == "mine-export"
    assert set(list_shelf(tmp_path)) == {"demo"}  # no run without settings and a checkpoint
    assert set(list_shelf(tmp_path / "nowhere")) == {"demo"}


def test_the_model_that_comes_with_the_program(tmp_path):
    demo = list_shelf(tmp_path)["demo"]
    assert demo == shelve(None, tmp_path) == shelve("demo", tmp_path)
    assert (demo.source, about(demo).card.kind, len(demo.versions())) == ("demo", "colorizer", 1)


def test_version_and_card_of_a_run_are_of_one_checkpoint(tmp_path, monkeypatch):
    looked = []
    monkeypatch.setattr(SavedCheckpoint, "fault", lambda saved: looked.append(saved.step))
    found = about(list_shelf(tmp_path)["demo"])
    assert [found.version, found.card.step] == [str(looked[0]), looked[0]]
    assert len(looked) == 1


def test_what_is_for_keras_is_not_served(tmp_path):
    (tmp_path / "mine" / "1").mkdir(parents=True)
    (tmp_path / "mine" / "1" / "colorizer.keras").touch()
    with pytest.raises(InputError, match=r"mine/1 is a Keras export: name a run, or a SavedModel"):
        shelve("mine", tmp_path)
