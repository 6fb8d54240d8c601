import concurrent.futures
import dataclasses
import os
import sqlite3

import numpy as np
import pytest

from data_tools.errors import InputError
from data_tools.pairs import Pair
from data_tools.pictures import encode_png
from data_tools.skipped import Skipped
from data_tools.sources import Item
from data_tools.store import Store, has_any, remove_store

COLOR = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
STYLES = ("dilation", "onnx:a b/c.onnx")


@pytest.fixture
def item(tmp_path) -> Item:
    (tmp_path / "a.png").write_bytes(b"abc")
    return Item(source="cats/\udcff.png", color=tmp_path / "a.png")


def pair(key: str = "k") -> Pair:
    lines, color_png = {STYLES[1]: b"second", STYLES[0]: b"first"}, encode_png(COLOR)
    facts = {"sha256": "s", "height": 2, "width": 4, "signature": b"\0\1", "remarks": {"aspect": "2 times as wide as high"}}
    return Pair(key=key, color_png=color_png, line_pngs=lines, **facts)


def test_what_is_added_is_there_in_the_next_process(item, tmp_path):
    with Store(tmp_path / "db", "recipe", STYLES) as store:
        assert (store.has(item), len(store)) == (False, 0)
        store.add(item, pair())
    with Store(tmp_path / "db", "recipe", STYLES) as store:
        assert (store.has(item), len(store)) == (True, 1)
        assert store.made(item.source) == ("k", "s", 2, 4, b"\0\1")
        assert store.pair("k") == pair()
        np.testing.assert_array_equal(store.picture("k"), COLOR[1:3])  # without the margins above and below
        assert store.skipped(item.source) is None


def test_threads_that_ask_at_once_each_get_their_own(item, tmp_path):
    keys = [f"k{number}" for number in range(8)]
    with Store(tmp_path / "db", "recipe", STYLES) as store, concurrent.futures.ThreadPoolExecutor(8) as pool:
        for key in keys:
            store.add(dataclasses.replace(item, source=key), pair(key))
        assert [found.key for found in pool.map(store.pair, keys * 200)] == keys * 200


def test_a_changed_file_is_not_there(item, tmp_path):
    with Store(tmp_path / "db", "recipe", STYLES) as store:
        store.add(item, pair())
        os.utime(item.color, ns=(7, 7))
        assert not store.has(item)


def test_reasons_are_kept_but_what_cannot_be_read_is_tried_again(item, tmp_path):
    with Store(tmp_path / "db", "recipe", STYLES) as store:
        answer = Skipped(source=item.source, kind="sizes differ", reason="why")
        store.add(item, answer)
        assert (store.has(item), store.skipped(item.source)) == (True, answer)
        store.add(item, Skipped(source=item.source, kind="unreadable", reason="no rights"))
        assert (store.has(item), store.skipped(item.source)) == (False, None)


def test_another_recipe_begins_anew(item, tmp_path):
    with Store(tmp_path / "db", "recipe", STYLES) as store:
        store.add(item, pair())
    assert has_any(tmp_path / "db")
    with Store(tmp_path / "db", "another", STYLES[:1]) as store:
        assert len(store) == 0
    assert not has_any(tmp_path / "db")
    remove_store(tmp_path / "db")
    assert os.listdir(tmp_path) == ["a.png"]


def test_what_out_keeps_is_without_the_pictures_that_its_shards_hold(item, tmp_path):
    left_out = Item(source="again.png", color=item.color)
    with Store(tmp_path / "db", "recipe", STYLES) as store:
        store.add(item, pair())
        store.add(left_out, pair("other"))
        store.keep(tmp_path / "kept", [item.source, left_out.source, "unreadable.png"], {"k"})
    with sqlite3.connect(tmp_path / "kept") as kept:
        assert kept.execute("SELECT key, height, remarks, color, line_1 FROM pairs ORDER BY key").fetchall() == [
            ("k", 2, '{"aspect": "2 times as wide as high"}', None, None),
            ("other", 2, '{"aspect": "2 times as wide as high"}', encode_png(COLOR), b"second"),
        ]
    with Store(tmp_path / "kept", "recipe", STYLES) as store:
        assert (store.has(item), store.has(left_out)) == (False, True)


def test_a_full_disk_is_told_as_such(item, tmp_path):
    with Store(tmp_path / "db", "recipe", STYLES) as store:
        store._run("PRAGMA max_page_count = 1")
        with pytest.raises(OSError, match="full") as refused:
            store.add(item, dataclasses.replace(pair(), color_png=bytes(1_000_000)))
        assert refused.value.filename == str(tmp_path / "db")


def test_a_damaged_one_is_told_with_what_to_do(item, tmp_path):
    (tmp_path / "db").write_bytes(b"no database" * 1000)
    with pytest.raises(InputError, match=r"db is damaged \(file is not a database\): delete it, and give the same command again$"):
        Store(tmp_path / "db", "recipe", STYLES)
