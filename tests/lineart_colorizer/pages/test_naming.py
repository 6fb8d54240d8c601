import pathlib

import pytest

from lineart_colorizer.pages.naming import name_outputs, name_variants


def below(*names: str) -> list[pathlib.PurePosixPath]:
    return [pathlib.PurePosixPath(name) for name in names]


@pytest.mark.parametrize(
    ("pages", "outputs"),
    [
        (["a.png", "b.jpg"], ["a.png", "b.png"]),
        (["a.png", "a.jpg"], ["a.png", "a.jpg.png"]),
        (["a.jpg", "a.png"], ["a.png", "a.png.png"]),
        (["a.jpg", "a.png", "a.webp"], ["a.png", "a.png.png", "a.webp.png"]),
        (["a.png", "a.png", "a.png"], ["a.png", "a.png.png", "a.png.2.png"]),
        (["deep/a.jpg", "a.jpg"], ["deep/a.png", "a.png"]),
        (["A.png", "a.png"], ["A.png", "a.png.png"]),
        (["page.v2.jpg"], ["page.v2.png"]),
        (["b.cbz", "b.png", "b.cbz", "B.cbz"], ["b.cbz", "b.png", "b.2.cbz", "B.3.cbz"]),
    ],
)
def test_no_two_pages_share_an_output(pages, outputs):
    assert name_outputs(below(*pages)) == below(*outputs)


def test_variants_are_numbered():
    assert name_variants(pathlib.PurePosixPath("deep/a.png"), 2) == below("deep/a-1.png", "deep/a-2.png")
    assert name_variants(pathlib.PurePosixPath("a.png"), 1) == below("a.png")


def test_variants_do_not_take_another_page_s_name():
    """a's first is a-1, a-1's second a-1-2; a.1.jpg's would be a-1 again if it were a."""
    assert name_outputs(below("a.png", "a.jpg"), 2) == below("a.png", "a.jpg.png")
    assert name_outputs(below("a-1.png", "a.png"), 1) == below("a-1.png", "a.png")
    named = name_outputs(below("a.png", "a-1.png", "a.jpg", "a-1.jpg"), 2)
    every = [str(variant) for name in named for variant in name_variants(name, 2)]
    assert len(set(every)) == 8
