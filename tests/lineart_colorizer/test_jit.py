import pytest
import tensorflow as tf

from data_tools.errors import InputError
from lineart_colorizer.jit import choose_jit, compiling


@pytest.mark.parametrize(
    ("jit", "gpus", "compiles"), [("auto", 0, False), ("auto", 1, True), ("on", 0, True), ("off", 1, False), ("off", 0, False)]
)
def test_auto_compiles_on_gpus(monkeypatch, jit, gpus, compiles):
    monkeypatch.setattr(tf.config, "get_visible_devices", lambda kind: ["gpu"] * gpus)
    assert choose_jit(jit) is compiles


def test_another_choice_is_answered_with_the_list():
    with pytest.raises(InputError, match=r"^--jit maybe: choose auto, on or off$"):
        choose_jit("maybe")


def test_what_xla_cannot_compile_is_one_line():
    step = tf.function(lambda x: tf.strings.length(tf.strings.as_string(x)), jit_compile=True)
    with pytest.raises(InputError) as refused, compiling():
        step(tf.constant([1.0]))
    assert str(refused.value) == "XLA cannot compile this system's step (the operation AsString): give --jit off"


def test_other_errors_are_not_hidden():
    with pytest.raises(tf.errors.InvalidArgumentError), compiling():
        tf.reshape(tf.zeros([3]), [2])


def test_several_replicas_go_without(monkeypatch):
    monkeypatch.setattr(tf.config, "get_visible_devices", lambda kind: ["gpu"] * 2)
    assert choose_jit("auto", replicas=2) is False
    assert choose_jit("off", replicas=2) is False
    with pytest.raises(InputError, match=r"^--jit on: XLA compiles the steps of one device, and these are 2 replicas: leave it out$"):
        choose_jit("on", replicas=2)
