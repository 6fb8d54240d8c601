"""A line network of the user's, as an ONNX file: any network from one picture to one line drawing (sketch, line art, edge detectors).

What a file does not say is found out: where the channels are and whether sizes are fixed from its shapes; whether its values reach to 1,
to 255 or from -1, and whether its lines are dark or light, by drawing one known picture with it. Input is [N,C,H,W] or [N,H,W,C] with one
channel (grey) or three (RGB), float in [0,1] or uint8; networks trained on other ranges must hold that step themselves.
"""

import hashlib
import pathlib

import cv2
import numpy as np

from data_tools.errors import InputError, shortened

SIDE = 512  # px; a larger picture's short side is reduced to this for networks of free size, which are trained at about this size
MULTIPLE = 32  # px; sides are padded to a multiple, since most networks halve up to five times
PROBE_SIDE = 256  # px
CHANNELS = (1, 3)
DTYPES = {"tensor(float)": np.float32, "tensor(float16)": np.float16, "tensor(uint8)": np.uint8}


class LineNetwork:
    """An extractor: RGB uint8 [H,W,3] to grey uint8 [H,W], white = 255. May be called from several threads."""

    def __init__(self, path: str, digest: str | None = None):
        """digest: as `file_digest` gave it, to be sure of the same network. Raises InputError for a file or network that will not do."""
        self._path = path
        if digest and digest != file_digest(path):
            raise InputError(f"{path} has changed: it is not the network {digest} any more")
        self._session = _open_session(path)
        (given,) = self._session.get_inputs()
        self._input, self._dtype = given.name, DTYPES[given.type]
        self._channel_axis, self._channels, self._fixed = _layout(given.shape, path)
        self._low, self._high = 0.0, 1.0
        self._read_range_and_ink()

    def __call__(self, picture: np.ndarray, sha256: str) -> np.ndarray:
        """The drawing, at the picture's size. `sha256` is not used. Raises InputError where the network fails on this picture."""
        height, width = picture.shape[:2]
        drawn = self._draw(picture)
        white = np.clip((drawn - self._low) / (self._high - self._low), 0, 1)
        return cv2.resize(np.round(255 * white).astype(np.uint8), (width, height), interpolation=cv2.INTER_LINEAR)

    def _draw(self, picture: np.ndarray) -> np.ndarray:
        """The network's own values, float32 [h,w], cut to the picture's part."""
        height, width = picture.shape[:2]
        scale = min(1, SIDE / min(height, width))
        new_width, new_height = self._fixed or (max(1, round(width * scale)), max(1, round(height * scale)))
        reduces = new_width * new_height < width * height
        small = cv2.resize(picture, (new_width, new_height), interpolation=cv2.INTER_AREA if reduces else cv2.INTER_CUBIC)
        if not self._fixed:
            below, right = -new_height % MULTIPLE, -new_width % MULTIPLE
            small = cv2.copyMakeBorder(small, 0, below, 0, right, cv2.BORDER_REPLICATE)
        drawn = self._run(small)
        # Some networks draw at half or a quarter of the input's size.
        used = [round(drawn.shape[axis] * new / small.shape[axis]) for axis, new in enumerate((new_height, new_width))]
        return drawn[: max(1, used[0]), : max(1, used[1])]

    def _run(self, picture: np.ndarray) -> np.ndarray:
        """uint8 [H,W,3] to the network's values, float32 [h,w]."""
        image = picture if self._channels == 3 else cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)[..., None]
        values = image if self._dtype is np.uint8 else (image / 255).astype(self._dtype)
        batch = values[None] if self._channel_axis == 3 else values.transpose(2, 0, 1)[None]
        try:
            answer = self._session.run(None, {self._input: batch})[0]
        except Exception as error:  # onnxruntime raises a dozen classes of its own
            raise InputError(f"{self._path} fails on {picture.shape[1]} x {picture.shape[0]} px: {shortened(error)}") from None
        return _plane(answer, self._path)

    def _read_range_and_ink(self) -> None:
        """Draws a black frame on white: most is paper, so that the median is white, and the value furthest from it is ink."""
        probe = np.full((PROBE_SIDE, PROBE_SIDE, 3), 255, np.uint8)
        quarter = PROBE_SIDE // 4
        cv2.rectangle(probe, (quarter, quarter), (3 * quarter, 3 * quarter), (0, 0, 0), PROBE_SIDE // 64)
        drawn = self._draw(probe)
        low, high, paper = float(drawn.min()), float(drawn.max()), float(np.median(drawn))
        ends = (0.0, 255.0) if high > 2 else (-1.0, 1.0) if low < -0.1 else (0.0, 1.0)
        if not np.isfinite(drawn).all() or high - low < 0.1 * (ends[1] - ends[0]):
            raise InputError(f"{self._path} draws no line on a test picture, a black frame on white: its input must be [0,1] or uint8")
        self._low, self._high = ends if paper - low > high - paper else ends[::-1]


def file_digest(path: str) -> str:
    """The first eight hex digits of a file's SHA-256. Raises InputError where it cannot be read."""
    try:
        return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()[:8]
    except OSError as error:
        raise InputError(f"{path}: {error.strerror} (onnx: needs the path of a line network)") from None


def _open_session(path: str):
    try:
        import onnxruntime
    except ModuleNotFoundError:
        raise InputError("line networks need onnxruntime: pip install '.[onnx]'") from None
    if not pathlib.Path(path).is_file():
        raise InputError(f"{path}: no such file (onnx: needs the path of a line network)")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # pictures are spread over the cores, not one picture
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # as above
        raise InputError(f"{path} is no ONNX network that can be run: {shortened(error)}") from None
    inputs = session.get_inputs()
    if len(inputs) != 1 or inputs[0].type not in DTYPES:
        found = ", ".join(f"{given.name} {given.type}" for given in inputs)
        raise InputError(f"{path} takes {found}: a line network takes one picture, {', '.join(DTYPES)}")
    return session


def _layout(shape: list, path: str) -> tuple[int, int, tuple[int, int] | None]:
    """Axis and number of the channels, and the fixed (width, height) or None, of an input's shape; free sides are no integers."""
    axes = [axis for axis in (1, 3) if len(shape) == 4 and shape[axis] in CHANNELS]
    if len(axes) != 1 or (isinstance(shape[0], int) and shape[0] != 1):
        raise InputError(f"{path} takes {shape}: a line network takes [1,C,H,W] or [1,H,W,C], where C is 1 or 3")
    sides = [shape[axis] for axis in range(1, 4) if axis != axes[0]]
    height, width = (side if isinstance(side, int) else None for side in sides)
    if (height is None) != (width is None):
        raise InputError(f"{path} takes {shape}: height and width must both be fixed, or both be free")
    return axes[0], shape[axes[0]], None if height is None or width is None else (width, height)


def _plane(answer: np.ndarray, path: str) -> np.ndarray:
    """A network's answer, [1,C,H,W], [1,H,W,C], or without axes of one, as float32 [H,W]; of three channels the mean."""
    values = np.asarray(answer, np.float32)
    values = values[0] if values.ndim == 4 and len(values) == 1 else values
    axes = [axis for axis in (0, 2) if values.ndim == 3 and values.shape[axis] in CHANNELS]
    if values.ndim == 2:
        return values
    if len(axes) != 1:
        raise InputError(f"{path} answers {list(answer.shape)}: a line network answers one drawing of 1 or 3 channels")
    return values.mean(axis=axes[0])
