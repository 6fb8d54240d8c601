"""The page that a person opens after `prepare`."""

import re

import numpy as np

from data_tools.report_page import LISTED, page

GREY, COLOR = np.zeros((4, 4), np.uint8), np.zeros((4, 4, 3), np.uint8)


def report(**changed) -> dict:
    labels = {"cat": {"train": 3, "val": 1}, "<dog>": {"train": 8}, "(none)": {"train": 1}}
    empty = {"skipped": [], "skipped_counts": {}, "remarks": [], "remark_counts": {}}
    return {"counts": {"train": 1200, "val": 1}, "labels": labels} | empty | changed


def left_out(count: int) -> list[dict]:
    return [{"source": f"{number}.png", "kind": "duplicate", "reason": "as another"} for number in range(count)]


def test_counts_stand_at_the_top_and_nothing_is_fetched():
    text = page({"size": "4 px"}, report(), ["drawn"], [(GREY, COLOR)], [])
    assert "<h1>1,200 training and 1 validation pairs</h1>" in text
    assert "<strong>2</strong><span>labels</span>" in text  # those without a label are no class
    assert text.count("<img ") == 2 and not re.search(r'(src|href)="(?!data:)', text)


def test_the_most_frequent_label_comes_first_and_names_are_escaped():
    text = page({}, report(), ["drawn"], [], [])
    assert text.index("&lt;dog&gt;") < text.index("<td>cat</td>") and "<dog>" not in text
    assert '<meter max="8" value="4"></meter>' in text


def test_many_files_left_out_are_cut_and_said_so():
    skipped = left_out(LISTED + 5)
    text = page({}, report(skipped=skipped, skipped_counts={"duplicate": len(skipped)}), ["drawn"], [], [])
    assert "<h2>Left out: 1,005 duplicate</h2>" in text
    assert "and 5 more, all of them in report.json" in text
    assert f"{LISTED - 1}.png" in text and f"{LISTED}.png" not in text


def test_few_files_left_out_are_shown_open():
    text = page({}, report(skipped=left_out(2), skipped_counts={"duplicate": 2}), ["drawn"], [], [("0.png", "as another", COLOR)])
    assert "<details open>" in text and "<p>1 that can be shown.</p>" in text
