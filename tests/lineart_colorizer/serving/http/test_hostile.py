"""Files that are made to break readers: each is answered with a picture or one line. `python -m tools.fuzz_service` sends more."""

import pytest

from tools.fuzz_pictures import PICTURES
from tools.fuzz_service import hostile_files, judge

pytestmark = pytest.mark.anyio
FILES = 90


async def test_hostile_files(serve):
    client, statuses = await serve(rate=0), set()
    for _, (field, content) in zip(range(FILES), hostile_files(7), strict=False):
        answered = await client.post("/v1/colorize", files={"line": PICTURES["png"], field: content})
        judge(answered)
        statuses.add(answered.status_code)
    assert statuses >= {200, 422}
