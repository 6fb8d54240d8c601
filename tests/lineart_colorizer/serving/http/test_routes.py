"""POST /v1/colorize and its neighbours."""

import asyncio
import base64
import io
import re
import zipfile

import numpy as np
import pytest

from data_tools.pictures import encode_png, read_picture
from tests.lineart_colorizer.serving.http.asking import b64, post

pytestmark = pytest.mark.anyio
JSON = "application/json"
RED, BLACK = [255, 0, 0], [0, 0, 0]


async def test_a_picture_comes_back_with_who_made_it_and_what_it_took(serve, page):
    answered = await post(await serve(), page)
    assert answered.status_code == 200
    assert (answered.headers["content-type"], answered.headers["x-model"], answered.headers["x-model-version"]) == ("image/png", "red", "1")
    stages = re.findall(r"(\w+);dur=[\d.]+", answered.headers["server-timing"])
    assert stages == ["read", "wait", "network", "write"]
    color = read_picture(answered.content)
    assert color.shape == (40, 50, 3)
    assert color[0, 0].tolist() == RED
    assert color[10, 20].tolist() == BLACK


async def test_json_and_multipart_give_the_same_bytes(serve, page):
    client = await serve()
    by_json = await client.post("/v1/colorize", json={"line": b64(page)})
    assert by_json.content == (await post(client, page)).content
    several = (await client.post("/v1/colorize", json={"line": b64(page)}, headers={"Accept": "application/json"})).json()
    assert several["images"] == [b64(by_json.content)]
    assert (several["model"], several["copied"], set(several["seconds"])) == ("red", False, {"read", "wait", "network", "write"})


async def test_variants_are_json(serve, page, exports, export):
    folder = export(exports / "noisy" / "1", varies=True)
    (folder / "varies").touch()
    found = (await post(await serve(), page, model="noisy", variants="3", seed="0")).json()["images"]
    brightness = [int(read_picture(base64.b64decode(picture))[0, 0, 0]) for picture in found]
    assert brightness == pytest.approx([191.25, 170.0, 159.4], abs=1.0)  # 255 * (1 + 1 / (2 + seed)) / 2


async def test_labels_reach_the_model(serve, page, exports, export):
    export(exports / "animals" / "1", labels=("cat", "dog"))
    client = await serve()
    await post(client, page, model="animals", label="dog")
    (asked,) = client.service.store._loaded["animals"].model.signatures["colorize_label"].asked
    assert asked["label"].tolist() == [1]
    assert "label birds: the model knows cat, dog" in (await post(client, page, model="animals", label="birds")).text


@pytest.mark.parametrize("form", ["psd", "ora", "png"])
async def test_layers(serve, page, form):
    answered = await post(await serve(), page, layers=form)
    kinds = {"psd": "image/vnd.adobe.photoshop", "ora": "image/openraster", "png": "application/zip"}
    assert answered.headers["content-type"] == kinds[form]
    if form == "psd":
        assert read_picture(answered.content)[0, 0].tolist() == RED
        return
    with zipfile.ZipFile(io.BytesIO(answered.content)) as archive:
        assert archive.testzip() is None
        assert {"psd": "", "ora": "stack.xml", "png": "layers.json"}[form] in archive.namelist()


async def test_hints_color_where_they_are(serve, page):
    hints = np.zeros((40, 50, 4), np.uint8)
    hints[:, :5] = (0, 0, 255, 255)
    color = read_picture((await post(await serve(), page, [("hints", ("h.png", encode_png(hints)))])).content)
    assert color[20, 1].tolist() == [0, 0, 255]
    assert color[20, 45].tolist() == RED


async def test_a_palette_is_told_by_what_is_in_it(serve, page):
    client = await serve()
    for palette in (b"GIMP Palette\n0 0 255\n", b'["#0000ff"]', encode_png(np.full((8, 8, 3), (0, 0, 255), np.uint8))):
        color = read_picture((await post(client, page, [("palette", ("palette", palette))])).content)
        assert color[0, 0].tolist() == [0, 0, 255]


async def test_flats_with_and_without_shade(serve, page):
    client = await serve()
    for fields in ({"flats": "true"}, {"flats": "true", "shade": "true"}):
        assert read_picture((await post(client, page, **fields)).content)[20, 20].tolist() == RED
    assert "shade: shade over flats: add flats" in (await post(client, page, shade="true")).text


async def test_a_page_in_color_is_given_back(serve):
    colored = np.zeros((64, 64, 3), np.uint8)
    colored[:32], colored[32:] = (250, 40, 40), (40, 40, 250)
    client, content = await serve(), encode_png(colored)
    answered = await post(client, content)
    assert (answered.content, answered.headers["x-copied"]) == (content, "true")
    assert "x-copied" not in (await post(client, content, force="true")).headers


# What is refused


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"nonsense": "1"}, 422, "nonsense: Extra inputs are not permitted"),
        ({"size": "8"}, 422, "size: Input should be greater than or equal to 16"),
        ({"variants": "9"}, 422, "variants: Input should be less than or equal to 8"),
        ({"seed": "x"}, 422, "seed: Input should be a valid integer, unable to parse string as an integer"),
        ({"seed": "1"}, 422, "seed 1: red did not learn with dropout: all would be equal"),
        ({"label": "cat"}, 422, "label cat: red did not learn with labels: leave label out, or name another model"),
        ({"label": "over the limit"}, 422, "label over the limit: red did not learn with labels: leave label out, or name another model"),
        ({"layers": "xcf"}, 422, "layers: Input should be 'psd', 'ora' or 'png'"),
        ({"model": "none"}, 404, "no model of that name: /v1/models lists them"),
        ({"model": "../models/red"}, 404, "no model of that name: /v1/models lists them"),
        ({"line": "text"}, 422, "line: send it as a file"),
    ],
)
async def test_fields_that_are_wrong(serve, page, fields, status, said):
    files = {} if "line" in fields else {"line": page}
    answered = await (await serve()).post("/v1/colorize", files=files or {"palette": b"x"}, data=fields)
    assert (answered.status_code, answered.json()["error"]["message"]) == (status, said)


async def test_a_body_without_a_length_is_counted(serve):
    sent = 0

    async def endless():
        nonlocal sent
        yield b"--x\r\nContent-Disposition: form-data; name=line; filename=a\r\n\r\n"
        while sent < 100:
            sent += 1
            yield bytes(100_000)

    client = await serve(max_megabytes=1.0)
    answered = await client.post("/v1/colorize", content=endless(), headers={"Content-Type": "multipart/form-data; boundary=x"})
    assert (answered.status_code, answered.json()["error"]["code"]) == (413, "too_large")
    assert sent <= 11


async def test_the_unforeseen_is_told_without_a_traceback(serve, page, monkeypatch):
    client = await serve()
    monkeypatch.setattr("lineart_colorizer.serving.http.work.read_with_alpha", lambda *_, **__: 1 / 0)
    answered = await post(client, page)
    said = {"code": "internal", "message": "this request could not be answered: the service's log says why"}
    assert (answered.status_code, answered.json()) == (500, {"error": said})
    assert answered.headers["x-content-type-options"] == "nosniff"


async def test_full_engines_say_when_to_come_again(serve, page):
    client = await serve(threads=1, queue=1)
    answers = await asyncio.gather(*(post(client, page) for _ in range(8)))
    statuses = [answered.status_code for answered in answers]
    assert set(statuses) == {200, 503}
    assert {answered.headers.get("retry-after") for answered in answers if answered.status_code == 503} == {"1"}


async def test_a_reload_under_load_loses_nothing(serve, page, exports, export):
    client = await serve()
    export(exports / "red" / "2")
    colors = []
    while not colors or colors[-1] != (0, 255, 0):
        answers = await asyncio.gather(*(post(client, page) for _ in range(4)))
        assert {answered.status_code for answered in answers} == {200}
        colors += [tuple(read_picture(answered.content)[0, 0].tolist()) for answered in answers]
    assert set(colors) <= {(255, 0, 0), (0, 255, 0)}


# Around it


async def test_models_health_and_metrics(serve, page):
    client = await serve()
    told = (await client.get("/v1/models")).json()
    assert ([model["name"] for model in told["models"]], told["limits"]) == (["red"], {"pixels": 16_000_000, "bytes": 20_000_000})
    assert (await client.get("/healthz")).json() == (await client.get("/readyz")).json() == {"status": "ok"}
    await post(client, page)
    await client.get("/no/such/place")
    figures = (await client.get("/metrics")).text
    assert 'lineart_requests_total{route="/v1/colorize",status="200"} 1.0' in figures
    assert 'lineart_requests_total{route="none",status="404"} 1.0' in figures
    assert 'lineart_stage_seconds_count{stage="network"} 1.0' in figures
    assert "process_resident_memory_bytes" in figures


async def test_before_the_default_model_is_loaded_it_is_not_ready(serve, monkeypatch):
    monkeypatch.setattr("lineart_colorizer.serving.http.store.WATCH_SECONDS", 1000.0)  # or it would be there again at once
    client = await serve()
    client.service.store._loaded.clear()
    answered = await client.get("/readyz")
    assert (answered.status_code, answered.headers["retry-after"]) == (503, "2")


async def test_a_model_s_name_may_have_any_letters(serve, page, exports, export):
    export(exports / "漫画" / "1")
    answered = await post(await serve(), page, model="漫画")
    assert (answered.status_code, answered.headers["x-model"]) == (200, "%E6%BC%AB%E7%94%BB")
