"""Every message that docs/troubleshooting.md quotes is one that the source still says."""

import ast
import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "troubleshooting.md").read_text("utf-8")
LEAST = 8  # letters of a fragment that says something by itself


def strings(source: str) -> list[str]:
    """The strings of a module, and what stands between the `{}` of its f-strings; docstrings are none of them."""
    tree = ast.parse(source)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {node.body[0].value for node in ast.walk(tree) if isinstance(node, documented) and ast.get_docstring(node, clean=False)}
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return [node.value for node in constants if node not in docstrings]


def quoted(page: str) -> list[str]:
    """The messages in the first column of the tables that are headed `message`."""
    tables = re.findall(r"^\| message \|.*\n\|[-|]+\n((?:\|.*\n?)+)", page, re.MULTILINE)
    cells = [row.split("|")[1] for table in tables for row in table.splitlines()]
    return [message for cell in cells for message in re.findall(r"`([^`]+)`", cell)]


SOURCES = [path.read_text("utf-8") for package in ("lineart_colorizer", "data_tools") for path in (ROOT / package).rglob("*.py")]
SAID = [*(said for source in SOURCES for said in strings(source)), (ROOT / "Makefile").read_text("utf-8")]


def missing(message: str, said: list[str]) -> list[str]:
    """The fragments of a message, between its `...`, that nobody says."""
    fragments = [fragment.strip() for fragment in message.split("...")]
    return [fragment for fragment in fragments if fragment and not any(fragment in text for text in said)]


def test_the_tools_of_this_test():
    assert strings('"""Doc."""\ndef f(x):\n    """No."""\n    return f"no {x} in " f"{x}: look"\n') == ["no ", " in ", ": look"]
    page = "| message | means |\n|---|---|\n| `a ... b`, `c` | `d` |\n\n| setting | means |\n|---|---|\n| `e` | |\n"
    assert quoted(page) == ["a ... b", "c"]
    assert missing("no ... in the wood", ["no ", " in "]) == ["in the wood"]


@pytest.mark.parametrize("message", quoted(PAGE))
def test_a_quoted_message_is_said(message):
    assert missing(message, SAID) == []
    assert max(len(fragment.strip(" .:;,()")) for fragment in message.split("...")) >= LEAST


def test_every_job_has_its_messages():
    jobs = re.findall(r"^## (.+)\n\n\| message ", PAGE, re.MULTILINE)
    assert jobs == ["Set up", "Prepare pictures", "Train", "Go on with a run", "Colour", "Measure, publish, keep house", "Export", "Serve"]
    assert len(quoted(PAGE)) > 80
