"""The page as a person uses it: opens files, paints, reads colours off the screen."""

import contextlib
import pathlib
from collections.abc import Iterator

MARGIN = 16  # CSS px that `view.js` leaves around a picture that fits

LAID_OUT = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
PIXEL = """([x, y]) => {
  const canvas = document.getElementById("picture");
  const ratio = canvas.width / canvas.clientWidth;
  return [...canvas.getContext("2d").getImageData(Math.round(x * ratio), Math.round(y * ratio), 1, 1).data].slice(0, 3);
}"""
SENT = """const fetched = window.fetch;
window.fetch = (address, options) => {
  if (options?.body instanceof FormData) window.sent = [...options.body.keys()];
  return fetched(address, options);
};"""


class Desk:
    """page: Playwright's. wrong: what the browser complained of. asked: addresses that were asked for. downloads: Playwright's."""

    def __init__(self, page, address: str):
        self.page, self.address = page, address
        self.wrong: list[str] = []
        self.asked: list[str] = []
        self.downloads: list = []
        self.size = (768, 768)  # of the drawing, px: the example's
        page.add_init_script(SENT)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda message: self.wrong.append(message.text) if self._is_wrong(message) else None)
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("download", lambda download: self.downloads.append(download))

    @staticmethod
    def _is_wrong(message) -> bool:
        return message.type == "error" and "the server responded with a status" not in message.text  # those are tested for themselves

    def open(self) -> None:
        self.page.goto(self.address)
        self.settle()

    def settle(self) -> None:
        """Waits until the picture is coloured, and drawn."""
        from playwright.sync_api import expect

        expect(self.page.locator("#status")).to_contain_text("Coloured in")
        self.page.evaluate(LAID_OUT)

    @contextlib.contextmanager
    def recolored(self) -> Iterator[None]:
        """What is done within makes the page colour the picture again; waits until it has."""
        with self.page.expect_response(lambda response: response.url.endswith("/v1/colorize")):
            yield
        self.settle()

    def upload(self, file: pathlib.Path, size: tuple[int, int]) -> None:
        with self.recolored():
            self.page.set_input_files("#drawing-file", file)
        self.size = size

    def on_board(self, x: float, y: float) -> tuple[float, float]:
        """A place in the drawing, in its pixels, on the board that it fits into, CSS px."""
        box = self.page.locator("#board").bounding_box()
        width, height = self.size
        scale = min((box["width"] - 2 * MARGIN) / width, (box["height"] - 2 * MARGIN) / height)
        return (box["width"] - width * scale) / 2 + x * scale, (box["height"] - height * scale) / 2 + y * scale

    def on_screen(self, x: float, y: float) -> tuple[float, float]:
        box = self.page.locator("#board").bounding_box()
        across, down = self.on_board(x, y)
        return box["x"] + across, box["y"] + down

    def color_at(self, x: float, y: float) -> tuple[int, int, int]:
        """RGB that is shown at a place in the drawing, without what is painted over it."""
        return tuple(self.page.evaluate(PIXEL, list(self.on_board(x, y))))

    def choose_color(self, color: str) -> None:
        """color: "#rrggbb"."""
        self.page.locator("#panel [data-color]").fill(color)

    def stroke(self, *points: tuple[float, float]) -> None:
        """Paints with the mouse, through places in the drawing."""
        mouse = self.page.mouse
        mouse.move(*self.on_screen(*points[0]))
        mouse.down()
        for point in points[1:]:
            mouse.move(*self.on_screen(*point), steps=3)
        mouse.up()

    def choose(self, group: str, value: str) -> None:
        """A tool or a view."""
        self.page.locator(f'input[name="{group}"][value="{value}"]').check(force=True)

    @property
    def sent(self) -> set[str]:
        """Names of the fields that were sent to be coloured last."""
        return set(self.page.evaluate("() => window.sent"))

    @property
    def alert(self):
        return self.page.locator("#alert")
