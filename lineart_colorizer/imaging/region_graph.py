"""Regions as a graph: which touch, for how long; joining them."""

import heapq

import numpy as np


def borders(labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Touching regions of int32 [H,W], numbers from 0.

    Returns: pairs int64 [N,2], the smaller number first; the sides of pixels that each pair shares, int64 [N].
    """
    count = int(labels.max()) + 1
    keys = []
    for one, other in ((labels[:, :-1], labels[:, 1:]), (labels[:-1], labels[1:])):
        differ = one != other
        one, other = one[differ].astype(np.int64), other[differ]
        keys.append(np.minimum(one, other) * count + np.maximum(one, other))
    found, lengths = np.unique(np.concatenate(keys), return_counts=True)
    return np.stack([found // count, found % count], axis=1), lengths


def united(count: int, pairs: np.ndarray) -> np.ndarray:
    """int32 [count]: new numbers, without holes and in the old order, such that both of each pair [N,2] have one number."""
    parent = list(range(count))
    for one, other in pairs.tolist():
        one, other = _root(parent, one), _root(parent, other)
        parent[max(one, other)] = min(one, other)
    roots = np.array([_root(parent, number) for number in range(count)])
    return np.unique(roots, return_inverse=True)[1].astype(np.int32)


def numbered(labels: np.ndarray) -> np.ndarray:
    """int32 [H,W] of any numbers from 0 on to numbers from 0 without holes, in the old order."""
    present = np.bincount(labels.ravel()) > 0
    return (np.cumsum(present, dtype=np.int32) - 1)[labels]


def merge_small(labels: np.ndarray, smallest: float) -> np.ndarray:
    """Merges regions of less than `smallest` px, the smallest first, into the neighbour with the longest shared border.

    labels: int32 [H,W], numbered from 0 without holes. Returns: the same kind. The last region stays whatever its size.
    """
    areas = np.bincount(labels.ravel()).tolist()
    queue = [(area, region) for region, area in enumerate(areas) if area < smallest]
    if not queue:
        return labels
    neighbours: list[dict[int, int]] = [{} for _ in areas]
    for (one, other), length in zip(*(part.tolist() for part in borders(labels)), strict=True):
        neighbours[one][other] = neighbours[other][one] = length
    into = list(range(len(areas)))
    heapq.heapify(queue)
    while queue:
        area, region = heapq.heappop(queue)
        if into[region] != region or area != areas[region] or not neighbours[region]:
            continue  # merged or grown since, or all that there is
        target = max(neighbours[region], key=lambda other: (neighbours[region][other], -other))
        into[region] = target
        areas[target] += area
        for other, length in neighbours[region].items():
            del neighbours[other][region]
            if other != target:
                neighbours[other][target] = neighbours[target][other] = neighbours[target].get(other, 0) + length
        if areas[target] < smallest:
            heapq.heappush(queue, (areas[target], target))
    table = np.array([_root(into, region) for region in range(len(into))], np.int32)
    return numbered(table[labels])


def _root(parent: list[int], number: int) -> int:
    while parent[number] != number:
        parent[number] = parent[parent[number]]
        number = parent[number]
    return number
