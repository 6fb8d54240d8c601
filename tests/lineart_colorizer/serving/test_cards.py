import dataclasses

import pytest

from data_tools.errors import InputError
from lineart_colorizer.serving.cards import read_card, write_card


def test_a_card_is_read_as_it_was_written(tmp_path, card):
    write_card(tmp_path, dataclasses.replace(card, noise=3))
    assert read_card(tmp_path) == dataclasses.replace(card, noise=3)


@pytest.mark.parametrize("content", [None, b"{", b"[]", b"{}", b'{"size": 1, "head": "m", "run": "r", "step": 1, "more": 2}', b"\xff"])
def test_a_saved_model_of_another_make(tmp_path, content):
    if content is not None:
        (tmp_path / "assets.extra").mkdir()
        (tmp_path / "assets.extra" / "model.json").write_bytes(content)
    with pytest.raises(InputError) as refused:
        read_card(tmp_path)
    assert str(refused.value) == (f"{tmp_path} has no assets.extra/model.json: it was not exported by python -m lineart_colorizer.export")
