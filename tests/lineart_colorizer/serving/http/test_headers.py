import pytest

from lineart_colorizer.serving.http.headers import SecurityHeaders

pytestmark = pytest.mark.anyio


async def test_every_answer_has_security_headers_and_none_opens_other_origins(serve, page):
    client = await serve()
    for answered in [await client.get("/healthz"), await client.get("/nowhere"), await client.get("/", headers={"Host": "evil.example"})]:
        assert answered.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self';")
        assert answered.headers["x-frame-options"] == "DENY"
        assert not [name for name in answered.headers if name.startswith("access-control")]


async def test_what_an_answer_sets_itself_stays():
    async def cached(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [(b"cache-control", b"no-cache")]})

    sent = []

    async def send(message):
        sent.append(message)

    await SecurityHeaders(cached)({"type": "http"}, None, send)
    headers = dict(sent[0]["headers"])
    assert (headers[b"cache-control"], headers[b"x-content-type-options"]) == (b"no-cache", b"nosniff")
