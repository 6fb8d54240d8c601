"""How long from the end of a stroke to the recoloured picture on the screen: python -m benchmarks.stroke_to_colour [--size 512 ...].

The real page in a headless Chromium, the real service in a process of its own, both on this machine: strokes are painted by the mouse, one
after the other; each is timed by the page itself, from the pointer's release to the frame that shows the new colours. Stages, as medians:

    start     from the release to the page's own work
    hints     strokes painted and encoded as a PNG
    request   to the service and back: read, wait, network, write are its own, as Server-Timing tells
    decode    the answer's PNG
    paint     the new picture drawn

Prints a table, and one JSON line.
"""

import json
import random
import re
import statistics
import sys
import tempfile

import cv2

from benchmarks.side_by_side import where_and_when
from data_tools.command_line import run_function
from data_tools.pictures import write_png
from tools.chromium import open_browser, serving
from tools.example_drawing import example_drawing

COLORS = ("#e5484d", "#3e93e0", "#46a758", "#ffd13a", "#7c66dc")
UNCOUNTED = 3  # first strokes: traces, first use of everything
WAIT = 120_000  # ms
COUNT = "() => performance.getEntriesByName('stroke to colour').length"
MEASURES = "() => performance.getEntriesByName('stroke to colour').map(({ duration, detail }) => ({ duration, ...detail }))"


def time_strokes(address: str, size: int, strokes: int) -> list[dict]:
    """What the page measured of each: {duration, stages, server}, ms."""
    with open_browser() as browser, tempfile.TemporaryDirectory() as folder:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(WAIT)
        page.goto(address)
        drawing = f"{folder}/drawing.png"
        write_png(drawing, cv2.resize(example_drawing(), (size, size), interpolation=cv2.INTER_AREA))
        page.locator("#undo").wait_for(state="attached")
        with page.expect_response(lambda response: response.url.endswith("/v1/colorize") and response.ok):
            page.set_input_files("#drawing-file", drawing)
        page.get_by_text("Coloured in").wait_for()
        box = page.locator("#board").bounding_box()
        rng = random.Random(0)
        for number in range(strokes + UNCOUNTED):
            page.locator("#panel [data-color]").fill(rng.choice(COLORS))
            x, y = (box[at] + box[side] * rng.uniform(0.35, 0.65) for at, side in (("x", "width"), ("y", "height")))
            page.mouse.move(x, y)
            page.mouse.down()
            page.mouse.move(x + rng.uniform(-40, 40), y + rng.uniform(-40, 40), steps=8)
            page.mouse.up()
            while page.evaluate(COUNT) <= number:
                page.wait_for_timeout(20)
        return page.evaluate(MEASURES)[UNCOUNTED:]


def summary(measured: list[dict]) -> dict:
    """Median and 95th percentile of the whole, medians by stage, ms."""
    whole = sorted(each["duration"] for each in measured)
    stages = {name: [each["stages"][name] for each in measured] for name in measured[0]["stages"]}
    server = [dict(re.findall(r"(\w+);dur=([\d.]+)", each["server"] or "")) for each in measured]
    own = {f"service's {name}": [float(each[name]) for each in server] for name in server[0]}
    medians = {name: round(statistics.median(taken), 1) for name, taken in (stages | own).items()}
    high = whole[min(len(whole) - 1, round(0.95 * (len(whole) - 1)))]
    return {"median_ms": round(statistics.median(whole), 1), "p95_ms": round(high, 1), "stages_ms": medians}


def stroke_to_colour(
    *, model: str | None = None, models: str = "models", size: int = 512, strokes: int = 40, address: str | None = None
) -> dict:
    """Times strokes on the page.

    Args:
        model: as of lineart_colorizer.serve.
        models: as of lineart_colorizer.serve.
        size: side of the drawing, px.
        strokes: that are counted, after three that are not.
        address: of a service that runs already, in place of one of its own.
    """
    if address:
        measured = time_strokes(address, size, strokes)
    else:
        with serving("--models", models, *(["--model", model] if model else [])) as opened:
            measured = time_strokes(opened, size, strokes)
    report = {"size": size, "strokes": len(measured), **summary(measured)}
    print(f"{size} px, {len(measured)} strokes; {where_and_when()}\n", file=sys.stderr)
    for name, taken in {"median": report["median_ms"], "p95": report["p95_ms"], **report["stages_ms"]}.items():
        print(f"{name:20} {taken:8.1f} ms", file=sys.stderr)
    print(json.dumps(report))
    return report


if __name__ == "__main__":
    run_function(stroke_to_colour, command="benchmarks.stroke_to_colour")
