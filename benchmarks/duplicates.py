"""How many altered copies `data_tools.prepare` finds, and how many originals it loses: python -m benchmarks.duplicates [FOLDER...].

Default ../shared/data/openmoji/{train,val}/color. Of every picture are made: one resized to 50 to 200 %, one JPEG of quality 50 to 95,
one mirrored, one cropped by up to 5 % of each side, and one with other colours (hue turned by a third), which is no copy. All are signed
at 128 px, as prepare does. A copy is found when it and its original are not both kept. An original is lost when it is left out for
another one though the two differ by more than 8 grey levels in some 8 x 8 px: the set holds real duplicates. Prints one JSON line;
budget: found >= 0.98, lost <= 0.005.
"""

import json
import pathlib
import time

import cv2
import numpy as np

from data_tools import engines
from data_tools.command_line import run_function
from data_tools.duplicates import find_groups, signature
from data_tools.pairs import fit_square, without_margins
from data_tools.pictures import read_picture

SIZE = 128
DEFAULT = [f"../shared/data/openmoji/{split}/color" for split in ("train", "val")]
KINDS = ("resized", "re-compressed", "mirrored", "cropped")
RECOLOURED = "recoloured"


def alter(picture: np.ndarray, seed: int) -> dict[str, np.ndarray]:
    """RGB uint8 [H,W,3] pictures by kind."""
    rng = np.random.default_rng(seed)
    height, width = picture.shape[:2]
    scale = rng.uniform(0.5, 2.0)
    by = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    jpeg = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(50, 96))])[1]
    cuts, begins = rng.uniform(0, 0.05, 2) * (height, width), rng.uniform(0, 1, 2)
    top, left = np.round(cuts * begins).astype(int)
    bottom, right = np.round((height, width) - cuts * (1 - begins)).astype(int)
    hsv = cv2.cvtColor(picture, cv2.COLOR_RGB2HSV)
    hsv[..., 0] = (hsv[..., 0].astype(int) + 60) % 180
    altered = (
        cv2.resize(picture, None, fx=scale, fy=scale, interpolation=by),
        cv2.imdecode(jpeg, cv2.IMREAD_COLOR_RGB),
        picture[:, ::-1],
        picture[top:bottom, left:right],
        cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB),
    )
    return dict(zip((*KINDS, RECOLOURED), altered, strict=True))


def groups(pictures: list[np.ndarray]):
    """What prepare finds, with the seconds it takes to sign and to compare. The largest picture of each is kept, then the first."""
    order = sorted(range(len(pictures)), key=lambda index: -pictures[index].shape[0] * pictures[index].shape[1])
    stored = [without_margins(fit_square(pictures[index], SIZE), *pictures[index].shape[:2]) for index in order]
    begin = time.process_time()
    signatures = np.frombuffer(b"".join(engines.local(signature, stored)), np.uint8)
    signed = time.process_time()
    found = find_groups(signatures, stored.__getitem__, engines.local)
    seconds = (signed - begin, time.process_time() - signed)
    duplicate_of = {order[one]: order[other] for one, other in found.duplicate_of.items()}
    side = dict(zip(order, found.side.tolist(), strict=True))
    return duplicate_of, side, seconds


def differ(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two originals, mirrored or not, are different pictures to the eye."""
    if one.shape != other.shape:
        return True
    soft = [cv2.blur(image.astype(np.float32), (8, 8)) for image in (one, other, other[:, ::-1])]
    return min(np.abs(soft[0] - image).max() for image in soft[1:]) > 8


def duplicates(folders: list[str] | None = None) -> None:
    """Measures how many altered copies are found, and how many originals are lost."""
    paths = [path for folder in folders or DEFAULT for path in sorted(pathlib.Path(folder).glob("*.png"))]
    originals = [read_picture(path) for path in paths]
    alone, _, _ = groups(originals)
    lost = [one for one, other in alone.items() if differ(originals[one], originals[other])]
    pictures, copies = list(originals), []
    for index, picture in enumerate(originals):
        for kind, image in alter(picture, index).items():
            copies.append((kind, index, len(pictures)))
            pictures.append(image)
    duplicate_of, side, seconds = groups(pictures)
    found = {kind: [] for kind in (*KINDS, RECOLOURED)}
    for kind, original, copy in copies:
        colourless = kind == RECOLOURED and np.ptp(pictures[original].astype(int), axis=2).max() < 8
        if kind == RECOLOURED and not colourless:
            found[kind].append(side[copy] == side[original])
        elif kind != RECOLOURED:
            found[kind].append(copy in duplicate_of or original in duplicate_of)
    shares = {kind: float(np.mean(hits)) for kind, hits in found.items()}
    report = {"originals": len(originals), "found": float(np.mean([hit for kind in KINDS for hit in found[kind]])), "by_kind": shares}
    report |= {"lost": len(lost) / len(originals), "real_duplicates": len(alone) - len(lost), "pictures": len(pictures)}
    report |= {"ms_to_sign": 1e3 * seconds[0] / len(pictures), "ms_to_compare": 1e3 * seconds[1] / len(pictures)}
    print(json.dumps(report, default=str, indent=None))


if __name__ == "__main__":
    run_function(duplicates, command="benchmarks.duplicates", several=("folders", "of pictures; left out: those of openmoji"))
