import numpy as np
import pytest
from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData

from lineart_colorizer.monitoring.board import COMPARED, Board
from lineart_colorizer.monitoring.layout import LAYOUT, make_layout

LOG_4 = 1.386294


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A board that was told a little of everything."""
    folder = tmp_path_factory.mktemp("logs") / "run"
    board = Board(folder)
    settings = {"size": 32, "objective": "wgan", "schedule": None, "flip": True, "rarity": 0.5, "logs": "logs"}
    board.settings(settings, compared=settings.keys() - {"logs"})
    board.text("objective", "from step 0: **wgan**", 0)
    board.scalars({"generator/l1": 0.5, "critic/adversarial": 1.25}, 3)
    board.scalars({"generator/l1": 0.25}, 4)
    board.reference("critic/adversarial", LOG_4, 3)
    picture = np.zeros((20, 30, 3), np.uint8)
    picture[:, :10] = (255, 0, 0)
    board.histogram("critic_outputs/real", np.array([[0.0, 1.0], [1.0, 1.0]], np.float32), 3)
    board.picture("pictures/validation", picture, 3)
    board.flush()
    return folder


def test_a_folder_that_cannot_be_is_an_os_error(tmp_path):
    (tmp_path / "logs").write_text("")
    with pytest.raises(OSError, match="ot a directory") as refused:
        Board(tmp_path / "logs" / "run")
    assert refused.value.filename == str(tmp_path / "logs" / "run")


def test_a_full_disk_is_an_os_error_at_the_latest_when_flushed(tmp_path, full_disk):
    board = Board(tmp_path / "run")
    board.scalars({"a": 0.0}, 0)
    board.flush()
    with full_disk(200), pytest.raises(OSError, match="File too large") as refused:
        board.text("note", "x" * 400, 1)
        board.flush()
    assert refused.value.filename == str(tmp_path / "run")


def test_scalars_by_tag_and_step(folder, read_events):
    events = read_events(folder)
    assert events.scalars("generator/l1") == [(3, 0.5), (4, 0.25)]
    assert events.scalars("critic/adversarial") == [(3, 1.25)]
    assert set(events.plugin_tags("scalars")) == {"generator/l1", "critic/adversarial"}


def test_the_reference_is_a_run_of_its_own_under_the_same_tag(folder, read_events):
    events = read_events(folder / "reference")
    assert events.tags == {"critic/adversarial"}
    assert events.scalars("critic/adversarial") == [(3, pytest.approx(LOG_4, abs=1e-6))]


def test_a_picture_comes_back_as_it_was(folder, read_events):
    ((step, picture),) = read_events(folder).pictures("pictures/validation")
    assert step == 3
    assert picture.shape == (20, 30, 3)
    assert picture[5, 5].tolist() == [255, 0, 0]
    assert not picture[:, 10:].any()


def test_settings_as_a_table(folder, read_events):
    ((step, table),) = read_events(folder).texts("settings")
    assert step == 0
    assert table.splitlines()[:2] == ["| setting | value |", "|---|---|"]
    assert table.splitlines()[2:5] == ["| size | 32 |", "| objective | wgan |", "| schedule | None |"]
    assert read_events(folder).texts("objective") == [(0, "from step 0: **wgan**")]


def test_settings_as_hparams(folder, read_events):
    told = read_events(folder).plugin_tags("hparams")
    started = HParamsPluginData.FromString(told["_hparams_/session_start_info"]).session_start_info
    assert started.group_name == "run"  # what the page calls it
    values = started.hparams
    assert values["size"].number_value == 32
    assert values["rarity"].number_value == 0.5
    assert values["objective"].string_value == "wgan"
    assert values["schedule"].string_value == "None"
    assert values["flip"].bool_value is True
    assert "logs" not in values  # where it is written changes nothing that is learned


def test_the_hparams_page_compares_settings_by_validation_scores(folder, read_events):
    told = read_events(folder).plugin_tags("hparams")
    experiment = HParamsPluginData.FromString(told["_hparams_/experiment"]).experiment
    assert [info.name for info in experiment.hparam_infos] == ["size", "objective", "schedule", "flip", "rarity"]
    assert [info.name.tag for info in experiment.metric_infos] == [f"validation/{name}" for name in COMPARED]


def test_the_layout_of_custom_scalars(folder, read_events):
    ((step, message),) = read_events(folder).raw("custom_scalars__config__")
    assert step == 0
    assert type(make_layout(LAYOUT)).FromString(message) == make_layout(LAYOUT)


def test_a_histogram_counts_all_values(folder, read_events):
    assert set(read_events(folder).plugin_tags("histograms")) == {"critic_outputs/real"}
    ((step, buckets),) = read_events(folder).arrays("critic_outputs/real")
    assert step == 3
    assert (buckets[:, 2].sum(), buckets[0, 2], buckets[-1, 2]) == (4, 1, 3)
    assert (buckets[0, 0], buckets[-1, 1]) == (0.0, 1.0)
