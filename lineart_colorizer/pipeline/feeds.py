"""The batches of a run, by what its system learns from. `part`: of each training batch, that is made in this process."""

import functools
from typing import Any

import tensorflow as tf

from data_tools.records import Dataset, parse_record
from lineart_colorizer.pipeline.batches import MOST, looked_at, read_in_order, training_batches, validation_batches
from lineart_colorizer.pipeline.memory import decoded_bytes
from lineart_colorizer.pipeline.names import measure_names
from lineart_colorizer.pipeline.parts import WHOLE, Part
from lineart_colorizer.pipeline.pictures import stored_pictures, training_pictures
from lineart_colorizer.pipeline.unpaired import UnpairedPictures
from lineart_colorizer.settings import Settings

SHOWN = 8  # pictures in every grid
SHOWN_HINTS = 0.5  # share of them that get hints


def _order(settings: Settings, start: int, keep: bool, part: Part) -> dict:
    """What training batches of every kind take, by name."""
    how = {"batch": settings.data.batch, "augmentation": settings.augmentation, "seed": settings.run.seed}
    return how | {"start": start, "keep": keep, "part": part}


class Feed:
    """What all feeds share. _datasets: all that are read."""

    _settings: Settings
    _datasets: tuple[Dataset, ...]

    def _stored(self, *, batch: int, count: int) -> tf.data.Dataset:
        """Batches of the first `count` pictures of what is looked at, as they are stored."""
        raise NotImplementedError

    def validation(self, count: int | None = None) -> tf.data.Dataset:
        """The first `count` pictures of val, which stay in memory, or all, MOST in any case: those are scored together. Without hints.

        Where a data set has no val, all are the first SHOWN of train.
        """
        every = min(dataset.counts["val"] or SHOWN for dataset in self._datasets)
        batches = self._stored(batch=self._settings.data.batch, count=min(count or every, MOST))
        return batches.cache() if count else batches


class Pairs(Feed):
    """Drawings with their colours, as `batches` says. Where a data set has no val, what is looked at is from train.

    keep: as `memory.record_parser`, as in all feeds.
    """

    def __init__(self, dataset: Dataset, settings: Settings, keep: bool = False, part: Part = WHOLE):
        self._dataset, self._settings, self._keep, self._part = dataset, settings, keep, part
        self._datasets = (dataset,)
        self._split = looked_at(dataset)

    @staticmethod
    def kept_bytes(dataset: Dataset) -> int:
        """Of memory, that `keep` takes: the pictures with all their line styles."""
        return decoded_bytes(dataset, len(dataset.extractors))

    @functools.cached_property
    def names(self) -> tuple[str, ...]:
        """What a generator may learn to call the training pictures, as `names.measure_names`."""
        return measure_names(self._dataset) if self._settings.objective.naming_weight else ()

    def training(self, start: int) -> tf.data.Dataset:
        """Without end. start: images seen before."""
        order = _order(self._settings, start, self._keep, self._part)
        return training_batches(self._dataset, hint_share=self._settings.data.hint_share, names=self.names, **order)

    def _stored(self, *, batch: int, count: int) -> tf.data.Dataset:
        return validation_batches(self._dataset, batch=batch, count=count, split=self._split)

    def sources(self, start: int, count: int) -> list[str]:
        """Where the training pictures from position `start` on come from: paths below the source folder."""
        records = read_in_order(self._dataset, "train", self._settings.run.seed, start).take(count)
        parsed = records.map(lambda record: parse_record(record, (), self._dataset.size)["source"])
        return [source.decode("utf-8", "backslashreplace") for source in parsed.as_numpy_iterator()]

    def shown(self) -> dict:
        """The batch of every grid."""
        batches = validation_batches(self._dataset, batch=SHOWN, count=SHOWN, hint_share=SHOWN_HINTS, split=self._split)
        return next(iter(batches))


class Pictures(Pairs):
    """Pictures and classes alone, as `pictures` says."""

    names = ()
    kept_bytes = staticmethod(decoded_bytes)  # the pictures alone

    def training(self, start: int) -> tf.data.Dataset:
        """Without end. start: images seen before."""
        return training_pictures(self._dataset, **_order(self._settings, start, self._keep, self._part))

    def _stored(self, *, batch: int, count: int) -> tf.data.Dataset:
        return stored_pictures(self._dataset, batch=batch, count=count, split=self._split)

    def shown(self) -> dict:
        """The batch of every grid."""
        return next(iter(self._stored(batch=SHOWN, count=SHOWN)))


class Unpaired(Feed):
    """Pictures of two styles, as `unpaired` says. target: the data set of the second one, if there is."""

    names = ()

    def __init__(self, dataset: Dataset, settings: Settings, target: Dataset | None = None, keep: bool = False, part: Part = WHOLE):
        self._pictures, self._settings, self._keep, self._part = UnpairedPictures(dataset, target), settings, keep, part
        self._datasets = (dataset, target or dataset)

    @staticmethod
    def kept_bytes(dataset: Dataset, target: Dataset | None = None) -> int:
        """Of memory, that `keep` takes: the pictures of both sets, or of one, about half of them with all their line styles."""
        if target:
            return decoded_bytes(dataset) + decoded_bytes(target)
        return (decoded_bytes(dataset, len(dataset.extractors)) + decoded_bytes(dataset)) // 2

    def training(self, start: int) -> tf.data.Dataset:
        """Without end. start: images seen before, of each side."""
        return self._pictures.training(**_order(self._settings, start, self._keep, self._part))

    def _stored(self, *, batch: int, count: int) -> tf.data.Dataset:
        return self._pictures.stored(batch=batch, count=count)

    def sources(self, start: int, count: int) -> list[str]:
        """Where the training pictures from position `start` on come from: of each pair the source's path, then the target's."""
        return self._pictures.origins(seed=self._settings.run.seed, start=start, count=count)

    def shown(self) -> dict:
        """The batch of every grid."""
        return next(iter(self._stored(batch=SHOWN, count=SHOWN)))


FEEDS: dict[str, Any] = {"pairs": Pairs, "pictures": Pictures, "unpaired": Unpaired}  # by `systems.registry.SystemKind.data`
