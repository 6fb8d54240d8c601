import pathlib
import re
import sys
import zipfile

import cv2
import numpy as np
import pytest

from data_tools.errors import InputError, run_command
from data_tools.pictures import read_picture, read_with_alpha, write_png
from lineart_colorizer.colorize import colorize, main
from lineart_colorizer.serving import models, openvino_models, openvino_networks
from lineart_colorizer.serving.cards import ModelCard, write_card
from lineart_colorizer.serving.loaded import Colorizer, Translator


def draw(path: pathlib.Path, height: int = 40, width: int = 50) -> pathlib.Path:
    """A white page with a black cross."""
    page = np.full((height, width), 255, np.uint8)
    page[height // 2] = page[:, width // 2] = 0
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(cv2.imencode(path.suffix, page)[1].tobytes())
    return path


@pytest.fixture
def quick(monkeypatch, tmp_path):
    """A model that colours everything red, found under any name; the working directory is empty. Holds the sizes it was given."""
    sizes = []

    def predict(line, hint):
        sizes.append(line.shape[1:3])
        layer = np.broadcast_to(np.array([1, -1, -1], np.float32), (*line.shape[:3], 3))
        return {"color": layer, "layer": layer}

    card = ModelCard(kind="colorizer", size=32, head="multiply", run="red", step=1200)
    monkeypatch.setattr(models, "find_model", lambda name, folder, kinds: pathlib.Path("some/red"))
    monkeypatch.setattr(models, "load_for_pages", lambda folder: Colorizer(predict, card, folder))
    monkeypatch.chdir(tmp_path)
    return sizes


def written(folder) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in pathlib.Path(folder).rglob("*") if path.is_file())


def refusal(*arguments, **options) -> str:
    with pytest.raises(InputError) as refused:
        colorize(*arguments, **options)
    return str(refused.value)


def test_a_missing_input(quick):
    draw(pathlib.Path("a.png"))
    assert refusal(["a.png", "nowhere.png"]) == "no such file or folder: nowhere.png"
    assert not pathlib.Path("colored").exists()


def test_a_folder_without_a_picture(quick):
    pathlib.Path("empty").mkdir()
    assert refusal(["empty"]).startswith("no picture in empty (looked for .apng, .bmp, .cbz, ")


def test_a_working_size_that_shows_nothing(quick):
    assert refusal(["a.png"], size=15) == "--size 15: 16 px is the least"


# Pages


def test_a_folder_is_colored_sub_folders_kept(quick, capsys):
    for name in ("one.png", "deep/two.jpg", "deep/er/two.bmp"):
        draw(pathlib.Path("in", name))
    assert colorize(["in"], out="out") == 0
    assert written("out") == ["deep/er/two.png", "deep/two.png", "one.png"]
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("device: ")
    assert said[1] == "model: some/red (run red, step 1,200); 3 pages, writes to out"
    assert said[2:] == ["3 of 3 pages colored, in out"]


def test_pages_of_one_name_do_not_collide(quick):
    for name in ("a.png", "a.jpg"):
        draw(pathlib.Path("in", name), 40 if name == "a.png" else 44)
    assert colorize(["in/a.png", "in/a.jpg"]) == 0
    assert written("colored") == ["a.jpg.png", "a.png"]
    assert read_picture("colored/a.png").shape[0] == 40
    assert read_picture("colored/a.jpg.png").shape[0] == 44


@pytest.mark.parametrize(("height", "width"), [(33, 47), (131, 40), (7, 90)])
def test_each_page_keeps_its_size_and_its_black_lines(quick, height, width):
    draw(pathlib.Path("page.png"), height, width)
    assert colorize(["page.png"]) == 0
    color = read_picture("colored/page.png")
    assert color.shape == (height, width, 3)
    assert color[0, 0].tolist() == [255, 0, 0]
    assert (color[height // 2] == 0).all()
    assert (color[:, width // 2] == 0).all()
    assert min(quick[0]) == 32


def test_the_working_size_can_be_given(quick):
    draw(pathlib.Path("page.png"), 100, 200)
    colorize(["page.png"], size=64)
    assert quick == [(64, 128)]


def test_one_broken_page_does_not_stop_the_rest(quick, capsys):
    for name in ("a.png", "c.png"):
        draw(pathlib.Path("in", name))
    pathlib.Path("in/b.png").write_bytes(b"\x89PNG\r\n\x1a\n torn")
    pathlib.Path("in/empty.png").touch()
    assert colorize(["in"], out="out") == 1
    assert written("out") == ["a.png", "c.png"]
    said = capsys.readouterr().out.splitlines()
    assert said[-3] == "2 of 4 pages colored, in out"
    assert said[-2].startswith("failed: in/b.png: ")
    assert said[-1] == "failed: in/empty.png: empty"


def test_a_drawing_is_never_overwritten(quick, tmp_path, capsys):
    page = draw(tmp_path / "a.png")
    before = page.read_bytes()
    assert colorize([str(page)], out=str(tmp_path)) == 1
    assert f"failed: {page}: its coloured version would overwrite it: name another --out" in capsys.readouterr().out
    assert page.read_bytes() == before


def test_a_full_disk_is_said_for_each_page(quick, full_disk, capsys):
    draw(pathlib.Path("a.png"), 400, 400)
    with full_disk(100):
        assert colorize(["a.png"], out="out") == 1
    assert capsys.readouterr().out.endswith("failed: out/a.png: File too large: free some space or name another --out\n")
    assert written("out") == []


def test_a_transparent_drawing_is_judged_on_white_and_stays_transparent_outside(quick):
    ink = np.zeros((40, 40, 4), np.uint8)
    ink[10:30, 10:30] = (0, 0, 0, 255)
    ink[15:25, 15:25] = 0
    write_png("ink.png", ink)
    assert colorize(["ink.png"]) == 0
    color, alpha = read_with_alpha("colored/ink.png")
    assert (color[15:25, 15:25] == [255, 0, 0]).all()
    assert not color[10:30, 10:15].any()
    assert alpha[20, 20] == 255
    assert not alpha[:10].any()


# The command


def as_command(monkeypatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["colorize", *arguments])
    with pytest.raises(SystemExit) as ending:
        run_command(main)
    return ending.value.code


def test_the_command_with_a_trained_model(trained, tmp_path, monkeypatch, capsys):
    draw(tmp_path / "in" / "page.png", 45, 70)
    draw(tmp_path / "in" / "more" / "page.jpg", 64, 33)
    arguments = [str(tmp_path / "in" / "page.png"), str(tmp_path / "in" / "more"), "--out", str(tmp_path / "out"), "--device", "cpu"]
    assert as_command(monkeypatch, *arguments, "--model", "straight", "--models", trained.settings.run.models) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[1] == f"model: {trained.run.path} (run straight, step 4); 2 pages, writes to {tmp_path / 'out'}"
    assert written(tmp_path / "out") == ["page.jpg.png", "page.png"]
    color = read_picture(tmp_path / "out" / "page.png")
    assert color.shape == (45, 70, 3)
    assert not color[22].any()
    assert color.std() > 10


def test_exit_codes(quick, monkeypatch, capsys):
    draw(pathlib.Path("a.png"))
    pathlib.Path("torn.png").write_text("no picture")
    assert as_command(monkeypatch, "a.png", "torn.png") == 1
    assert "failed: torn.png: not a picture this program reads" in capsys.readouterr().out
    assert as_command(monkeypatch, "nowhere.png") == 1
    assert capsys.readouterr().err == "error: no such file or folder: nowhere.png\n"
    assert as_command(monkeypatch) == 2
    assert as_command(monkeypatch, "a.png", "--modell", "x") == 2
    assert as_command(monkeypatch, "--help") == 0


def test_an_unknown_model(tmp_path, monkeypatch, capsys):
    draw(tmp_path / "a.png")
    assert as_command(monkeypatch, str(tmp_path / "a.png"), "--model", "nun", "--models", str(tmp_path)) == 1
    assert capsys.readouterr().err == "error: no model 'nun': not a SavedModel, nor a Keras export, nor a run (there are: demo)\n"


# Runtimes


@pytest.fixture
def openvino_export(monkeypatch, quick) -> str:
    """The name of an OpenVINO export that colours everything black."""

    def predict(line, hint):
        layer = np.full((*line.shape[:3], 3), -1.0, np.float32)
        return {"color": layer, "layer": layer}

    card = ModelCard(kind="colorizer", size=32, head="multiply", run="black", step=1200)
    pathlib.Path("fox").mkdir()
    write_card(pathlib.Path("fox"), card)
    pathlib.Path("fox/colorizer.xml").touch()
    monkeypatch.setattr(openvino_models, "load_openvino", lambda folder: Colorizer(predict, card, folder))
    monkeypatch.setattr(openvino_networks, "describe_openvino", lambda: "CPU (2 cores), OpenVINO 1.2.3")
    return "fox"


@pytest.mark.parametrize("runtime", ["auto", "openvino"])
def test_an_openvino_export_is_run_by_openvino(openvino_export, capsys, runtime):
    draw(pathlib.Path("a.png"))
    assert colorize(["a.png"], model=openvino_export, runtime=runtime) == 0
    assert capsys.readouterr().out.splitlines()[:2] == [
        "device: CPU (2 cores), OpenVINO 1.2.3, float32",
        "model: fox (run black, step 1,200); 1 page, writes to colored",
    ]
    assert not read_picture("colored/a.png").any()


@pytest.mark.parametrize("runtime", ["auto", "tensorflow"])
def test_all_else_is_run_by_tensorflow(quick, capsys, runtime):
    draw(pathlib.Path("a.png"))
    assert colorize(["a.png"], model="red", runtime=runtime) == 0
    assert re.match(r"device: .*, TensorFlow [\d.]+, float32\n", capsys.readouterr().out)


@pytest.mark.parametrize(("model", "what"), [("red", "red"), (None, "the newest run")])
def test_what_openvino_does_not_run(quick, model, what):
    draw(pathlib.Path("a.png"))
    made = "python -m lineart_colorizer.export --format openvino makes one of a run; or leave --runtime out"
    assert refusal(["a.png"], model=model, runtime="openvino") == f"--runtime openvino: {what} is no OpenVINO export: {made}"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"device": "gpu"}, "--device gpu: fox is an OpenVINO export, run on the CPU: leave --device out, or name its run"),
        ({"variants": 2}, "--variants 2: fox is an OpenVINO export, which draws no noise: name its run, or its SavedModel"),
        ({"seed": 0}, "--seed 0: fox is an OpenVINO export, which draws no noise: name its run, or its SavedModel"),
        ({"label": "dogs"}, "--label dogs: fox did not learn with --labels: leave --label out, or name another --model"),
    ],
)
def test_what_an_openvino_export_cannot(openvino_export, options, said):
    draw(pathlib.Path("a.png"))
    assert refusal(["a.png"], model=openvino_export, **options) == said


# Labels


@pytest.fixture
def labelled(monkeypatch, quick):
    """A model that knows cats and dogs. Holds the labels it was told."""
    told = []

    def predict(line, hint, label=-1):
        told.append(label)
        return {"color": np.zeros((*line.shape[:3], 3), np.float32)} | {"layer": np.zeros((*line.shape[:3], 3), np.float32)}

    card = ModelCard(kind="colorizer", size=32, head="multiply", labels=("cats", "dogs"), run="red", step=1200)
    monkeypatch.setattr(models, "load_for_pages", lambda folder: Colorizer(predict, card, folder, knows_labels=True))
    return told


def test_a_label_is_told_by_its_name(labelled, tmp_path):
    page = draw(tmp_path / "a.png")
    assert colorize([str(page)], label="dogs") == colorize([str(page)]) == 0
    assert labelled == [1, -1]


def test_a_label_that_the_model_does_not_know(labelled, tmp_path):
    with pytest.raises(InputError, match=r"^--label birds: the model knows cats, dogs$"):
        colorize([str(draw(tmp_path / "a.png"))], label="birds")


def test_a_label_for_a_model_without(quick, tmp_path):
    with pytest.raises(InputError, match=r"^--label dogs: some/red did not learn with --labels"):
        colorize([str(draw(tmp_path / "a.png"))], label="dogs")


# Variants


@pytest.fixture
def varied(monkeypatch, quick):
    """A model whose layer is as bright as its seed says. Holds the seeds it was told."""
    told = []

    def predict(line, hint, seed=None):
        told.append(seed)
        layer = np.full((*line.shape[:3], 3), -1.0 + (seed or 0) / 10, np.float32)
        return {"color": layer, "layer": layer}

    card = ModelCard(kind="colorizer", size=32, head="multiply", run="red", step=1200)
    monkeypatch.setattr(models, "load_for_pages", lambda folder: Colorizer(predict, card, folder, varies=True))
    return told


def test_variants_are_numbered_and_have_seeds_of_their_own(varied):
    draw(pathlib.Path("a.png"))
    assert colorize(["a.png"], variants=3, seed=5, out="out") == 0
    assert written("out") == ["a-1.png", "a-2.png", "a-3.png"]
    assert varied == [5, 6, 7]
    assert [int(read_picture(f"out/a-{number}.png")[0, 0, 0]) for number in (1, 2, 3)] == [64, 76, 89]  # 255 * seed / 20


def test_without_variants_or_seed_there_is_no_noise(varied):
    draw(pathlib.Path("a.png"))
    colorize(["a.png"])
    colorize(["a.png"], seed=0)
    colorize(["a.png"], variants=2)
    assert varied == [None, 0, 0, 1]


def test_the_same_seed_gives_the_same_bytes(varied):
    draw(pathlib.Path("a.png"))
    for out in ("one", "two"):
        colorize(["a.png"], seed=3, out=out)
    assert pathlib.Path("one/a.png").read_bytes() == pathlib.Path("two/a.png").read_bytes()


def test_variants_of_a_model_without_noise(quick):
    draw(pathlib.Path("a.png"))
    assert refusal(["a.png"], variants=2) == "--variants 2: some/red did not learn with --dropout: all would be equal"
    assert refusal(["a.png"], seed=1).startswith("--seed 1: some/red did not learn")


# Flats and layers


def draw_box(path: str) -> pathlib.Path:
    page = np.full((60, 80), 255, np.uint8)
    cv2.rectangle(page, (20, 15), (60, 45), 0, 2)
    write_png(path, page)
    return pathlib.Path(path)


@pytest.mark.parametrize(("layers", "there"), [("psd", {"a.psd"}), ("ora", {"a.ora"}), ("png", {"a-layers/layers.json"})])
def test_layers_lie_beside_the_picture_which_is_as_without(quick, layers, there):
    draw_box("a.png")
    assert colorize(["a.png"], out="plain") == colorize(["a.png"], out="out", layers=layers, per_color=True) == 0
    assert {"a.png", *there} <= set(written("out"))
    assert (read_picture("out/a.png") == read_picture("plain/a.png")).all()


def test_flats_of_a_plain_color_are_the_picture(quick):
    draw_box("a.png")
    assert colorize(["a.png"], flats=True, layers="psd") == 0
    flat = read_picture("colored/a.png")
    assert (flat[30, 40] == [255, 0, 0]).all()
    assert (read_picture("colored/a.psd") == flat).all()


@pytest.mark.parametrize(
    ("option", "choices"),
    [
        ("--layers=xcf", ("psd", "ora", "png")), ("--direction=sideways", ("forward", "backward")),
        ("--palette-mode=mix", ("limit", "steer")),
    ],
)  # fmt: skip
def test_what_is_no_choice_is_wrong_usage(monkeypatch, capsys, option, choices):
    monkeypatch.setattr(sys, "argv", ["colorize", "a.png", option])
    with pytest.raises(SystemExit) as ending:
        main()
    assert ending.value.code == 2
    said = capsys.readouterr().err
    assert all(each in said for each in (option.partition("=")[2], *choices))


def test_a_drawing_is_not_overwritten_by_the_layers_of_another(quick, capsys):
    pathlib.Path("pages").mkdir()
    drawing = draw_box("pages/a.png").read_bytes()
    pathlib.Path("a.psd").write_bytes(drawing)
    assert colorize(["pages/a.png", "a.psd"], out=".", layers="psd") == 1
    assert "failed: a.psd: layers would overwrite this file: name another --out" in capsys.readouterr().out
    assert pathlib.Path("a.psd").read_bytes() == drawing


def test_layers_of_an_archive_lie_beside_it(quick):
    with zipfile.ZipFile("book.cbz", "w") as book:
        book.write(draw_box("a.png"), "pages/a.png")
    assert colorize(["book.cbz"], layers="ora") == 0
    assert set(written("colored")) == {"book.cbz", "book.cbz-layers/pages/a.ora"}


# Translators


@pytest.fixture
def brighter(monkeypatch, tmp_path):
    """A translator that makes pages all white forward, all black backward. Holds the shapes and directions that it was given."""
    given = []

    def translate(picture, direction):
        given.append((picture.shape, direction))
        return np.full_like(picture, 1.0 if direction == "forward" else -1.0)

    card = ModelCard(kind="translator", size=16, head="multiply", run="bright", step=7)
    monkeypatch.setattr(models, "find_model", lambda name, folder, kinds: pathlib.Path("some/bright"))
    monkeypatch.setattr(models, "load_for_pages", lambda folder: Translator(translate, card, folder))
    monkeypatch.chdir(tmp_path)
    return given


@pytest.mark.parametrize(("direction", "value"), [(None, 255), ("forward", 255), ("backward", 0)])
def test_a_translator_translates_in_the_direction_asked_for(brighter, direction, value):
    page = draw(pathlib.Path("page.png"), 40, 50)
    assert colorize([str(page)], direction=direction, out="out") == 0
    found = read_picture("out/page.png")
    assert found.shape == (40, 50, 3)
    assert (found == value).all()
    assert brighter == [((1, 16, 20, 3), direction or "forward")]


def test_a_direction_for_a_model_that_has_but_one(quick):
    draw(pathlib.Path("a.png"))
    assert "is a colorizer, which has but one" in refusal(["a.png"], direction="backward")


@pytest.mark.parametrize(
    ("option", "said"), [({"label": "cats"}, "--label cats"), ({"tiles": True}, "--tiles True"), ({"seed": 0}, "--seed 0")]
)
def test_what_a_translator_cannot_do(brighter, option, said):
    draw(pathlib.Path("a.png"))
    assert refusal(["a.png"], **option).startswith(f"{said}: some/bright is a translator: leave --")
