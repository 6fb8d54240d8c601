import json
import pathlib

import numpy as np
import pytest

from data_tools.pairs import Pair
from data_tools.pictures import encode_png, write_png
from data_tools.plan import Planned
from data_tools.records import Dataset
from data_tools.report import SHOWN_PAIRS, SHOWN_SKIPPED, Tally, read_fingerprint, show_skipped, write_report
from data_tools.report_page import LISTED
from data_tools.skipped import Skipped
from data_tools.sources import Item, Source

SIZE = 8


def add(tally: Tally, split: str = "train", label: str | None = "cat", height: int = SIZE, width: int = SIZE) -> None:
    line, color = np.zeros((SIZE, SIZE), np.uint8), np.zeros((SIZE, SIZE, 3), np.uint8)
    pngs = {"dilation": encode_png(line)}
    facts = {"height": height, "width": width, "remarks": {"aspect": "so high"} if height > width else {}}
    pair = Pair(key="0", sha256="0", signature=b"", color_png=encode_png(color), line_pngs=pngs, **facts)
    item = Item(source="a.png", color=pathlib.Path("a.png"), label=label)
    tally.add(Planned(item=item, key="0", split=split), pair, b"x", SIZE)


@pytest.fixture
def tally():
    gathered = Tally(skipped=[Skipped(source="<b>\udcff.png", kind="unreadable", reason="damaged")], label_names=["cat"])
    add(gathered)
    add(gathered, "val", None, height=4, width=6)
    add(gathered, height=16)
    return gathered


def write(folder, tally) -> tuple[dict, str]:
    counts = {"train": 2, "val": 1}
    dataset = Dataset(folder=folder, size=SIZE, counts=counts, labels=("cat",), extractors=("dilation",), seed=0, settings={})
    source = Source(
        folder=pathlib.Path("in"), kind="pictures", has_split=False, items=(), skipped=(), passed_over={".psd": 2}, fingerprint="f1"
    )
    write_report(folder, dataset, source, tally, 1.25)
    return json.loads((folder / "report.json").read_text("utf-8")), (folder / "report.html").read_text("utf-8")


def test_tally_counts(tally):
    assert tally.records == {"train": 2, "val": 1}
    assert tally.labels == {"cat": {"train": 2}, "(none)": {"val": 1}}
    assert (tally.padded, tally.enlarged) == (2, 1)
    for _ in range(SHOWN_PAIRS):
        add(tally)
    assert len(tally.shown) == SHOWN_PAIRS


def test_content_depends_on_records_splits_and_order():
    digests = set()
    for splits in (["train", "val"], ["val", "train"], ["train", "train"], ["train"]):
        gathered = Tally(skipped=[], label_names=[])
        for split in splits:
            add(gathered, split)
        digests.add(gathered.content.hexdigest())
    assert len(digests) == 4


def test_report_json_says_counts_and_each_skipped_file(tmp_path, tally):
    report, _ = write(tmp_path, tally)
    assert report["counts"] == {"train": 2, "val": 1}
    assert report["labels"] == {"(none)": {"val": 1}, "cat": {"train": 2}}
    assert report["skipped"] == [{"source": "<b>\\udcff.png", "kind": "unreadable", "reason": "damaged"}]
    assert report["skipped_counts"] == {"unreadable": 1}
    assert report["files_passed_over"] == {".psd": 2}
    assert read_fingerprint(tmp_path) == "f1"


def test_remarks_and_notes_are_in_both(tmp_path, tally):
    tally.notes.append("two look like \udcff.png")
    report, page = write(tmp_path, tally)
    assert report["remarks"] == [{"source": "a.png", "kind": "aspect", "reason": "so high"}]
    assert report["remark_counts"] == {"aspect": 1}
    assert report["notes"] == ["two look like \\udcff.png"]
    assert "Kept, but to be looked at: 1 aspect" in page
    assert "<td>a.png</td><td>aspect</td><td>so high</td>" in page
    assert "two look like \\udcff.png" in page


def test_report_html_needs_nothing_else_and_escapes_names(tmp_path, tally):
    _, page = write(tmp_path, tally)
    assert "Left out: 1 unreadable" in page
    assert "&lt;b&gt;\\udcff.png" in page
    assert "<b>" not in page
    assert 'src="data:image/png;base64,' in page
    assert "http" not in page
    assert page.count("<img") == 2 * 3  # two pictures for each of three pairs
    assert page.count("<span>dilation</span>") == page.count("<span>color</span>") == 3


def test_a_long_list_is_cut_in_the_page_only(tmp_path, tally):
    tally.skipped *= LISTED + 7
    report, page = write(tmp_path, tally)
    assert len(report["skipped"]) == LISTED + 7
    assert page.count("<td>damaged</td>") == LISTED
    assert "and 7 more, all of them in report.json" in page


def test_a_lost_or_damaged_report_has_no_fingerprint(tmp_path):
    assert read_fingerprint(tmp_path) is None
    for content in ("", "[]", "{}"):
        (tmp_path / "report.json").write_text(content)
        assert read_fingerprint(tmp_path) is None


def test_pictures_left_out_are_shown_where_they_can_be_decoded(tmp_path):
    """Those in the source by their item, others by their path; never more than a page bears."""
    kinds = {"small.png": "filtered", "sub/alone.png": "unpaired", "broken.png": "unreadable", "gone.png": "filtered"}
    (tmp_path / "sub").mkdir()
    for name in ("small.png", "sub/alone.png"):
        write_png(tmp_path / name, np.full((4, 8, 3), 7, np.uint8))
    items = (Item(source="small.png", color=tmp_path / "small.png"),)
    source = Source(folder=tmp_path, kind="pictures", has_split=False, items=items, skipped=(), passed_over={}, fingerprint="")
    skipped = [Skipped(source=name, kind=kind, reason=f"because {kind}") for name, kind in kinds.items()]
    shown = show_skipped(source, skipped, 16)
    assert sorted((name, reason) for name, reason, _ in shown) == [("small.png", "because filtered"), ("sub/alone.png", "because unpaired")]
    assert all(picture.shape == (16, 16, 3) and picture[8, 8].tolist() == [7] * 3 for _, _, picture in shown)
    assert len(show_skipped(source, skipped[:1] * 100, 16)) == SHOWN_SKIPPED
