"""What every system exports makes the pictures that its networks make."""

import numpy as np
import pytest
import tensorflow as tf

from lineart_colorizer.serving.cards import ModelCard
from lineart_colorizer.serving.exports import export_model
from lineart_colorizer.serving.signatures import MODULES
from tests.conformance.cases import SUBJECTS


@pytest.mark.parametrize("system", SUBJECTS)
def test_the_saved_model_makes_the_networks_pictures(make_case, tmp_path, system):
    """What is exported is the product alone, the same networks whatever objective they learned by: once for each system is enough."""
    case = make_case(system, "nonsaturating")
    product = case.system.product
    networks = {part: case.system.networks[name] for part, name in product.networks.items()}
    card = ModelCard(kind=product.kind, size=32, head="multiply", run="test", step=0)
    loaded = tf.saved_model.load(str(export_model(networks, card, tmp_path).path))
    module = MODULES[product.kind](**networks)
    for name, inputs in case.subject.signatures.items():
        tensors = {argument: case.batches[0][key] for argument, key in inputs.items()}
        expected, found = module.signatures[name](**tensors), loaded.signatures[name](**tensors)
        assert expected.keys() == found.keys()
        for output in expected:
            np.testing.assert_allclose(found[output], expected[output], atol=1e-5, err_msg=f"{name}: {output}")
