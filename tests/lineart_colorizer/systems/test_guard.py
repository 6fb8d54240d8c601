import keras
import numpy as np
import pytest
import tensorflow as tf

from lineart_colorizer.systems.guard import Guard, ranked_right


def test_ranked_right_worked_out_by_hand():
    """Three pictures: above, below, equal: (1 + 0 + 0.5) / 3. Patches of a picture are averaged first. Critics are averaged."""
    flat = (tf.constant([[2.0], [0.0], [1.0]]), tf.constant([[1.0], [1.0], [1.0]]))
    patches = tf.reshape(tf.constant([[9.0, -1.0], [9.0, -1.0], [9.0, -1.0]]), (3, 1, 2, 1)), tf.zeros((3, 1, 2, 1))
    assert float(ranked_right([flat[0]], [flat[1]])) == pytest.approx(0.5)
    assert float(ranked_right([patches[0]], [patches[1]])) == 1.0
    assert float(ranked_right([flat[0], patches[0]], [flat[1], patches[1]])) == pytest.approx(0.75)


@pytest.mark.parametrize(("accuracy", "pace"), [(0.0, 1.0), (0.5, 1.0), (0.8, 1.0), (0.9, 0.5), (0.95, 0.25), (1.0, 0.0)])
def test_pace_falls_from_the_limit_on(accuracy, pace):
    guard = Guard(0.8)
    guard.accuracy.assign(accuracy)
    assert float(guard.pace) == pytest.approx(pace, abs=1e-6)


def test_accuracy_is_averaged():
    """From chance, always right: 0.5 + 0.05 / 2, and on to nearly 1."""
    guard = Guard(0.8)
    real, fake = [tf.ones((4, 2, 2, 1))], [tf.zeros((4, 2, 2, 1))]
    scalars = guard.watch(real, fake)
    assert {name: float(value) for name, value in scalars.items()} == pytest.approx({"critic/accuracy": 0.525, "critic/pace": 1.0})
    for _ in range(200):
        scalars = guard.watch(real, fake)
    assert float(scalars["critic/accuracy"]) > 0.999
    assert float(scalars["critic/pace"]) < 0.01


@pytest.mark.parametrize("run", [lambda step: step, tf.function], ids=["eager", "graph"])
def test_a_slowed_update_is_the_same_update_made_smaller(run):
    """Of Adam's first step, which is the learning rate whatever the gradient, half is taken."""
    guard, weight = Guard(0.8), keras.Variable([1.0, -1.0])
    guard.accuracy.assign(0.9)
    optimizer = keras.optimizers.Adam(0.1)
    optimizer.build([weight])

    def step():
        guard.slow([weight], lambda: optimizer.apply([tf.constant([3.0, -0.1])], [weight]))

    run(step)()
    np.testing.assert_allclose(weight, [0.95, -0.95], atol=1e-5)


def test_its_average_is_saved(tmp_path):
    guard, fresh = Guard(0.8), Guard(0.8)
    guard.accuracy.assign(0.875)
    path = tf.train.Checkpoint(guard=guard).save(str(tmp_path / "guard"))
    tf.train.Checkpoint(guard=fresh).restore(path).assert_consumed()
    assert float(fresh.accuracy) == 0.875
    assert (len(guard.variables), guard.trainable_variables) == (1, [])
