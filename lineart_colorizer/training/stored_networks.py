"""Networks as a checkpoint or a SavedModel holds them: their variables by name, read without building the networks.

TensorFlow stores objects as a graph: the way to each is by names (average, then its layers by number), and each variable has the path that
Keras gave it, such as encode_1/kernel. That path says what it is for, whatever other layers a network has.
"""

import numpy as np
import tensorflow as tf
from google.protobuf.message import DecodeError
from tensorflow.core.protobuf.trackable_object_graph_pb2 import TrackableObjectGraph

from data_tools.errors import InputError, shortened

OBJECTS = "_CHECKPOINTABLE_OBJECT_GRAPH"  # TensorFlow's key of the graph
UNREADABLE = (RuntimeError, ValueError, IndexError, DecodeError, tf.errors.OpError)


class StoredNetworks:
    """prefix: of a checkpoint's files; a SavedModel's are <folder>/variables/variables. Raises InputError where they cannot be read."""

    def __init__(self, prefix: str):
        self._prefix = prefix
        try:
            self._reader = tf.train.load_checkpoint(prefix)
            self._nodes = TrackableObjectGraph.FromString(self._reader.get_tensor(OBJECTS)).nodes
        except UNREADABLE as error:
            raise self._refusal(error) from None

    def variables(self, *way: str) -> dict[str, np.ndarray]:
        """All variables of the object that these names lead to, by their Keras paths; none where there is no such object.

        Raises InputError where they cannot be read.
        """
        node = self._nodes[0]
        for name in way:
            following = [child.node_id for child in node.children if child.local_name == name]
            if not following:
                return {}
            node = self._nodes[following[0]]
        try:
            return {path: self._reader.get_tensor(key) for path, key in self._keys(node).items()}
        except UNREADABLE as error:
            raise self._refusal(error) from None

    def _keys(self, node) -> dict[str, str]:
        """Where the values are of every variable that can be reached from a node, by its path."""
        found: dict[str, str] = {}
        seen: set[int] = set()
        ahead = [node]
        while ahead:
            node = ahead.pop()
            found |= {value.full_name: value.checkpoint_key for value in node.attributes}
            fresh = {child.node_id for child in node.children} - seen
            seen |= fresh
            ahead += [self._nodes[number] for number in fresh]
        return found

    def _refusal(self, error: Exception) -> InputError:
        return InputError(f"{self._prefix} cannot be read ({shortened(error)}): name another model")
