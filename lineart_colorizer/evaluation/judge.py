"""Scores any model on one data set: what is read or trained for it is read or trained once, when it is first needed."""

import dataclasses
import functools

import numpy as np

from data_tools.errors import InputError
from data_tools.records import Dataset
from lineart_colorizer.evaluation.colors import score_colors
from lineart_colorizer.evaluation.features import NAMES, Classifier, Extract, inception_features, pixel_features, train_own_classifier
from lineart_colorizer.evaluation.hints import score_hints
from lineart_colorizer.evaluation.pairs import PAINTERS, Pairs, as_one_class, choose_classes, paint_pairs, read_pairs
from lineart_colorizer.evaluation.samples import ONE_CLASS, Samples, draw_samples, score_samples
from lineart_colorizer.serving.loaded import Model


@dataclasses.dataclass(frozen=True, kw_only=True)
class Judged:
    """scores: by name. tables: of several rows, by name. fake_colors: of every drawing, uint8 RGB [S,S,3]; none for a sampler.
    samples, nearest: a sampler's pictures, and the nearest training pictures beside them."""

    scores: dict[str, float]
    tables: dict[str, list[dict]] = dataclasses.field(default_factory=dict)
    fake_colors: list[np.ndarray] | None = None
    samples: Samples | None = None
    nearest: np.ndarray | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Judge:
    """dataset, split: what models are scored on. features: one of `features.NAMES`; None: the classifier's for a sampler whose data has
    classes, else pixels. inception_weights: file. per_class: pictures that a sampler makes of each class.
    hints: a colorizer's table of what hints do. seed: of all that is random.

    Raises InputError for unknown features, and from every method for what the data or the model cannot do.
    """

    dataset: Dataset
    split: str = "val"
    features: str | None = None
    inception_weights: str | None = None
    per_class: int = 50
    hints: bool = False
    seed: int = 0

    def __post_init__(self):
        if self.features not in (None, *NAMES):
            raise InputError(f"--features {self.features}: choose one of {', '.join(NAMES)}")
        if self.seed < 0:
            raise InputError(f"--seed {self.seed}: must be 0 or above")
        if self.per_class < 2:
            raise InputError(f"--per-class {self.per_class}: diversity needs at least 2 pictures of a class")

    @functools.cached_property
    def pairs(self) -> Pairs:
        return read_pairs(self.dataset, self.split)

    @functools.cached_property
    def training(self) -> Pairs:
        return read_pairs(self.dataset, "train")

    @functools.cached_property
    def classifier(self) -> Classifier:
        training = self.training
        return train_own_classifier(np.stack(training.colors), training.labels, self.dataset, self.seed)

    @functools.cached_property
    def has_classes(self) -> bool:
        return len(self.dataset.labels) > 1

    @functools.cached_property
    def inception(self) -> Extract:
        return inception_features(self.inception_weights)

    def name_features(self, kind: str) -> str:
        """By which features models of this kind are measured."""
        return self.features or ("classifier" if kind == "sampler" and self.has_classes else "pixels")

    def extract(self, features: str) -> Extract:
        if features == "inception":
            return self.inception
        return self.classifier.features if features == "classifier" else pixel_features

    def score(self, model: Model) -> Judged:
        """All that applies to the model and the data."""
        kind = model.card.kind
        if kind in PAINTERS:
            features = self.name_features(kind)
            extract = self.extract(features)  # before the work begins: it may be refused
            fake_colors = paint_pairs(model, self.pairs)
            scores = score_colors(fake_colors, self.pairs, features, extract)
            return Judged(scores=scores, tables=self._score_hints(model), fake_colors=fake_colors)
        if kind == "sampler":
            return self._score_sampler(model)
        raise InputError(f"{model.source} is a {kind}: evaluate scores {', '.join(PAINTERS)} and sampler")

    def _score_hints(self, model: Model) -> dict[str, list[dict]]:
        takes_hints = self.hints and model.card.kind == "colorizer"
        return {"hints": score_hints(PAINTERS["colorizer"](model), self.pairs, self.seed)} if takes_hints else {}

    def _score_sampler(self, model: Model) -> Judged:
        if model.card.size != self.dataset.size:
            raise InputError(
                f"{model.source} makes pictures of {model.card.size} px, {self.dataset.folder} holds {self.dataset.size} px: "
                f"prepare it with --size {model.card.size}"
            )
        features = self.name_features("sampler")
        extract = self.extract(features)
        samples = draw_samples(model, self.dataset.labels, self.per_class, self.seed)
        if model.card.labels:
            names, training, held_out = self.dataset.labels, self.training, choose_classes(self.pairs, samples.labels)
            classifier = self.classifier if self.has_classes else None
        else:
            names, training, held_out = ONE_CLASS, as_one_class(self.training), as_one_class(self.pairs)
            classifier = None
        if not held_out.colors:
            raise InputError(f"{self.dataset.folder} has no {self.split} pictures of what {model.source} makes: choose another --split")
        judged = score_samples(samples, training, held_out, names, features=features, extract=extract, classifier=classifier)
        tables = {"classes": judged.classes, "resolutions": judged.resolutions}
        return Judged(scores=judged.scores, tables=tables, samples=samples, nearest=judged.nearest)
