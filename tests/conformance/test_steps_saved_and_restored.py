"""Every objective in every system that has a critic, and those without one: what is saved comes back, and makes the same pictures.

These tests build systems anew, which makes TensorFlow prepare traced functions again: they come last for each case.
"""

import numpy as np
import pytest
import tensorflow as tf

from lineart_colorizer.serving.saved_model import ModelCard, export_model
from lineart_colorizer.serving.signatures import MODULES
from lineart_colorizer.training.checkpoints import RunState
from tests.conformance.cases import SUBJECTS, assert_same


def test_restored_in_fresh_objects_training_goes_on_exactly(case, second_step, make_case, state_of, eagerly, tmp_path):
    """One step, save, one step; and the same second step by a new system with other weights, restored: equal to the last bit."""
    state, (scalars, after), _ = second_step
    case.put_back(state)
    counters = {"step": 1, "images_seen": 2, "critic_updates": case.phase.critic_updates_per_step, "seconds": 1.5}
    saved = RunState(case.system, tmp_path)
    saved.advance(**counters)
    saved.save()

    fresh = make_case(case.subject.name, case.objective and case.objective.name)
    for network in fresh.system.networks.values():
        for variable in network.variables:
            variable.assign(tf.cast(tf.cast(variable, tf.float32) + 1.0, variable.dtype))
    restored = RunState(fresh.system, tmp_path)
    assert restored.restore()
    assert {name: getattr(restored, name) for name in counters} == counters
    assert_same(state_of(fresh.system), state)
    with eagerly():
        shown, again = (each.system.columns(case.batches[0]) for each in (case, fresh))
        assert fresh.step(at=1) == scalars
    for caption in shown:
        np.testing.assert_array_equal(shown[caption], again[caption], err_msg=caption)
    assert_same(state_of(fresh.system), after)


@pytest.mark.parametrize("system", SUBJECTS)
def test_the_saved_model_makes_the_networks_pictures(make_case, tmp_path, system):
    """What is exported is the product alone, the same networks whatever objective they learned by: once for each system is enough."""
    case = make_case(system, "nonsaturating")
    product = case.system.product
    networks = {part: case.system.networks[name] for part, name in product.networks.items()}
    card = ModelCard(kind=product.kind, size=32, head="multiply", run="test", step=0)
    loaded = tf.saved_model.load(str(export_model(networks, card, tmp_path)))
    module = MODULES[product.kind](**networks)
    for name, inputs in case.subject.signatures.items():
        tensors = {argument: case.batches[0][key] for argument, key in inputs.items()}
        expected, found = module.signatures[name](**tensors), loaded.signatures[name](**tensors)
        assert expected.keys() == found.keys()
        for output in expected:
            np.testing.assert_allclose(found[output], expected[output], atol=1e-5, err_msg=f"{name}: {output}")
