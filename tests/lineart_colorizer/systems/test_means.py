import tensorflow as tf

from lineart_colorizer.systems.means import averaged, mean, score


def test_the_mean_of_terms():
    assert mean([tf.constant([1.0, 2.0]), tf.constant([3.0, 8.0])]).numpy().tolist() == [2.0, 5.0]


def test_averaged_over_critics():
    assert float(averaged(lambda real, fake: tf.reduce_mean(real - fake), [tf.ones(4), tf.ones(2)], [tf.zeros(4), 3 * tf.ones(2)])) == -0.5


def test_a_picture_s_score_is_the_mean_of_its_logits():
    assert score(tf.constant([[[[1.0], [3.0]]], [[[-1.0], [0.0]]]])).numpy().tolist() == [2.0, -0.5]
    assert score(tf.constant([[4.0], [5.0]])).numpy().tolist() == [4.0, 5.0]
