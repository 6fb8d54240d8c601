"""The networks here draw the grey of their input: dark where it is dark. Only what surrounds that differs from one to the next."""

import pathlib

import numpy as np
import pytest

from data_tools.errors import InputError
from data_tools.line_styles import line_styles

onnx = pytest.importorskip("onnx", reason="onnx (extra `dev`) is absent")
pytest.importorskip("onnxruntime", reason="onnxruntime (extra `onnx`) is absent")
from onnx import TensorProto, helper, numpy_helper  # noqa: E402

from data_tools.line_networks import LineNetwork  # noqa: E402

SHA = "0" * 64


def write_network(
    path: pathlib.Path,
    *,
    channels: int = 3,
    last: bool = False,
    sides: tuple = ("height", "width"),
    dtype: int = TensorProto.FLOAT,
    factor: float = 1,
    offset: float = 0,
    stride: int = 1,
    batch: int | str = 1,
) -> str:
    """A network that answers factor * grey + offset, grey in [0,1]; last: channels come last, in and out."""

    def constant(name: str, values) -> onnx.TensorProto:
        return numpy_helper.from_array(np.array(values, np.float32), name)

    shape = [batch, *sides, channels] if last else [batch, channels, *sides]
    nodes = [helper.make_node("Cast", ["picture"], ["float"], to=TensorProto.FLOAT)]
    nodes.append(helper.make_node("Div", ["float", "full"], ["unit"]))
    nodes.append(helper.make_node("Transpose", ["unit"], ["first"], perm=[0, 3, 1, 2] if last else [0, 1, 2, 3]))
    nodes.append(helper.make_node("Conv", ["first", "weights"], ["grey"], strides=[stride, stride]))
    nodes.append(helper.make_node("Mul", ["grey", "factor"], ["scaled"]))
    nodes.append(helper.make_node("Add", ["scaled", "offset"], ["moved"]))
    nodes.append(helper.make_node("Transpose", ["moved"], ["line"], perm=[0, 2, 3, 1] if last else [0, 1, 2, 3]))
    weights = constant("weights", np.full((1, channels, 1, 1), 1 / channels))
    constants = [
        weights,
        constant("factor", factor),
        constant("offset", offset),
        constant("full", 255 if dtype == TensorProto.UINT8 else 1),
    ]
    given, answer = (
        helper.make_tensor_value_info("picture", dtype, shape),
        helper.make_tensor_value_info("line", TensorProto.FLOAT, [None] * 4),
    )
    graph = helper.make_graph(nodes, "network", [given], [answer], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())
    return str(path)


def drawing(height: int = 60, width: int = 90) -> np.ndarray:
    """A cross of black lines on white, RGB."""
    picture = np.full((height, width, 3), 255, np.uint8)
    picture[height // 2 - 2 : height // 2 + 2] = picture[:, width // 3 : width // 3 + 4] = 0
    return picture


@pytest.mark.parametrize(
    "kind",
    [
        {},
        {"channels": 1},
        {"last": True},
        {"last": True, "channels": 1},
        {"batch": "batch"},
        {"dtype": TensorProto.UINT8},
        {"factor": -1, "offset": 1},
        {"factor": 2, "offset": -1},
        {"factor": -2, "offset": 1},
        {"factor": -255, "offset": 255},
        {"dtype": TensorProto.UINT8, "factor": 255, "last": True},
    ],
)
def test_layouts_ranges_and_light_lines_are_found_out(tmp_path, kind):
    """Free sizes: the picture of odd size goes in as it is, with a margin that is cut off again, and comes back exactly."""
    picture = drawing(61, 93)
    drawn = LineNetwork(write_network(tmp_path / "net.onnx", **kind))(picture, SHA)
    assert (drawn.dtype, drawn.shape) == (np.uint8, (61, 93))
    assert np.array_equal(drawn, picture[..., 0])


@pytest.mark.parametrize("kind", [{"sides": (128, 64)}, {"sides": (64, 128), "last": True, "channels": 1}, {"stride": 2}])
def test_other_sizes_inside_come_back_at_the_pictures_size(tmp_path, kind):
    picture = drawing()
    drawn = LineNetwork(write_network(tmp_path / "net.onnx", **kind))(picture, SHA)
    assert drawn.shape == (60, 90)
    assert np.abs(drawn.astype(int) - picture[..., 0]).mean() < 20
    assert drawn[30, 32] < 60
    assert drawn[10, 70] > 250


def test_a_large_picture_is_reduced_first_and_keeps_its_lines(tmp_path):
    """A line 48 px of 2048 wide is 3 px of 128: 2.3 % of dark pixels."""
    from data_tools.pairs import fit_square

    picture = np.full((2048, 2048, 3), 255, np.uint8)
    picture[:, 1008:1056] = 0
    drawn = fit_square(LineNetwork(write_network(tmp_path / "net.onnx"))(picture, SHA), 128)
    assert (drawn < 128).mean() == pytest.approx(3 / 128, abs=0.1 / 128)


def test_a_stored_name_tells_the_networks_content(tmp_path):
    path = write_network(tmp_path / "net.onnx")
    (name,) = line_styles([f"onnx:{path}+thin"])
    assert name.startswith(f"onnx:{path}#")
    assert name.endswith("+thin")
    assert line_styles([name]) == (name,)
    write_network(tmp_path / "net.onnx", factor=-1, offset=1)
    assert line_styles([f"onnx:{path}+thin"]) != (name,)
    with pytest.raises(InputError, match=r"net.onnx has changed: it is not the network [0-9a-f]{8} any more"):
        LineNetwork(path, name.partition("#")[2].removesuffix("+thin"))


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ({"channels": 4}, r"takes \[1, 4, 'height', 'width'\]: a line network takes \[1,C,H,W\] or \[1,H,W,C\], where C is 1 or 3"),
        ({"batch": 8}, r"takes \[8, 3, "),
        ({"sides": (64, "width")}, "height and width must both be fixed, or both be free"),
        ({"dtype": TensorProto.INT32}, r"takes picture tensor\(int32\): a line network takes one picture"),
        ({"factor": 0}, "draws no line on a test picture"),
        ({"factor": float("nan")}, "draws no line on a test picture"),
    ],
)
def test_networks_that_will_not_do_are_refused_with_the_reason(tmp_path, kind, message):
    with pytest.raises(InputError, match=message):
        LineNetwork(write_network(tmp_path / "net.onnx", **kind))


def test_files_that_are_no_network(tmp_path):
    with pytest.raises(InputError, match=r"none.onnx: No such file or directory \(onnx: needs the path of a line network\)"):
        line_styles([f"onnx:{tmp_path}/none.onnx"])
    (tmp_path / "text.onnx").write_text("hello")
    with pytest.raises(InputError, match=r"text\.onnx is no ONNX network that can be run: "):
        line_styles([f"onnx:{tmp_path}/text.onnx"])


def test_without_onnxruntime_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "onnxruntime", None)
    with pytest.raises(InputError, match=r"pip install '\.\[onnx\]'"):
        LineNetwork(write_network(tmp_path / "net.onnx"))
