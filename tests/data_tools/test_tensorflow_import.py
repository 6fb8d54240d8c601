import gc
import os
import subprocess
import sys

import pytest

from data_tools.tensorflow_import import no_garbage_collection, quiet_standard_error


def test_tensorflow_comes_without_a_word_and_what_is_said_later_is_seen():
    code = (
        "import sys, data_tools.tensorflow_import as at; at.import_tensorflow(); import tensorflow as tf; tf.constant(1);"
        "print('after', file=sys.stderr); at.import_tensorflow()"
    )
    environment = {name: value for name, value in os.environ.items() if name != "TF_CPP_MIN_LOG_LEVEL"}
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert (ran.stdout, ran.stderr) == ("", "after\n")


def test_standard_error_is_dropped_and_comes_back(capfd):
    with quiet_standard_error():
        os.write(2, b"from C++\n")
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "after\n"


def test_standard_error_comes_back_after_an_error(capfd):
    with pytest.raises(ZeroDivisionError), quiet_standard_error():
        raise ZeroDivisionError
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "after\n"


def test_no_garbage_is_collected_while_importing():
    with no_garbage_collection():
        assert not gc.isenabled()
    assert gc.isenabled()
