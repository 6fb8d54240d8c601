import numpy as np
import pytest

from data_tools.errors import InputError
from data_tools.line_extraction import dilation, draw_sigma, xdog
from data_tools.line_styles import extractor, line_styles
from data_tools.thinning import thin

SHA = f"{2:064x}"
PICTURE = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)


def test_names_stay_as_they_are_and_each_once():
    assert line_styles(["pencil", "dilation+thin", "pencil"]) == ("pencil", "dilation+thin")


def test_xdog_becomes_several_styles_of_the_sigmas_asked_for():
    assert line_styles(["dilation", "xdog"], styles=3) == ("dilation", "xdog", "xdog-2", "xdog-3")
    assert line_styles(["xdog+thin"], styles=2, sigmas="0.3..0.5") == ("xdog@0.3..0.5+thin", "xdog-2@0.3..0.5+thin")
    assert line_styles(["xdog"], sigmas="0.3/0.4/0.5") == ("xdog@0.3/0.4/0.5",)


def test_a_name_is_an_extractor():
    """Hash 2: of three sigmas the third, and for the second style the first."""
    assert np.array_equal(extractor("dilation")(PICTURE, SHA), dilation(PICTURE, SHA))
    assert np.array_equal(extractor("dilation+thin")(PICTURE, SHA), thin(dilation(PICTURE, SHA)))
    assert np.array_equal(extractor("xdog@0.3/0.5/0.7")(PICTURE, SHA), xdog(PICTURE, SHA, sigmas=(0.7,)))
    assert np.array_equal(extractor("xdog-2@0.3/0.5/0.7")(PICTURE, SHA), xdog(PICTURE, SHA, sigmas=(0.3,)))
    sigma = draw_sigma(SHA, (0.3, 0.5), True, 1)
    assert np.array_equal(extractor("xdog-2@0.3..0.5")(PICTURE, SHA), xdog(PICTURE, SHA, sigmas=(sigma,)))


@pytest.mark.parametrize(
    ("names", "options", "message"),
    [
        (["pen"], {}, r"unknown extractor 'pen': choose from dilation, xdog, edges, pencil, onnx:PATH, each also with \+thin"),
        (["xdog-0"], {}, "xdog style 0: 3 sigmas give styles 1 to 3"),
        (["xdog"], {"styles": 4}, "xdog style 4: 3 sigmas give styles 1 to 3; a range, as 0.3..0.8, gives any number"),
        (["xdog"], {"styles": 0}, "styles 0: at least 1"),
        (["dilation"], {"styles": 2}, "styles and sigmas are of the line style xdog: add it to the extractors, or leave them out"),
        (["xdog"], {"sigmas": "0.3,0.4"}, "sigmas '0.3,0.4': write 0.3/0.4/0.5, or 0.3..0.5 for any between"),
        (["xdog"], {"sigmas": "0.5..0.3"}, "different ones from 0.1 to 5.0"),
        (["xdog"], {"sigmas": "0.3/nan"}, "different ones from 0.1 to 5.0"),
        (["xdog"], {"sigmas": "0.3/0.3"}, "different ones from 0.1 to 5.0"),
        (["xdog"], {"sigmas": "0.05"}, "different ones from 0.1 to 5.0"),
        (["onnx:"], {}, "onnx: needs the path of a network: onnx:PATH"),
    ],
)
def test_what_will_not_do_is_said(names, options, message):
    with pytest.raises(InputError, match=message):
        line_styles(names, **options)
