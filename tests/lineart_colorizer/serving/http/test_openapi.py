"""schemathesis makes requests from the service's own description, and holds the answers against it."""

import pathlib

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.config import SchemathesisConfig

from lineart_colorizer.serving.http.options import ServiceOptions

ROOT = pathlib.Path(__file__).parents[4]
ROUTES = 8
EXAMPLES = 15  # for each route


@pytest.fixture
def described(exports):
    from lineart_colorizer.serving.http.app import create_app
    from lineart_colorizer.serving.http.shelf import shelve

    options = ServiceOptions(model="red", models=str(exports), rate=0, max_megapixels=1, allow_host="testserver")
    config = SchemathesisConfig.from_path(ROOT / "schemathesis.toml")
    return schemathesis.openapi.from_asgi("/openapi.json", create_app(options, shelve("red", exports)), config=config)


def test_answers_are_as_described(described):
    operations = [found.ok() for found in described.get_all_operations()]
    assert len(operations) == ROUTES
    for operation in operations:

        @given(case=operation.as_strategy())
        @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
        def hold(case):
            case.call_and_validate()

        hold()
