"""CITATION.md has every paper that the source names by its arXiv number, and no other."""

import pathlib
import re

ROOT = pathlib.Path(__file__).parents[1]
ARXIV = re.compile(r"arXiv[: ]*(\d{4}\.\d{4,5})")
PLACES = ("lineart_colorizer", "data_tools", "tools", "benchmarks")


def numbers(*paths: pathlib.Path) -> set[str]:
    return {number for path in paths for number in ARXIV.findall(path.read_text("utf-8"))}


def test_every_paper_in_the_source_is_cited():
    named = numbers(*(path for place in PLACES for path in (ROOT / place).rglob("*.py")))
    assert "1611.07004" in named
    assert numbers(ROOT / "CITATION.md") == named
