import json

import numpy as np
import pytest
import tensorflow as tf

from data_tools.pictures import read_picture
from lineart_colorizer.training.faults import NotFiniteError, check_finite, keep_fault, write_fault

BATCH = {"line": np.ones((2, 8, 8, 1), np.float32), "color": np.full((2, 8, 8, 3), np.nan, np.float32), "label": np.array([0, 1])}


def test_finite_scalars_pass():
    check_finite({"generator/l1": tf.constant(1e30), "generator/total": tf.constant(-1.0)}, [BATCH])


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_the_terms_are_named(value):
    with pytest.raises(NotFiniteError) as raised:
        check_finite({"generator/l1": tf.constant(0.5), "critic/penalty": tf.constant(value)}, [BATCH])
    assert raised.value.terms == ["critic/penalty"]
    assert raised.value.batches == [BATCH]


def test_all_that_led_to_it_is_written(tmp_path):
    fault = NotFiniteError({"generator/l1": float("nan"), "generator/palette": 2.0}, [BATCH, BATCH])
    write_fault(tmp_path / "fault", fault, ["a/1.png", "b/2.png"])
    about = json.loads((tmp_path / "fault" / "terms.json").read_text())
    assert about == {
        "not_finite": ["generator/l1"],
        "terms": {"generator/l1": "nan", "generator/palette": "2.0"},
        "sources": ["a/1.png", "b/2.png"],
    }
    saved = np.load(tmp_path / "fault" / "batch-1.npz")
    assert set(saved) == set(BATCH)
    np.testing.assert_array_equal(saved["color"], BATCH["color"])
    assert read_picture(tmp_path / "fault" / "batch-0.png").ndim == 3


def test_each_fault_has_a_folder_of_its_own_and_a_line(tmp_path):
    fault = NotFiniteError({"generator/l1": float("nan"), "critic/r1": float("inf")}, [BATCH])
    folder = tmp_path / "fault-step-0000012"
    said = keep_fault(tmp_path, 12, fault, [])
    assert said == f"step 12: generator/l1 and critic/r1 not finite; its batch and sources are in {folder}"
    assert sorted(path.name for path in folder.iterdir()) == ["batch-0.npz", "batch-0.png", "terms.json"]


def test_a_disk_that_refuses_the_batch_does_not_hide_the_fault(tmp_path):
    (tmp_path / "fault-step-0000012").write_text("")
    said = keep_fault(tmp_path, 12, NotFiniteError({"generator/l1": float("nan")}, [BATCH]), [])
    assert said.startswith("step 12: generator/l1 not finite; its batch cannot be kept: File exists: ")
