import filecmp
import shutil

import numpy as np
import pytest

from data_tools.errors import InputError
from data_tools.pictures import read_picture
from lineart_colorizer.export import export
from lineart_colorizer.generate import file_names, generate, spherical


@pytest.fixture(scope="module")
def drawn(tiny_settings, sit, eagerly, tmp_path_factory):
    """Tiny runs of `acgan`, one for each of two classes, in one models folder."""
    folder = tmp_path_factory.mktemp("sampled")
    chosen = {"system": "acgan", "noise": 4, "steps": 2, "checkpoint_steps": None, "image_seconds": 1e9}
    with eagerly():
        for label in ("boxes", "disks"):
            sit(tiny_settings(folder, run=label, classes=label, **chosen), exports=False)
    return folder / "models"


@pytest.fixture(scope="module")
def both(drawn, tmp_path_factory):
    """What both models draw together."""
    return generate(
        model="boxes,disks",
        models=str(drawn),
        out=str(tmp_path_factory.mktemp("out") / "both"),
        per_class=2,
        interpolate=True,
        device="cpu",
    )


def refusal(**options) -> str:
    with pytest.raises(InputError) as refused:
        generate(**{"device": "cpu"} | options)
    return str(refused.value)


def test_classes_split_over_models_are_drawn_together(both):
    names = {path.relative_to(both).as_posix() for path in both.rglob("*.png")}
    files = {f"{label}/{label}-000{index}.png" for label in ("boxes", "disks") for index in (0, 1)}
    assert names == files | {"sheet.png", "interpolation.png"}
    assert read_picture(both / "boxes" / "boxes-0000.png").shape == (32, 32, 3)


def test_the_sheet_holds_each_picture(both):
    sheet = read_picture(both / "sheet.png")
    picture = read_picture(both / "disks" / "disks-0001.png")
    assert sheet.shape == (2 * 34, 96 + 2 * 34, 3)
    np.testing.assert_array_equal(sheet[34:66, -32:], picture)
    assert read_picture(both / "interpolation.png").shape == (2 * 34, 96 + 8 * 34, 3)


def test_the_same_seed_gives_the_same_bytes_and_another_others(both, drawn, tmp_path):
    again, other = (
        generate(model="boxes,disks", models=str(drawn), out=str(tmp_path / f"seed-{seed}"), per_class=2, seed=seed, device="cpu")
        for seed in (0, 1)
    )
    names = ["sheet.png", "boxes/boxes-0000.png", "disks/disks-0001.png"]
    assert filecmp.cmpfiles(both, again, names, shallow=False) == (names, [], [])
    assert filecmp.cmpfiles(both, other, names, shallow=False)[1] == names


def test_an_exported_model_draws_the_same(both, drawn, tmp_path):
    exported = export(model="disks", out=str(tmp_path / "served"), models=str(drawn))
    out = generate(model=str(exported), out=str(tmp_path / "out"), per_class=2, device="cpu")
    one, other = (read_picture(folder / "disks" / "disks-0001.png").astype(int) for folder in (both, out))
    assert np.abs(one - other).max() <= 1


def test_what_is_refused(drawn, tmp_path):
    shutil.copytree(drawn / "boxes", tmp_path / "again")
    (tmp_path / "none").mkdir()
    models, out = str(drawn), str(tmp_path / "out")
    twice = refusal(out=out, model=f"boxes,{tmp_path / 'again'}", models=models)
    assert twice == f"boxes is a class of both {drawn / 'boxes'} and {tmp_path / 'again'}: name one of them"
    assert refusal(out=out, model="cats", models=models).startswith("no model 'cats'")
    assert refusal(out=out, per_class=0) == "--per-class 0, --seed 0: pictures from 1, seed from 0"
    assert refusal(out=out, models=str(tmp_path / "none")).startswith(f"no trained run in {tmp_path / 'none'}/ that is a sampler")
    (tmp_path / "file").write_text("")
    assert refusal(out=str(tmp_path / "file" / "out"), model="boxes", models=models).endswith("free some space or name another --out")
    assert not (tmp_path / "out").exists()


def test_names_that_a_disk_takes():
    names = file_names(["cat", "Cat", "../up", "a/b", "a_b", "...", "ねこ", "sheet.png"])
    assert list(names.values()) == ["cat", "Cat-2", "_up", "a_b", "a_b-2", "_", "ねこ", "sheet.png-2"]


def test_the_arc_between_two_noises_keeps_their_length():
    start, end = np.array([3.0, 0.0]), np.array([0.0, 3.0])
    way = spherical(start, end, 3)
    np.testing.assert_allclose(way, [[3.0, 0.0], [3.0 / np.sqrt(2.0)] * 2, [0.0, 3.0]], atol=1e-12)
