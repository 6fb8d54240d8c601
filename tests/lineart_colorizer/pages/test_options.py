import pytest

from data_tools.errors import InputError
from lineart_colorizer.pages.options import PageOptions


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"size": 15}, "--size 15: 16 px is the least"),
        ({"save_character": "hero.json"}, "--save-character hero.json: it keeps what --hints paint: add --hints"),
        ({"shade": True}, "--shade: shade over flats: add --flats"),
        ({"variants": 0}, "--variants 0: 1 is the least"),
        ({"seed": -1}, "--seed -1: a number from 0 to 2147483646"),
        ({"seed": 2**31 - 2, "variants": 3}, "--seed 2147483646: a number from 0 to 2147483644"),
    ],
)
def test_what_cannot_be_is_refused(options, said):
    with pytest.raises(InputError) as refused:
        PageOptions(**options)
    assert str(refused.value) == said


def test_what_can_be():
    assert PageOptions(size=16, seed=2**31 - 2).variants == 1
