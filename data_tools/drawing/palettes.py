"""Colours by what they are colours of: `pick(rng, "leaf")`. RGB uint8 tuples."""

import colorsys
from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from data_tools.drawing.brush import Color

Option = TypeVar("Option")

PALETTES = {
    "skin": "ffe0c8 fbd0ae f1bf95 e0a878 c98a5a a86b42 85512f 643a24",
    "hair": "3a3036 4a3628 6b4528 94602f c08a42 e8c46a c9582f 9a3f2a 8f8f98 e4e2e0",
    "dyed hair": "e87fae 6fb4d8 9a7fd0 63b59a",
    "iris": "5a3a22 3f6fa8 4f8a4f 6f7f8a",
    "leaf": "5fae4a 7cc154 46974a 93c94e 3f8a5c",
    "pine": "3b7d54 2f6f5a 4f8f5a",
    "autumn": "e89a3c d9653a e8be48",
    "grass": "a5d46a 8fca66 b9dc78 7fbf6f",
    "blossom": "f7b2cc f9c8d8 f3a0b8",
    "bark": "9a6a42 835534 ad7f55",
    "sky": "bfe4f7 a9d8f4 cdeaf7 9fd0f0",
    "evening sky": "fbd3a8 f8c0b0 d8c4ee",
    "water": "5fb2df 4aa0d6 6fc4e2 3f8fc8",
    "deep water": "8fd3e8 7cc6e2 9addea",
    "sand": "f3dfa8 efd596 f6e6bc",
    "snow": "f4f8fc e8f1f8",
    "sun": "ffd84a ffc93c ffe06a",
    "cloud": "ffffff f6fafd",
    "roof": "c8503c b5432f a8623c d9693f 8a4a34 8f5a4a",
    "wall": "fbeccb f6dcb4 f3e8dc e9c9a4 f4cfc0 dfe8ea fdf6e6",
    "door": "8a5a36 a8683a 3f7f8f b5483c 4f7f4a",
    "glass": "bfe3f2 a9d9ee d4eef6",
    "stone": "b8b4ae a29f9c cac5bc",
    "cat": "9a9aa4 bcbcc4 e89a4a f2b264 4c4a54 5c5662 fbf5ea d9b88c",
    "dog": "b5794a d9a566 8a5a3a f2dcb4 fbf5ec 6a5a54 e0b078",
    "rabbit": "fbf6f0 d8c4ac b89a7c c4c0c4",
    "pink": "f6a8b4 f29aa8 fbbcc4",
    "wool": "fdfaf2 f6efe0 efe6d2",
    "dark face": "5a4c4a 4a4248 7a645a f0d8bc",
    "fish": "f58a3c f2604a fbc43c 4fa8dc f08ab0 8f7fd0 4fc0a8",
    "whale": "5f9fd0 4f86bc 7ab4dc 6f8fb8",
    "bird": "5fa8e0 f2c83c e8604a f08a3c 7fc05a b08ad0 f29ab8 9a7a5a",
    "owl": "a57a52 8a6a50 c49a6c 9a8f8a",
    "beak": "f5a02c f7b53c ee8a2c",
    "wing": "f58a3c f2c83c 5fa8e8 e86fa8 a078d0 e8584a 58c0b0",
    "petal": "f26a7a f7a0c0 fbd048 f58a3c b48ae0 fdf6f2 e8485a 7f9ae8",
    "pollen": "fbc83c f2a83c b5743c",
    "mushroom": "d9423a e06a3c b5683c c8453a d99a5a",
    "stalk": "fbf2de f4e6ca",
    "apple": "dc3f3a e85a48 a8cc4a e8c84a",
    "orange": "f79a2c fba83c",
    "pear": "c8d44a dce06a e4c84a",
    "cherry": "cc2f42 b52438",
    "strawberry": "e83f4a f04f52",
    "plum": "8a4fa0 7a4a9c a05a9a",
    "banana": "fbdc4a f7d03c",
    "lemon": "fbe45a f7dc48",
    "sponge": "f2cc8a e8b874 8f5a3c c4854a",
    "cream": "fff4e0 fbc4d0 c8ead8 fde8a8 d8c8f0",
    "chocolate": "7a4a32 6a3e2c",
    "waffle": "e0a45a d4964a",
    "scoop": "fbc4d0 fff0d0 8f5f42 c4e6c0 f7a8b8 fbd88a c4b0e8",
    "paint": "e5483f 3f8fd8 f7c52f 4fae62 f58a3a 8f6fc8 f28fb4 3fb5b0",
    "cloth": "e5605a 4f8fd0 f7cf5a 5fb074 f59a5a 9a7fcf f4a6c0 4fb5b5 f6f2ea 50607a c48a5f",
    "hull": "c8503f b5683c 3f78b0 f4f0e6 8a5a3c 3f9a8f",
    "sail": "fffaf0 fbe8c8 f6d0c0 f2e0e0",
    "metal": "a8b8c4 c4ced4 8fa0b0 b8c8b8",
    "tyre": "55525c 4a4852",
    "rubber": "dcdfe4 e8e6e0",
    "cactus": "5aa862 4a9858 74b86a",
    "pot": "d0703f c4603a dc8a58",
    "snail": "f2d8a8 e8c894 dcc0a0",
    "shell": "d98a4a c4683c b07a9a e8a86a 8f9ad0",
    "ladybird": "e0382f e8503a f08a2c",
    "fur bear": "b07a4a 8f6038 d4a878 c4c0bc",
    "hill": "8fc56a 7cb85f a8d07a 6fae6a",
    "mountain": "a8aec0 9aa4b8 b8b0ac",
    "wallpaper": "fbe4d4 e4f0dc e0ecf6 f8ecc8 f2e0f0 dceee8",
    "wood": "d9a871 c9935a e2b988",
    "lips": "c84a4f d46a6a b53f4a",
}
_ANCHORS = {
    name: [tuple(int(anchor[place : place + 2], 16) for place in (0, 2, 4)) for anchor in anchors.split()]
    for name, anchors in PALETTES.items()
}


def choose(rng: np.random.Generator, options: Sequence[Option]) -> Option:
    """One of the options, all equally likely (rng.choice would make an array of them)."""
    return options[int(rng.integers(len(options)))]


def pick(rng: np.random.Generator, name: str) -> Color:
    """One of the palette's colours, varied a little in hue, saturation and brightness."""
    hue, saturation, value = colorsys.rgb_to_hsv(*(part / 255 for part in choose(rng, _ANCHORS[name])))
    hue += rng.uniform(-0.012, 0.012)
    saturation = min(1.0, saturation * rng.uniform(0.88, 1.12))
    value = min(1.0, value * rng.uniform(0.94, 1.04))
    red, green, blue = (round(255 * part) for part in colorsys.hsv_to_rgb(hue % 1, saturation, value))
    return red, green, blue


def mix(first: Color, second: Color, share: float) -> Color:
    """`share` of the second colour in the first."""
    red, green, blue = (round(a * (1 - share) + b * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def lighter(color: Color, share: float = 0.45) -> Color:
    return mix(color, (255, 255, 255), share)


def darker(color: Color, share: float = 0.25) -> Color:
    return mix(color, (40, 25, 45), share)


def other(rng: np.random.Generator, name: str, first: Color) -> Color:
    """A colour of the palette that can be told from `first`."""
    for _ in range(8):
        color = pick(rng, name)
        if sum(abs(a - b) for a, b in zip(first, color, strict=True)) > 110:
            return color
    return darker(first) if sum(first) > 380 else lighter(first)
