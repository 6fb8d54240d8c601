"""The requests, read back by TensorFlow Serving's own messages."""

import numpy as np
import pytest
import tensorflow as tf
from tensorflow_serving.apis.predict_pb2 import PredictRequest
from tensorflow_serving.apis.prediction_log_pb2 import PredictionLog

from lineart_colorizer.serving.warmup import TRIAL, WARMUP, _varint, predict_request


@pytest.mark.parametrize(("value", "encoded"), [(0, b"\x00"), (1, b"\x01"), (127, b"\x7f"), (128, b"\x80\x01"), (300, b"\xac\x02")])
def test_varints_as_the_encoding_s_guide_has_them(value, encoded):
    assert _varint(value) == encoded


def test_a_request_by_hand():
    request = predict_request("sum", {"x": np.array([1.5, -2.0], np.float32)})
    message = PredictRequest.FromString(request)
    assert message.model_spec.signature_name == "sum"
    assert list(message.inputs) == ["x"]
    assert tf.make_ndarray(message.inputs["x"]).tolist() == [1.5, -2.0]
    assert PredictRequest.FromString(message.SerializeToString()) == message


def test_every_signature_is_warmed_up_with_what_it_takes(export_once):
    exported = export_once("savedmodel").path
    assert WARMUP.as_posix() == "assets.extra/tf_serving_warmup_requests"
    signatures = tf.saved_model.load(str(exported)).signatures
    logs = [PredictionLog.FromString(record.numpy()) for record in tf.data.TFRecordDataset(str(exported / WARMUP))]
    assert len(logs) <= 1000  # TensorFlow Serving's limit
    assert all(log.WhichOneof("log_type") == "predict_log" for log in logs)
    requests = {log.predict_log.request.model_spec.signature_name: log.predict_log.request for log in logs}
    assert len(requests) == len(logs)
    assert requests.keys() == signatures.keys()
    for name, request in requests.items():
        expected = signatures[name].structured_input_signature[1]
        assert request.inputs.keys() == expected.keys()
        for key, spec in expected.items():
            tensor = tf.convert_to_tensor(tf.make_ndarray(request.inputs[key]))
            assert tensor.dtype == spec.dtype
            assert spec.shape.is_compatible_with(tensor.shape)
    assert tf.make_ndarray(requests["serving_default"].inputs["line"]).shape == (1, TRIAL.height, TRIAL.width, 1)
    png = requests["colorize_png"].inputs
    assert len(signatures["colorize_png"](**{key: tf.make_ndarray(value) for key, value in png.items()})["color_bytes"]) == 1
