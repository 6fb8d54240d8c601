"""One page: read, cleaned, coloured by a model in as many ways as asked for, and encoded."""

import dataclasses
import functools
import json
import pathlib
from collections.abc import Callable, Iterator
from typing import Any

import cv2
import numpy as np

from data_tools import storage
from data_tools.errors import InputError
from data_tools.pictures import encode_png, read_with_alpha
from lineart_colorizer.imaging.cleaning import clean_line
from lineart_colorizer.imaging.in_color import is_in_color
from lineart_colorizer.imaging.ink import ink_mask
from lineart_colorizer.imaging.layer_stack import layer_stack
from lineart_colorizer.imaging.layers import Layer, composite
from lineart_colorizer.imaging.pages import colorize_page, translate_page
from lineart_colorizer.imaging.palettes import Recolor
from lineart_colorizer.imaging.regions import segment
from lineart_colorizer.imaging.scaling import network_shape
from lineart_colorizer.imaging.slips import without_slips
from lineart_colorizer.imaging.transparency import fill_enclosed, lift
from lineart_colorizer.memory import network_bytes
from lineart_colorizer.pages.characters import Characters
from lineart_colorizer.pages.finished import make_stamp
from lineart_colorizer.pages.guidance import Hints, make_recolor
from lineart_colorizer.pages.listing import Page
from lineart_colorizer.pages.options import PageOptions

DETAIL = 4  # times the size that a model learned at: much larger, a tile shows nothing that it knows
LONG_BYTES = 4_000_000_000  # of memory, that no page takes which nobody asked a size for
PNG = b"\x89PNG"
WEIGHTS = ("*.index", "saved_model.pb", "*.keras", "*.bin")  # files that are rewritten whenever a model's weights are
EXPORT = "export"  # in a run: copies of its weights, which no page is coloured by


def working_size(height: int, width: int, asked: int | None, learned: int) -> int:
    """Px of the shorter side that the network is given: as asked for, else what the model learned at; on a strip so long that the network
    would take over LONG_BYTES, less."""
    size = asked or learned
    while not asked and size > 1 and network_bytes(*network_shape(height, width, size)) > LONG_BYTES:
        size = size * 7 // 8
    return size


@dataclasses.dataclass(frozen=True)
class Colored:
    """png: the picture's file. copied: it was in colour already. layers: the lowest first, and what they make, uint8 RGB [H,W,3]."""

    png: bytes
    copied: bool = False
    layers: tuple[list[Layer], np.ndarray] | None = None


@dataclasses.dataclass(frozen=True)
class PageColorer:
    """model: a `serving.models.Colorizer` or Translator. hints: `guidance.Hints`, or what is read as they are.
    identity: of the model, the options, the character and the palette, for stamps."""

    model: Any
    options: PageOptions
    hints: Any
    characters: Characters
    recolor: Recolor | None = None
    identity: bytes = b""

    def stamp(self, page: Page, content: bytes) -> str:
        """Of what the page's pictures depend on. content: the page's own bytes, or what stands for them."""
        return make_stamp(content, self.hints.content(page), self.identity)

    def color(self, page: Page, content: bytes) -> Iterator[Colored]:
        """One for each variant; a page in colour is given back as one. Raises InputError for a page that cannot be coloured."""
        yield from self.color_picture(page, content, *read_with_alpha(content, name=str(page.source)))

    def color_picture(self, page: Page, content: bytes, picture: np.ndarray, alpha: np.ndarray | None) -> Iterator[Colored]:
        """As `color`, of a page that is read: picture and alpha as of `read_with_alpha`."""
        options, card = self.options, self.model.card
        if card.kind == "translator":
            made = self._translate(picture)
            yield Colored(encode_png(made if alpha is None else lift(made, alpha)))
            return
        if not options.force and not options.clean and is_in_color(picture):
            png = content if content.startswith(PNG) else encode_png(picture if alpha is None else lift(picture, alpha))
            yield Colored(png, copied=True)
            return
        line = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
        del picture  # of a large page, a third of all memory
        line = clean_line(line) if options.clean else line
        painted = self.hints.read(page, *line.shape)
        painted = None if painted is None else without_slips(painted, line)
        painted = self.characters.hints(line, painted, str(page.below))
        height, width = line.shape
        size = working_size(height, width, None if options.tiles else options.size, card.size)
        alpha = None if alpha is None else fill_enclosed(alpha)
        segmented = None
        if options.layers or options.flats:
            ink = ink_mask(line)
            segmented = ink, segment(ink)  # seconds, of a large page: once for all variants
        for predict in self._predictions():
            color = colorize_page(
                line,
                predict,
                size=size,
                head=card.head,
                painted=painted,
                detail=(options.size or DETAIL * card.size) if options.tiles else None,
                recolor=self.recolor,
            )
            yield self._finished(line, color, alpha, segmented)

    def _finished(
        self, line: np.ndarray, color: np.ndarray, alpha: np.ndarray | None, segmented: tuple[np.ndarray, np.ndarray] | None
    ) -> Colored:
        """With flats and layers, as asked for; then segmented is ink and regions, as of `layer_stack`."""
        options, layers = self.options, None
        if segmented:
            stack = layer_stack(line, color, *segmented, flat=options.flats, shaded=options.shade, per_color=options.per_color)
            merged = composite(stack, *line.shape)
            color = merged if options.flats else color
            layers = (stack, merged) if options.layers else None
        return Colored(encode_png(color if alpha is None else lift(color, alpha)), layers=layers)

    def _translate(self, picture: np.ndarray) -> np.ndarray:
        direction = self.options.direction or "forward"
        translate = functools.partial(self.model.translate, direction=direction)
        return translate_page(picture, translate, size=self.options.size or self.model.card.size)

    def _predictions(self) -> Iterator[Callable]:
        """The model's prediction, told label and seed: one for each variant."""
        options, told = self.options, {}
        if options.label is not None:
            told["label"] = self.model.card.labels.index(options.label)
        for number in range(options.variants):
            varied = {} if options.seed is None and options.variants == 1 else {"seed": (options.seed or 0) + number}
            yield functools.partial(self.model.predict, **told, **varied)


def check_model(model: Any, options: PageOptions) -> None:
    """Raises InputError where the model cannot do what is asked for."""
    card, source = model.card, model.source
    if options.direction and card.kind != "translator":
        raise InputError(f"--direction {options.direction}: {source} is a {card.kind}, which has but one (a cyclegan model has two)")
    if card.kind != "colorizer":
        unfit = {"label": options.label, "hints": options.hints, "palette": options.palette, "seed": options.seed}
        unfit |= {"character": options.character, "save_character": options.save_character}
        unfit |= {"layers": options.layers, "flats": options.flats or None}
        unfit |= {"tiles": options.tiles or None, "clean": options.clean or None, "variants": options.variants > 1 or None}
        for name, value in unfit.items():
            if value is not None:
                option = f"--{name.replace('_', '-')}"
                raise InputError(f"{option} {value}: {source} is a {card.kind}: leave {option} out, or name another --model")
        return
    if options.label is not None and not model.knows_labels:
        raise InputError(f"--label {options.label}: {source} did not learn with --labels: leave --label out, or name another --model")
    if options.label is not None and options.label not in card.labels:
        raise InputError(f"--label {options.label}: the model knows {', '.join(card.labels)}")
    if (options.seed is not None or options.variants > 1) and not model.varies:
        asked = f"--variants {options.variants}" if options.variants > 1 else f"--seed {options.seed}"
        raise InputError(f"{asked}: {source} did not learn with --dropout: all would be equal")


def identify(model: Any, options: PageOptions, palette: bytes, character: bytes = b"") -> bytes:
    """What, beside the page and its hints, its pictures depend on. Weights are told apart by their files' sizes and times."""
    told = ("hints", "palette", "character", "save_character")  # their contents count, not their names
    asked = {name: value for name, value in dataclasses.asdict(options).items() if name not in told}
    about = {"model": str(model.source), "card": dataclasses.asdict(model.card), "options": asked, "palette": palette.hex()}
    about |= {"character": character.decode()} if character else {}
    source = pathlib.Path(model.source)
    files = sorted(path for pattern in WEIGHTS for path in source.rglob(pattern) if not path.is_relative_to(source / EXPORT))
    about["weights"] = {str(path): storage.stamp(path) for path in files}
    return json.dumps(about, sort_keys=True).encode("utf-8")


def make_colorer(model: Any, options: PageOptions, pages: list[Page]) -> PageColorer:
    """Raises InputError where the model cannot do what is asked for, or hints, character or palette cannot be read."""
    check_model(model, options)
    recolor, palette = make_recolor(options.palette, options.palette_mode)
    characters = Characters.at(options.character, options.save_character)
    known = repr(characters.known).encode() if characters.known else b""
    return PageColorer(model, options, Hints.at(options.hints, pages), characters, recolor, identify(model, options, palette, known))
