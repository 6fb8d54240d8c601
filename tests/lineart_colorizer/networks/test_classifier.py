import keras
import numpy as np

from lineart_colorizer.networks.classifier import FEATURES, build_classifier


def test_logits_and_features_of_any_size():
    for size in (16, 32, 64):
        classifier = build_classifier(5, size, filters=2)
        pictures = np.zeros((2, size, size, 3), np.float32)
        assert classifier(pictures).shape == (2, 5)
        features = keras.Model(classifier.input, classifier.get_layer(FEATURES).output)(pictures)
        assert features.shape == (2, 16)
        assert float(np.min(features)) >= 0.0
