"""A small classifier of pictures, independent of every critic: its accuracy on generated pictures says whether they show their class.

Its `features` also serve where a distance between sets of pictures needs a feature network and none may be downloaded.
Input: color [B,S,S,3] in [-1,1]. Output: logits [B,classes].
"""

import keras
from keras import layers

FEATURES = "features"  # the layer whose output is a picture's feature vector [B,8 filters]


def build_classifier(classes: int, size: int, filters: int = 32) -> keras.Model:
    """size: side of the pictures, px, 16 or more. filters: channels of the first level."""
    color = keras.Input((size, size, 3), name="color")
    x = color
    for level, width in enumerate((filters, 2 * filters, 4 * filters, 8 * filters)):
        x = layers.Conv2D(width, 3, 2 if level == 0 else 1, "same", use_bias=False, name=f"level_{level}")(x)
        x = layers.ReLU()(layers.BatchNormalization(momentum=0.9, name=f"level_{level}_normalize")(x))
        if level < 3:
            x = layers.MaxPooling2D(2)(x)  # [B,S/4,S/4,f], [B,S/8,S/8,2f], [B,S/16,S/16,4f]
    x = layers.GlobalAveragePooling2D(name=FEATURES)(x)  # [B,8f]
    return keras.Model(color, layers.Dense(classes, name="logits")(layers.Dropout(0.3)(x)), name="classifier")
