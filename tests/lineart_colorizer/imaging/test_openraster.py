import io
import xml.etree.ElementTree as xml
import zipfile

import cv2
import numpy as np

from lineart_colorizer.imaging.layers import Layer, composite, opaque
from lineart_colorizer.imaging.openraster import write_openraster


def stack() -> list[Layer]:
    paper = opaque("Paper", np.broadcast_to(np.uint8(255), (300, 600, 3)))
    dab = Layer('<b> & "赤"\x00', np.full((2, 3, 3), [200, 100, 0], np.uint8), np.full((2, 3), 128, np.uint8), left=4, top=5)
    shade = opaque("Shade", np.full((300, 600, 3), 100, np.uint8), mode="multiply", opacity=0.25, visible=False)
    return [paper, dab, shade]


def written(layers: list[Layer]) -> bytes:
    file = io.BytesIO()
    write_openraster(file, layers, composite(layers, 300, 600))
    return file.getvalue()


def picture(archive: zipfile.ZipFile, name: str) -> np.ndarray:
    read = cv2.imdecode(np.frombuffer(archive.read(name), np.uint8), cv2.IMREAD_UNCHANGED)
    return cv2.cvtColor(read, cv2.COLOR_BGRA2RGBA if read.shape[2] == 4 else cv2.COLOR_BGR2RGB)


def test_the_mimetype_lies_first_and_is_stored():
    content = written(stack())
    assert content[30:54] == b"mimetypeimage/openraster"  # after a local header of 30 bytes: what `file` tells the format by
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
        assert sorted(archive.namelist()[1:]) == [
            "Thumbnails/thumbnail.png", "data/layer0.png", "data/layer1.png", "data/layer2.png", "mergedimage.png", "stack.xml",
        ]  # fmt: skip


def test_the_stack_has_the_topmost_layer_first():
    with zipfile.ZipFile(io.BytesIO(written(stack()))) as archive:
        image = xml.fromstring(archive.read("stack.xml"))
    assert (image.tag, image.get("w"), image.get("h")) == ("image", "600", "300")
    shade, dab, paper = image.find("stack")
    assert dab.attrib == {
        "name": '<b> & "赤"�', "src": "data/layer1.png", "x": "4", "y": "5",
        "opacity": "1", "visibility": "visible", "composite-op": "svg:src-over",
    }  # fmt: skip
    assert [shade.get(field) for field in ("opacity", "visibility", "composite-op")] == ["0.25", "hidden", "svg:multiply"]
    assert paper.get("name") == "Paper"


def test_pixels_are_those_of_the_layers():
    layers = stack()
    with zipfile.ZipFile(io.BytesIO(written(layers))) as archive:
        dab = picture(archive, "data/layer1.png")
        assert (dab == [200, 100, 0, 128]).all()
        assert dab.shape == (2, 3, 4)
        assert (picture(archive, "mergedimage.png") == composite(layers, 300, 600)).all()
        assert picture(archive, "Thumbnails/thumbnail.png").shape == (128, 256, 3)


def test_the_same_layers_give_the_same_bytes():
    assert written(stack()) == written(stack())
