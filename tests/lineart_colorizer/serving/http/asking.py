"""Requests as tests of the service make them."""

import base64


async def post(client, page, files=(), **fields):
    return await client.post("/v1/colorize", files={"line": ("page.png", page), **dict(files)}, data=fields)


def b64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
