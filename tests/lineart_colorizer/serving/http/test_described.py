"""What the OpenAPI description says beyond what FastAPI reads off signatures; `test_openapi` holds the service against it."""

import re

from lineart_colorizer.serving.http.described import COLORIZE, PREDICT, TOKEN
from lineart_colorizer.serving.http.schemas import ColorizeRequest
from lineart_colorizer.serving.http.work import LAYER_TYPES

BODIES = COLORIZE["openapi_extra"]["requestBody"]["content"]


def test_a_form_has_the_fields_of_the_json_and_none_is_null():
    fields = BODIES["multipart/form-data"]["schema"]["properties"]
    assert set(fields) == set(ColorizeRequest.model_fields) == set(BODIES["application/json"]["schema"]["properties"])
    assert fields["line"]["format"] == fields["hints"]["format"] == "binary"
    assert (fields["size"]["type"], fields["size"]["minimum"], fields["size"]["maximum"]) == ("integer", 16, 1024)
    assert "null" not in str(fields)


def test_no_schema_defines_what_only_itself_refers_to():
    assert "$defs" not in str(COLORIZE["openapi_extra"]) + str(PREDICT["openapi_extra"])


def test_answers_by_their_types():
    assert set(COLORIZE["responses"][200]["content"]) == {"image/png", *LAYER_TYPES.values()}
    assert set(PREDICT["responses"]) == set(COLORIZE["responses"])


def test_examples_are_commands_with_a_token_and_fields_that_there_are():
    samples = [sample["source"] for told in (COLORIZE, PREDICT) for sample in told["openapi_extra"]["x-codeSamples"]]
    assert all(source.startswith(f"curl {TOKEN} ") for source in samples)
    asked = {field for source in samples for field in re.findall(r"-F (\w+)=", source)}
    assert asked == {"line", "hints", "palette", "layers"}
