import numpy as np
import pytest

from data_tools.errors import InputError
from lineart_colorizer.command_line import parse_settings
from lineart_colorizer.systems.build import checked
from tools import story


@pytest.mark.parametrize("chapter", story.CHAPTERS, ids=lambda chapter: chapter.name)
def test_every_chapter_is_a_command_that_train_takes(chapter):
    settings = checked(parse_settings(list(chapter.arguments)))
    assert settings.objective.system == chapter.arguments[0].removeprefix("--system=")
    assert settings.networks.head == ("multiply" if chapter.name == "default" else "direct")
    assert (settings.networks.palette == 0) == (chapter.name != "default")


def test_chapters_differ_in_what_they_are_named_after():
    by_name = {chapter.name: checked(parse_settings(list(chapter.arguments))).objective for chapter in story.CHAPTERS}
    assert [by_name[name].reconstruction for name in ("autoencoder-l2", "autoencoder-log", "unet-l2", "gan-l1")] == [
        "l2",
        "log",
        "l2",
        "l1",
    ]
    assert (by_name["gan"].reconstruction_weight, by_name["gan"].adversarial_weight) == (0.0, 50.0)
    assert by_name["wgan-l1"].objective == "wgan"


def test_the_table_has_a_row_for_each_and_the_scores_there_are():
    scores = {"gan": {"step": 1200, "right": 0.25, "psnr": 12.345}, "wgan-l1": {"step": 300, "psnr": 14.0}}
    assert story.make_table(scores).splitlines() == [
        "| model | step | right | psnr |",
        "|---|---|---|---|",
        "| U-Net + GAN alone | 1,200 | 0.25 | 12.3 |",
        "| U-Net + WGAN + L1 | 300 |  | 14 |",
    ]


def test_what_stands_around_the_figures_stays(tmp_path):
    page = tmp_path / "story.md"
    page.write_text(f"# Story\n{story.BEGIN}\nold\n{story.END}\nEnd\n")
    for text in ("new", "newer"):
        story.write_between(page, text)
        assert page.read_text() == f"# Story\n{story.BEGIN}\n\n{text}\n\n{story.END}\nEnd\n"


def test_a_page_without_a_place_is_refused(tmp_path):
    with pytest.raises(InputError, match="no place for the figures"):
        story.write_between(tmp_path / "none.md", "new")


def test_the_sheet_shows_line_models_and_truth(dataset):
    """One drawing a row, as they are stored; the captions over them."""
    grey = [np.full((dataset.size, dataset.size, 3), 128, np.uint8)] * story.SHOWN
    sheet = story.make_sheet(dataset, "train", {"GAN": grey})
    size = dataset.size
    assert sheet.shape == (story.CAPTION + story.SHOWN * size, 3 * size, 3)
    rows = sheet[story.CAPTION :]
    assert (rows[:, size : 2 * size] == 128).all()
    assert np.ptp(rows[:, :size], axis=2).max() == 0  # the line is grey
    assert np.ptp(rows[:, 2 * size :], axis=2).max() > 50  # the truth is not
