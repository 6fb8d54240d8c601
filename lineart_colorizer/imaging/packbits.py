"""PackBits, the run-length code of PSD (Apple's, as TIFF 6.0 section 9 describes it), of many rows at a time."""

import numpy as np

_LEAST = 3  # equal bytes from which on a run is worth its header
_MOST = 128  # bytes that one header tells of


def pack_rows(rows: np.ndarray) -> tuple[bytes, np.ndarray]:
    """Packs uint8 [H,W], each row by itself, H and W at least 1.

    Returns: the packed rows one after the other, and the length of each, int64 [H].
    """
    height, width = rows.shape
    flat = np.ascontiguousarray(rows).reshape(-1)
    starts, lengths, is_run = _segments(flat, width)
    chunks = -(-lengths // _MOST)
    sizes = np.where(is_run, 2 * chunks, lengths + chunks)
    ends = np.cumsum(sizes)
    packed = np.zeros(int(ends[-1]), np.uint8)

    segment = np.repeat(np.arange(len(starts)), chunks)  # of each chunk
    within = np.arange(len(segment)) - np.repeat(np.cumsum(chunks) - chunks, chunks)
    told = np.minimum(lengths[segment] - within * _MOST, _MOST)
    runs = is_run[segment]
    headers = (ends - sizes)[segment] + within * np.where(runs, 2, _MOST + 1)
    packed[headers] = np.where(runs, (257 - told) & 255, told - 1)
    packed[headers[runs] + 1] = flat[starts[segment[runs]]]

    literal = np.repeat(~is_run, lengths)  # of each byte, as is `offset`
    offset = np.arange(flat.size) - np.repeat(starts, lengths)
    places = np.repeat(ends - sizes, lengths) + offset + offset // _MOST + 1
    packed[places[literal]] = flat[literal]

    last = np.searchsorted(starts, np.arange(1, height + 1) * width) - 1  # segment of each row
    return packed.tobytes(), np.diff(ends[last], prepend=0)


def _segments(flat: np.ndarray, width: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Starts and lengths int64 [N] of runs and of the literal bytes between them, no segment in two rows; True [N] for runs."""
    row_starts = np.arange(0, flat.size, width)
    changes = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    starts = np.union1d(row_starts, changes)
    is_run = np.diff(starts, append=flat.size) >= _LEAST
    begins = np.r_[True, is_run[1:] | is_run[:-1]] | (starts % width == 0)  # else it goes on with the literal before it
    starts, is_run = starts[begins], is_run[begins]
    return starts, np.diff(starts, append=flat.size), is_run
