"""Requests that TensorFlow Serving sends itself when it loads a SavedModel, so that no person waits for what is set up late.

A TFRecord of `tensorflow.serving.PredictionLog`, one for each signature, as tensorflow.org/tfx/serving/saved_model_warmup asks for. The
messages are written field by field (protobuf.dev/programming-guides/encoding): there are but a few, and TensorFlow has those of tensors.
Field numbers: tensorflow_serving/apis/{prediction_log,predict,model}.proto.
"""

import pathlib

import tensorflow as tf

from lineart_colorizer.serving.trials import Trial, make_inputs

WARMUP = pathlib.Path("assets.extra") / "tf_serving_warmup_requests"
TRIAL = Trial(count=1, height=64, width=64)  # what is set up late is set up at any size
PREDICT_LOG, REQUEST, MODEL_SPEC, INPUTS, SIGNATURE_NAME, KEY, VALUE = 6, 1, 1, 2, 3, 1, 2


def write_warmup(folder: pathlib.Path, signatures: dict[str, tf.types.experimental.PolymorphicFunction]) -> None:
    """Writes folder/assets.extra/tf_serving_warmup_requests."""
    (folder / WARMUP).parent.mkdir(exist_ok=True)
    with tf.io.TFRecordWriter(str(folder / WARMUP)) as writer:
        for name, signature in sorted(signatures.items()):
            inputs = make_inputs(signature.input_signature, TRIAL)
            writer.write(_field(PREDICT_LOG, _field(REQUEST, predict_request(name, inputs))))


def predict_request(signature: str, inputs: dict) -> bytes:
    """`tensorflow.serving.PredictRequest`; the server asks for no model's name when it warms one up."""
    request = _field(MODEL_SPEC, _field(SIGNATURE_NAME, signature.encode()))
    for name, array in inputs.items():
        tensor = tf.make_tensor_proto(array).SerializeToString()
        request += _field(INPUTS, _field(KEY, name.encode()) + _field(VALUE, tensor))
    return request


def _field(number: int, content: bytes) -> bytes:
    """A field of text, bytes or a message: number and wire type 2, length, content."""
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    """Seven bits a byte, the lowest first; the eighth says that more follow."""
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*encoded, value])
