import errno
import pathlib
import shutil
import types

import keras
import numpy as np
import pytest

from data_tools.errors import InputError
from lineart_colorizer.training.checkpoint_folder import best_or_newest, newest_whole
from lineart_colorizer.training.checkpoints import KEPT, RunState, restore_network

COUNTS = {"step": 4, "images_seen": 24, "critic_updates": 12, "seconds": 1.5, "rollbacks": 1}


def toy_network(units: int) -> keras.Model:
    return keras.Sequential([keras.Input((3,)), keras.layers.Dense(units)])


def toy_system(*, units: int = 2, critic: bool = True, phases: int = 2):
    """One dense layer for each network, and an Adam for each phase and network."""
    networks = {name: toy_network(units) for name in ("generator", "average", *["critic"] * critic)}
    made = []
    for _ in range(phases):
        optimizers = {name: keras.optimizers.Adam() for name in networks if name != "average"}
        for name, optimizer in optimizers.items():
            optimizer.build(networks[name].trainable_variables)
        made.append(types.SimpleNamespace(optimizers=optimizers))
    return types.SimpleNamespace(networks=networks, phases=tuple(made))


def values(system) -> dict[str, list[np.ndarray]]:
    """All weights and slots by owner."""
    owners = system.networks | {f"{i}/{name}": made for i, phase in enumerate(system.phases) for name, made in phase.optimizers.items()}
    return {name: [np.asarray(variable) for variable in owner.variables] for name, owner in owners.items()}


@pytest.fixture(scope="module")
def trained():
    """A system in which every optimizer has been at work."""
    system = toy_system()
    for index, phase in enumerate(system.phases, start=1):
        for name, optimizer in phase.optimizers.items():
            for _ in range(index):
                optimizer.apply([np.full(variable.shape, index, np.float32) for variable in system.networks[name].trainable_variables])
    return system


@pytest.fixture(scope="module")
def saved(trained, tmp_path_factory):
    """The folder of the trained system's checkpoint."""
    folder = tmp_path_factory.mktemp("checkpoints")
    state = RunState(trained, folder)
    state.advance(**COUNTS)
    state.save()
    return folder


def test_all_comes_back(trained, saved):
    fresh, expected = toy_system(), values(trained)
    before = values(fresh)
    state = RunState(fresh, saved)
    assert state.restore() is True
    assert {name: getattr(state, name) for name in COUNTS} == COUNTS
    assert set(expected) == {"generator", "average", "critic", "0/generator", "0/critic", "1/generator", "1/critic"}
    for name, restored in values(fresh).items():
        assert all(np.array_equal(a, b) for a, b in zip(restored, expected[name], strict=True)), name
        assert not all(np.array_equal(a, b) for a, b in zip(before[name], expected[name], strict=True)), f"{name} proves nothing"
    assert [int(phase.optimizers["critic"].iterations) for phase in fresh.phases] == [1, 2]


def test_no_checkpoint_is_a_new_run(trained, tmp_path):
    state = RunState(trained, tmp_path / "none")
    assert state.restore() is False
    assert [getattr(state, name) for name in COUNTS] == [0, 0, 0, 0.0, 0]


def test_counters_advance_and_are_plain_numbers(trained, tmp_path):
    state = RunState(trained, tmp_path)
    state.advance(step=1, images_seen=2**40)
    state.advance(step=1, seconds=0.25)
    assert (state.step, state.images_seen, state.critic_updates, state.seconds) == (2, 2**40, 0, 0.25)
    assert isinstance(state.step, int)
    assert isinstance(state.seconds, float)
    with pytest.raises(AttributeError, match="stepz"):
        _ = state.stepz


def test_named_by_step_and_only_the_newest_are_kept(trained, tmp_path):
    state = RunState(trained, tmp_path)
    for _ in range(KEPT + 1):
        state.advance(step=10)
        state.save()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["step-0000020", "step-0000030"]
    again = RunState(trained, tmp_path, kept=1)
    again.restore()
    again.save()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["step-0000030"]


def test_a_best_one_is_kept_beside_and_forgotten_where_the_run_is_taken_up_before_it(trained, tmp_path):
    state = RunState(trained, tmp_path, kept=1)
    assert state.best is None
    state.advance(step=3)
    state.save_best(0.25)
    state.advance(step=1)
    state.save()
    assert (state.best.step, state.best.score) == (3, 0.25)
    state.advance(step=5)
    state.save_best(0.5)
    assert state.best.step == 9
    again = RunState(toy_system(), tmp_path)
    assert again.restore()
    assert (again.step, again.best.step) == (4, 3)
    (again.best.folder / "weights.index").unlink()
    assert again.best is None


def test_rolled_back_is_the_newest_checkpoint_counted_on_the_disk_too(trained, tmp_path):
    state = RunState(trained, tmp_path)
    with pytest.raises(ValueError, match="no checkpoint to go back to"):
        state.roll_back()
    state.advance(step=4)
    state.save()
    kernel = trained.networks["generator"].trainable_variables[0]
    before = kernel.numpy()
    for times in (1, 2):
        kernel.assign(np.full(kernel.shape, np.nan))
        state.advance(step=2)
        state.roll_back()
        assert (state.step, state.rollbacks) == (4, times)
        np.testing.assert_array_equal(kernel.numpy(), before)
    again = RunState(toy_system(), tmp_path)
    assert again.restore()
    assert again.rollbacks == 2


def refusal(act) -> str:
    with pytest.raises(InputError) as refused:
        act()
    assert "\n" not in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize("other", [{"units": 5}, {"phases": 1}, {"phases": 3}, {"critic": False}])
def test_a_checkpoint_that_does_not_fit_is_refused(saved, other):
    said = refusal(RunState(toy_system(**other), saved).restore)
    assert said.startswith(f"{saved / 'step-0000004'} cannot be taken up (")
    assert said.endswith("): choose another --run")


def copy_checkpoint(saved, folder, *, step: int):
    """Another checkpoint with the same content: its folder."""
    return pathlib.Path(shutil.copytree(saved / "step-0000004", folder / f"step-{step:07}"))


@pytest.mark.parametrize("name", ["weights.index", "weights.data-00000-of-00001", "manifest.json"])
@pytest.mark.parametrize("damage", ["cut", "flipped", "missing"])
def test_where_the_newest_is_damaged_the_one_before_is_taken_and_a_line_says_so(trained, saved, tmp_path, name, damage):
    copy_checkpoint(saved, tmp_path, step=4)
    file = copy_checkpoint(saved, tmp_path, step=9) / name
    content = bytearray(file.read_bytes())
    if damage == "missing":
        file.unlink()
    else:
        content[len(content) // 2] ^= 0x40
        file.write_bytes(content[: len(content) // 3] if damage == "cut" else content)
    fresh, said = toy_system(), []
    state = RunState(fresh, tmp_path)
    assert state.restore(said.append) is True
    assert len(said) == 1
    assert said[0].startswith("damaged: step-0000009 (")
    assert said[0].endswith("): the newest whole checkpoint is step-0000004")
    assert state.step == 4
    for mine, theirs in zip(values(fresh)["average"], values(trained)["average"], strict=True):
        assert np.array_equal(mine, theirs)


def test_where_all_are_damaged_nothing_is_begun_anew(saved, tmp_path):
    (copy_checkpoint(saved, tmp_path, step=4) / "weights.index").write_bytes(b"")
    said = f"no whole checkpoint in {tmp_path}: step-0000004 (weights.index has 0 bytes, not "
    assert refusal(RunState(toy_system(), tmp_path).restore).startswith(said)


def test_a_disk_that_refuses_leaves_what_was_saved(trained, saved, tmp_path, monkeypatch):
    copy_checkpoint(saved, tmp_path, step=4)
    state = RunState(trained, tmp_path)
    state.advance(step=9)

    def refuse(path, *arguments, **named):
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(pathlib.Path, "write_text", refuse)
    said = refusal(state.save)
    assert said.startswith(f"cannot save step 9 in {tmp_path} (")
    assert said.endswith("step-0000004 is the newest there: free some space or check the folder's rights, then the same command goes on")
    assert [path.name for path in tmp_path.iterdir()] == ["step-0000004"]


def test_a_full_disk_leaves_what_was_saved_and_nothing_half_written(trained, saved, tmp_path, full_disk):
    copy_checkpoint(saved, tmp_path, step=4)
    state = RunState(trained, tmp_path)
    state.advance(step=9)
    with full_disk(100):
        said = refusal(state.save)
    assert said.startswith(f"cannot save step 9 in {tmp_path} (File too large); step-0000004 is the newest there: free some space ")
    assert [path.name for path in tmp_path.iterdir()] == ["step-0000004"]
    state.save()
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["step-0000004", "step-0000009"]


def test_one_network_alone(trained, saved):
    network = toy_network(2)
    restore_network(network, "average", newest_whole(saved))
    for restored, slow, fast in zip(
        network.get_weights(), *(trained.networks[n].get_weights() for n in ("average", "generator")), strict=True
    ):
        assert np.array_equal(restored, slow)
        assert not np.array_equal(restored, fast)


def test_one_network_of_the_best_checkpoint(trained, tmp_path):
    state = RunState(trained, tmp_path)
    state.save()
    system = toy_system()
    RunState(system, tmp_path).save_best(0.5)
    network = toy_network(2)
    restore_network(network, "average", best_or_newest(tmp_path))
    assert np.array_equal(network.get_weights()[0], system.networks["average"].get_weights()[0])


@pytest.mark.parametrize(("units", "name"), [(5, "average"), (2, "teacher")])
def test_one_network_that_the_checkpoint_does_not_hold(saved, units, name):
    said = refusal(lambda: restore_network(toy_network(units), name, newest_whole(saved)))
    assert said.startswith(f"{saved / 'step-0000004'} cannot be read (")
