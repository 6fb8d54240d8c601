"""A real browser on the real service, with a model of its own. Skipped where no Chromium is installed."""

import contextlib
import pathlib
import threading

import pytest

from tests.browser.desk import Desk
from tools.chromium import find_chromium, open_browser

PATIENCE = 60_000  # ms: a machine that has other work is slow


@pytest.fixture(scope="session")
def chromium() -> str:
    found = find_chromium()
    if found is None:
        pytest.skip("no Chromium: apt-get install chromium, or set CHROMIUM to a browser's path")
    return found


@pytest.fixture(scope="module")  # while it is open, Playwright's event loop runs in this thread, and no other test's can
def browser(chromium):
    pytest.importorskip("playwright.sync_api").expect.set_options(timeout=PATIENCE)
    with open_browser() as opened:
        yield opened


@contextlib.contextmanager
def serving(options, shelved):
    """The service in a thread of its own, on a free port: its address."""
    import uvicorn

    from lineart_colorizer.serving.http.app import create_app
    from lineart_colorizer.serving.http.server import listen

    with listen("127.0.0.1", 0) as opened:
        server = uvicorn.Server(uvicorn.Config(create_app(options, shelved), log_level="warning", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [opened]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{opened.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="session")
def address(chromium, tmp_path_factory):
    """Of a service whose one model is the paintbox."""
    from lineart_colorizer.serving.http.options import ServiceOptions
    from lineart_colorizer.serving.http.shelf import shelve
    from tests.browser.paintbox import CARD, export_paintbox

    models = tmp_path_factory.mktemp("models")
    export_paintbox(models)
    with serving(ServiceOptions(models=str(models), rate=0, device="cpu"), shelve(CARD.run, models)) as opened:
        yield opened


@pytest.fixture
def open_desk(browser, address):
    """open_desk(width=1280, height=800, touch=False, **what a browser's context takes) -> Desk, with the example coloured."""
    desks = []

    def open_one(width: int = 1280, height: int = 800, touch: bool = False, fragment: str = "", **further) -> Desk:
        context = browser.new_context(viewport={"width": width, "height": height}, has_touch=touch, is_mobile=touch, **further)
        context.set_default_timeout(PATIENCE)
        desk = Desk(context.new_page(), f"{address}/{fragment}")
        desks.append(desk)
        desk.open()
        return desk

    yield open_one
    for desk in desks:
        desk.page.context.close()
    assert [desk.wrong for desk in desks] == [[] for _ in desks]


@pytest.fixture
def desk(open_desk) -> Desk:
    return open_desk()


@pytest.fixture
def drawing(tmp_path) -> pathlib.Path:
    """A PNG of 300 x 200 px: a black box on white, from (50, 50) to (250, 150)."""
    import cv2
    import numpy as np

    from data_tools.pictures import write_png

    line = np.full((200, 300), 255, np.uint8)
    cv2.rectangle(line, (50, 50), (250, 150), 0, 3)
    write_png(tmp_path / "box.png", line)
    return tmp_path / "box.png"
