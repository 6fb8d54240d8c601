"""What requests hold and what answers hold, as the OpenAPI description shows them. Errors of these never repeat what was sent."""

from typing import Annotated, Literal

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field

from lineart_colorizer.imaging.layer_files import Format
from lineart_colorizer.imaging.palettes import Mode
from lineart_colorizer.pages.options import LEAST_SIZE

MOST_VARIANTS = 8
LARGEST_SIZE = 1024  # px; beyond, a network takes more memory than a page may
LARGEST_SEED = 2**31 - MOST_VARIANTS - 1
# A box, 8 x 8 px.
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAAAAADhZOFXAAAAIElEQVQI12P8zwAFUMZ/FgiTkYEJJoPJYAHJgwAjTDsA+NgFDmD3w+4AAAAASUVORK5CYII="

Text = Annotated[str, Field(max_length=200)]


class Wishes(BaseModel):
    """How a drawing is to be coloured."""

    model_config = ConfigDict(extra="forbid")

    model: Text | None = Field(None, description="A name of /v1/models. Left out: the default.")
    label: Text | None = Field(None, description="The class of what is drawn, one of the model's labels.", examples=["cat"])
    seed: int | None = Field(None, ge=0, le=LARGEST_SEED, description="Of the first variant; of models that vary.")
    variants: int = Field(1, ge=1, le=MOST_VARIANTS, description="Different colourings of the drawing; of models that vary.")
    size: int | None = Field(
        None, ge=LEAST_SIZE, le=LARGEST_SIZE, description="Working size of the shorter side, px. Left out: what the model learned at."
    )
    palette_mode: Mode = Field("limit", description="To the palette's colours alone, or towards them.")
    flats: bool = Field(False, description="One colour for each region of the drawing.")
    shade: bool = Field(False, description="With flats: the picture's shade over them.")
    clean: bool = Field(False, description="For scans and photos: paper becomes white, shadows go, lines become dark.")
    force: bool = Field(False, description="Colours what is in colour already; else it is given back.")
    layers: Format | None = Field(None, description="Paper, flats, shade, light and line: a file of layers.")


class ColorizeRequest(Wishes):
    """A drawing and how it is to be coloured; pictures as base64 of their files."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"line": PNG}, {"line": PNG, "flats": True}]})

    line: Base64Bytes = Field(description="The drawing: PNG, JPEG, WebP, BMP, GIF, TIFF or PSD.")
    hints: Base64Bytes | None = Field(None, description="Colours painted on transparency, of the page's proportions.")
    palette: Base64Bytes | None = Field(None, description="A .gpl, .aco, .ase or .json palette, or a picture with the colours to use.")


class ColorizeAnswer(BaseModel):
    """Pictures as base64 of PNG files. seconds: by stage (read, wait, network, write). copied: it was in colour already."""

    images: list[str]
    model: str
    seconds: dict[str, float]
    copied: bool = False


class ModelAbout(BaseModel):
    """A model that may be asked for. labels: empty where it was not told classes. varies: seed and variants make a difference."""

    name: str
    version: str
    labels: list[str]
    varies: bool
    size: int = Field(description="Side of the pictures that it learned from, px.")
    default: bool
    source: Literal["run", "export", "demo"]


class Limits(BaseModel):
    """Of what may be sent. pixels: of a picture. bytes: of a request."""

    pixels: int
    bytes: int


class ModelsAnswer(BaseModel):
    models: list[ModelAbout]
    limits: Limits


class Health(BaseModel):
    status: Literal["ok"]


class ErrorAbout(BaseModel):
    code: str = Field(examples=["too_large"])
    message: str = Field(description="One line: what is wrong, and what to do.")


class ErrorAnswer(BaseModel):
    error: ErrorAbout


class PredictRequest(BaseModel):
    """TensorFlow Serving's: a list of instances (rows), or inputs (columns); bytes as {"b64": ...}."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"signature_name": "colorize_png", "instances": [{"line_bytes": {"b64": PNG}}]}]}
    )

    signature_name: Text = "serving_default"
    instances: list | None = None
    inputs: dict | list | None = None


class PredictAnswer(BaseModel):
    """predictions where instances were sent, outputs where inputs were."""

    predictions: list | None = None
    outputs: dict | list | None = None


class PredictError(BaseModel):
    """TensorFlow Serving's, with our code beside."""

    error: str
    code: str


class VersionStatus(BaseModel):
    version: str
    state: Literal["AVAILABLE"]
    status: dict[str, str]


class StatusAnswer(BaseModel):
    """TensorFlow Serving's status of a model."""

    model_version_status: list[VersionStatus]
