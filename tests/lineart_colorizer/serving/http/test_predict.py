"""TensorFlow Serving's REST shape, as its documentation has it (tensorflow.org/tfx/serving/api_rest)."""

import base64

import numpy as np
import pytest

from data_tools.pictures import encode_png
from lineart_colorizer.serving.http.predict import check_room
from lineart_colorizer.serving.http.room import json_pixels

pytestmark = pytest.mark.anyio
LINE = [[[1.0], [1.0]]]  # 1 x 2 px
RED = [[[1.0, -1.0, -1.0], [1.0, -1.0, -1.0]]]
NONE = [[[0.0] * 4] * 2]


async def predict(client, name="red", **body):
    return await client.post(f"/v1/models/{name}:predict", json=body)


@pytest.fixture
async def client(serve):
    return await serve()


def b64(content: bytes) -> dict:
    return {"b64": base64.b64encode(content).decode()}


async def test_rows_of_the_only_input_with_or_without_its_name(client):
    for rows in ([LINE, LINE], [{"line": LINE}, {"line": LINE}]):
        found = (await predict(client, instances=rows)).json()
        assert found == {"predictions": [{"color": RED, "layer": RED}] * 2}


async def test_columns(client):
    for inputs in ([LINE], {"line": [LINE]}):
        assert (await predict(client, inputs=inputs)).json() == {"outputs": {"color": [RED], "layer": [RED]}}


async def test_a_signature_of_two_inputs(client):
    rows = await predict(client, signature_name="colorize_hint", instances=[{"line": LINE, "hint": NONE}])
    columns = await predict(client, signature_name="colorize_hint", inputs={"line": [LINE], "hint": [NONE]})
    assert rows.json()["predictions"][0]["color"] == columns.json()["outputs"]["color"][0] == RED


async def test_bytes_and_a_signature_of_one_output(client):
    png = b64(encode_png(np.zeros((4, 4), np.uint8)))
    assert (await predict(client, signature_name="colorize_png", instances=[{"line_bytes": png}])).json() == {"predictions": [png]}
    assert (await predict(client, signature_name="colorize_png", instances=[png])).json() == {"predictions": [png]}
    assert (await predict(client, signature_name="colorize_png", inputs=[png])).json() == {"outputs": [png]}


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({}, 422, "send either instances or inputs"),
        ({"instances": [LINE], "inputs": [LINE]}, 422, "send either instances or inputs"),
        ({"instances": []}, 422, "instances: there is none"),
        ({"instances": [[1.0]]}, 422, "line: shape [1, 1], not [None, None, None, 1]"),
        ({"instances": [[[[1.0], [1.0, 2.0]]]]}, 422, "line: its values make no float32 tensor"),
        ({"instances": [[]]}, 422, "line: shape [1, 0], not [None, None, None, 1]"),
        ({"instances": [{"color": LINE}]}, 422, "line: its values make no float32 tensor"),
        ({"inputs": {"hint": [NONE]}}, 422, "line: its values make no float32 tensor"),
        ({"signature_name": "colorize_hint", "instances": [{"line": LINE}]}, 422, "this signature takes line, hint, neither less nor more"),
        ({"signature_name": "colorize_png", "instances": [b64(b"GIF89a" + bytes(30))]}, 422, "line_bytes: no PNG"),
        ({"signature_name": "colorize_png", "instances": ["text"]}, 422, "line_bytes: its values make no string tensor"),
        ({"signature_name": "colorize_png", "instances": [{"b64": "%"}]}, 422, "line_bytes: its values make no string tensor"),
        (
            {"signature_name": "x", "instances": [1]}, 422,
            "signature_name: choose one of colorize_hint, colorize_layer, colorize_png, serving_default",
        ),
    ],
)  # fmt: skip
async def test_what_is_refused_and_how(client, body, status, said):
    answered = await predict(client, **body)
    assert (answered.status_code, answered.json()) == (status, {"error": said, "code": "invalid"})


async def test_pixels_are_counted_from_headers(client):
    large = bytearray(encode_png(np.zeros((4, 4), np.uint8)))
    large[16:24] = (2000).to_bytes(4, "big") + (2000).to_bytes(4, "big")
    answered = await predict(client, signature_name="colorize_png", instances=[b64(bytes(large))])
    assert (answered.status_code, answered.json()["code"]) == (413, "too_large")


async def test_predictions_take_room_as_pages_do(client, taken):
    taken(client)
    answers = [
        await predict(client, instances=[LINE, LINE]),
        await predict(client, signature_name="colorize_png", instances=[b64(encode_png(np.zeros((4, 5), np.uint8)))]),
    ]
    sent = [answered.request for answered in answers]
    bodies = [json_pixels(request.content) for request in sent]
    assert client.service.room.asked == [bodies[0], 32 * 2 * 2, bodies[1], 32 * 4 * 5]


async def test_models_that_there_are_not(client):
    assert (await predict(client, name="none", instances=[LINE])).status_code == 404
    assert (await client.get("/v1/models/none")).status_code == 404


async def test_no_json(client):
    answered = await client.post("/v1/models/red:predict", content=b"{")
    assert (answered.status_code, answered.json()["code"]) == (400, "bad_json")


async def test_the_status_of_a_model(client):
    said = {"version": "1", "state": "AVAILABLE", "status": {"error_code": "OK", "error_message": ""}}
    assert (await client.get("/v1/models/red")).json() == {"model_version_status": [said]}


async def test_a_version_is_the_one_that_is_loaded_or_none(client):
    found = await client.post("/v1/models/red/versions/1:predict", json={"instances": [LINE]})
    assert found.json()["predictions"][0]["color"] == RED
    other = await client.post("/v1/models/red/versions/2:predict", json={"instances": [LINE]})
    assert (other.status_code, other.json()) == (404, {"error": "of this model, version 1 is loaded", "code": "no_version"})


def test_what_is_no_picture_takes_no_room():
    """A seed has no shape, noise two axes."""
    seed = np.zeros((), np.int32)
    assert check_room({"seed": seed, "noise": np.zeros((2, 100), np.float32)}) == 0
    assert check_room({"line": np.zeros((2, 128, 128, 1), np.float32), "seed": seed}) == 2 * 32 * 128 * 128
