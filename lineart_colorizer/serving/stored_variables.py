"""What a SavedModel holds of a Keras network: its variables, and nothing of its layers."""

import keras
import tensorflow as tf


class StoredVariables(tf.Module):
    """TensorFlow's own variables of a network, under their Keras paths.

    The functions that a SavedModel is made of need no more. Tracked as it is, a network is thousands of objects, each of its variables is
    stored twice, and readers other than TensorFlow's do not find them: OpenVINO's takes an object graph of up to 16 KiB.
    """

    def __init__(self, network: keras.Model):
        super().__init__()
        self.values = [variable.value for variable in network.variables]
