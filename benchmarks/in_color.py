"""How surely pages in colour are told from drawings on tinted paper: python -m benchmarks.in_color LINE_DIR COLOR_DIR. Prints JSON.

Drawings are shown on ten papers: white, tinted, yellowed unevenly towards the edges, stained, in a warm and a cold light, in coloured ink.
"""

import json
import pathlib

import cv2
import numpy as np

from data_tools.command_line import run_function
from data_tools.pictures import read_line, read_picture
from lineart_colorizer.imaging.in_color import SHARE, colored_share

TINTS = {"white": (255, 255, 255), "yellow": (236, 220, 180), "brown": (205, 175, 130), "blue": (200, 215, 235), "pink": (240, 215, 215)}
INKS = {"sepia ink": (110, 60, 20), "blue pencil": (90, 160, 230)}


def papers(line: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """The drawing, uint8 [H,W], on every paper: uint8 RGB [H,W,3]."""
    height, width = line.shape
    down, across = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    edge = np.clip(np.hypot(down, across) / 1.4, 0, 1)[..., None]
    share = line[..., None] / 255.0
    yellow, brown = np.array(TINTS["yellow"]), np.array(TINTS["brown"])
    sheets = {name: np.broadcast_to(tint, (height, width, 3)) for name, tint in TINTS.items()}
    sheets["yellowed edges"] = yellow + (brown - yellow) * edge**2 + 10 * (1 - edge)
    spots = cv2.GaussianBlur(rng.random((height, width)).astype(np.float32), (0, 0), width / 20)
    spots = (spots - spots.min()) / np.ptp(spots)
    sheets["stained"] = yellow + (brown - yellow) * (spots[..., None] > 0.7) * 0.6
    sheets["lamp"] = np.array((255, 225, 170)) * (1 - 0.5 * np.clip(across, 0, 1)[..., None])
    made = {name: sheet * share for name, sheet in sheets.items()}
    made |= {name: np.array(ink) + (255 - np.array(ink)) * share for name, ink in INKS.items()}
    return {name: np.clip(page + rng.normal(0, 4, page.shape), 0, 255).astype(np.uint8) for name, page in made.items()}


def in_color(lines: str, colors: str) -> None:
    """Measures how surely pages in colour are told from drawings on tinted paper.

    Args:
        lines: folder of drawings, PNG.
        colors: folder of coloured pictures, PNG.
    """
    line_folder, color_folder = pathlib.Path(lines), pathlib.Path(colors)
    rng = np.random.default_rng(0)
    colored = [colored_share(read_picture(path)) for path in sorted(color_folder.glob("*.png"))]
    drawn: dict[str, list[float]] = {}
    for path in sorted(line_folder.glob("*.png"))[::5]:
        for name, page in papers(read_line(path), rng).items():
            drawn.setdefault(name, []).append(colored_share(page))
    result = {"threshold": SHARE, "colored_missed": float(np.mean(np.array(colored) <= SHARE))}
    result["colored_percentiles_1_5_50"] = [round(float(value), 4) for value in np.percentile(colored, [1, 5, 50])]
    result["taken_for_colored"] = {name: round(float(np.mean(np.array(shares) > SHARE)), 4) for name, shares in drawn.items()}
    result["largest_share"] = {name: round(max(shares), 4) for name, shares in drawn.items()}
    print(json.dumps(result))


if __name__ == "__main__":
    run_function(in_color, command="benchmarks.in_color")
