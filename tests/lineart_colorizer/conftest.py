"""What the tests of the commands and of their parts share: runs trained once, and a reader of TensorBoard's files."""

import contextlib
import dataclasses
import io
import pathlib

import pytest

from tests.conftest import known

HOLD_ALL = {"tensors": 0}


class Events:
    """What a TensorBoard folder holds (not its sub-folders)."""

    def __init__(self, folder: pathlib.Path):
        from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

        self._read = EventAccumulator(str(folder), size_guidance=HOLD_ALL).Reload()

    @property
    def tags(self) -> set[str]:
        return set(self._read.Tags()["tensors"])

    def plugin_tags(self, plugin: str) -> dict[str, bytes]:
        return self._read.PluginTagToContent(plugin)

    def scalars(self, tag: str) -> list[tuple[int, float]]:
        """(step, value), as they were written."""
        from tensorboard.util.tensor_util import make_ndarray

        return [(event.step, make_ndarray(event.tensor_proto).item()) for event in self._read.Tensors(tag)]

    def steps(self, tag: str) -> list[int]:
        return [event.step for event in self._read.Tensors(tag)]

    def arrays(self, tag: str) -> list:
        from tensorboard.util.tensor_util import make_ndarray

        return [(event.step, make_ndarray(event.tensor_proto)) for event in self._read.Tensors(tag)]

    def raw(self, tag: str) -> list[tuple[int, bytes]]:
        return [(event.step, event.tensor_proto.string_val[0]) for event in self._read.Tensors(tag)]

    def texts(self, tag: str) -> list[tuple[int, str]]:
        return [(event.step, event.tensor_proto.string_val[0].decode()) for event in self._read.Tensors(tag)]

    def pictures(self, tag: str) -> list:
        """(step, RGB uint8 [H,W,3])."""
        from data_tools.pictures import read_picture

        return [(event.step, read_picture(event.tensor_proto.string_val[2])) for event in self._read.Tensors(tag)]


@pytest.fixture(scope="session")
def read_events():
    return Events


@dataclasses.dataclass(frozen=True)
class Sitting:
    """One call of `train`. settings: with the defaults filled in. said: what it printed."""

    settings: object
    run: object
    said: str

    @property
    def logs(self) -> pathlib.Path:
        return pathlib.Path(self.settings.run.logs) / self.run.name


@pytest.fixture(scope="session")
def tiny_settings(dataset, tiny_networks):
    """tiny_settings(folder, name=value, ...): all settings of the smallest run, which writes into folder/models and folder/logs."""
    from lineart_colorizer.settings import Settings

    tiny = {
        "data": str(dataset.folder), "size": dataset.size, "batch": 2, "steps": 4, "checkpoint_steps": 2,
        "log_seconds": 0.0, "image_seconds": 0.0, "validation_pictures": 2, "deterministic": True, "device": "cpu",
        "precision": "float32",
    }  # fmt: skip

    def make(folder, **changed):
        networks = known(tiny_networks, changed.get("system", "paired"))
        return Settings().but(**networks | tiny | {"models": str(folder / "models"), "logs": str(folder / "logs")} | changed)

    return make


@pytest.fixture(scope="session")
def sit():
    """sit(settings): calls `train` on shallow networks, and leaves TensorFlow as it was. exports=False leaves the export out: it takes
    seconds."""
    from tensorflow.python.framework.config import disable_op_determinism

    from lineart_colorizer.checks import checked
    from lineart_colorizer.serving import exports as exporting
    from lineart_colorizer.train import train
    from tests.lineart_colorizer.runs import shallow

    def call(settings, *, exports: bool = True) -> Sitting:
        said = io.StringIO()
        try:
            with contextlib.redirect_stdout(said), shallow(), pytest.MonkeyPatch.context() as patch:
                if not exports:
                    patch.setattr(exporting, "export_model", lambda networks, card, folder: exporting.Exported(folder / "left-out", 0.0))
                run = train(settings)
        finally:
            disable_op_determinism()
        return Sitting(checked(settings), run, said.getvalue())

    return call


@pytest.fixture(scope="session")
def trained(tiny_settings, sit, tmp_path_factory) -> Sitting:
    """A finished tiny run of 4 steps, called `straight`. Shared: do not write into its folders."""
    return sit(tiny_settings(tmp_path_factory.mktemp("trained"), run="straight"))
