import errno
import json
import os
import resource

import keras
import pytest
import tensorflow as tf

from data_tools.errors import InputError
from lineart_colorizer.serving import saved_model
from lineart_colorizer.serving.saved_model import ModelCard, export_model, is_saved_model, next_version, read_card

CARD = ModelCard(kind="colorizer", size=32, head="multiply", labels=("cat", "dog"), run="mine", step=7)


@pytest.fixture(scope="module")
def network():
    """A network of 1 MiB that says what colouring networks say."""
    line, hint = keras.Input((None, None, 1), name="line"), keras.Input((None, None, 4), name="hint")
    x = keras.layers.Conv2D(2**18 // 5, 1)(keras.layers.Concatenate()([line, hint]))
    layer = keras.layers.Lambda(lambda x: x[..., :3])(x)
    return keras.Model({"line": line, "hint": hint}, {"layer": layer, "color": layer})


@pytest.fixture
def quick(monkeypatch):
    """Stands for TensorFlow's writer: one small file."""

    def save(module, folder, signatures):
        os.makedirs(folder)
        tf.io.write_file(os.path.join(folder, "saved_model.pb"), f"{sorted(signatures)}")

    monkeypatch.setattr(tf.saved_model, "save", save)


def contents(folder) -> dict:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refusal(network, folder) -> str:
    with pytest.raises(InputError) as refused:
        export_model({"colorizer": network}, CARD, folder)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_versions_count_up(quick, network, tmp_path):
    folder = tmp_path / "a" / "export"
    assert [export_model({"colorizer": network}, CARD, folder) for _ in range(2)] == [folder / "1", folder / "2"]
    assert sorted(path.name for path in folder.iterdir()) == ["1", "2"]
    (folder / "10").mkdir()
    (folder / "notes").mkdir()
    assert export_model({"colorizer": network}, CARD, folder) == folder / "11"


@pytest.mark.parametrize(("names", "version"), [([], 1), (["1"], 2), (["1", "2", "10"], 11), (["x", ".partial-9"], 1), (["3"], 4)])
def test_the_next_version(tmp_path, names, version):
    for name in names:
        (tmp_path / name).mkdir()
    assert next_version(tmp_path) == version


def test_nobody_sees_half_a_model(network, tmp_path, monkeypatch):
    seen = []

    def save(module, folder, signatures):
        os.makedirs(folder)
        seen.extend(path.name for path in tmp_path.iterdir())

    monkeypatch.setattr(tf.saved_model, "save", save)
    export_model({"colorizer": network}, CARD, tmp_path)
    assert seen == [f".partial-{os.getpid()}"]
    assert not seen[0].isdigit()  # TensorFlow Serving loads folders that are numbers
    assert [path.name for path in tmp_path.iterdir()] == ["1"]


def test_the_card_lies_where_serving_leaves_it_alone(quick, network, tmp_path):
    written = export_model({"colorizer": network}, CARD, tmp_path)
    assert json.loads((written / "assets.extra" / "model.json").read_text()) == {
        "kind": "colorizer", "size": 32, "head": "multiply", "labels": ["cat", "dog"], "run": "mine", "step": 7,
    }  # fmt: skip
    assert read_card(written) == CARD
    assert is_saved_model(written)
    assert not is_saved_model(tmp_path)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "No space left on device; nothing there was changed: free some space"),
        (errno.EACCES, "Permission denied; nothing there was changed: check the disk and the folder's rights"),
        (errno.EROFS, "Read-only file system; nothing there was changed: check the disk and the folder's rights"),
    ],
)
def test_a_disk_that_refuses_leaves_the_old_export(quick, network, tmp_path, monkeypatch, number, words):
    export_model({"colorizer": network}, CARD, tmp_path)
    before = contents(tmp_path)

    def save(module, folder, signatures):
        os.makedirs(folder)
        tf.io.write_file(os.path.join(folder, "saved_model.pb"), "half")
        raise OSError(number, os.strerror(number), folder)

    monkeypatch.setattr(tf.saved_model, "save", save)
    assert refusal(network, tmp_path) == f"cannot export to {tmp_path}: {words}"
    assert contents(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir()] == ["1"]


def test_a_card_that_cannot_be_written(quick, network, tmp_path, monkeypatch):
    export_model({"colorizer": network}, CARD, tmp_path)
    before = contents(tmp_path)

    def write_text(path, text, encoding):
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(saved_model.pathlib.Path, "write_text", write_text)
    assert refusal(network, tmp_path).endswith("No space left on device; nothing there was changed: free some space")
    assert contents(tmp_path) == before


def test_a_full_disk_as_tensorflow_tells_it(network, tmp_path, monkeypatch):
    def save(module, folder, signatures):
        told = f"{{{{function_node __wrapped__SaveV2}}}} {folder}/variables/part-0; No space left on device [Op:SaveV2]"
        raise tf.errors.ResourceExhaustedError(None, None, told)

    monkeypatch.setattr(tf.saved_model, "save", save)
    assert refusal(network, tmp_path) == f"cannot export to {tmp_path}: No space left on device; nothing there was changed: free some space"


def test_a_disk_too_small_for_tensorflow_s_own_writer(network, tmp_path):
    (tmp_path / "1").mkdir()
    (tmp_path / "1" / "saved_model.pb").write_bytes(b"the old one")
    before = contents(tmp_path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**19, hard))
    try:
        said = refusal(network, tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert said == f"cannot export to {tmp_path}: File too large; nothing there was changed: check the disk and the folder's rights"
    assert contents(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir()] == ["1"]


def test_a_file_where_the_folder_should_be(quick, network, tmp_path):
    (tmp_path / "export").write_text("")
    said = refusal(network, tmp_path / "export")
    assert said == f"cannot export to {tmp_path / 'export'}: File exists; nothing there was changed: check the disk and the folder's rights"


@pytest.mark.parametrize("content", [None, b"{", b"[]", b"{}", b'{"size": 1, "head": "m", "run": "r", "step": 1, "more": 2}', b"\xff"])
def test_a_saved_model_of_another_make(tmp_path, content):
    if content is not None:
        (tmp_path / "assets.extra").mkdir()
        (tmp_path / "assets.extra" / "model.json").write_bytes(content)
    with pytest.raises(InputError) as refused:
        read_card(tmp_path)
    assert str(refused.value) == (f"{tmp_path} has no assets.extra/model.json: it was not exported by python -m lineart_colorizer.export")
