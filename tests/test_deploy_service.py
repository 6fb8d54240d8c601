"""What deploy/ says of the service is what `serve` takes, and what is there."""

import json
import pathlib
import re

import pytest
import yaml

from data_tools.command_line import parse_for
from lineart_colorizer.serve import TOKEN, serve
from lineart_colorizer.serving.http.gate import OPEN
from lineart_colorizer.serving.http.options import ServiceOptions

ROOT = pathlib.Path(__file__).parents[1]
DOCKERFILE = (ROOT / "deploy" / "service" / "Dockerfile").read_text("utf-8")
COMPOSE = yaml.safe_load((ROOT / "deploy" / "service" / "compose.yaml").read_text("utf-8"))
DEPLOYMENT, SERVICE = yaml.safe_load_all((ROOT / "deploy" / "service.yaml").read_text("utf-8"))
SERVE = ["python", "-m", "lineart_colorizer.serve"]


def container() -> dict:
    (only,) = DEPLOYMENT["spec"]["template"]["spec"]["containers"]
    return only


def commands() -> dict[str, list[str]]:
    started = re.search(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    return {
        "Dockerfile": json.loads(started[1]),
        "compose": COMPOSE["services"]["page"]["command"],
        "Kubernetes": [*container()["command"], *container()["args"]],
    }


@pytest.mark.parametrize("where", commands())
def test_the_command_is_one_of_serve(where):
    command = commands()[where]
    assert command[:3] == SERVE
    asked = parse_for(serve, command="lineart_colorizer.serve", arguments=command[3:])
    options = ServiceOptions(**asked | {"token": "from-the-environment"})
    assert (options.host, options.models, options.port) == ("0.0.0.0", "/work/models", 8000)


def test_the_token_comes_from_where_serve_looks():
    assert TOKEN in COMPOSE["services"]["page"]["environment"]
    assert TOKEN in [variable["name"] for variable in container()["env"]]


def test_what_the_image_is_made_of_is_there_and_is_not_ignored():
    copied = [name for line in re.findall(r"^COPY (.*) \S+$", DOCKERFILE, re.MULTILINE) for name in line.split()]
    ignoring = (ROOT / "deploy" / "service" / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    for name in copied:
        assert (ROOT / name).exists()
        assert f"!{name}" in ignoring
    assert re.findall(r"^(FROM|USER|CMD) ", DOCKERFILE, re.MULTILINE) == ["FROM", "USER", "CMD"]  # not as root
    assert not re.search(r"\bADD\b|:latest|sudo", DOCKERFILE)


def test_no_container_is_reached_from_elsewhere_or_writes_what_it_is_not_given():
    for name, service in COMPOSE["services"].items():
        assert all(port.startswith("127.0.0.1:") for port in service["ports"]), name
        assert all(volume.endswith(":ro") for volume in service["volumes"]), name


def test_probes_ask_what_needs_no_token_under_a_name_that_the_service_goes_by():
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        asked = container()[probe]["httpGet"]
        assert asked["path"] in OPEN
        assert asked["httpHeaders"] == [{"name": "Host", "value": "localhost"}]
        assert asked["port"] in [port["name"] for port in container()["ports"]]
    labels = DEPLOYMENT["spec"]["template"]["metadata"]["labels"]
    assert SERVICE["spec"]["selector"] == DEPLOYMENT["spec"]["selector"]["matchLabels"] == labels
