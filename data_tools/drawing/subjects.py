"""Every subject by its label, with the place it belongs to."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from data_tools.drawing import birds, buildings, food, insects, people, pets, plants, robots, sea, vehicles, views
from data_tools.drawing.brush import Brush


class Subject(NamedTuple):
    """draw: (brush, rng), inside the box [-1,1] x [-1,1], y down. place: where it is found, a key of `composition.PLACES`."""

    draw: Callable[[Brush, np.random.Generator], None]
    place: str


SUBJECTS = {
    "balloon": Subject(vehicles.balloon, "air"),
    "bear": Subject(pets.bear, "ground"),
    "bee": Subject(insects.bee, "air"),
    "bird": Subject(birds.bird, "ground"),
    "boat": Subject(vehicles.boat, "sea"),
    "butterfly": Subject(insects.butterfly, "air"),
    "cactus": Subject(plants.cactus, "table"),
    "cake": Subject(food.cake, "table"),
    "car": Subject(vehicles.car, "ground"),
    "castle": Subject(buildings.castle, "ground"),
    "cat": Subject(pets.cat, "ground"),
    "chick": Subject(birds.chick, "ground"),
    "cup": Subject(food.cup, "table"),
    "dog": Subject(pets.dog, "ground"),
    "face": Subject(people.face, "portrait"),
    "fish": Subject(sea.fish, "underwater"),
    "flower": Subject(plants.flower, "ground"),
    "fruit": Subject(food.fruit, "table"),
    "house": Subject(buildings.house, "ground"),
    "icecream": Subject(food.icecream, "table"),
    "ladybird": Subject(insects.ladybird, "ground"),
    "landscape": Subject(views.landscape, "view"),
    "mushroom": Subject(plants.mushroom, "ground"),
    "octopus": Subject(sea.octopus, "underwater"),
    "owl": Subject(birds.owl, "air"),
    "rabbit": Subject(pets.rabbit, "ground"),
    "robot": Subject(robots.robot, "table"),
    "rocket": Subject(vehicles.rocket, "air"),
    "sheep": Subject(pets.sheep, "ground"),
    "snail": Subject(insects.snail, "ground"),
    "tree": Subject(plants.tree, "ground"),
    "whale": Subject(sea.whale, "underwater"),
}
LABELS = tuple(SUBJECTS)
