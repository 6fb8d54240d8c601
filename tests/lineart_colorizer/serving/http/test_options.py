import pytest

from data_tools.errors import InputError
from lineart_colorizer.serving.http.options import ServiceOptions, is_local, make_token


def refusal(**options) -> str:
    with pytest.raises(InputError) as refused:
        ServiceOptions(**options)
    return str(refused.value)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "studio.example"])
def test_others_are_let_in_by_a_token_or_by_saying_so(host):
    assert refusal(host=host) == f"--host {host}: others can reach it: add --token random, or --no-auth if anybody may use it"
    ServiceOptions(host=host, token="long-enough")
    ServiceOptions(host=host, no_auth=True)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.0.0.2", "::1"])
def test_addresses_of_this_machine_need_neither(host):
    assert is_local(host)
    assert ServiceOptions(host=host).token is None


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"token": "random"}, "--token: 8 letters, digits, - or _ at least; or random"),  # `serve` makes one up before
        ({"token": "short"}, "--token: 8 letters, digits, - or _ at least; or random"),
        ({"token": "with space"}, "--token: 8 letters"),
        ({"token": "long-enough", "no_auth": True}, "--token and --no-auth: leave one out"),
        ({"port": 70000}, "--port 70000: a number from 0 to 65535"),
        ({"workers": 0}, "--workers 0: 1 is the least"),
        ({"threads": 0}, "--threads 0: 1 is the least"),
        ({"rate": -1}, "--rate -1: 0 is the least"),
        ({"deadline": 0}, "--deadline 0: a number over 0"),
        ({"max_megabytes": float("nan")}, "--max-megabytes nan: a number over 0"),
    ],
)
def test_what_cannot_be(options, said):
    assert refusal(**options).startswith(said)


def test_limits_in_bytes_and_pixels():
    options = ServiceOptions(max_megabytes=1.5, max_megapixels=2)
    assert (options.max_bytes, options.max_pixels) == (1_500_000, 2_000_000)


def test_names_that_it_may_be_called_by():
    options = ServiceOptions(host="192.168.1.5", token="long-enough", allow_host="Studio.example, box")
    assert options.hosts == {"localhost", "127.0.0.1", "::1", "192.168.1.5", "studio.example", "box"}


def test_tokens_are_made_that_are_taken():
    made = make_token()
    assert ServiceOptions(token=made).token == made != make_token()
