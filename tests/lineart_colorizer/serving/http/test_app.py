"""What stands before the routes, and what happens as the service starts."""

import pytest

from lineart_colorizer.serving.http.options import ServiceOptions
from tests.lineart_colorizer.serving.http.asking import post

pytestmark = pytest.mark.anyio


async def test_the_token_is_asked_for(serve, page):
    client = await serve(token="secret-12")
    assert (await post(client, page)).status_code == 401
    client.headers["Authorization"] = "Bearer secret-12"
    assert (await post(client, page)).status_code == 200


async def test_an_origin_that_was_allowed(serve):
    client = await serve(allow_origin="https://studio.example")
    asked = {"Origin": "https://studio.example", "Access-Control-Request-Method": "POST"}
    assert (await client.options("/v1/colorize", headers=asked)).headers["access-control-allow-origin"] == "https://studio.example"
    assert (
        "access-control-allow-origin"
        not in (await client.options("/v1/colorize", headers=asked | {"Origin": "https://evil.example"})).headers
    )


async def test_one_of_several_workers_comes_with_its_model(exports):
    from lineart_colorizer.serving.http.app import create_app
    from lineart_colorizer.serving.http.shelf import shelve

    app = create_app(ServiceOptions(model="red", models=str(exports), workers=2), shelve("red", exports))
    async with app.router.lifespan_context(app):
        assert app.state.service.store.is_ready


@pytest.mark.parametrize("path", ["/", "/healthz", "/readyz", "/page/main.js", "/v1/models"])
async def test_head_is_answered_as_get(serve, path):
    client = await serve()
    asked, got = await client.head(path), await client.get(path)
    assert (asked.status_code, asked.headers["content-length"]) == (got.status_code, got.headers["content-length"])


async def test_a_client_that_leaves_in_its_body_is_no_error_of_the_service(serve):
    client = await serve()
    messages = [{"type": "http.request", "body": b"half", "more_body": True}, {"type": "http.disconnect"}]

    async def receive():
        return messages.pop(0)

    headers = [(b"host", b"localhost"), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/v1/colorize", "raw_path": b"", "query_string": b"", "headers": headers}
    await client._transport.app({**scope, "http_version": "1.1", "client": ("127.0.0.1", 1)}, receive, None)
    told = client.service.metrics.text().decode()
    assert 'lineart_requests_total{route="/v1/colorize",status="499"} 1.0' in told
    assert 'status="500"' not in told
