import numpy as np
import pytest
import tensorflow as tf

from lineart_colorizer.systems.fakes import FakeBuffer


def numbered(*numbers: int) -> tf.Tensor:
    """2 x 2 px pictures, each all of one number."""
    return tf.constant(np.array(numbers, np.float32).reshape(-1, 1, 1, 1) * np.ones((1, 2, 2, 3), np.float32))


def numbers(pictures) -> list[int]:
    pictures = np.asarray(pictures)
    assert (pictures == pictures[:, :1, :1, :1]).all(), "a picture was mixed of several"
    return pictures[:, 0, 0, 0].astype(int).tolist()


def test_fresh_pictures_are_shown_while_there_is_room():
    buffer = FakeBuffer(5, 2, seed=0)
    assert numbers(buffer.swap(numbered(1, 2))) == [1, 2]
    assert numbers(buffer.swap(numbered(3, 4))) == [3, 4]
    assert numbers(buffer.pictures) == [1, 2, 3, 4, 0]
    shown = numbers(buffer.swap(numbered(5, 6)))  # the first finds the last place, the second takes its chance
    assert shown[0] == 5
    assert shown[1] in (1, 2, 3, 4, 6)
    assert int(buffer.filled) == 5


def test_no_picture_is_lost_or_doubled_and_half_change_places():
    """What comes out and what is kept is what went in; of 400 coins as many heads as 4 standard deviations allow."""
    buffer, given, shown, changed = FakeBuffer(8, 2, seed=1), [], [], 0
    swap = tf.function(buffer.swap)
    for turn in range(102):
        fresh = [4 * turn + i + 1 for i in range(4)]
        out = numbers(swap(numbered(*fresh)))
        given, shown = given + fresh, shown + out
        changed += sum(one != other for one, other in zip(fresh, out, strict=True)) if turn >= 2 else 0
    kept = numbers(buffer.pictures)
    assert sorted(set(shown) | set(kept)) == given
    assert len(set(kept)) == 8
    assert abs(changed - 200) <= 4 * 10


def test_the_places_are_chosen_alike():
    """Each of 4 places is changed about as often as any other: 100 changes expected each, standard deviation below 10."""
    buffer, changes = FakeBuffer(4, 2, seed=2), np.zeros(4)
    swap = tf.function(buffer.swap)
    swap(numbered(1, 2, 3, 4))
    before = buffer.pictures.numpy()
    for turn in range(800):
        swap(numbered(10 + turn))
        after = buffer.pictures.numpy()
        changes += (after != before).any(axis=(1, 2, 3))
        before = after
    assert np.abs(changes - 100).max() < 40


def test_a_batch_larger_than_the_buffer():
    buffer = FakeBuffer(2, 2, seed=0)
    buffer.swap(numbered(1, 2))
    shown = numbers(buffer.swap(numbered(3, 4, 5, 6)))
    assert shown[2:] == [5, 6]
    assert set(shown[:2]) | set(numbers(buffer.pictures)) == {1, 2, 3, 4}


@pytest.mark.parametrize("graph", [False, True], ids=["eager", "graph"])
def test_restored_it_goes_on_as_it_would_have(graph, tmp_path):
    buffer = FakeBuffer(3, 2, seed=7)
    swap = tf.function(buffer.swap) if graph else buffer.swap
    for turn in range(5):
        swap(numbered(2 * turn, 2 * turn + 1))
    path = tf.train.Checkpoint(buffer=buffer).save(str(tmp_path / "buffer"))
    later = [numbers(swap(numbered(100 + turn, 200 + turn))) for turn in range(6)]
    fresh = FakeBuffer(3, 2, seed=7)
    tf.train.Checkpoint(buffer=fresh).restore(path).assert_consumed()
    assert [numbers(fresh.swap(numbered(100 + turn, 200 + turn))) for turn in range(6)] == later


def test_the_seed_decides():
    def history(seed):
        buffer = FakeBuffer(2, 2, seed=seed)
        return [numbers(buffer.swap(numbered(2 * turn, 2 * turn + 1))) for turn in range(8)]

    assert history(1) == history(1)
    assert history(1) != history(2)
