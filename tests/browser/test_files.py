"""What goes into the page and what comes out of it: drawings, references, palettes, downloads; and what is said of what cannot be used."""

import base64
import io
import pathlib
import zipfile

import numpy as np
import pytest

from data_tools.pictures import read_picture, write_png

expect = pytest.importorskip("playwright.sync_api").expect

BOX = (300, 200)
INSIDE, OUTSIDE = (150, 100), (20, 20)
EXAMPLE, PLACE = (768, 768), (120, 150)  # of the example: its size, px, and a place in its sky


def saved(desk, format: str) -> tuple[str, bytes]:
    """Name and content of what the menu's entry downloads."""
    desk.page.locator("#download summary").click()
    with desk.page.expect_download() as download:
        desk.page.locator(f'#download [data-format="{format}"]').click()
    return download.value.suggested_filename, pathlib.Path(download.value.path()).read_bytes()


def give(desk, how: str, file: pathlib.Path, kind: str, target: str = "body") -> None:
    """Drops or pastes a file."""
    script = """([how, content, name, type, target]) => {
      const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], name, { type }));
      const given = { bubbles: true, cancelable: true };
      const event = how === "paste" ? new ClipboardEvent(how, { ...given, clipboardData: transfer })
        : new DragEvent(how, { ...given, dataTransfer: transfer });
      document.querySelector(target).dispatchEvent(event);
    }"""
    desk.page.evaluate(script, [how, base64.b64encode(file.read_bytes()).decode(), file.name, kind, target])


def test_an_uploaded_drawing_is_coloured_at_once(desk, drawing):
    desk.upload(drawing, BOX)
    expect(desk.page.locator("#name")).to_have_text("box.png · 300 × 200")
    assert desk.color_at(*INSIDE) == (153, 204, 153)
    assert desk.color_at(50, 100) == (0, 0, 0)


@pytest.mark.parametrize("how", ["drop", "paste"])
def test_drawings_are_dropped_and_pasted(desk, drawing, how):
    with desk.recolored():
        give(desk, how, drawing, "image/png")
    expect(desk.page.locator("#name")).to_contain_text("box.png")
    expect(desk.page.locator("#drop")).to_be_hidden()


def test_a_text_file_named_png_is_refused_in_one_line_and_the_drawing_stays(desk, tmp_path):
    (tmp_path / "notes.png").write_text("no picture")
    desk.page.set_input_files("#drawing-file", tmp_path / "notes.png")
    expect(desk.alert).to_contain_text("notes.png cannot be read as a picture: choose a PNG, JPEG or WebP file")
    expect(desk.page.locator("#name")).to_contain_text("Example drawing")
    desk.alert.get_by_role("button", name="Dismiss").click()
    expect(desk.alert).to_be_hidden()


def test_what_the_service_refuses_is_said_in_its_own_words(desk, tmp_path):
    (tmp_path / "broken.gpl").write_text("no palette")
    desk.page.set_input_files("#palette-file", tmp_path / "broken.gpl")
    expect(desk.alert).to_contain_text("palette")
    expect(desk.page.locator("#choose-palette")).to_have_text("broken.gpl")
    with desk.recolored():
        desk.page.get_by_role("button", name="Remove the palette").click()
    expect(desk.alert).to_be_hidden()


def test_a_coloured_page_is_given_back_and_coloured_when_told_to(desk, tmp_path):
    stripes = np.repeat(np.uint8([(255, 255, 255), (0, 0, 0), (200, 40, 40), (40, 180, 60), (40, 60, 200)]), 20, axis=0)
    write_png(tmp_path / "stripes.png", np.tile(stripes, (100, 1, 1)))
    desk.upload(tmp_path / "stripes.png", (100, 100))
    expect(desk.alert).to_contain_text("in colour already")
    desk.page.locator("#download summary").click()
    desk.page.locator('#download [data-format="psd"]').click()
    expect(desk.alert).to_contain_text("This picture is in colour already, and has no layers")
    assert desk.downloads == []
    with desk.recolored():
        desk.alert.get_by_role("button", name="Colour it anyway").click()
    expect(desk.alert).to_be_hidden()


def test_the_picture_is_downloaded_at_the_drawings_own_size(desk, tmp_path):
    line = np.full((1200, 1600), 255, np.uint8)  # more than the preview's
    line[590:610] = 0
    write_png(tmp_path / "large.png", line)
    desk.upload(tmp_path / "large.png", (1600, 1200))
    desk.choose_color("#ff0000")
    with desk.recolored():
        desk.stroke((400, 300), (420, 300))
    name, content = saved(desk, "image")
    picture = read_picture(content)
    assert (name, picture.shape) == ("large-color.png", (1200, 1600, 3))
    assert tuple(picture[300, 410]) == (255, 0, 0) and tuple(picture[600, 410]) == (0, 0, 0)
    assert tuple(picture[1100, 1500]) == (153, 204, 153)


def test_a_psd_opens_with_its_layers(desk, drawing):
    from psd_tools import PSDImage

    desk.upload(drawing, BOX)
    name, content = saved(desk, "psd")
    opened = PSDImage.open(io.BytesIO(content))
    assert (name, opened.size) == ("box-color.psd", BOX)
    assert [layer.name for layer in opened] == ["Paper", "Flats", "Shade", "Light", "Line"]
    seen = np.asarray(opened.composite().convert("RGB"))
    assert np.abs(seen[100, 150].astype(int) - (153, 204, 153)).max() <= 1


def test_openraster_and_layers_as_png_files(desk, drawing):
    desk.upload(drawing, BOX)
    name, content = saved(desk, "ora")
    assert name == "box-color.ora"
    assert zipfile.ZipFile(io.BytesIO(content)).read("mimetype") == b"image/openraster"
    name, content = saved(desk, "png")
    assert name == "box-color.zip"
    assert "layers.json" in zipfile.ZipFile(io.BytesIO(content)).namelist()


def test_a_reference_gives_colours_and_a_palette(desk, drawing, tmp_path):
    picture = np.zeros((40, 80, 3), np.uint8)
    picture[:, :40], picture[:, 40:] = (200, 30, 30), (30, 30, 200)
    write_png(tmp_path / "reference.png", picture)
    desk.upload(drawing, BOX)
    desk.page.set_input_files("#reference-file", tmp_path / "reference.png")
    canvas = desk.page.locator("#reference-picture")
    expect(desk.page.locator("#reference-colors button")).to_have_count(2)
    box = canvas.bounding_box()
    canvas.click(position={"x": 0.75 * box["width"], "y": 0.5 * box["height"]})
    expect(desk.page.locator("#panel [data-color]")).to_have_value("#1e1ec8")
    with desk.recolored():
        desk.page.get_by_role("switch", name="Use only its colours").check()
    assert desk.color_at(*INSIDE) in {(200, 30, 30), (30, 30, 200), (255, 255, 255)}
    with desk.recolored():
        desk.page.get_by_role("button", name="Remove", exact=True).click()
    assert desk.color_at(*INSIDE) == (153, 204, 153)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_palette_is_kept_to_or_steered_towards_by_the_keyboard(open_desk, tmp_path, scheme):
    """Red, of a palette of red alone; steered, lightness goes half the way from the green that is there: brighter than red."""
    desk = open_desk(color_scheme=scheme)
    mode = desk.page.get_by_label("Keep to")
    expect(mode).to_be_disabled()
    (tmp_path / "red.gpl").write_text("GIMP Palette\n255 0 0\n")
    with desk.recolored():
        desk.page.set_input_files("#palette-file", tmp_path / "red.gpl")
    assert "palette_mode" in desk.sent
    assert desk.color_at(120, 150) == (255, 0, 0)
    expect(mode).to_have_value("limit")
    desk.page.locator("#remove-palette").focus()
    desk.page.keyboard.press("Tab")
    expect(mode).to_be_focused()
    with desk.recolored():
        desk.page.keyboard.press("s")  # Shades towards its colours
    assert desk.color_at(120, 150) == pytest.approx((255, 69, 38), abs=2)
    with desk.recolored():
        desk.page.get_by_role("button", name="Remove the palette").click()
    expect(mode).to_be_disabled()
    assert not {"palette", "palette_mode"} & desk.sent


def test_a_reference_is_dropped_on_its_place(desk, drawing):
    give(desk, "drop", drawing, "image/png", "#choose-reference")
    expect(desk.page.locator("#reference-picture")).to_be_visible()
    expect(desk.page.locator("#name")).to_contain_text("Example drawing")


def test_class_flats_and_shade_are_asked_for(desk):
    with desk.recolored():
        desk.page.locator("#label").select_option("disks")
    assert desk.color_at(120, 150) in {(229, 229, 102), (230, 230, 102)}  # 229.5
    expect(desk.page.locator("#shade")).to_be_disabled()
    with desk.recolored():
        desk.page.locator("#flats").check()
    assert {"flats", "label"} < desk.sent and "shade" not in desk.sent
    with desk.recolored():
        desk.page.locator("#shade").check()
    assert {"flats", "shade"} < desk.sent
    with desk.recolored():
        desk.page.locator("#flats").uncheck()  # shade stays ticked, for when they come back
    assert not {"flats", "shade"} & desk.sent
    with desk.recolored():
        desk.page.locator("#clean").check()
    assert "clean" in desk.sent


def test_a_drawing_that_was_painted_on_comes_back_by_undo(desk, drawing):
    desk.choose_color("#ff0000")
    with desk.recolored():
        desk.stroke(PLACE)
    with desk.recolored():
        give(desk, "paste", drawing, "image/png")
    expect(desk.page.locator("#name")).to_contain_text("box.png")
    desk.size = BOX
    with desk.recolored():
        desk.stroke(INSIDE)
    with desk.recolored():
        desk.page.locator("#undo").click()
    expect(desk.page.locator("#undo")).to_be_disabled()  # the stroke may be done again, and would be lost
    with desk.recolored():
        give(desk, "paste", drawing, "image/png")
    with desk.recolored():
        desk.page.locator("#undo").click()
    expect(desk.page.locator("#name")).to_contain_text("Example drawing")
    desk.size = EXAMPLE
    assert desk.color_at(*PLACE) == (255, 0, 0)
    with desk.recolored():
        desk.page.locator("#undo").click()
    expect(desk.page.locator("#undo")).to_be_disabled()


def test_of_two_drawings_the_one_chosen_last_is_shown(desk, drawing):
    """The first is a scan, which takes a second to decode."""
    script = """(box) => {
      const bytes = Uint8Array.from(atob(box), (letter) => letter.charCodeAt(0));
      const canvas = new OffscreenCanvas(6000, 5000);
      canvas.getContext("2d").fillRect(9, 9, 4000, 4000);
      return canvas.convertToBlob().then((scan) => {
        for (const file of [new File([scan], "scan.png", { type: "image/png" }), new File([bytes], "box.png", { type: "image/png" })]) {
          const transfer = new DataTransfer();
          transfer.items.add(file);
          dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, cancelable: true }));
        }
      });
    }"""
    with desk.recolored():
        desk.page.evaluate(script, base64.b64encode(drawing.read_bytes()).decode())
    desk.page.wait_for_timeout(3000)
    expect(desk.page.locator("#name")).to_have_text("box.png · 300 × 200")


def test_a_file_that_changes_after_it_was_opened_stays_as_it_was(desk, drawing, tmp_path):
    copy = tmp_path / "copy.png"
    copy.write_bytes(drawing.read_bytes())
    desk.upload(copy, BOX)
    write_png(copy, np.full((200, 300), 255, np.uint8))
    with desk.recolored():
        desk.stroke(INSIDE)
    assert desk.color_at(50, 100) == (0, 0, 0)  # the box's line
    copy.unlink()
    _, content = saved(desk, "image")
    assert read_picture(content).shape == (200, 300, 3)


def test_a_drawing_that_cannot_be_saved_is_said_when_it_is_opened_and_no_longer(desk, drawing, tmp_path):
    small = tmp_path / "small.png"
    write_png(small, np.full((40, 60), 255, np.uint8))
    desk.page.route("**/v1/models", lambda route: limited(route, {"pixels": 50_000, "bytes": 20_000_000}))
    desk.open()
    desk.upload(drawing, BOX)
    expect(desk.alert).to_contain_text(
        "box.png (0.1 megapixels, 0.0 MB) can be coloured here, but not saved: it is more than the service takes. "
        "Start it with --max-megapixels 1"
    )
    with desk.recolored():
        desk.page.set_input_files("#drawing-file", small)
    expect(desk.alert).to_be_hidden()


def limited(route, limits: dict) -> None:
    """Answers as the service, but for its limits."""
    answered = route.fetch()
    route.fulfill(response=answered, json=answered.json() | {"limits": limits})
