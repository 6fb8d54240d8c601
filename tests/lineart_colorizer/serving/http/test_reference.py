"""The description of the API, and the page that shows it."""

import re

import pytest

pytestmark = pytest.mark.anyio


async def test_every_route_is_described_and_shown_with_examples(serve):
    client = await serve()
    described = (await client.get("/openapi.json")).json()
    routes = {
        "/v1/colorize",
        "/v1/models",
        "/v1/models/{name}",
        "/v1/models/{name}:predict",
        "/v1/models/{name}/versions/{version}:predict",
        "/healthz",
        "/readyz",
        "/metrics",
    }
    assert set(described["paths"]) == routes
    shown = (await client.get("/docs")).text
    for path in routes:
        assert f" {path}</code>" in shown
    for said in (
        "curl ",
        "needed",
        "integer 1 to 8",
        "psd or ora or png",
        "a file",
        "base64 of a file",
        "signature_name",
        "<code>413</code>",
    ):
        assert said in shown, said


async def test_the_page_loads_nothing_from_elsewhere(serve):
    client = await serve()
    shown = (await client.get("/docs")).text
    assert re.findall(r'(?:src|href)="([^"]*)"', shown) == ["/docs/style.css", "/openapi.json"]
    assert "<script" not in shown
    assert "<style" not in shown  # which the security policy would leave out
    styled = await client.get("/docs/style.css")
    assert styled.headers["content-type"].startswith("text/css")
    assert "url(" not in styled.text
