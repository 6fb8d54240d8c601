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
