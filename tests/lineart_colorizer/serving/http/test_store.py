"""Versions of models come and go while the service runs."""

import asyncio
import shutil

import pytest

from lineart_colorizer.serving.http.errors import ServiceError
from lineart_colorizer.serving.http.metrics import Metrics
from lineart_colorizer.serving.http.shelf import Shelved, about, shelve
from lineart_colorizer.serving.http.store import ModelStore
from lineart_colorizer.training.checkpoint_folder import SavedCheckpoint

pytestmark = pytest.mark.anyio


@pytest.fixture
def store(exports):
    made = ModelStore(shelve("red", exports), str(exports), kept=1, batch=1, trust=False, metrics=Metrics())
    yield made
    made.close()


@pytest.fixture
def look(store):
    """look(): as `watch` does once. Returns the default model's version."""

    async def once() -> str | None:
        loaded = await store._refresh(store.default)
        return loaded and loaded.version.name

    return once


async def test_a_newer_version_takes_over_and_who_has_the_old_one_keeps_it(store, look, exports, export):
    old = await store.get(None)
    assert await look() == "1"
    assert await store.get(None) is old
    export(exports / "red" / "2")
    export(exports / "red" / "10")
    assert await look() == "10"
    assert (await store.get("red")).version.name == "10"
    assert old.version.name == "1"


async def test_a_broken_version_never_replaces_a_good_one_and_is_tried_once(store, look, exports, export, caplog):
    good = await store.get(None)
    broken = export(exports / "red" / "2", broken=True)
    assert [await look(), await look()] == ["1", "1"]
    assert await store.get(None) is good
    assert len([record for record in caplog.records if "version 2, is not loaded" in record.message]) == 1
    (broken / "broken").unlink()  # whole at last
    assert await look() == "2"


async def test_the_newest_that_can_be_loaded_is(store, exports, export):
    export(exports / "red" / "2")
    export(exports / "red" / "3", broken=True)
    assert (await store.get(None)).version.name == "2"


async def test_what_has_no_whole_version_is_not_ready_until_it_has_one(store, look, exports, export):
    (exports / "red" / "1" / "broken").touch()
    with pytest.raises(ServiceError) as refused:
        await store.get(None)
    assert (refused.value.status, refused.value.code, store.is_ready) == (503, "model_broken", False)
    export(exports / "red" / "2")
    assert (await look(), store.is_ready) == ("2", True)


async def test_a_damaged_run_is_broken_as_a_damaged_export_is_and_that_is_said_once(exports, caplog):
    (exports / "mine").mkdir()
    store = ModelStore(Shelved("mine", exports / "mine", "run"), str(exports), kept=1, batch=1, trust=False, metrics=Metrics())
    for _ in range(2):
        with pytest.raises(ServiceError) as refused:
            await store.get(None)
        assert (refused.value.status, refused.value.code) == (503, "model_broken")
    store.close()
    (said,) = [record.message for record in caplog.records if "is not loaded" in record.message]
    assert said.startswith("model mine, version ?, is not loaded: ")


async def test_a_checkpoint_that_was_refused_is_tried_again_once_its_files_change(store, exports, monkeypatch):
    weights = exports / "mine" / "checkpoints" / "step-0000007" / "weights.index"
    weights.parent.mkdir(parents=True)
    weights.write_text("half")
    run = Shelved("mine", exports / "mine", "run")
    monkeypatch.setattr(SavedCheckpoint, "fault", lambda saved: None)
    tried = []

    def fail(shelved, version):
        tried.append(version.name)
        raise OSError("half a file")

    monkeypatch.setattr(store, "_load", fail)
    assert [await store._refresh(run), await store._refresh(run)] == [None, None]
    assert tried == ["7"]
    weights.write_text("the whole of it")
    await store._refresh(run)
    assert tried == ["7", "7"]


async def test_a_removed_folder_is_served_on_and_listed(store, look, exports):
    await store.get(None)
    shutil.rmtree(exports)
    assert await look() == "1"
    assert (await store.get("red")).version.name == "1"
    assert [model.name for model in store.list()] == ["red"]


async def test_a_removed_version_gives_way_to_the_one_before(store, look, exports, export):
    export(exports / "red" / "2")
    assert await look() == "2"
    shutil.rmtree(exports / "red" / "2")
    assert await look() == "1"


async def test_a_version_written_anew_is_loaded_anew(store, look, exports):
    before = await store.get(None)
    (exports / "red" / "1" / "saved_model.pb").write_bytes(b"")
    await look()
    assert await store.get(None) is not before


async def test_so_many_are_kept_and_the_default_always(store, exports, export):
    for name in ("blue", "green"):
        export(exports / name / "1")
    for name in ("red", "blue", "green", "blue"):
        assert (await store.get(name)).name == name
    assert list(store._loaded) == ["red", "blue"]


async def test_however_many_ask_a_model_is_loaded_once(store, monkeypatch):
    loads = []
    monkeypatch.setattr(store, "_load", lambda *asked, load=store._load: loads.append(asked) or load(*asked))
    found = await asyncio.gather(*(store.get("red") for _ in range(5)))
    assert len(loads) == len({id(each) for each in found}) == 1


async def test_models_that_there_are(store, exports, export):
    export(exports / "styles" / "3", labels=("cat", "dog"), varies=True)
    (exports / "notes.txt").touch()
    (exports / "empty").mkdir()
    red, styles = store.list()
    assert (red.name, red.version, red.labels, red.varies, red.default, red.source) == ("red", "1", [], False, True, "export")
    assert (styles.name, styles.version, styles.labels, styles.varies, styles.default) == ("styles", "3", ["cat", "dog"], True, False)


async def test_a_name_that_there_is_not(store):
    with pytest.raises(ServiceError) as refused:
        await store.get("../red")
    assert (refused.value.status, refused.value.code) == (404, "no_model")


async def test_a_run_that_another_user_keeps_to_himself_hides_no_other(store, exports, export, monkeypatch):
    export(exports / "blue" / "1")

    def refused(shelved):
        if shelved.name == "blue":
            raise PermissionError(13, "Permission denied", "settings.yaml")
        return about(shelved)

    monkeypatch.setattr("lineart_colorizer.serving.http.store.about", refused)
    assert [each.name for each in store.list() if each.source == "export"] == ["red"]
