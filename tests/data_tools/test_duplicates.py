import cv2
import numpy as np
import pytest

from data_tools.duplicates import COLOR_RADIUS, SIGNATURE_BYTES, View, compare, find_groups, propose, signature

SIZE = 128


def drawing(seed: int, colors: int = 0) -> np.ndarray:
    """Outlined shapes on white, RGB uint8 [SIZE,SIZE,3]; the same seed in other `colors` is a colour variant."""
    shapes, paints = np.random.default_rng(seed), np.random.default_rng((seed, colors))
    picture = np.full((SIZE, SIZE, 3), 255, np.uint8)
    for _ in range(5):
        center, radius = shapes.integers(30, 98, 2).tolist(), int(shapes.integers(10, 26))
        for paint, width in ((paints.integers(60, 230, 3).tolist(), cv2.FILLED), ((0, 0, 0), 3)):
            if shapes.integers(2):
                cv2.circle(picture, center, radius, paint, width, cv2.LINE_AA)
            else:
                cv2.rectangle(picture, [x - radius for x in center], [x + radius for x in center], paint, width, cv2.LINE_AA)
    return picture


def jpeg(picture: np.ndarray, quality: int = 70) -> np.ndarray:
    return cv2.imdecode(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_UNCHANGED)


COPIES = {
    "reduced": lambda picture: cv2.resize(picture, (70, 70), interpolation=cv2.INTER_AREA),
    "enlarged": lambda picture: cv2.resize(picture, (200, 200), interpolation=cv2.INTER_CUBIC),
    "re-compressed": jpeg,
    "flipped": lambda picture: picture[:, ::-1].copy(),
    "cropped": lambda picture: picture[4:, 2:-3].copy(),
    "all at once": lambda picture: jpeg(cv2.resize(picture[2:-3, 5:], (100, 100), interpolation=cv2.INTER_AREA)[:, ::-1], 90),
}


def groups(pictures: list[np.ndarray]):
    signatures = np.frombuffer(b"".join(map(signature, pictures)), np.uint8)
    return find_groups(signatures, lambda index: pictures[index])


@pytest.mark.parametrize("change", COPIES.values(), ids=COPIES)
def test_a_copy_is_found_among_others(change):
    pictures = [drawing(seed) for seed in range(6)]
    found = groups([*pictures, change(pictures[3])])
    assert found.duplicate_of == {6: 3}
    assert found.side[6] == found.side[3]


def test_different_drawings_are_kept_on_sides_of_their_own():
    found = groups([drawing(seed) for seed in range(40)])
    assert found.duplicate_of == {}
    assert len(set(found.side.tolist())) == 40


def test_a_colour_variant_is_no_duplicate_but_on_the_same_side():
    found = groups([drawing(0), drawing(1), drawing(0, colors=1), drawing(0, colors=2)])
    assert found.duplicate_of == {}
    assert found.side[0] == found.side[2] == found.side[3] != found.side[1]


def test_a_small_difference_counts():
    """Two faces of a clock: alike in the mean."""
    clocks = []
    for hand in ((64, 34), (94, 64)):
        clock = np.full((SIZE, SIZE, 3), 255, np.uint8)
        cv2.circle(clock, (64, 64), 50, (200, 220, 240), cv2.FILLED)
        cv2.circle(clock, (64, 64), 50, (0, 0, 0), 3)
        cv2.line(clock, (64, 64), hand, (0, 0, 0), 4)
        clocks.append(clock)
    assert groups(clocks).duplicate_of == {}


def test_a_chain_of_likenesses_drops_only_what_the_kept_one_shows():
    """Each differs from the next by 2.6 in lightness, so the third from the first by 5.2: over the limit."""
    greys = [np.full((SIZE, SIZE, 3), grey, np.uint8) for grey in (100, 107, 114)]
    assert groups(greys).duplicate_of == {1: 0}


def test_blank_pages_and_no_pictures_at_all():
    assert groups([np.full((9, 16, 3), 255, np.uint8)] * 2).duplicate_of == {1: 0}
    assert groups([]).duplicate_of == {}
    assert groups([drawing(0)]).side.tolist() == [0]


def test_a_signature_by_hand():
    """Left half black, right half mid grey 119, Lab lightness 0 and 50: columns 0, 1 and 2, 3 of the fields; a = b = 0 is stored as 128."""
    picture = np.zeros((64, 64, 3), np.uint8)
    picture[:, 32:] = 119
    values = np.frombuffer(signature(picture), np.uint8)
    assert len(values) == SIGNATURE_BYTES
    color, edges = values[:48].reshape(4, 4, 3), values[48:].reshape(4, 4)
    assert color[:, 0, 0].tolist() == [0] * 4
    assert abs(int(color[0, 3, 0]) - 50) <= 1
    assert set(color[..., 1:].ravel().tolist()) == {128}
    assert edges[:, [0, 3]].max() == 0 < edges[:, 1:3].min()


def test_near_rows_are_proposed_mirrored_or_not_and_far_ones_not():
    rows = np.random.default_rng(0).integers(0, 256, (200, 4, 4, 3), np.uint8)
    rows[150] = np.clip(rows[20].astype(int) + 2, 0, 255)
    rows[160] = rows[30][:, ::-1]
    assert propose(rows, COLOR_RADIUS).tolist() == [[20, 150, 0], [30, 160, 1]]


def test_many_equal_pictures_take_bounded_time():
    """All pairs would be half a million, twice: with the mirror image."""
    assert len(propose(np.full((1000, 4, 4, 1), 7, np.uint8), 10.0)) < 1000 * 64 * 3


def test_compare_tells_same_from_same_shape():
    one = View.of(drawing(0))
    assert compare(one, one) == (True, True)
    assert compare(one, View.of(drawing(0, colors=3))) == (False, True)
    assert compare(one, View.of(drawing(1))) == (False, False)
    assert compare(one, View.of(drawing(0)[:, ::-1].copy()).mirrored()) == (True, True)
