"""A model that knows labels and was trained with dropout, exported and loaded."""

import contextlib

import keras
import numpy as np
import pytest

from lineart_colorizer.networks.noise import varied
from lineart_colorizer.serving.models import load_colorizer
from lineart_colorizer.serving.operations import check_operations
from lineart_colorizer.serving.signatures import ColorizerModule

LINE = np.random.default_rng(0).uniform(-1.0, 1.0, (2, 64, 64, 1)).astype(np.float32)
HINT = np.zeros((2, 64, 64, 4), np.float32)
HINT[0, 8:16, 8:16] = (1.0, -1.0, -1.0, 1.0)


@pytest.fixture(scope="module")
def colorizer(export_once):
    return load_colorizer(export_once("savedmodel").path)


def expected(network, label: int, seed: int | None = None) -> np.ndarray:
    with varied(network, seed) if seed is not None else contextlib.nullcontext():
        return network({"line": LINE, "hint": HINT, "label": np.full(2, label)}, training=False)["color"].numpy()


def test_without_label_and_seed_it_is_the_network_told_nothing(colorizer, network):
    np.testing.assert_allclose(colorizer.predict(LINE, HINT)["color"], expected(network, -1), atol=1e-5)
    assert (colorizer.knows_labels, colorizer.varies) == (True, True)


def test_nothing_in_it_is_refused_by_a_service(colorizer):
    check_operations(colorizer.source)


def test_the_label_counts(colorizer, network):
    found = colorizer.predict(LINE, HINT, label=1)["color"]
    np.testing.assert_allclose(found, expected(network, 1), atol=1e-5)
    assert np.abs(found - expected(network, 0)).max() > 1e-3


def test_variants_by_seed(colorizer, network):
    """The same seed gives the same bytes, whatever was asked in between; in the export as in the network."""
    first, other, again = (colorizer.predict(LINE, HINT, label=1, seed=seed)["color"] for seed in (3, 4, 3))
    np.testing.assert_array_equal(first, again)
    assert np.abs(first - other).max() > 1e-3
    np.testing.assert_allclose(first, expected(network, 1, seed=3), atol=1e-5)
    np.testing.assert_allclose(colorizer.predict(LINE, HINT)["color"], expected(network, -1), atol=1e-5)


def test_a_plain_network_has_no_signature_more():
    line, hint = keras.Input((None, None, 1), name="line"), keras.Input((None, None, 4), name="hint")
    module = ColorizerModule(keras.Model({"line": line, "hint": hint}, {"color": line, "layer": line}))
    assert (module.knows_labels, module.varies) == (False, False)
    assert not {"colorize_label", "colorize_variant"} & set(module.signatures)
