import pathlib
import zipfile

import numpy as np
import pytest

from data_tools.pictures import encode_png, read_picture, write_png
from lineart_colorizer.pages.batch import Batch, Outcome


def written(folder: str = "out") -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in pathlib.Path(folder).rglob("*") if path.is_file())


@pytest.fixture
def run(prepare):
    """run(*inputs, resume=False, **options) -> Outcome, written to out/."""

    def running(*inputs: str, resume: bool = False, out: str = "out", **options) -> Outcome:
        entries, colorer = prepare(list(inputs), **options)
        return Batch(entries, colorer, pathlib.Path(out), resume).run()

    return running


def test_sub_folders_are_kept_and_one_bad_page_does_not_stop_the_rest(run, draw):
    for name in ("in/a.png", "in/deep/a.jpg.png", "in/deep/b.png"):
        draw(name)
    pathlib.Path("in/b.png").write_bytes(b"torn")
    outcome = run("in")
    assert written() == ["a.png", "deep/a.jpg.png", "deep/b.png"]
    assert (outcome.colored, len(outcome.failed)) == (3, 1)
    assert outcome.failed[0].startswith("in/b.png: not a picture")


def test_a_comic_comes_back_page_by_page(run, bind):
    bind("in/b.cbz", {"2.png": None, "1.jpg": None, "1.png": None, "ComicInfo.xml": b"<x/>", "torn.png": b"torn"})
    outcome = run("in")
    assert written() == ["b.cbz"]
    with zipfile.ZipFile("out/b.cbz") as book:
        assert book.namelist() == ["2.png", "1.png", "1.png.png", "ComicInfo.xml"]
        assert read_picture(book.read("1.png"))[0, 0].tolist() == [255, 0, 0]
        assert book.read("ComicInfo.xml") == b"<x/>"
    assert outcome.colored == 3
    assert outcome.failed[0].startswith("in/b.cbz/torn.png: not a picture")


def test_a_book_that_cannot_be_read_does_not_stop_the_rest(run, draw, bind):
    draw("in/z.png")
    pathlib.Path("in/a.cbz").write_bytes(b"no zip")
    bind("in/b.zip", {"../x.png": None})
    outcome = run("in")
    assert written() == ["z.png"]
    assert [line.split(":")[0] for line in outcome.failed] == ["in/a.cbz", "in/b.zip"]
    assert not pathlib.Path("x.png").exists()


def test_resuming_skips_whole_pages_of_the_same_settings(run, draw, red):
    for name in ("in/a.png", "in/b.png", "in/c.png", "in/d.png"):
        draw(name)
    run("in")
    draw("in/b.png", 44, 50)  # another drawing
    whole = pathlib.Path("out/c.png").read_bytes()
    pathlib.Path("out/c.png").write_bytes(whole[:-20])
    write_png("out/d.png", np.zeros((40, 50, 3), np.uint8))  # by another hand
    red.asked.clear()
    outcome = run("in", resume=True)
    assert (outcome.finished, outcome.colored, len(red.asked)) == (1, 3, 3)
    assert pathlib.Path("out/c.png").read_bytes() == whole
    assert run("in", resume=True).finished == 4
    assert run("in", resume=True, size=48).finished == 0
    assert run("in").finished == 0


def test_resuming_skips_whole_books(run, bind):
    bind("b.cbz", {"1.png": None, "2.png": None})
    run("b.cbz")
    assert run("b.cbz", resume=True).finished == 2
    bind("b.cbz", {"1.png": None, "2.png": encode_png(np.full((30, 30), 255, np.uint8))})
    assert run("b.cbz", resume=True).colored == 2
    bind("b.cbz", {"1.png": None, "2.png": b"torn"})
    for _ in range(2):
        outcome = run("b.cbz", resume=True)
        assert (outcome.colored, outcome.finished, len(outcome.failed)) == (1, 0, 1)


def write_page_in_color() -> np.ndarray:
    """a.png, uint8 RGB [60,60,3]."""
    page = np.full((60, 60, 3), 255, np.uint8)
    page[10:40, 10:40], page[20:50, 30:50], page[::12] = (230, 60, 60), (60, 90, 220), 0
    write_png("a.png", page)
    return page


def test_pages_in_colour_are_copied_and_said_and_skipped_later(run, here, capsys):
    page = write_page_in_color()
    outcome = run("a.png")
    assert (read_picture("out/a.png") == page).all()
    assert outcome.report(1, "out") == 0
    assert capsys.readouterr().out.splitlines() == [
        "1 of 1 pages colored, in out",
        "copied, in colour already (--force colours it): a.png",
    ]
    assert run("a.png", resume=True).finished == 1


def test_a_page_in_colour_is_finished_with_its_one_copy_of_all_variants(run, here, red):
    red.varies = True
    write_page_in_color()
    assert run("a.png", variants=3).colored == 1
    assert run("a.png", variants=3, resume=True).finished == 1


def test_the_report(capsys):
    assert Outcome(colored=1200, finished=3, failed=["a.png: torn"]).report(1204, "out") == 1
    assert capsys.readouterr().out.splitlines() == ["1,200 of 1,204 pages colored, 3 were finished, in out", "failed: a.png: torn"]


@pytest.mark.parametrize("name", ["a.png", "b.cbz"])
def test_no_input_is_overwritten(run, draw, bind, name):
    draw("a.png"), bind("b.cbz", {"1.png": None})
    before = pathlib.Path(name).read_bytes()
    assert run(name, out=".").failed == [f"{name}: its coloured version would overwrite it: name another --out"]
    assert pathlib.Path(name).read_bytes() == before


def test_no_input_is_overwritten_by_another(run, draw):
    draw("b.png"), draw("a/b.png"), draw("c-layers/x.png"), draw("d/c.png")
    before = pathlib.Path("b.png").read_bytes()
    outcome = run("a", "b.png", out=".")
    assert outcome.failed == ["b.png: the coloured version of a/b.png would overwrite this file: name another --out"]
    assert pathlib.Path("b.png").read_bytes() == before
    outcome = run("c-layers/x.png", "d/c.png", out=".", layers="png", force=True)
    assert outcome.failed == ["c-layers: layers would overwrite this file: name another --out"]


def test_a_full_disk_ends_a_book_at_once(run, draw, bind, full_disk, red):
    bind("b.cbz", {f"{number}.png": None for number in range(4)}), draw("z.png")
    with full_disk(300):
        outcome = run("b.cbz", "z.png")
    assert outcome.failed == ["out/b.cbz: File too large: free some space or name another --out"]
    assert (outcome.colored, len(red.asked), written()) == (1, 3, ["z.png"])


def test_the_same_pages_are_the_same_bytes(run, draw, bind):
    draw("a.png"), bind("b.cbz", {"1.png": None})
    for out in ("one", "two"):
        run("a.png", "b.cbz", out=out)
    for name in ("a.png", "b.cbz"):
        assert pathlib.Path("one", name).read_bytes() == pathlib.Path("two", name).read_bytes()


def test_an_interruption_leaves_no_half_book(run, bind, red):
    bind("b.cbz", {"1.png": None, "2.png": None})

    def interrupt(line, hint):
        raise KeyboardInterrupt

    red.predict = interrupt
    with pytest.raises(KeyboardInterrupt):
        run("b.cbz")
    assert written() == []


def test_what_says_how_pages_are_coloured_is_not_overwritten_either(run, draw):
    for name in ("page.jpg", "hints/x.jpg", "p.png", "q/p.jpg"):
        draw(name)
    for name in ("page.png", "hints/x.png"):
        write_png(name, np.zeros((40, 50, 4), np.uint8))
    before = {name: pathlib.Path(name).read_bytes() for name in ("page.png", "hints/x.png", "p.png")}
    assert run("page.jpg", out=".", hints="page.png").failed == [
        "page.png: the coloured version of page.jpg would overwrite this file: name another --out"
    ]
    assert len(run("hints/x.jpg", out="hints", hints="hints").failed) == 1
    assert len(run("q", out=".", palette="p.png").failed) == 1
    assert {name: pathlib.Path(name).read_bytes() for name in before} == before


def test_a_book_without_a_coloured_page_replaces_none(run, bind):
    bind("b.cbz", {"1.png": None, "ComicInfo.xml": b"<x/>", "Icon": b""})
    assert not run("b.cbz").failed
    before = pathlib.Path("out/b.cbz").read_bytes()
    bind("b.cbz", {"1.png": b"torn", "ComicInfo.xml": b"<x/>"})
    assert len(run("b.cbz").failed) == 1
    assert pathlib.Path("out/b.cbz").read_bytes() == before
    with zipfile.ZipFile("out/b.cbz") as book:
        assert (book.namelist(), book.read("Icon")) == (["1.png", "ComicInfo.xml", "Icon"], b"")


def test_bad_hints_of_one_page_do_not_cost_the_book(run, bind, here):
    bind("b.cbz", {"1.png": None, "2.png": None, "3.png": None})
    pathlib.Path("hints/b").mkdir(parents=True)
    pathlib.Path("hints/b/2.png").touch()
    for _ in range(2):
        outcome = run("b.cbz", hints="hints", resume=True)
        assert (outcome.colored, outcome.failed) == (2, [f"{pathlib.Path('hints/b/2.png')}: empty"])
    with zipfile.ZipFile("out/b.cbz") as book:
        assert book.namelist() == ["1.png", "3.png"]


def test_a_page_for_which_there_is_no_memory_does_not_stop_the_rest(run, draw, red, monkeypatch):
    for name, height in (("in/a.png", 40), ("in/b.png", 200)):
        draw(name, height, 50)

    def predict(line, hint, seed=None, whole=red.predict):
        if line.shape[1] > 100:
            raise MemoryError
        return whole(line, hint, seed)

    monkeypatch.setattr(red, "predict", predict)
    outcome = run("in", size=40)
    assert (outcome.colored, outcome.failed) == (1, [f"{pathlib.Path('in/b.png')}: not enough memory: a smaller --size takes less"])
