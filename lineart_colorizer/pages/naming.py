"""Names of what is written, so that no two are equal."""

import itertools
import pathlib
from collections.abc import Iterator

from lineart_colorizer.pages.listing import BOOKS


def name_variants(name: pathlib.PurePosixPath, variants: int) -> list[pathlib.PurePosixPath]:
    """<name>.png alone, or <name>-1.png, <name>-2.png, ... of several."""
    if variants == 1:
        return [name]
    return [name.with_name(f"{name.stem}-{number}{name.suffix}") for number in range(1, variants + 1)]


def name_outputs(pages: list[pathlib.PurePosixPath], variants: int = 1) -> list[pathlib.PurePosixPath]:
    """<name>.png for each; those that would collide become <name>.<ext>.png from the second on, then <name>.<ext>.2.png. Archives keep
    their endings. The names of variants do not collide either."""
    taken: set[str] = set()
    named = []
    for page in pages:
        for candidate in _candidates(page):
            keys = {str(name).lower() for name in name_variants(candidate, variants)}  # some disks do not tell a.png from A.png
            if not keys & taken:
                break
        taken |= keys
        named.append(candidate)
    return named


def _candidates(page: pathlib.PurePosixPath) -> Iterator[pathlib.PurePosixPath]:
    if page.suffix.lower() in BOOKS:
        yield page
        yield from (page.with_name(f"{page.stem}.{number}{page.suffix}") for number in itertools.count(2))
    yield page.with_suffix(".png")
    yield page.with_name(page.name + ".png")
    yield from (page.with_name(f"{page.name}.{number}.png") for number in itertools.count(2))
