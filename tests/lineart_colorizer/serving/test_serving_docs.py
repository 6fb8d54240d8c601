"""The clients of docs/serving.md, as they stand there, against stand-ins for both protocols of TensorFlow Serving."""

import base64
import concurrent.futures
import http.server
import json
import pathlib
import re
import threading

import grpc
import numpy as np
import pytest
import tensorflow as tf
from tensorflow_serving.apis import predict_pb2, prediction_service_pb2_grpc

from data_tools.pictures import read_picture
from lineart_colorizer.serving.saved_model import open_saved_model
from lineart_colorizer.serving.signatures import LINE_AND_HINT
from lineart_colorizer.serving.trials import Trial, make_inputs

PAGE = pathlib.Path(__file__).parents[3] / "docs" / "serving.md"
SCRIPTS = {
    protocol: next(code for code in re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL) if word in code)
    for protocol, word in {"rest": "urllib", "grpc": "import grpc"}.items()
}


@pytest.fixture(scope="module")
def signatures(export_once):
    return open_saved_model(export_once("savedmodel").path)


@pytest.fixture
def given(tmp_path, monkeypatch) -> dict[str, np.ndarray]:
    """A page and its hints as PNGs, which lie in the folder that a script is run in."""
    monkeypatch.chdir(tmp_path)
    specs = [*LINE_AND_HINT, *(tf.TensorSpec([None], tf.string, f"{name}_bytes") for name in ("line", "hint"))]
    pngs = {name: made for name, made in make_inputs(specs, Trial(1, 40, 50)).items() if name.endswith("_bytes")}
    (tmp_path / "page.png").write_bytes(pngs["line_bytes"][0])
    (tmp_path / "hints.png").write_bytes(pngs["hint_bytes"][0])
    return pngs


def run_script(protocol: str, port: int, usual_port: int) -> bytes:
    """What it writes, of the server at `port`."""
    script = SCRIPTS[protocol]
    assert script.count(f"localhost:{usual_port}") == 1
    exec(compile(script.replace(f"localhost:{usual_port}", f"localhost:{port}"), f"{protocol} client", "exec"), {"__name__": "client"})
    return pathlib.Path("colored.png").read_bytes()


def test_the_client_of_rest(signatures, given):
    """TensorFlow Serving's api_rest.md: rows under `instances`, one output without its name under `predictions`, bytes as b64."""

    class Server(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            assert self.path == "/v1/models/colorizer:predict"
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            rows = [{name: base64.b64decode(value["b64"]) for name, value in row.items()} for row in asked["instances"]]
            inputs = {name: np.array([row[name] for row in rows], object) for name in rows[0]}
            ((name, made),) = signatures[asked["signature_name"]](**inputs).items()
            assert name.endswith("_bytes")  # else TensorFlow Serving takes it for text
            answer = json.dumps({"predictions": [{"b64": base64.b64encode(png).decode()} for png in made.numpy()]}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *arguments):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Server) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            colored = run_script("rest", server.server_port, 8501)
        finally:
            server.shutdown()
            thread.join()
    assert colored == signatures["colorize_png_hint"](**given)["color_bytes"].numpy()[0]
    assert read_picture(colored).shape == (40, 50, 3)


def test_the_client_of_grpc(signatures, given):
    class Service(prediction_service_pb2_grpc.PredictionServiceServicer):
        def Predict(self, request, context):
            assert request.model_spec.name == "colorizer"
            inputs = {name: tf.make_ndarray(tensor) for name, tensor in request.inputs.items()}
            response = predict_pb2.PredictResponse()
            for name, made in signatures[request.model_spec.signature_name](**inputs).items():
                response.outputs[name].CopyFrom(tf.make_tensor_proto(made))
            return response

    server = grpc.server(concurrent.futures.ThreadPoolExecutor(1))
    prediction_service_pb2_grpc.add_PredictionServiceServicer_to_server(Service(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        colored = run_script("grpc", port, 8500)
    finally:
        server.stop(None).wait()
    assert colored == signatures["colorize_png"](line_bytes=given["line_bytes"])["color_bytes"].numpy()[0]
