import pytest
from starlette.datastructures import Headers

from lineart_colorizer.serving.http.errors import ServiceError
from lineart_colorizer.serving.http.gate import RateLimit, check_host, check_origin, check_token, client_of, host_of

OURS = frozenset(["localhost", "127.0.0.1", "::1"])


def scope(path="/v1/colorize", method="POST", client="10.0.0.1"):
    return {"type": "http", "path": path, "method": method, "client": (client, 5000)}


def refusal(check, headers, **asked) -> tuple[int, str] | None:
    try:
        check(scope(**asked), Headers(raw=[(name.encode(), value.encode()) for name, value in headers]))
    except ServiceError as error:
        return error.status, error.code
    return None


@pytest.mark.parametrize(
    ("header", "name"),
    [("localhost", "localhost"), ("LocalHost.:80", "localhost"), ("127.0.0.1:8000", "127.0.0.1"), ("[::1]:8000", "::1"), ("[::1]", "::1")],
)
def test_names_in_host_headers(header, name):
    assert host_of(header) == name


@pytest.mark.parametrize(
    "hosts", [[], ["evil.example"], ["localhost.evil.example"], ["evil@localhost"], ["localhost", "evil.example"], [""]]
)
def test_other_names_than_ours_are_refused(hosts):
    assert refusal(check_host(OURS), [("host", host) for host in hosts]) == (421, "wrong_host")


def test_our_names_are_let_in():
    for host in ("localhost:8000", "127.0.0.1", "[::1]:9"):
        assert refusal(check_host(OURS), [("host", host)]) is None


@pytest.mark.parametrize(
    ("origin", "let_in"),
    [
        (None, True), ("http://localhost:8000", True), ("https://studio.example", True), ("http://localhost:9000", False),
        ("https://evil.example", False), ("null", False), ("file://localhost:8000", False),
    ],
)  # fmt: skip
def test_pages_of_other_places_are_refused(origin, let_in):
    headers = [("host", "localhost:8000")] + ([("origin", origin)] if origin else [])
    found = refusal(check_origin(OURS, ("https://studio.example",)), headers)
    assert found == (None if let_in else (403, "wrong_origin"))


@pytest.mark.parametrize(
    ("given", "let_in"),
    [
        ("Bearer secret-1", True),
        ("bearer secret-1", True),
        ("Bearer secret-2", False),
        ("Basic secret-1", False),
        ("", False),
        ("Bearer é", False),
    ],
)
def test_the_token(given, let_in):
    headers = Headers(raw=[(b"authorization", given.encode("latin-1"))])
    try:
        check_token("secret-1")(scope(), headers)
    except ServiceError as error:
        assert not let_in
        assert (error.status, error.headers["WWW-Authenticate"]) == (401, "Bearer")
    else:
        assert let_in


@pytest.mark.parametrize("path", ["/", "/page/main.js", "/docs", "/docs/style.css", "/openapi.json", "/healthz", "/readyz"])
def test_what_holds_nothing_of_anybody_s_needs_no_token(path):
    assert refusal(check_token("secret-1"), [], path=path, method="GET") is None


@pytest.mark.parametrize("path", ["/v1/models", "/metrics", "/v1/colorize", "/page", "//docs", "/pagex"])
def test_all_else_does(path):
    assert refusal(check_token("secret-1"), [], path=path, method="GET") == (401, "no_token")


def test_a_rate_of_two_a_second_with_eight_at_once():
    now = [0.0]
    limit = RateLimit(2.0, clock=lambda: now[0])
    assert [refusal(limit, []) for _ in range(9)] == [None] * 8 + [(429, "too_many")]
    now[0] = 0.5  # one token has run in
    assert [refusal(limit, []) for _ in range(2)] == [None, (429, "too_many")]
    assert refusal(limit, [], client="10.0.0.2") is None
    assert refusal(limit, [], path="/healthz") is None
    now[0] = 100.0  # no more than eight gather
    assert [refusal(limit, []) for _ in range(9)] == [None] * 8 + [(429, "too_many")]


def test_when_to_come_again():
    limit = RateLimit(0.1, clock=lambda: 0.0)
    limit(scope(), Headers())
    with pytest.raises(ServiceError) as refused:
        limit(scope(), Headers())
    assert refused.value.headers == {"Retry-After": "10"}


def test_no_rate_is_no_limit():
    limit = RateLimit(0.0, clock=lambda: 0.0)
    assert {refusal(limit, []) for _ in range(100)} == {None}


def test_a_household_s_addresses_are_one_client():
    assert client_of(scope(client="2001:db8:1:2::5")) == client_of(scope(client="2001:db8:1:2:ffff::")) == "2001:db8:1:2::"
    assert client_of(scope(client="10.0.0.1")) == "10.0.0.1"
    assert client_of({"client": None}) == "unknown"
