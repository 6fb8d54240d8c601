"""Pictures that are there twice, and pictures that show one drawing in other colours.

Two steps, as hashes alone merge different drawings. A signature of 64 bytes proposes pairs (`propose`): the mean Lab colours and the
strength of edges in 4 x 4 fields of what is not white margin. It is read as bits by locality-sensitive hashing (Datar 2004), of the
picture and of its mirror image. `compare` then aligns the two at 64 px and looks at the colours.

(The usual 64-bit perceptual hash was tried on openmoji first: signs of DCT terms that are nearly zero, as in any symmetrical drawing, are
noise. 98 % of its re-compressed and cropped copies lie within 22 bits, and so do whole families of different drawings.)

N pictures take 64 N bytes, and O(TABLES N (log N + WINDOW)) time at worst to propose.
"""

import collections
import dataclasses
import functools
from collections.abc import Callable, Iterable

import cv2
import numpy as np

GRID = 4  # fields along a side
COLOR_BYTES, SIGNATURE_BYTES = GRID * GRID * 3, GRID * GRID * 4
SIDE = 64  # px at which pictures are compared
MARGIN = 24  # grey levels from white that are still white paper: JPEG leaves some noise there
STRONGEST_EDGE = 150  # Sobel response that counts as a full edge

# Locality-sensitive hashing: pictures within the radius share a cell of at least one table with near certainty, others hardly ever.
TABLES, PROJECTIONS = 16, 8  # at the very radius, 95 % are found
COLOR_RADIUS, SHAPE_RADIUS = 30.0, 50.0  # Euclidean, of signatures; 99 % of openmoji's altered copies lie within 11 in colour
CELL = 4.0  # widths of cells, in standard deviations of the difference of two pictures at the radius
WINDOW = 64  # members of one cell compared with each: bounds the time that a million equal pictures take

# Lab units, Lab units, share. 99 % of altered copies of openmoji/train stay within 2.5, 10.4 and 0.09; drawings that differ in a moustache
# begin at a worst field of 8, most at 13.
SAME_MEAN, SAME_FIELD, SAME_SHAPE = 3.5, 9.5, 0.12
FIELD = 4  # px of the fields of which the worst is taken: a clock's hands are little in the mean
BORDER = 3  # px left out: crops end there
HOPELESS = 3 * SAME_MEAN  # further apart than this, a better alignment does not help
IDENTITY = np.eye(2, 3, dtype=np.float32)
STOP = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 30, 1e-3)
CACHED = 4096  # views, of 70 KB each


@dataclasses.dataclass(frozen=True, kw_only=True)
class Groups:
    """duplicate_of: by the index of a picture that is to be left out, the index of the kept one. side: [N] int, equal for pictures that
    belong on one side of the split."""

    duplicate_of: dict[int, int]
    side: np.ndarray


@dataclasses.dataclass(frozen=True, kw_only=True)
class View:
    """What is compared of a picture. lab: float32 [SIDE,SIDE,3], L 0..100. edges: float32 [SIDE,SIDE] in [0,1]. content: `_content`."""

    lab: np.ndarray
    edges: np.ndarray
    content: tuple[int, int, int, int]

    @classmethod
    def of(cls, picture: np.ndarray) -> "View":
        """picture: RGB uint8 [H,W,3] without added margins; its sides are squeezed to be equal."""
        small = cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
        return cls(lab=_lab(small), edges=_edges(small), content=_content(small))

    def mirrored(self) -> "View":
        left, right, top, bottom = self.content
        return View(
            lab=np.ascontiguousarray(self.lab[:, ::-1]),
            edges=np.ascontiguousarray(self.edges[:, ::-1]),
            content=(SIDE - right, SIDE - left, top, bottom),
        )


def signature(picture: np.ndarray) -> bytes:
    """SIGNATURE_BYTES of RGB uint8 [H,W,3] without added margins: Lab means (L 0..100, a and b + 128) and mean edges (0..255) by field."""
    left, right, top, bottom = _content(picture)
    content = cv2.resize(picture[top:bottom, left:right], (SIDE // 2, SIDE // 2), interpolation=cv2.INTER_AREA)
    fields = [cv2.resize(values, (GRID, GRID), interpolation=cv2.INTER_AREA) for values in (_lab(content), _edges(content))]
    color, edges = fields[0] + np.array([0, 128, 128], np.float32), fields[1] * 255
    return np.round(np.concatenate([color.ravel(), edges.ravel()])).clip(0, 255).astype(np.uint8).tobytes()


def find_groups(
    signatures: np.ndarray, load: Callable[[int], np.ndarray], spread: Callable[[Callable, Iterable], Iterable] = map
) -> Groups:
    """Which pictures are duplicates, and which belong together.

    signatures: uint8 of N pictures, one after another, those that are rather kept first. load: picture i, RGB uint8 [H,W,3] without added
    margins. spread: as `map`, over cores. A duplicate is one of the very picture kept for it: chains of likenesses do not count.
    """
    fields = signatures.reshape(-1, SIGNATURE_BYTES)
    color = fields[:, :COLOR_BYTES].reshape(-1, GRID, GRID, 3)
    edges = fields[:, COLOR_BYTES:].reshape(-1, GRID, GRID, 1)
    pairs = sorted({*map(tuple, propose(color, COLOR_RADIUS).tolist()), *map(tuple, propose(edges, SHAPE_RADIUS).tolist())})
    cached = functools.lru_cache(maxsize=CACHED)(lambda index: View.of(load(index)))

    def judge(pair):
        one, other, mirrored = pair
        return one, other, *compare(cached(one), cached(other).mirrored() if mirrored else cached(other))

    twins, side = collections.defaultdict(list), np.arange(len(fields))
    for one, other, is_same, is_alike in spread(judge, pairs):
        if is_same:
            twins[one].append(other)
            twins[other].append(one)
        if is_same or is_alike:
            side[_root(side, one)] = _root(side, other)
    duplicate_of: dict[int, int] = {}
    for index in sorted(twins):
        kept = [other for other in twins[index] if other < index and other not in duplicate_of]
        if kept:
            duplicate_of[index] = min(kept)
    return Groups(duplicate_of=duplicate_of, side=np.array([_root(side, index) for index in range(len(side))], np.int64))


def propose(fields: np.ndarray, radius: float) -> np.ndarray:
    """Pairs whose fields, or one's and the other's mirror image, lie within `radius`. uint8 [N,GRID,GRID,C] -> [M,3]: i < j, mirrored.

    Whole numbers throughout, so that the pairs are the same on any machine.
    """
    count = len(fields)
    if count < 2:
        return np.zeros((0, 3), np.int64)
    both = np.concatenate([fields, fields[:, :, ::-1]]).reshape(2 * count, -1)
    draw = np.random.RandomState(0)  # its stream of numbers never changes
    found = np.zeros(0, np.int64)
    for _ in range(TABLES):
        keys = _cells(both, radius, draw)
        order, near = np.argsort(keys, kind="stable"), [found]
        for step in range(1, min(WINDOW, len(order) - 1) + 1):
            shared = keys[order[step:]] == keys[order[:-step]]
            if not shared.any():
                break
            near.append(_near(both, order[:-step][shared], order[step:][shared], radius))
        found = np.unique(np.concatenate(near))
    pairs, mirrored = np.divmod(found, 2)
    return np.stack([*np.divmod(pairs, count), mirrored], axis=1)


def compare(one: View, other: View) -> tuple[bool, bool]:
    """Whether the two show the same, and whether they show the same shape, in whatever colours."""
    best = (np.inf, np.inf, IDENTITY)
    for moves in (IDENTITY, _by_content(one, other)):
        best = min(best, _apart(one, other, moves), key=lambda apart: apart[0])
    if not _is_same(best) and best[0] < HOPELESS:  # most of the time is spent here
        best = min(best, _apart(one, other, _by_correlation(one, other, best[2])), key=lambda apart: apart[0])
    edges, others = (x[BORDER:-BORDER, BORDER:-BORDER] for x in (one.edges, _moved(other.edges, best[2])))
    apart = cv2.norm(edges, others, cv2.NORM_L1) / max(float(np.maximum(edges, others).sum()), 1e-6)
    return _is_same(best), bool(apart <= SAME_SHAPE)


def _is_same(apart: tuple) -> bool:
    return bool(apart[0] <= SAME_MEAN and apart[1] <= SAME_FIELD)


def _apart(one: View, other: View, moves: np.ndarray) -> tuple[float, float, np.ndarray]:
    """Difference in Lab with `other` moved: mean, and mean of the worst field."""
    away = (_moved(other.lab, moves) - one.lab)[BORDER:-BORDER, BORDER:-BORDER]
    away = np.sqrt(np.einsum("hwc,hwc->hw", away, away))
    return float(away.mean()), float(cv2.blur(away, (FIELD, FIELD)).max()), moves


def _cells(both: np.ndarray, radius: float, draw: np.random.RandomState) -> np.ndarray:
    """The cell of each signature in one table, as int64 [2N]."""
    directions = draw.randint(-8, 9, (both.shape[1], PROJECTIONS))
    steps = CELL * radius / np.sqrt(both.shape[1]) * np.linalg.norm(directions, axis=0)
    width = np.maximum(1, np.round(steps)).astype(np.int64)
    shift, mix = draw.randint(0, width), draw.randint(1, 2**62, PROJECTIONS) | 1
    keys = np.empty(len(both), np.int64)
    for begin in range(0, len(both), 65536):
        part = slice(begin, begin + 65536)
        keys[part] = ((both[part].astype(np.int64) @ directions + shift) // width * mix).sum(axis=1)  # wraps round: a hash
    return keys


def _near(both: np.ndarray, first: np.ndarray, second: np.ndarray, radius: float) -> np.ndarray:
    """Those of the proposed rows of `both` that are within the radius, each as one number: 2 (i N + j) + mirrored."""
    count = len(both) // 2
    keep = first % count != second % count
    keep[keep] = np.square(both[first[keep]].astype(np.int32) - both[second[keep]]).sum(axis=1) <= radius**2
    first, second = first[keep], second[keep]
    one, other = first % count, second % count
    return 2 * (np.minimum(one, other) * count + np.maximum(one, other)) + ((first >= count) != (second >= count))


def _by_content(one: View, other: View) -> np.ndarray:
    """The small move that lays what is not white of `other` over that of `one`; none where it is not small."""
    (left, right, top, bottom), (left_2, right_2, top_2, bottom_2) = one.content, other.content
    across, down = (right_2 - left_2) / (right - left), (bottom_2 - top_2) / (bottom - top)
    moves = np.array([[across, 0, left_2 - across * left], [0, down, top_2 - down * top]], np.float32)
    return moves if _is_small(moves) else IDENTITY


def _by_correlation(one: View, other: View, begin: np.ndarray) -> np.ndarray:
    """The small move of greatest correlation (Evangelidis 2008), searched from `begin`; that itself where there is none."""
    grey, moved = (np.ascontiguousarray(view.lab[..., 0]) for view in (one, other))
    try:
        moves = cv2.findTransformECC(grey, moved, begin.copy(), cv2.MOTION_AFFINE, STOP, None, 1)[1]  # type: ignore[call-overload]  # None: no mask
    except cv2.error:  # it does not converge, as for pictures of one colour
        return begin
    return moves if _is_small(moves) else begin


def _is_small(moves: np.ndarray) -> bool:
    """Scaled by up to 8 %, sheared by up to 4 %, and the middle moved by up to 4 px of 64."""
    turn = np.abs(moves[:, :2] - np.eye(2))
    middle = np.abs(moves @ [SIDE / 2, SIDE / 2, 1] - SIDE / 2)
    return bool(turn.diagonal().max() < 0.08 and turn[[0, 1], [1, 0]].max() < 0.04 and middle.max() < 4)


def _moved(image: np.ndarray, moves: np.ndarray) -> np.ndarray:
    return cv2.warpAffine(image, moves, (SIDE, SIDE), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE)


def _content(image: np.ndarray) -> tuple[int, int, int, int]:
    """left, right, top, bottom of what is not white; of a blank image, all."""
    painted = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) < 255 - MARGIN
    columns, rows = np.flatnonzero(painted.any(axis=0)), np.flatnonzero(painted.any(axis=1))
    return (columns[0], columns[-1] + 1, rows[0], rows[-1] + 1) if len(rows) else (0, image.shape[1], 0, image.shape[0])


def _lab(image: np.ndarray) -> np.ndarray:
    """float32 Lab, L 0..100, a little blurred: resampling must not count."""
    return cv2.cvtColor(cv2.GaussianBlur(image, (3, 3), 0).astype(np.float32) / 255, cv2.COLOR_RGB2LAB)


def _edges(image: np.ndarray) -> np.ndarray:
    """Strength of edges in any channel, float32 [0,1]."""
    soft = cv2.GaussianBlur(image, (0, 0), 1.0)
    across, down = (cv2.convertScaleAbs(cv2.Sobel(soft, cv2.CV_16S, dx, 1 - dx), alpha=0.5) for dx in (0, 1))
    strength = functools.reduce(cv2.max, cv2.split(cv2.add(across, down)))
    return np.minimum(strength, STRONGEST_EDGE // 2).astype(np.float32) / (STRONGEST_EDGE // 2)


def _root(side: np.ndarray, index: int) -> int:
    """The name of a group, found and noted (union-find)."""
    while side[index] != index:
        side[index] = side[side[index]]
        index = side[index]
    return int(index)
