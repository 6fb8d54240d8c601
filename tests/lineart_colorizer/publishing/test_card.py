import json

import pytest
import yaml

from data_tools.errors import InputError
from lineart_colorizer.monitoring.board import Board
from lineart_colorizer.publishing.card import make_card, newest_sample, one_line, read_scores, without_folder, without_folders, write_card
from lineart_colorizer.settings import Settings
from lineart_colorizer.training.run_folder import RunFolder

STEP = 4  # of the run that is trained for these tests


@pytest.fixture(scope="module")
def made(trained):
    """The card of a tiny run, and its picture."""
    return make_card(trained.run, trained.run.chosen(), title=None, licence="CC0-1.0", logs=None, version="7.8")


def test_it_tells_what_the_run_wrote(made, trained, dataset, read_events):
    card, samples = made
    assert (card.title, card.licence, card.made_with) == ("straight", "CC0-1.0", "lineart_colorizer 7.8")
    assert (card.model.kind, card.model.size, card.model.run, card.model.step) == ("colorizer", 32, "straight", STEP)
    (data,) = card.data
    assert (data["name"], data["train"], data["validation"], data["held_out"]) == ("tiny", 9, 3, 0)
    assert data["sha256"] == dataset.settings["content"]
    assert (card.samples, samples) == (STEP, trained.run.samples / "step-0000004.png")
    last = read_events(trained.logs).scalars("validation/l1")[-1]
    assert (card.scores["validation"]["step"], card.scores["validation"]["l1"]) == (last[0], pytest.approx(last[1]))
    assert set(card.scores) == {"validation"}


def test_no_folder_of_the_machine_is_in_it(made, tmp_path_factory):
    card, _ = made
    assert (card.settings["data"], card.settings["models"], card.settings["logs"]) == ("tiny", "models", "logs")
    assert str(tmp_path_factory.getbasetemp()) not in str(card)
    assert without_folders("data", "s3://bucket/mine.zip") == "mine.zip"
    assert without_folders("data", None) is None
    assert without_folders("best", "right") == "right"


@pytest.mark.parametrize(
    ("style", "given"),
    [
        ("onnx:/home/anna/clients/x/lines.onnx#de", "onnx:lines.onnx#de"),
        ("onnx:C:\\clients\\lines.onnx#de", "onnx:lines.onnx#de"),
        ("pencil+thin", "pencil+thin"),
    ],
)
def test_of_a_line_network_the_name_alone_is_given(style, given):
    assert without_folder(style) == given


def test_title_and_licence_are_lines(trained):
    run, logs = trained.run, trained.logs.parent
    card, _ = make_card(run, run.chosen(), title=" Foxes\n in snow ", licence="my own", logs=logs, version="7.8")
    assert (card.title, card.licence) == ("Foxes in snow", "my own")
    assert card.scores["validation"]["step"] == STEP
    with pytest.raises(InputError, match=r"^--licence is empty: give a text, or leave it out$"):
        one_line(" \n", "--licence")


def test_scores_are_never_of_a_later_step_than_the_model(tmp_path):
    run = RunFolder(tmp_path / "run")
    assert read_scores(run, tmp_path, 9) == {"validation": (0, {}), "held_out": (0, {})}
    run.write_scores(8, {"right": 0.5})
    board = Board(tmp_path)
    board.scalars({"validation/right": 0.25, "held_out/right": 0.125}, 6)
    board.close()
    assert read_scores(run, tmp_path, 9) == {"validation": (8, {"right": 0.5}), "held_out": (6, {"right": 0.125})}
    assert read_scores(run, tmp_path, 7) == {"validation": (6, {"right": 0.25}), "held_out": (6, {"right": 0.125})}


def test_the_picture_is_the_newest_that_is_not_later_than_the_model(tmp_path):
    run = RunFolder(tmp_path)
    assert newest_sample(run, 9) == (None, None)
    run.samples.mkdir()
    for step in (3, 7, 10):
        run.sample(step).touch()
    assert newest_sample(run, 9) == (7, run.samples / "step-0000007.png")
    assert newest_sample(run, 2) == (None, None)


def test_its_files(made, tmp_path):
    card, samples = made
    write_card(card, samples, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["card.json", "card.md", "samples.png", "settings.yaml"]
    about = json.loads((tmp_path / "card.json").read_text("utf-8"))
    assert (about["licence"], about["model"]["step"], about["data"][0]["train"]) == ("CC0-1.0", STEP, 9)
    settings = Settings.from_flat(yaml.safe_load((tmp_path / "settings.yaml").read_text("utf-8")))
    assert (settings.data.size, settings.networks.filters) == (32, 2)
    assert (tmp_path / "samples.png").read_bytes() == samples.read_bytes()
    assert "![Samples](samples.png)" in (tmp_path / "card.md").read_text("utf-8")
