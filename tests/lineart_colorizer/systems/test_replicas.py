"""With one replica; several are tried in test_train_together, in processes of their own."""

import keras
import numpy as np
import tensorflow as tf

from lineart_colorizer.systems import replicas


def test_one_replica_is_the_whole_and_no_operation_is_added():
    values = [tf.constant([1.0, 2.0]), None]
    assert replicas.count() == 1
    assert replicas.mean(values) is values
    whole = tf.constant([[1.0], [2.0]])
    assert replicas.part_of(whole) is whole
    assert replicas.all_parts(whole) is whole


def test_an_optimizer_of_one_replica_is_left_as_it_is():
    optimizer = keras.optimizers.SGD(1.0)
    replicas.take_means(optimizer)
    assert "_all_reduce_sum_gradients" not in vars(optimizer)


def test_a_step_of_one_replica_is_the_function_itself():
    step = replicas.compiled(lambda batch: {"double": 2.0 * batch["x"]})
    np.testing.assert_array_equal(step({"x": tf.constant([1.0, 3.0])})["double"], [2.0, 6.0])
    assert step.experimental_get_tracing_count() == 1
