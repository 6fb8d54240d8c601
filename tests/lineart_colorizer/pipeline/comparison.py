"""What tests of batches share."""

import numpy as np


def assert_equal(batches: list[dict], others: list[dict]) -> None:
    """Equal to the last bit, name by name."""
    assert len(batches) == len(others) > 0
    for one, other in zip(batches, others, strict=True):
        assert one.keys() == other.keys()
        for name in one:
            np.testing.assert_array_equal(one[name], other[name])
