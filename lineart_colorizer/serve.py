"""`python -m lineart_colorizer.serve [--model M --port 8000]`: a page to colour drawings on, and a service for programs."""

import dataclasses
import importlib.util
import os
from typing import Any

from data_tools.command_line import parse_for
from data_tools.errors import InputError, run_command
from lineart_colorizer.serving.http.options import RANDOM, ServiceOptions, make_token

NEEDED = ("fastapi", "uvicorn", "prometheus_client", "python_multipart")
TOKEN = "LINEART_TOKEN"


def serve(**options: Any) -> None:
    """Opens a page on which drawings are coloured, and a service that programs call: docs/service.md.

    options: as ServiceOptions.
    """
    options["token"] = choose_token(options.get("token"), options.get("no_auth", False))
    wanted = ServiceOptions(**options)
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise InputError(f"serve needs {', '.join(missing)}: pip install '.[serve]'")
    from lineart_colorizer.device import choose_device

    print(f"device: {choose_device(wanted.device)}, float32")
    from lineart_colorizer.serving.http.server import listen, run
    from lineart_colorizer.serving.http.shelf import about, shelve
    from lineart_colorizer.serving.naming import describe_model

    shelved = shelve(wanted.model, wanted.models)
    wanted = dataclasses.replace(wanted, model=wanted.model or str(shelved.folder))  # a worker that starts later would find a newer run
    known = about(shelved)
    with listen(wanted.host, wanted.port) as opened:
        port = opened.getsockname()[1]
        host = f"[{wanted.host}]" if ":" in wanted.host else wanted.host
        print(f"model: {describe_model(shelved.folder, known.card)}, and those in {wanted.models}/ when asked for")
        print(f"page: http://{host}:{port}/" + (f"#token={wanted.token}" if wanted.token else ""))
        if wanted.no_auth:
            print("anybody who reaches this address may use it (--no-auth)")
        print(f"for programs: http://{host}:{port}/docs; Ctrl-C stops it", flush=True)
        run(wanted, opened)


def choose_token(asked: str | None, no_auth: bool) -> str | None:
    """The token that was asked for, or the environment's where none was; where that is RANDOM, one that is made up."""
    asked = asked or (None if no_auth else os.environ.get(TOKEN))
    return make_token() if asked == RANDOM else asked


def main() -> int:
    serve(**parse_for(serve, command="lineart_colorizer.serve"))
    return 0


if __name__ == "__main__":
    run_command(main)
