"""Strokes and what they do to the picture, by mouse, touch, pen and keyboard."""

import pytest

from tests.browser.desk import PIXEL

expect = pytest.importorskip("playwright.sync_api").expect

MARGIN = 40  # CSS px between the keyboard's ring and the board's edge
RED, GREEN = "#ff0000", "#00ff00"
FREE = (120, 150)  # of the example: sky, no line near


def is_near(color, wanted, tolerance: int = 12) -> bool:
    return all(abs(one - other) <= tolerance for one, other in zip(color, wanted, strict=True))


def test_a_red_stroke_turns_what_is_near_it_red_and_undo_takes_it_back(desk):
    before = desk.color_at(*FREE)
    assert is_near(before, (153, 204, 153))  # what the paintbox makes without hints
    desk.choose_color(RED)
    with desk.recolored():
        desk.stroke((100, 140), (140, 160))
    assert is_near(desk.color_at(*FREE), (255, 0, 0))
    assert is_near(desk.color_at(120, 125), (255, 0, 0))  # beside the stroke
    with desk.recolored():
        desk.page.get_by_role("button", name="Undo").click()
    assert desk.color_at(*FREE) == before
    with desk.recolored():
        desk.page.get_by_role("button", name="Redo").click()
    assert is_near(desk.color_at(*FREE), (255, 0, 0))


def test_the_eraser_takes_away_what_it_is_drawn_over(desk):
    before = desk.color_at(*FREE)
    desk.choose_color(RED)
    with desk.recolored():
        desk.stroke(FREE)
    desk.page.keyboard.press("e")
    for _ in range(3):
        desk.page.keyboard.press("]")
    with desk.recolored():
        desk.stroke(FREE, (121, 151))
    assert desk.color_at(*FREE) == before
    expect(desk.page.locator("#redo")).to_be_disabled()


def test_strokes_quicker_than_the_service_are_all_there(desk):
    desk.choose_color(RED)
    with desk.recolored():
        for x in (40, 120, 200):
            desk.stroke((x, 60), (x + 10, 60))
    desk.settle()
    expect(desk.page.locator("#status")).to_contain_text("Coloured in")
    for x in (40, 120, 200):
        assert is_near(desk.color_at(x + 5, 80), (255, 0, 0)), x


def test_all_strokes_are_removed_at_once_and_come_back_by_undo(desk):
    before = desk.color_at(*FREE)
    desk.choose_color(RED)
    with desk.recolored():
        desk.stroke(FREE)
    with desk.recolored():
        desk.page.get_by_role("button", name="Remove all strokes").click()
    assert desk.color_at(*FREE) == before
    with desk.recolored():
        desk.page.keyboard.press("Control+z")
    assert is_near(desk.color_at(*FREE), (255, 0, 0))


def test_the_eyedropper_takes_a_colour_of_the_picture_and_the_brush_is_back(desk):
    desk.choose("tool", "eyedropper")
    desk.page.mouse.click(*desk.on_screen(*FREE))
    expect(desk.page.locator("#panel [data-color]")).to_have_value("#99cc99")
    expect(desk.page.locator('input[value="brush"]')).to_be_checked()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_finger_paints(open_desk, width):
    desk = open_desk(width, 844, touch=True)
    desk.page.locator("#swatches [data-value='#e5484d']").evaluate("button => button.click()")
    with desk.recolored():
        desk.page.touchscreen.tap(*desk.on_screen(*FREE))
    assert is_near(desk.color_at(*FREE), (0xE5, 0x48, 0x4D))


POINTERS = """(events) => {
  const overlay = document.getElementById("overlay");
  overlay.setPointerCapture = () => {};
  const point = (kind, [id, clientX, clientY, pointerType = "touch"]) => new PointerEvent(kind, {
    pointerId: id, pointerType, pressure: 1, clientX, clientY, bubbles: true, cancelable: true, isPrimary: id === 1 });
  for (const [kind, ...given] of events) overlay.dispatchEvent(point(kind, given));
}"""


def test_two_fingers_zoom_and_paint_nothing(open_desk):
    desk = open_desk(390, 844, touch=True)
    scale = desk.page.locator("#fit").text_content()
    events = [["pointerdown", 1, 150, 400], ["pointermove", 1, 151, 400], ["pointerdown", 2, 250, 400]]
    events += [["pointermove", 2, 350, 400], ["pointerup", 2, 350, 400], ["pointerup", 1, 151, 400]]
    desk.page.evaluate(POINTERS, events)
    assert int(desk.page.locator("#fit").text_content().split()[0]) == pytest.approx(2 * int(scale.split()[0]), abs=3)
    expect(desk.page.locator("#undo")).to_be_disabled()


def test_a_stroke_that_the_browser_breaks_off_is_kept(open_desk):
    desk = open_desk(390, 844, touch=True)
    x, y = desk.on_screen(*FREE)
    with desk.recolored():
        desk.page.evaluate(POINTERS, [["pointerdown", 1, x, y], ["pointermove", 1, x + 9, y], ["pointercancel", 1, x + 9, y]])
    expect(desk.page.locator("#undo")).to_be_enabled()


def test_a_pens_other_end_erases(desk):
    before = desk.color_at(*FREE)
    desk.choose_color(RED)
    with desk.recolored():
        desk.stroke(FREE)
    erase = """([x, y]) => {
      const overlay = document.getElementById("overlay");
      overlay.setPointerCapture = () => {};
      const given = { pointerId: 7, pointerType: "pen", pressure: 1, buttons: 32, button: 5, clientX: x, clientY: y, bubbles: true };
      overlay.dispatchEvent(new PointerEvent("pointerdown", given));
      overlay.dispatchEvent(new PointerEvent("pointermove", { ...given, clientX: x + 2 }));
      overlay.dispatchEvent(new PointerEvent("pointerup", { ...given, clientX: x + 2 }));
    }"""
    for _ in range(3):
        desk.page.keyboard.press("]")
    with desk.recolored():
        desk.page.evaluate(erase, list(desk.on_screen(*FREE)))
    assert desk.color_at(*FREE) == before


def test_the_keyboard_paints(desk):
    desk.choose_color(GREEN)
    desk.page.locator("#overlay").focus()
    for key in ["Shift+ArrowUp", "Shift+ArrowLeft"] * 6:
        desk.page.keyboard.press(key)
    with desk.recolored():
        desk.page.keyboard.press("Enter")
    assert is_near(desk.color_at(384 - 6 * 38.4, 384 - 6 * 38.4), (0, 255, 0))


def test_pictures_are_compared_by_handle_and_arrow_keys(desk):
    desk.page.keyboard.press("2")
    handle = desk.page.get_by_role("slider", name="Before and after")
    expect(handle).to_have_attribute("aria-valuenow", "50")
    assert is_near(desk.color_at(200, 60), (255, 255, 255)) and is_near(desk.color_at(560, 20), (153, 204, 153))
    box = handle.bounding_box()
    assert box["x"] + box["width"] / 2 == pytest.approx(desk.on_screen(384, 0)[0], abs=1)
    handle.focus()
    desk.page.keyboard.press("Home")
    desk.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert is_near(desk.color_at(200, 60), (153, 204, 153))
    expect(handle).to_have_attribute("aria-valuenow", "0")
    desk.page.keyboard.press("3")
    expect(handle).to_be_hidden()


def test_variants_are_shown_side_by_side_and_one_is_gone_on_with(desk):
    desk.page.keyboard.press("4")
    choices = desk.page.locator("#variants .choice")
    expect(choices).to_have_count(4)
    boxes = [choices.nth(number).bounding_box() for number in range(2)]
    assert boxes[0]["y"] == boxes[1]["y"] and boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    with desk.recolored():
        choices.nth(2).click()
    chosen = desk.color_at(*FREE)
    assert not is_near(chosen, (153, 204, 153))  # dropout leaves no channel as it was
    desk.choose_color(RED)
    with desk.recolored():
        desk.stroke((600, 720))
    assert desk.color_at(*FREE) == chosen


def test_the_same_variant_is_chosen_twice(desk):
    choices = desk.page.locator("#variants .choice")
    desk.page.keyboard.press("4")
    with desk.recolored():
        choices.nth(2).click()
    chosen = desk.color_at(*FREE)
    desk.page.keyboard.press("4")
    choices.nth(2).click()
    expect(desk.page.locator("#variants")).to_be_hidden()
    desk.settle()
    assert desk.color_at(*FREE) == chosen


def test_a_press_that_closes_the_menu_or_the_options_paints_nothing(open_desk):
    desk = open_desk()
    desk.page.locator("#download summary").click()
    desk.stroke(FREE)
    expect(desk.page.locator("#download")).not_to_have_attribute("open", "")
    expect(desk.page.locator("#undo")).to_be_disabled()
    small = open_desk(390, 844, touch=True)
    small.page.locator("#options").tap()
    expect(small.page.locator("#panel")).to_have_attribute("data-open", "")
    box = small.page.locator("#board").bounding_box()
    small.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + 5)
    expect(small.page.locator("#panel")).not_to_have_attribute("data-open", "")
    expect(small.page.locator("#undo")).to_be_disabled()


def test_a_stroke_beside_the_picture_is_none(desk):
    desk.choose_color(RED)
    with desk.recolored():
        desk.stroke(FREE)
    with desk.recolored():
        desk.page.get_by_role("button", name="Undo").click()
    desk.stroke((-60, 300), (-60, 320))
    expect(desk.page.locator("#redo")).to_be_enabled()
    expect(desk.page.locator("#undo")).to_be_disabled()


def test_leaving_the_page_asks_where_something_was_painted(desk):
    asked = []
    desk.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    desk.page.reload()
    desk.settle()
    with desk.recolored():
        desk.stroke(FREE)
    desk.page.reload()
    assert asked == ["beforeunload"]


def test_a_hand_that_lies_down_before_its_pen_does_not_keep_it_from_painting(open_desk):
    desk = open_desk(390, 844, touch=True)
    scale = desk.page.locator("#fit").text_content()
    x, y = desk.on_screen(*FREE)
    desk.page.locator("#swatches [data-value='#e5484d']").evaluate("button => button.click()")
    events = [["pointerdown", 1, x + 90, y + 90], ["pointerdown", 2, x, y, "pen"], ["pointermove", 2, x + 9, y, "pen"]]
    events += [["pointermove", 1, x + 95, y + 90], ["pointermove", 2, x + 18, y, "pen"], ["pointerup", 1, x + 95, y + 90]]
    with desk.recolored():
        desk.page.evaluate(POINTERS, [*events, ["pointerup", 2, x + 18, y, "pen"]])
    assert desk.page.locator("#fit").text_content() == scale
    assert is_near(desk.color_at(*FREE), (0xE5, 0x48, 0x4D))


def test_the_keyboard_s_brush_stays_on_the_board(desk):
    desk.choose_color(GREEN)
    for _ in range(6):
        desk.page.keyboard.press("+")
    desk.page.locator("#overlay").focus()
    for key in ["Shift+ArrowUp", "Shift+ArrowLeft"] * 9:
        desk.page.keyboard.press(key)
    with desk.recolored():
        desk.page.keyboard.press("Enter")
    corner = desk.page.evaluate(PIXEL, [MARGIN, MARGIN])  # the picture was moved, until the ring is on the board
    assert is_near(corner[:3], (0, 255, 0))
