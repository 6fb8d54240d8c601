"""examples/: each file says where it is from, what to expect, what it costs and how it is run, and `train` takes its settings."""

import pathlib
import re
import shlex

import pytest
import yaml

from lineart_colorizer.checks import checked
from lineart_colorizer.command_line import parse_settings

ROOT = pathlib.Path(__file__).parents[1]
EXAMPLES = sorted((ROOT / "examples").glob("*"))
PARTS = ["Source", "Expected", "Cost", "Command"]
TRAIN = "python -m lineart_colorizer.train "


def header(text: str) -> dict[str, str]:
    """The parts of the comment that a file opens with, each on one line."""
    comment = text.partition("\n\n")[0]
    assert all(line.startswith("# ") for line in comment.splitlines())
    found = re.findall(r"^# ([A-Z]\w+): (.*(?:\n#   .*)*)", comment, re.MULTILINE)
    return {name: re.sub(r"\n#   ", " ", said) for name, said in found}


def test_a_header_is_read():
    text = "# Source: here,\n#   there.\n# Cost: none.\n\nsize: 64\n"
    assert header(text) == {"Source": "here, there.", "Cost": "none."}


def test_the_examples():
    assert [path.name for path in EXAMPLES] == [
        "acgan.yaml", "cluster.yaml", "cyclegan.yaml", "demo.yaml", "own_folder.yaml", "pix2pix.yaml"
    ]  # fmt: skip


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_an_example_says_all_four_and_its_command_trains_with_it(path, monkeypatch):
    monkeypatch.chdir(ROOT)
    text = path.read_text("utf-8")
    parts = header(text)
    assert list(parts) == PARTS
    assert min(map(len, parts.values())) > 20
    command = text.partition("# Command: ")[2].partition("\n")[0].removeprefix("RAY_ADDRESS=auto ")
    assert command.startswith(f"{TRAIN}--config examples/{path.name}")
    settings = checked(parse_settings(shlex.split(command.removeprefix(TRAIN))))
    written = yaml.safe_load(text)
    assert {name: settings.flat()[name] for name in written} == written


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_what_an_example_quotes_is_in_the_document_it_names(path):
    parts = header(path.read_text("utf-8"))
    for said in (parts["Expected"], parts["Cost"]):
        documents = [(ROOT / name).read_text("utf-8") for name in re.findall(r"docs/\w+\.md", said)]
        assert [figure for figure in re.findall(r"\d*\.\d+", said) if not any(figure in document for document in documents)] == []
