"""What turns pictures into the vectors that distances between sets of pictures are measured on.

pixels      the picture reduced to 8 x 8: needs no network; sees colours and where they are, and no shapes
classifier  the project's own small classifier, trained on this data set's training pictures for about a minute
inception   Keras' InceptionV3 with ImageNet weights from the user's file: nothing is ever downloaded. These weights are not those of
            the FID's paper, so figures compare among themselves only
"""

import dataclasses
import pathlib
from collections.abc import Callable

import cv2
import numpy as np

from data_tools.errors import InputError
from data_tools.records import Dataset

NAMES = ("pixels", "classifier", "inception")
PIXELS = 8
INCEPTION_SIZE = 299  # px that InceptionV3 learned from
BATCH = 64

Extract = Callable[[np.ndarray], np.ndarray]


@dataclasses.dataclass(frozen=True)
class Classifier:
    """An independent classifier. Both take float32 RGB [N,S,S,3] in [0,1].

    features: to float32 [N,D]. classify: to int [N], indices of the data set's labels.
    """

    features: Extract
    classify: Extract


def pixel_features(pictures: np.ndarray) -> np.ndarray:
    """float32 RGB [N,S,S,3] in [0,1] to [N,192]: means over 8 x 8 squares."""
    return np.stack([cv2.resize(picture, (PIXELS, PIXELS), interpolation=cv2.INTER_AREA).ravel() for picture in pictures])


def train_own_classifier(colors: np.ndarray, labels: np.ndarray, dataset: Dataset, seed: int) -> Classifier:
    """colors: uint8 RGB [N,S,S,3], labels int [N]: training pictures. Raises InputError where they have no two classes."""
    import keras

    from lineart_colorizer.networks.classifier import FEATURES
    from lineart_colorizer.training.classify import train_classifier

    if len(set(labels[labels >= 0].tolist())) < 2:
        raise InputError(f"{dataset.folder} has no two classes that a classifier could learn: choose --features pixels or inception")
    print(f"classifier: learns {len(dataset.labels)} classes from {len(colors):,} pictures", flush=True)
    network = train_classifier(colors, labels, len(dataset.labels), seed)
    both = keras.Model(network.input, [network.get_layer(FEATURES).output, network.output])

    def predict(pictures, output):
        parts = [both(pictures[start : start + BATCH] * 2.0 - 1.0, training=False)[output] for start in range(0, len(pictures), BATCH)]
        return np.concatenate([keras.ops.convert_to_numpy(part) for part in parts])

    return Classifier(lambda pictures: predict(pictures, 0), lambda pictures: predict(pictures, 1).argmax(-1))


def inception_features(weights: str | None) -> Extract:
    """The 2048 averaged features of InceptionV3. weights: Keras' own file, with its top or without (`..._notop.h5`).

    Raises InputError where there is none, or it is of another network.
    """
    import keras

    if weights is None or not pathlib.Path(weights).is_file():
        said = "--features inception needs --inception-weights FILE" if weights is None else f"no such file: {weights}"
        raise InputError(f"{said}: Keras' inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5, which this program does not download")
    network = None
    for top in (False, True):
        try:
            whole = keras.applications.InceptionV3(include_top=top, weights=None, pooling="avg")
            whole.load_weights(weights)
            network = keras.Model(whole.input, whole.get_layer("avg_pool").output) if top else whole
            break
        except (ValueError, OSError):
            continue
    if network is None:
        raise InputError(f"{weights} holds no weights of Keras' InceptionV3: give its own file")

    def extract(pictures):
        parts = []
        for start in range(0, len(pictures), BATCH):
            large = [
                cv2.resize(picture, (INCEPTION_SIZE,) * 2, interpolation=cv2.INTER_LINEAR) for picture in pictures[start : start + BATCH]
            ]
            parts.append(keras.ops.convert_to_numpy(network(np.stack(large) * 2.0 - 1.0, training=False)))
        return np.concatenate(parts)

    return extract
