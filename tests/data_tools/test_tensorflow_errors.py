import pytest

from data_tools.tensorflow_errors import as_memory_error, as_os_error, plain_words


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("{{function_node __wrapped__Get_device_/job:x}} /a/b; No such file or directory [Op:Get]", "No such file or directory"),
        ("{{function_node f}} /a; File too large\n\tFailed to flush 1 events\n\tCould not flush [Op:Flush]", "File too large"),
        ("{{function_node f}} corrupted record at 12 [Op:IteratorGetNext] name: ", "corrupted record at 12"),
        ("Not a directory", "Not a directory"),
        ("", "DataLossError"),
    ],
)  # fmt: skip
def test_the_system_s_own_words(message, words):
    import tensorflow as tf

    assert plain_words(tf.errors.DataLossError(None, None, message)) == words


def test_an_os_error_says_it_plainly():
    assert plain_words(OSError(28, "No space left on device", "a")) == "No space left on device"
    assert plain_words(OSError("odd")) == "odd"


def test_tensorflow_s_refusal_is_an_os_error_that_names_the_path(tmp_path):
    import tensorflow as tf

    with pytest.raises(OSError, match="No such file or directory") as refused, as_os_error(tmp_path):
        tf.io.read_file(str(tmp_path / "absent"))
    assert refused.value.filename == str(tmp_path)
    with pytest.raises(ZeroDivisionError), as_os_error(tmp_path):
        _ = 1 // 0


def test_no_memory_is_a_memory_error():
    import tensorflow as tf

    with pytest.raises(MemoryError, match="OOM when allocating"), as_memory_error():
        raise tf.errors.ResourceExhaustedError(None, None, "{{function_node f}} OOM when allocating tensor [Op:Conv2D]")
    with pytest.raises(ZeroDivisionError), as_memory_error():
        _ = 1 // 0
