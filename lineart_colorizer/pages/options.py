"""What a person may ask of coloured pages; the command line and its help derive from this."""

import dataclasses
from typing import Literal

from data_tools.errors import InputError
from lineart_colorizer.imaging.layer_files import Format
from lineart_colorizer.imaging.palettes import Mode

LEAST_SIZE = 16  # px


@dataclasses.dataclass(frozen=True, kw_only=True)
class PageOptions:
    """How pages are coloured. Raises InputError for what cannot be.

    Attributes:
        size: working size of the shorter side, px: larger sees finer detail and less of the whole. Left out: what the model learned at;
            with tiles, four times that.
        tiles: fine detail in overlapping tiles at the working size, told by the colours of the whole; memory stays low on large pages.
        label: the class of what is drawn, for a model that learned with --labels. Left out: the model is told none.
        direction: of a translator (cyclegan): forward, from the style of its data to the target's, or backward. Left out: forward.
        hints: a picture with transparency: colours painted where they are wanted, of the page's proportions. Or a folder of such, by the
            pages' names.
        character: a .json that --save-character wrote: parts of these pages that look like its parts get its colours as hints.
        save_character: writes the colours that --hints give to regions, and what these regions look like, to this .json, for other pages
            of the same character; with --character, added to what that one has.
        palette: colours to use: a .gpl, .aco, .ase or .json palette, or a picture, such as a page that was coloured before.
        palette_mode: limit, to the palette's colours alone, or steer, towards them, with shades and mixtures.
        clean: for scans and photos of drawings: paper becomes white, shadows go, lines become dark.
        force: colour pages, too, that are in colour already. Left out: they are copied.
        variants: different colourings of each page, for a model that learned with --dropout: <name>-1.png, <name>-2.png, ...
        seed: of the first variant; each next one has the next. The same seed gives the same picture. Left out: 0, and without variants
            no noise.
        layers: psd, ora (OpenRaster) or png (a folder of PNGs): writes paper, flats, shade, light and line as layers beside each picture;
            for the pages of an archive, into a folder beside it.
        flats: each picture gets one colour for each region of its drawing.
        shade: with flats, the picture's shade is laid over them.
        per_color: a layer for each colour of the flats, not one for all.
    """

    size: int | None = None
    tiles: bool = False
    label: str | None = None
    direction: Literal["forward", "backward"] | None = None
    hints: str | None = None
    character: str | None = None
    save_character: str | None = None
    palette: str | None = None
    palette_mode: Mode = "limit"
    clean: bool = False
    force: bool = False
    variants: int = 1
    seed: int | None = None
    layers: Format | None = None
    flats: bool = False
    shade: bool = False
    per_color: bool = False

    def __post_init__(self):
        if self.size is not None and self.size < LEAST_SIZE:
            raise InputError(f"--size {self.size}: {LEAST_SIZE} px is the least")
        if self.save_character and self.hints is None:
            raise InputError(f"--save-character {self.save_character}: it keeps what --hints paint: add --hints")
        if self.shade and not self.flats:
            raise InputError("--shade: shade over flats: add --flats")
        if self.per_color and self.layers is None:
            raise InputError("--per-color: a layer for each colour of the flats: add --layers psd, ora or png")
        if self.variants < 1:
            raise InputError(f"--variants {self.variants}: 1 is the least")
        if self.seed is not None and not 0 <= self.seed < 2**31 - self.variants:
            raise InputError(f"--seed {self.seed}: a number from 0 to {2**31 - self.variants - 1}")
