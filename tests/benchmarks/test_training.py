import types

import pytest

from benchmarks.training import train_run
from data_tools.errors import InputError


def test_a_training_that_fails_says_why(tmp_path):
    """In its own last words, without a traceback."""
    nowhere = types.SimpleNamespace(folder=tmp_path / "nowhere", size=32)
    with pytest.raises(InputError, match=r"^training broken ended with 2: .*many.* \(all in .*broken\.log\)$"):
        train_run("broken", nowhere, tmp_path, "--filters=many")
