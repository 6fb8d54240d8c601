"""What the OpenAPI description says beyond what FastAPI reads off signatures; `test_openapi` holds the service against it."""

import base64
import json
import re
import shutil
import subprocess

import pytest

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


@pytest.mark.skipif(shutil.which("base64") is None, reason="a command line's example, and this system has no base64")
def test_the_example_for_predict_sends_pages_larger_than_an_argument_may_be(tmp_path):
    (tmp_path / "page.png").write_bytes(bytes(200_000))
    (sample,) = PREDICT["openapi_extra"]["x-codeSamples"]
    sent = subprocess.run(["sh", "-c", f"curl() {{ cat; }}\n{sample['source']}\n"], cwd=tmp_path, check=True, capture_output=True).stdout
    (instance,) = json.loads(sent)["instances"]
    assert base64.b64decode(instance["line_bytes"]["b64"]) == bytes(200_000)
