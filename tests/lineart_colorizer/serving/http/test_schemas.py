"""What the service's requests may hold: their own examples, and the bounds of their numbers."""

import base64

import pydantic
import pytest

from data_tools.pictures import read_line
from lineart_colorizer.serving.http.schemas import LARGEST_SEED, MOST_VARIANTS, PNG, ColorizeRequest, PredictRequest, Wishes


@pytest.mark.parametrize("request_type", [ColorizeRequest, PredictRequest])
def test_the_examples_shown_are_requests(request_type):
    examples = request_type.model_config["json_schema_extra"]["examples"]
    assert [request_type.model_validate(example) for example in examples]


def test_the_drawing_of_the_examples_is_a_box():
    (line,) = {ColorizeRequest(**example).line for example in ColorizeRequest.model_config["json_schema_extra"]["examples"]}
    assert line == base64.b64decode(PNG)
    assert read_line(line).shape == (8, 8)


def test_every_variant_has_a_seed_that_is_an_int32():
    asked = Wishes(seed=LARGEST_SEED, variants=MOST_VARIANTS)
    assert asked.seed + asked.variants - 1 < 2**31


@pytest.mark.parametrize(
    "wrong",
    [
        {"seed": -1},
        {"seed": LARGEST_SEED + 1},
        {"variants": 0},
        {"variants": MOST_VARIANTS + 1},
        {"size": 15},
        {"size": 1025},
        {"label": "a" * 201},
        {"palette_mode": "neither"},
        {"layers": "gif"},
        {"flat": True},
    ],
    ids=str,
)
def test_what_no_drawing_can_be_coloured_by_is_refused(wrong):
    with pytest.raises(pydantic.ValidationError) as error:
        Wishes(**wrong)
    assert [each["loc"] for each in error.value.errors()] == [tuple(wrong)]
