"""SavedModels are looked through before they are loaded."""

import pytest
import tensorflow as tf
from tensorflow.core.protobuf.saved_model_pb2 import SavedModel

from data_tools.errors import InputError
from lineart_colorizer.serving import operations
from lineart_colorizer.serving.cards import ModelCard, write_card
from lineart_colorizer.serving.models import load_model
from lineart_colorizer.serving.operations import check_operations, read_graphs

CARD = ModelCard(kind="colorizer", size=32, head="multiply", run="sly", step=1)
SPEC = [tf.TensorSpec([None], tf.float32, "line")]


def save(folder, function) -> None:
    """A SavedModel with one variable and one signature."""
    module = tf.Module()
    module.scale = tf.Variable(2.0)
    module.called = tf.function(lambda line: {"color": function(line) * module.scale}, input_signature=SPEC)
    tf.saved_model.save(module, str(folder), signatures={"serving_default": module.called})


def refusal(folder) -> str:
    with pytest.raises(InputError) as refused:
        check_operations(folder)
    return str(refused.value)


def reading(line):
    with tf.control_dependencies([line]):
        return tf.strings.to_number(tf.io.read_file("/etc/hostname"))


def writing(line):
    with tf.control_dependencies([tf.io.write_file("/tmp/never", tf.strings.as_string(line[0]))]):
        return tf.identity(line)


def in_a_loop(line):
    return tf.while_loop(lambda index, _: index < 2, lambda index, line: (index + 1, writing(line)), [0, line])[1]


def in_python(line):
    return tf.ensure_shape(tf.py_function(lambda value: value, [line], tf.float32), [None])


@pytest.mark.parametrize(
    ("function", "name"), [(reading, "ReadFile"), (writing, "WriteFile"), (in_a_loop, "WriteFile"), (in_python, "EagerPyFunc")]
)
def test_operations_that_colour_nothing_are_refused(tmp_path, function, name):
    save(tmp_path, function)
    said = refusal(tmp_path)
    assert said.startswith(f"{tmp_path} holds operations that colour nothing (")
    assert name in said
    assert said.endswith("): it may read or write files or run programs; --trust loads it all the same")
    write_card(tmp_path, CARD)
    with pytest.raises(InputError, match=name):
        load_model(tmp_path, checked=True)


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plain")
    save(folder, lambda line: tf.nn.relu(line))
    return folder


def test_arithmetic_is_let_in_with_what_keeps_its_variables(plain):
    check_operations(plain)


def changed(plain, tmp_path, change) -> str:
    """What is said of the same description, changed."""
    told = SavedModel.FromString((plain / "saved_model.pb").read_bytes())
    change(told.meta_graphs[0])
    (tmp_path / "saved_model.pb").write_bytes(told.SerializeToString())
    return refusal(tmp_path)


def saving_function(graph) -> str:
    return next(function.signature.name for function in graph.graph_def.library.function if "traced_save" in function.signature.name)


def test_a_signature_that_calls_what_saves_variables_is_refused(plain, tmp_path):
    def call(graph):
        wrapper = next(function for function in graph.graph_def.library.function if "signature_wrapper" in function.signature.name)
        wrapper.node_def.add(op="StatefulPartitionedCall", name="sly").attr["f"].func.name = saving_function(graph)

    assert "traced_save" in changed(plain, tmp_path, call)


def test_a_signature_that_is_what_saves_variables_is_refused(plain, tmp_path):
    def offer(graph):
        graph.object_graph_def.nodes.add().bare_concrete_function.concrete_function_name = saving_function(graph)

    def lead(graph):
        graph.signature_def["serving_default"].outputs["color"].name = graph.saver_def.save_tensor_name

    assert "traced_save" in changed(plain, tmp_path, offer)
    assert "StatefulPartitionedCall" in changed(plain, tmp_path, lead)


def test_what_saves_variables_is_let_in_for_that_alone(plain, tmp_path):
    def forget(graph):
        graph.saver_def.Clear()

    assert "SaveV2" in changed(plain, tmp_path, forget)


def test_a_description_that_is_too_large_is_not_read(plain, monkeypatch):
    monkeypatch.setattr(operations, "MAX_BYTES", 10)
    for read in (read_graphs, check_operations):
        with pytest.raises(InputError, match="its description is over 10 bytes"):
            read(plain)


def test_descriptions_that_are_none(plain, tmp_path):
    said = changed(plain, tmp_path, lambda graph: graph.object_graph_def.Clear())
    assert said == f"{tmp_path} is no SavedModel of TensorFlow 2: export it again"
    (tmp_path / "saved_model.pb").write_bytes(b"")
    assert refusal(tmp_path) == f"{tmp_path} is damaged: no graph in it: export it again"
    (tmp_path / "saved_model.pb").write_bytes(b"nothing of the kind")
    assert refusal(tmp_path).startswith(f"{tmp_path} is damaged: ")
    assert refusal(tmp_path / "nowhere") == f"{tmp_path / 'nowhere'}: No such file or directory"
