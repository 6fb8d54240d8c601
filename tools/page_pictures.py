"""Pictures of the browser page: python -m tools.page_pictures [--out build/page]. docs/page.png is page-1280-light.png, made smaller.

The page at 1280 and at 390 px, light and dark, with some dabs of colour; also compare, variants, options, menu.
"""

import pathlib

from data_tools.command_line import run_function
from tools.chromium import open_browser, serving

SCREENS = (("1280", 1280, 800, False), ("390", 390, 844, True))
DABS = {  # on the example: colour, and the places in the drawing, 0..1
    "#d9483b": ((0.35, 0.69), (0.49, 0.70)),  # shell
    "#f2a65a": ((0.27, 0.69), (0.40, 0.56), (0.54, 0.70), (0.40, 0.81)),
    "#f3d58b": ((0.17, 0.83), (0.12, 0.70), (0.46, 0.88)),  # snail
    "#ffd13a": ((0.70, 0.23), (0.72, 0.36)),  # wings
    "#7c66dc": ((0.90, 0.23), (0.89, 0.36)),
    "#ffffff": ((0.75, 0.09), (0.45, 0.10)),  # clouds
    "#a97c5c": ((0.80, 0.72), (0.76, 0.66), (0.85, 0.66), (0.76, 0.86), (0.87, 0.85)),  # rabbit
    "#9ad26f": ((0.59, 0.96), (0.03, 0.94), (0.64, 0.80)),  # meadow
    "#5fae57": ((0.66, 0.60), (0.90, 0.60), (0.03, 0.64)),
    "#bfe3f5": ((0.17, 0.15), (0.95, 0.42)),  # sky
}
WAIT = 120_000  # ms
MARGIN = 16  # CSS px around a drawing that fits


def paint(page, touch: bool) -> None:
    """DABS on a square drawing that fits its board."""
    box = page.locator("#board").bounding_box()
    side = min(box["width"], box["height"]) - 2 * MARGIN
    for color, places in DABS.items():
        page.locator(".rail [data-color]").fill(color)
        for x, y in places:
            place = (box["x"] + box["width"] / 2 + (x - 0.5) * side, box["y"] + box["height"] / 2 + (y - 0.5) * side)
            page.touchscreen.tap(*place) if touch else page.mouse.click(*place)
    page.mouse.move(0, 0)
    settle(page)


def settle(page) -> None:
    page.get_by_text("Coloured in").wait_for()
    page.wait_for_timeout(500)  # what moves has come to rest


def take(page, out: pathlib.Path, name: str, touch: bool) -> None:
    """One screen with everything that can be opened on it."""

    def shoot(what: str) -> None:
        page.wait_for_timeout(400)
        page.screenshot(path=out / f"page-{name}{what}.png")

    shoot("")
    page.keyboard.press("2")
    shoot("-compare")
    page.keyboard.press("4")
    page.locator("#variants > *").first.wait_for()
    shoot("-variants")
    page.keyboard.press("1")
    page.locator("#download summary").click()
    shoot("-menu")
    page.locator("#download summary").click()
    if touch:
        page.locator("#options").tap()
        shoot("-options")


def page_pictures(*, model: str | None = None, models: str = "models", out: str = "build/page") -> None:
    """Takes pictures of the page.

    Args:
        model: as of lineart_colorizer.serve.
        models: as of lineart_colorizer.serve.
        out: folder to write to.
    """
    folder = pathlib.Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    with serving("--models", models, *(["--model", model] if model else [])) as address, open_browser() as browser:
        for name, width, height, touch in SCREENS:
            for scheme in ("light", "dark"):
                context = browser.new_context(
                    viewport={"width": width, "height": height}, color_scheme=scheme, has_touch=touch, is_mobile=touch
                )
                context.set_default_timeout(WAIT)
                page = context.new_page()
                page.goto(address)
                settle(page)
                paint(page, touch)
                take(page, folder, f"{name}-{scheme}", touch)
                context.close()
    print(f"wrote {folder}/page-*.png")


if __name__ == "__main__":
    run_function(page_pictures, command="tools.page_pictures")
