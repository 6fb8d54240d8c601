"""Scores of a model that makes pictures of a class from noise: diversity, discriminability, distances, nearest training pictures."""

import dataclasses

import numpy as np

from data_tools.errors import InputError
from data_tools.progress import progress
from lineart_colorizer.evaluation.colors import as_floats, score_distances
from lineart_colorizer.evaluation.features import Classifier, Extract, pixel_features
from lineart_colorizer.evaluation.pairs import Pairs
from lineart_colorizer.metrics.discriminability import accuracy_by_resolution
from lineart_colorizer.metrics.diversity import judge_diversity, summarize_diversity
from lineart_colorizer.metrics.memorization import find_nearest, nearness, show_nearest
from lineart_colorizer.serving.loaded import Model
from lineart_colorizer.serving.samples import AT_ONCE, draw

SHOWN = 24  # generated pictures beside their nearest
ONE_CLASS = ("pictures",)  # what all are called, where the model knows no classes


@dataclasses.dataclass(frozen=True, kw_only=True)
class Samples:
    """Generated pictures, uint8 RGB [N,S,S,3], and the classes that they should show, as indices of the data set's labels, int [N]."""

    colors: np.ndarray
    labels: np.ndarray


@dataclasses.dataclass(frozen=True, kw_only=True)
class SampleScores:
    """scores: by name. classes, resolutions: tables, a dict a row. nearest: uint8 RGB [H,W,3], as `memorization.show_nearest`."""

    scores: dict[str, float]
    classes: list[dict]
    resolutions: list[dict]
    nearest: np.ndarray


def draw_samples(model: Model, labels: tuple[str, ...], per_class: int, seed: int) -> Samples:
    """`per_class` pictures of each class that the model knows; as many of class 0 where it knows none. labels: the data set's.

    Raises InputError where the model knows a class that the data set lacks: its pictures could not be compared.
    """
    card = model.card
    if unknown := [name for name in card.labels if name not in labels]:
        raise InputError(
            f"{model.source} makes {', '.join(unknown)}, which the data set has not (it has: {', '.join(labels) or 'no classes'})"
        )
    numbers = np.repeat(np.arange(max(len(card.labels), 1), dtype=np.int32), per_class)
    noise = np.random.default_rng(seed).standard_normal((len(numbers), card.noise), np.float32)
    parts = progress(draw(model, noise, numbers), total=-(-len(numbers) // AT_ONCE), what="generating", unit="batches")
    return Samples(colors=np.concatenate([*parts]), labels=np.array([labels.index(name) for name in card.labels] or [0])[numbers])


def score_samples(
    samples: Samples,
    training: Pairs,
    held_out: Pairs,
    names: tuple[str, ...],
    *,
    features: str,
    extract: Extract,
    classifier: Classifier | None,
) -> SampleScores:
    """All that can be said of generated pictures.

    Args:
        training: what the model learned from; held_out: real pictures of the same classes that it did not see; both of the generated
            pictures' size.
        names: of the classes. features, extract: for distances; the classifier's, where there is one, also find the nearest pictures.
        classifier: of these classes. None where there are none: discriminability is left out then.
    """
    classes = judge_diversity(_by_label(samples.colors, samples.labels, names), _by_label(training.colors, training.labels, names))
    rows = [dataclasses.asdict(of) for of in classes]
    scores = summarize_diversity(classes)
    resolutions = []
    fake, held = as_floats(samples.colors), as_floats(held_out.colors)
    if classifier is not None:
        resolutions = accuracy_by_resolution(classifier.classify, (fake, samples.labels), (held, held_out.labels))
        scores |= {"accuracy_fake": resolutions[-1]["fake"], "accuracy_real": resolutions[-1]["real"]}
        named = classifier.classify(fake)
        for row in rows:
            of = samples.labels == names.index(row["label"])
            row["accuracy"] = float((named[of] == samples.labels[of]).mean())
    scores |= score_distances(samples.colors, held_out.colors, features, extract)
    nearest, memorized = _find_memorized(fake, held, training, classifier.features if classifier else pixel_features)
    return SampleScores(
        scores=scores | memorized,
        classes=rows,
        resolutions=resolutions,
        nearest=show_nearest(samples.colors[_spread(len(fake))], training.colors, *nearest),
    )


def _by_label(colors, labels: np.ndarray, names: tuple[str, ...]) -> dict[str, list[np.ndarray]]:
    """float32 pictures in [0,1] by the names of their classes; classes without any are left out."""
    pictures = {name: [colors[i].astype(np.float32) / 255.0 for i in np.flatnonzero(labels == index)] for index, name in enumerate(names)}
    return {name: of for name, of in pictures.items() if of}


def _spread(count: int) -> np.ndarray:
    """Indices of the pictures shown, over all classes."""
    return np.unique(np.linspace(0, count - 1, min(SHOWN, count)).astype(int))


def _find_memorized(fake: np.ndarray, held: np.ndarray, training: Pairs, extract: Extract) -> tuple[tuple, dict[str, float]]:
    """Which training picture is nearest to each picture shown, by pixels and by features; and `nearness` by either, where it has one."""
    learned = as_floats(training.colors)
    vectors = {"pixels": [x.reshape(len(x), -1) for x in (fake, held, learned)], "features": [extract(x) for x in (fake, held, learned)]}
    shown = _spread(len(fake))
    nearest = tuple(find_nearest(of_fake[shown], of_learned)[0] for of_fake, _, of_learned in vectors.values())
    found = {f"nearness_{name}": nearness(*of) for name, of in vectors.items()}
    return nearest, {name: value for name, value in found.items() if value is not None}
