"""What many tests share: a tiny data set of real drawings, and tiny systems. TensorFlow is imported by the tests that use it alone."""

import contextlib
import gc
import os
import pathlib
import resource

import cv2
import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
gc.set_threshold(100_000, 50, 50)  # tracing makes millions of objects, most of which stay: looking through them took a tenth of the time

SIZE = 32
PICTURES = 12
PALETTE = np.array([[1.0, 1.0, 1.0], [0.8, 0.2, 0.2], [0.2, 0.6, 0.3], [0.3, 0.4, 0.9]], np.float32)  # RGB in [0,1]
SHARES = np.array([0.55, 0.2, 0.15, 0.1], np.float32)


LONGEST = (  # these files are begun first, so that no process ends long after the others
    "test_train_together", "test_steps", "test_train_resumed", "test_train", "test_zero_weights", "test_painting", "test_train_failing",
    "test_resume", "test_cyclegan", "test_files", "test_exports", "test_engines", "test_train_faults", "test_extending", "test_generate",
    "test_looks", "test_prepare", "test_colorize", "test_unpaired", "test_train_init", "test_train_unpaired", "test_train_best",
)  # fmt: skip


MADE_ONCE = ("trained", "export_once", "chromium")  # what takes long to make, and is made once by every process that has tests of it


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Where several processes share the tests (--dist loadgroup), each file goes to one of them, and so does what uses one of MADE_ONCE."""
    for item in items:
        made = next((name for name in MADE_ONCE if name in item.fixturenames), None)
        item.add_marker(pytest.mark.xdist_group(made or str(item.path.relative_to(item.config.rootpath))))
    items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST))


def draw_picture(seed: int, size: int = SIZE) -> np.ndarray:
    """A disk or a box in a colour of its own with a black outline, on white: uint8 RGB [size,size,3]. No two seeds look alike."""
    rng = np.random.default_rng(seed)
    picture = np.full((size, size, 3), 255, np.uint8)
    color = [int(value) for value in rng.integers(60, 230, 3)]
    x, y, radius = (int(value) for value in (*rng.integers(size * 3 // 8, size * 5 // 8, 2), rng.integers(size // 5, size // 3)))
    for fill, thickness in ((color, cv2.FILLED), ((0, 0, 0), max(1, size // 24))):
        if seed % 2:
            cv2.circle(picture, (x, y), radius, fill, thickness, cv2.LINE_AA)
        else:
            cv2.rectangle(picture, (x - radius, y - radius), (x + radius, y + radius), fill, thickness, cv2.LINE_AA)
    return picture


@pytest.fixture(scope="session")
def pictures_folder(tmp_path_factory) -> pathlib.Path:
    """12 colour PNGs of 32 px in two label folders, boxes/ and disks/. Shared by all tests: do not write into it."""
    from data_tools.pictures import write_png

    folder = tmp_path_factory.mktemp("pictures")
    for seed in range(PICTURES):
        path = folder / ("disks" if seed % 2 else "boxes") / f"{seed:02}.png"
        path.parent.mkdir(exist_ok=True)
        write_png(path, draw_picture(seed))
    return folder


@pytest.fixture(scope="session")
def dataset(pictures_folder, tmp_path_factory):
    """`pictures_folder` prepared at 32 px, a quarter for validation: a `data_tools.records.Dataset`. Do not write into its folder."""
    from data_tools.prepare import prepare

    return prepare(pictures_folder, tmp_path_factory.mktemp("prepared") / "tiny", size=SIZE, val=0.25, workers=1)


@pytest.fixture(scope="session")
def tiny_networks():
    """Settings of the smallest networks that have every part, by their names."""
    return {"filters": 2, "palette": 4, "critic_filters": 2, "cycle_filters": 2, "blocks": 1, "fakes_kept": 4}


def known(networks: dict, system: str) -> dict:
    """Of settings of networks, those that the system knows; one that is not registered yet may know all."""
    from lineart_colorizer.systems import build, registry  # noqa: F401  (build registers them)

    names = registry.find_system(system).knows if system in registry.system_names() else None
    return {name: value for name, value in networks.items() if names is None or name in names}


@pytest.fixture(scope="session")
def build_tiny(tiny_networks):
    """build_tiny(objective=None, system="paired", *, blocks=(1, 1), seed=0, labels=(), told=False, **settings) -> System.

    `settings` are further ones of Settings, by name. The same arguments give the same first weights; the palette is PALETTE. `labels`
    are the names of the data's classes, and `told` is the setting that is called labels. `blocks` stands for the U-Net's BLOCKS, None
    for its own: two levels have all that four have, and are traced in half the time.
    """

    def build(objective=None, system="paired", *, blocks=(1, 1), seed=0, labels=(), told=False, **settings):
        import keras

        from lineart_colorizer.networks import unet
        from lineart_colorizer.settings import Settings
        from lineart_colorizer.systems.build import build_system
        from lineart_colorizer.systems.registry import Plan

        keras.utils.set_random_seed(seed)
        asked = {"size": SIZE, "seed": seed, "objective": objective, "system": system, "labels": told}
        chosen = Settings().but(**asked | known(tiny_networks, system) | settings)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(unet, "BLOCKS", blocks or unet.BLOCKS)
            return build_system(
                Plan(settings=chosen, labels=labels, names=labels, measure_palette=lambda size: (PALETTE[:size], SHARES[:size]))
            )

    return build


@pytest.fixture(scope="session")
def tiny_batches(dataset) -> list[dict]:
    """Six training batches of two pictures with hints, as tensors: what a system's steps take."""
    from lineart_colorizer.pipeline.batches import training_batches
    from lineart_colorizer.settings import AugmentationSettings

    batches = training_batches(dataset, batch=2, hint_share=0.5, augmentation=AugmentationSettings(), seed=0, names=dataset.labels)
    return list(batches.take(6))


@pytest.fixture(scope="session")
def unpaired_batches(dataset) -> list[dict]:
    """Six batches of two drawings and two other pictures, as cyclegan learns from."""
    from lineart_colorizer.pipeline.unpaired import UnpairedPictures
    from lineart_colorizer.settings import AugmentationSettings

    return list(UnpairedPictures(dataset, None).training(batch=2, augmentation=AugmentationSettings(), seed=0).take(6))


@pytest.fixture(scope="session")
def class_batches(tiny_batches) -> list[dict]:
    """`tiny_batches`, their classes alone, one of them unknown; and noise and known classes to draw from."""
    import tensorflow as tf

    given = {"noise": tf.random.stateless_normal((2, 4), (0, 1)), "known": tf.constant([0, 1])}
    return [given | {"color": batch["color"], "label": tf.constant([0, 1 if at else -1])} for at, batch in enumerate(tiny_batches)]


@pytest.fixture(scope="session")
def eagerly():
    """`with eagerly():` runs step functions operation by operation: seconds faster for one step than tracing it."""
    import tensorflow as tf

    @contextlib.contextmanager
    def running_eagerly():
        tf.config.run_functions_eagerly(True)
        try:
            yield
        finally:
            tf.config.run_functions_eagerly(False)

    return running_eagerly


@pytest.fixture
def full_disk():
    """`with full_disk(SIZE):` lets no file grow beyond SIZE bytes, as on a disk that has no more: the system refuses what is more."""

    @contextlib.contextmanager
    def limiting(size: int):
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

    return limiting


@pytest.fixture(scope="session")
def state_of():
    """state_of(system) -> every variable of its networks and optimizers, {"critic": [array, ...], "phase_0_critic": [...], ...}."""

    def state(system) -> dict[str, list[np.ndarray]]:
        owners = dict(system.networks)
        for index, phase in enumerate(system.phases):
            owners |= {f"phase_{index}_{name}": optimizer for name, optimizer in phase.optimizers.items()}
        return {name: [variable.numpy().copy() for variable in owner.variables] for name, owner in owners.items()}

    return state
