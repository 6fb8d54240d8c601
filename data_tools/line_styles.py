"""Line styles by name, as `prepare --extractors` takes them and a record stores them (`line/NAME`).

    dilation, xdog, edges, pencil   the extractors of `line_extraction`
    xdog-2, xdog-3, ...             xdog of further sigmas for the same picture
    xdog@0.3/0.4/0.5                xdog of one of these sigmas instead of XDOG_SIGMAS; xdog@0.3..0.5: of any between the two
    onnx:PATH                       a line network of the user's (`line_networks`), stored as onnx:PATH#DIGEST
    NAME+thin                       any of these with its lines thinned (`thinning`)
A stored name says all that its lines depend on but the picture: the same names and pictures give the same records.
"""

import functools
import re
from collections.abc import Callable, Sequence

import numpy as np

from data_tools.errors import InputError
from data_tools.line_extraction import XDOG_SIGMAS, dilation, edges, pencil, xdog
from data_tools.line_networks import LineNetwork, file_digest
from data_tools.thinning import thin

Extractor = Callable[[np.ndarray, str], np.ndarray]  # RGB uint8 [H,W,3] and its file's hex digest to grey uint8 [H,W], white = 255

EXTRACTORS: dict[str, Extractor] = {"dilation": dilation, "xdog": xdog, "edges": edges, "pencil": pencil}
THINNED = "+thin"
NETWORK = "onnx:"
SIGMA_LIMITS = (0.1, 5.0)  # px at the reference side: narrower is no blur, wider no line


def line_styles(names: Sequence[str], *, styles: int = 1, sigmas: str | None = None) -> tuple[str, ...]:
    """The names to store for those asked for: `xdog` becomes `styles` of them, of `sigmas`, and a network's name tells its content.

    sigmas: as "0.3/0.4/0.5" or "0.3..0.5". Raises InputError for a name, number or network that will not do.
    """
    if styles < 1:
        raise InputError(f"styles {styles}: at least 1")
    stored = []
    for name in names:
        base, thinned = _without_thinning(name)
        variants = [base]
        if base == "xdog":
            chosen = f"@{sigmas}" if sigmas else ""
            variants = [f"xdog{f'-{style}' if style > 1 else ''}{chosen}" for style in range(1, styles + 1)]
        elif base.startswith(NETWORK):
            path, digest = _network(base)
            variants = [f"{NETWORK}{path}#{digest or file_digest(path)}"]
        stored += [variant + thinned for variant in variants]
    if (styles > 1 or sigmas) and not any(_without_thinning(name)[0] == "xdog" for name in names):
        raise InputError("styles and sigmas are of the line style xdog: add it to the extractors, or leave them out")
    for name in stored:
        extractor(name)
    return tuple(dict.fromkeys(stored))


@functools.cache
def extractor(name: str) -> Extractor:
    """The extractor of a name. Raises InputError with the list of names where there is none, or where a network cannot be used."""
    base, thinned = _without_thinning(name)
    if base in EXTRACTORS:
        found = EXTRACTORS[base]
    elif base.startswith(NETWORK):
        found = LineNetwork(*_network(base))
    elif match := re.fullmatch(r"xdog(?:-(\d+))?(?:@(.*))?", base):
        found = _xdog(int(match[1] or 1), match[2])
    else:
        raise InputError(f"unknown extractor {name!r}: choose from {', '.join(EXTRACTORS)}, {NETWORK}PATH, each also with {THINNED}")
    return _thinned(found) if thinned else found


def _without_thinning(name: str) -> tuple[str, str]:
    """A name as its base and THINNED or nothing."""
    return (name.removesuffix(THINNED), THINNED) if name.endswith(THINNED) else (name, "")


def _network(base: str) -> tuple[str, str | None]:
    """Path and digest (None where it is not told) of onnx:PATH#DIGEST."""
    match = re.fullmatch(rf"{NETWORK}(.+?)(?:#([0-9a-f]{{8}}))?", base)
    if not match:
        raise InputError(f"{NETWORK} needs the path of a network: {NETWORK}PATH")
    return match[1], match[2]


def _xdog(style: int, text: str | None) -> Extractor:
    """xdog of the `style`-th draw, from 1, from sigmas written as in the header."""
    is_range = ".." in (text or "")
    try:
        sigmas = XDOG_SIGMAS if text is None else tuple(float(part) for part in text.split(".." if is_range else "/"))
    except ValueError:
        sigmas = ()
    is_fit = all(SIGMA_LIMITS[0] <= sigma <= SIGMA_LIMITS[1] for sigma in sigmas) and len(set(sigmas)) == len(sigmas) > 0
    if not is_fit or (is_range and (len(sigmas) != 2 or sigmas[0] > sigmas[1])):
        low, high = SIGMA_LIMITS
        raise InputError(f"sigmas {text!r}: write 0.3/0.4/0.5, or 0.3..0.5 for any between; different ones from {low} to {high}")
    if style < 1 or (style > len(sigmas) and not is_range):
        raise InputError(f"xdog style {style}: {len(sigmas)} sigmas give styles 1 to {len(sigmas)}; a range, as 0.3..0.8, gives any number")
    return functools.partial(xdog, sigmas=sigmas, is_range=is_range, style=style - 1)


def _thinned(extract: Extractor) -> Extractor:
    return lambda picture, sha256: thin(extract(picture, sha256))
