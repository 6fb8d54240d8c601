import dataclasses
import errno
import json
import os
import typing

import keras
import pytest
import tensorflow as tf

from data_tools.errors import InputError
from lineart_colorizer.export import export
from lineart_colorizer.networks.dcgan import build_generator
from lineart_colorizer.networks.residual import build_translator
from lineart_colorizer.serving import exports, saved_model
from lineart_colorizer.serving.cards import read_card
from lineart_colorizer.serving.exports import FORMATS, Format, export_model
from lineart_colorizer.serving.signatures import ColorizerModule


@pytest.fixture
def toy(monkeypatch):
    """Stands for a format: one small file, and no functions to compare."""

    def write(live, folder):
        (folder / "toy.bin").write_bytes(b"whole")

    monkeypatch.setitem(FORMATS, "toy", Format("toy.bin", write, lambda folder: {}))
    monkeypatch.setattr(exports, "verify", lambda live, functions, what: 0.25)

    def replace(write):
        monkeypatch.setitem(FORMATS, "toy", Format("toy.bin", write, lambda folder: {}))

    return replace


@pytest.fixture
def export_toy(toy, network, card):
    return lambda folder, format_name="toy": export_model({"colorizer": network}, card, folder, format_name)


def contents(folder) -> dict:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refusal(export_toy, folder, *arguments) -> str:
    with pytest.raises(InputError) as refused:
        export_toy(folder, *arguments)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_what_is_exported(export_toy, tmp_path, card):
    written = export_toy(tmp_path)
    assert (written.path, written.difference) == (tmp_path / "1", 0.25)
    assert sorted(contents(written.path)) == ["assets.extra/model.json", "toy.bin"]
    assert written.size == sum(len(content) for content in contents(written.path).values())
    assert read_card(written.path) == card


def test_the_card_lies_where_serving_leaves_it_alone(export_toy, tmp_path):
    written = export_toy(tmp_path).path
    assert json.loads((written / "assets.extra" / "model.json").read_text()) == {
        "kind": "colorizer", "size": 32, "head": "multiply", "labels": ["boxes", "disks"], "noise": 0, "run": "straight", "step": 4,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "No space left on device; nothing there was changed: free some space"),
        (errno.EACCES, "Permission denied; nothing there was changed: check the disk and the folder's rights"),
        (errno.EROFS, "Read-only file system; nothing there was changed: check the disk and the folder's rights"),
    ],
)
def test_a_disk_that_refuses_leaves_the_old_export(toy, export_toy, tmp_path, number, words):
    export_toy(tmp_path)
    before = contents(tmp_path)

    def write(live, folder):
        (folder / "toy.bin").write_bytes(b"half")
        raise OSError(number, os.strerror(number), str(folder))

    toy(write)
    assert refusal(export_toy, tmp_path) == f"cannot export to {tmp_path}: {words}"
    assert contents(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir()] == ["1"]


def test_a_card_that_cannot_be_written(export_toy, tmp_path, monkeypatch):
    export_toy(tmp_path)
    before = contents(tmp_path)

    def write_text(path, text, encoding):
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(saved_model.pathlib.Path, "write_text", write_text)
    assert refusal(export_toy, tmp_path).endswith("No space left on device; nothing there was changed: free some space")
    assert contents(tmp_path) == before


def test_a_full_disk_as_tensorflow_tells_it(toy, export_toy, tmp_path):
    def write(live, folder):
        told = f"{{{{function_node __wrapped__SaveV2}}}} {folder}/variables/part-0; No space left on device [Op:SaveV2]"
        raise tf.errors.ResourceExhaustedError(None, None, told)

    toy(write)
    said = refusal(export_toy, tmp_path)
    assert said == f"cannot export to {tmp_path}: No space left on device; nothing there was changed: free some space"


def test_a_disk_too_small_for_tensorflow_s_own_writer(export_toy, tmp_path, full_disk, monkeypatch):
    monkeypatch.setattr(ColorizerModule, "signatures", property(lambda module: {"colorize_layer": module.colorize_layer}))
    (tmp_path / "1").mkdir()
    (tmp_path / "1" / "saved_model.pb").write_bytes(b"the old one")
    before = contents(tmp_path)
    with full_disk(2**12):
        said = refusal(export_toy, tmp_path, "savedmodel")
    assert said == f"cannot export to {tmp_path}: File too large; nothing there was changed: check the disk and the folder's rights"
    assert contents(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir()] == ["1"]


def test_a_file_where_the_folder_should_be(export_toy, tmp_path):
    (tmp_path / "export").write_text("")
    said = refusal(export_toy, tmp_path / "export")
    assert said == (
        f"cannot export to {tmp_path / 'export'}: Not a directory; nothing there was changed: check the disk and the folder's rights"
    )


def test_versions_of_another_format(export_toy, tmp_path):
    """A server that watches the folder would try to load them."""
    export_toy(tmp_path)
    before = contents(tmp_path)
    assert refusal(export_toy, tmp_path, "onnx") == f"{tmp_path} holds toy exports: name another --out for onnx"
    assert contents(tmp_path) == before


def test_another_picture_leaves_no_export(export_toy, tmp_path, monkeypatch):
    def verify(live, functions, what):
        (partial,) = tmp_path.iterdir()
        assert partial.name.endswith(".partial")
        raise InputError(f"the {what} export differs from the model")

    monkeypatch.setattr(exports, "verify", verify)
    assert refusal(export_toy, tmp_path) == "the toy export differs from the model"
    assert list(tmp_path.iterdir()) == []


def test_the_command_knows_all_formats():
    assert typing.get_args(typing.get_type_hints(export)["format"]) == tuple(FORMATS)


@pytest.mark.parametrize("format_name", FORMATS)
def test_every_format_makes_the_pictures(export_once, format_name):
    exported = export_once(format_name)
    assert 0.0 <= exported.difference < 1e-3
    assert any(exported.path.glob(FORMATS[format_name].files))
    assert not any(any(exported.path.glob(other.files)) for name, other in FORMATS.items() if name != format_name)


KINDS = {
    "translator": lambda: {part: build_translator("residual", filters=2, blocks=0) for part in ("forward", "backward")},
    "sampler": lambda: {"sampler": build_generator(classes=2, size=32, noise=3, filters=2)},
}


@pytest.mark.parametrize("format_name", ["keras", "onnx", "openvino"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_model_in_every_format(kind, format_name, card, tmp_path):
    """As a SavedModel: tests/conformance/test_exports.py."""
    keras.utils.set_random_seed(0)
    networks = KINDS[kind]()
    exported = export_model(networks, dataclasses.replace(card, kind=kind), tmp_path, format_name)
    assert exported.difference < 1e-3
    assert sorted(path.stem for path in exported.path.glob(FORMATS[format_name].files)) == sorted(networks)
