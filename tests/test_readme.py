"""README.md's commands: each is known here, is taken by the command's own parser, and those of a newcomer's first hour are run."""

import argparse
import contextlib
import io
import pathlib
import re
import runpy
import shlex
import sys
import zipfile

import cv2
import jsonargparse
import numpy as np
import pytest

from data_tools.pictures import write_png
from lineart_colorizer.serving import exports as exporting
from tests.lineart_colorizer.runs import shallow

ROOT = pathlib.Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
pytestmark = pytest.mark.filterwarnings("ignore:Even though the `tf.config:UserWarning")  # tf.data is traced, whatever `eagerly` says
COMMANDS = ("lineart_colorizer.", "data_tools.")  # `python -m` of these is held against its parser


def commands(text: str) -> dict[str, int]:
    """Every shell command of indented or fenced blocks, and every `python -m ...` in a sentence, without its comment: and its line."""
    found = {}
    fenced = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith("    "):
            found.setdefault(re.sub(r"\s+#.*", "", line.strip()), number)
        else:
            for said in re.findall(r"`(python -m [^`]+)`", line):
                found.setdefault(said, number)
    return found


FOUND = commands(README)


def unknown(command: str) -> str | None:
    """Why a command is none that this file knows how to hold against what there is; None where it is."""
    words = shlex.split(command)
    if words[0] == "make":
        targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
        return None if set(words[1:]) <= set(targets) else f"the Makefile has {', '.join(targets)}"
    if words[:2] == ["python", "-m"]:
        return None if (ROOT / f"{words[2].replace('.', '/')}.py").exists() else f"there is no module {words[2]}"
    if words[0] == "curl":
        routes = (ROOT / "lineart_colorizer/serving/http/routes.py").read_text("utf-8")
        return None if re.search(r"localhost:8000(/v1/\w+)", command)[1] in routes else "the service has no such route"
    return (
        None if words[0] == "tensorboard" and words[1] == "--logdir" else "tests/test_readme.py does not know it: say there how it is held"
    )


class Parsed(BaseException):
    """Ends a command once its line is read. options: all that its parser, and those of its sub-commands, know."""

    def __init__(self, parser: argparse.ArgumentParser):
        self.options = set(parser._option_string_actions)
        for action in parser._actions:
            for sub in (action.choices or {}).values() if isinstance(action, argparse._SubParsersAction) else ():
                self.options |= set(sub._option_string_actions)


def parse(command: str) -> set[str]:
    """The options of the command that this line names, once its own parser has taken the line; wrong usage is a SystemExit of 2."""
    module, *arguments = shlex.split(command)[2:]
    with pytest.MonkeyPatch.context() as patch:
        for kind in (argparse.ArgumentParser, jsonargparse.ArgumentParser):

            def parse_args(self, *given, taking=kind.parse_args, **more):
                taking(self, *given, **more)
                raise Parsed(self)

            patch.setattr(kind, "parse_args", parse_args)
        patch.setattr(sys, "argv", [module, *(word for word in arguments if word != "...")])
        try:
            runpy.run_module(module, run_name="__main__", alter_sys=True)
        except Parsed as parsed:
            return parsed.options
    raise AssertionError(f"{module} reads no command line")


def test_commands_are_found_and_the_unknown_is_named():
    text = "Say `python -m data_tools.demo x`:\n\n    make train     # all\n\n```\nrm -rf y\n```\n"
    assert commands(text) == {"python -m data_tools.demo x": 1, "make train": 3, "rm -rf y": 6}
    assert unknown("make train") is None
    assert "does not know it" in unknown("rm -rf y")
    assert "the Makefile has setup, train" in unknown("make tea")
    assert unknown("python -m lineart_colorizer.colourise x") == "there is no module lineart_colorizer.colourise"
    with pytest.raises(SystemExit):
        parse("python -m data_tools.demo pictures --cout 3")


@pytest.mark.parametrize("command", FOUND)
def test_every_command_is_known_and_its_parser_takes_it(command, capsys):
    if why := unknown(command):
        pytest.fail(f"README.md, line {FOUND[command]}: {command}: {why}")
    if command.startswith(tuple(f"python -m {package}" for package in COMMANDS)):
        try:
            parse(command)
        except SystemExit:
            pytest.fail(f"README.md, line {FOUND[command]}: {command}: {capsys.readouterr().err.splitlines()[-1]}")


def test_every_option_in_a_sentence_is_one_of_some_command():
    forms = {command.split()[2]: command for command in FOUND if command.startswith(tuple(f"python -m {each}" for each in COMMANDS))}
    known = set().union(*map(parse, forms.values()))
    assert {"--dry-run", "--rollback", "--best", "--tiles", "--yes"} <= known
    sentences = "\n".join(line for line in README.splitlines() if not line.startswith("    "))
    named = {option for said in re.findall(r"`([^`]+)`", sentences) for option in re.findall(r"(?<!\S)--[a-z][\w-]*", said)}
    assert len(named) > 30
    assert named - known == set()


# A newcomer's first hour, in README's order and words, in small


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> pathlib.Path:
    """The folder in which it all happens, with what a newcomer brings along: drawings, hints, a palette, scans and a comic."""
    folder = tmp_path_factory.mktemp("desk")
    page = np.full((40, 48, 3), 255, np.uint8)
    cv2.circle(page, (24, 20), 12, (0, 0, 0), 2)
    for name in ("page.png", "poster.png", "pages/1.png", "my_drawings/1.png", "scans/deep/1.png"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write_png(folder / name, page)
    (folder / "scans/deep/1.png").rename(folder / "scans/deep/1.jpg")
    hints = np.zeros((40, 48, 4), np.uint8)
    hints[16:24, 20:28] = (200, 40, 40, 255)
    write_png(folder / "hints.png", hints)
    write_png(folder / "chapter1.png", np.full((8, 8, 3), (200, 40, 40), np.uint8))
    with zipfile.ZipFile(folder / "comic.cbz", "w") as comic:
        comic.write(folder / "page.png", "1.png")
    return folder


@pytest.fixture(scope="module")
def at_desk(desk, eagerly):
    """at_desk(command, also="", named="RUN"): runs a line of README at the desk, with `also` behind it and `named` for RUN. Returns what
    it printed."""

    def run(command: str, also: str = "", named: str = "RUN") -> str:
        assert command in FOUND, f"README.md says {command!r} no more"
        module, *arguments = shlex.split(f"{command.replace('RUN', named)} {also}")[2:]
        said, failed = io.StringIO(), io.StringIO()
        with (
            contextlib.redirect_stdout(said),
            contextlib.redirect_stderr(failed),
            contextlib.chdir(desk),
            pytest.MonkeyPatch.context() as patch,
        ):
            patch.setattr(sys, "argv", [module, *arguments])
            patch.setattr(exporting, "export_model", lambda networks, card, folder: exporting.Exported(folder / "left-out", 0.0))
            with eagerly(), shallow(), pytest.raises(SystemExit) as ending:
                runpy.run_module(module, run_name="__main__", alter_sys=True)
        assert ending.value.code == 0, f"{command}: {failed.getvalue()}"
        return said.getvalue()

    return run


@pytest.fixture(scope="module")
def pictures(at_desk, desk) -> pathlib.Path:
    at_desk("python -m data_tools.demo my_pictures", "--count 12 --size 64")
    return desk / "my_pictures"


@pytest.fixture(scope="module")
def pairs(at_desk, pictures, desk) -> pathlib.Path:
    smaller = "--size 32 --val 0.25 --workers 1"
    at_desk("python -m data_tools.prepare my_pictures/ data/mine --dry-run", smaller)
    assert not (desk / "data").exists()
    at_desk("python -m data_tools.prepare my_pictures/ data/mine", smaller)
    return desk / "data" / "mine"


@pytest.fixture(scope="module")
def run(at_desk, pairs, desk) -> str:
    """The name of the run that README's first training makes, on pairs that are prepared already; with dropout, so that it has variants."""
    quick = (
        "--hint-share 0 --filters 2 --palette 4 --critic-filters 2 --dropout 0.5 --validation-pictures 2 --device cpu --precision float32"
    )
    at_desk(
        "python -m lineart_colorizer.train --data my_pictures/ --minutes 60",
        f"--data data/mine --size 32 --batch 2 --minutes null --steps 2 {quick}",
    )
    (made,) = (desk / "models").iterdir()
    return made.name


def test_pictures_are_prepared_and_looked_at(at_desk, pairs):
    assert (pairs / "report.html").exists()
    assert re.search(r"^records +10 +2$", at_desk("python -m data_tools.inspect data/mine"), re.MULTILINE)


def test_a_run_is_listed_compared_and_scored(at_desk, run, desk):
    assert run in at_desk("python -m lineart_colorizer.runs")
    assert run in at_desk("python -m lineart_colorizer.runs compare RUN RUN", named=run)
    at_desk("python -m lineart_colorizer.evaluate --data data/demo-128", "--data data/mine --out scored --device cpu")
    assert (desk / "scored" / "scores.json").exists()


COLORED = {  # what is coloured with the newest run: more options, and what is there then
    "python -m lineart_colorizer.colorize my_drawings/ --out colored": ("", "colored/1.png"),
    "python -m lineart_colorizer.colorize page.png --hints hints.png": ("--out hinted", "hinted/page.png"),
    "python -m lineart_colorizer.colorize page.png --hints hints.png --save-character hero.json": ("--out known", "hero.json"),
    "python -m lineart_colorizer.colorize pages/ --palette chapter1.png --palette-mode steer": ("--out steered", "steered/1.png"),
    "python -m lineart_colorizer.colorize 'scans/**/*.jpg' --clean": ("--out clean", "clean/deep/1.png"),
    "python -m lineart_colorizer.colorize comic.cbz --out colored --resume": ("", "colored/comic.cbz"),
    "python -m lineart_colorizer.colorize poster.png --tiles --size 2048": ("--out tiled --size 64", "tiled/poster.png"),
    "python -m lineart_colorizer.colorize page.png --variants 4 --seed 7": ("--out varied", "varied/page-4.png"),
    "python -m lineart_colorizer.colorize page.png --layers psd": ("--out layered", "layered/page.psd"),
}


@pytest.mark.parametrize("command", COLORED)
def test_drawings_are_colored(command, at_desk, run, desk):
    more, made = COLORED[command]
    at_desk(command, f"{more} --device cpu")
    assert (desk / made).exists(), sorted(
        path.relative_to(desk).as_posix() for path in desk.rglob("*") if path.parent.name == made.split("/")[0]
    )


def test_no_form_of_colorize_is_left_out():
    shown = {command for command in FOUND if command.startswith("python -m lineart_colorizer.colorize ")}
    by_model = {command for command in shown if "--model" in command}
    assert shown - by_model == set(COLORED)
