"""The layers of a coloured drawing: paper, flats, shade, light, line."""

import numpy as np

from lineart_colorizer.imaging.flats import flat_colors, merge_colors
from lineart_colorizer.imaging.layers import Layer, opaque
from lineart_colorizer.imaging.shading import shade_and_light, without_lines


def layer_stack(
    line: np.ndarray,
    picture: np.ndarray,
    ink: np.ndarray,
    regions: np.ndarray,
    *,
    flat: bool = False,
    shaded: bool = False,
    per_color: bool = False,
) -> list[Layer]:
    """Takes a coloured drawing apart.

    Args:
        line: uint8 grey [H,W], the drawing. picture: uint8 RGB [H,W,3], the coloured drawing, its lines laid over the colours by multiply.
        ink, regions: of the drawing, by `ink_mask` and `segment`: bool and int32 [H,W].
        flat: shade and light are hidden, so that what is seen is the flat picture. shaded: shade is shown all the same.
        per_color: a layer for each colour of the flats.
    Returns: layers, the lowest first. They make the picture to 1/255 where it is nowhere lighter than its line; flat, the flat picture.
    """
    colors = without_lines(line, picture)
    flats = flat_colors(colors, regions, ink)
    flats = merge_colors(flats, np.bincount(regions.ravel()))
    shade, light = shade_and_light(flats[regions], colors)
    return [
        opaque("Paper", np.broadcast_to(np.uint8(255), picture.shape)),
        *(_layer_per_color(flats, regions) if per_color else [_one_layer(flats, regions)]),
        opaque("Shade", shade, mode="multiply", visible=shaded or not flat),
        opaque("Light", light, mode="screen", visible=not flat),
        opaque("Line", np.broadcast_to(line[..., None], picture.shape), mode="multiply"),
    ]


def _one_layer(flats: np.ndarray, regions: np.ndarray) -> Layer:
    """All flats [N,3] in one layer, transparent where paper is."""
    painted = np.where((flats == 255).all(axis=1), 0, 255).astype(np.uint8)
    return Layer("Flats", flats[regions], painted[regions])


def _layer_per_color(flats: np.ndarray, regions: np.ndarray) -> list[Layer]:
    """A layer of each colour of flats [N,3] but white, cropped to what it covers, the largest lowest."""
    palette, entry = np.unique(flats, axis=0, return_inverse=True)
    areas = np.bincount(entry.ravel(), np.bincount(regions.ravel(), minlength=len(flats)))
    layers = []
    for number in np.argsort(-areas, kind="stable"):
        color = palette[number]
        if (color == 255).all():
            continue
        mask = (entry.ravel() == number)[regions]
        rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
        top, left = int(rows[0]), int(columns[0])
        alpha = mask[top : rows[-1] + 1, left : columns[-1] + 1].astype(np.uint8) * np.uint8(255)
        name = "Flat #{:02x}{:02x}{:02x}".format(*color.tolist())
        layers.append(Layer(name, np.broadcast_to(color, (*alpha.shape, 3)), alpha, left=left, top=top))
    return layers
