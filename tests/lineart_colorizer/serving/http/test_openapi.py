"""schemathesis makes requests from the service's own description, and holds the answers against it."""

import pytest
import schemathesis
from hypothesis import HealthCheck, settings

from lineart_colorizer.serving.http.options import ServiceOptions

schema = schemathesis.pytest.from_fixture("described")
EXAMPLES = 25  # for each route


@pytest.fixture
def described(exports):
    from lineart_colorizer.serving.http.app import create_app
    from lineart_colorizer.serving.http.shelf import shelve

    app = create_app(ServiceOptions(model="red", models=str(exports), rate=0, max_megapixels=1), shelve("red", exports))
    return schemathesis.openapi.from_asgi("/openapi.json", app)


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_answers_are_as_described(case):
    case.call_and_validate()
