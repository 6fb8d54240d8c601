"""Keras' Adam, an update in one operation of TensorFlow in place of a dozen, each of which reads and writes all weights once more.

Same formula, same order of operations, same slots. It counts where networks have tens of millions of weights, as the peers' have.
"""

import keras
import tensorflow as tf


class FusedAdam(keras.optimizers.Adam):
    """As Keras', in float32, without amsgrad."""

    def update_step(self, gradient, variable, learning_rate):
        index = self._get_variable_index(variable)
        step = tf.cast(self.iterations + 1, tf.float32)
        tf.raw_ops.ResourceApplyAdam(
            var=variable.handle,
            m=self._momentums[index].value.handle,
            v=self._velocities[index].value.handle,
            beta1_power=tf.pow(self.beta_1, step),
            beta2_power=tf.pow(self.beta_2, step),
            lr=tf.cast(learning_rate, tf.float32),
            beta1=self.beta_1,
            beta2=self.beta_2,
            epsilon=self.epsilon,
            grad=gradient,
        )
