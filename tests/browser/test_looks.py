"""How the page looks: widths, light and dark, names for screen readers, sizes for fingers; and what it asks the network for."""

import pytest

expect = pytest.importorskip("playwright.sync_api").expect

TOUCH = 44  # CSS px
OVERFLOW = "() => [document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]"
SMALL = """(least) => [...document.querySelectorAll("button, summary, select, label:has(input), [role=slider]")]
  .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.closest("dialog"))
  .map((each) => [each.id || each.textContent.trim() || each.ariaLabel, each.getBoundingClientRect(), each])
  .filter(([name, { width, height }, each]) => Math.min(width, height) < least - 0.01  // a sheet that slides stands between pixels
    && !each.matches(".segments > label") && !each.querySelector("input[type=range]"))
  .map(([name, { width, height }]) => `${name}: ${width} x ${height}`)"""
NAMELESS = """() => [...document.querySelectorAll("button, summary, select, input:not([type=file]), [role=slider], [tabindex]")]
  .filter((each) => each.checkVisibility() && !each.textContent.trim() && !each.ariaLabel && !each.labels?.[0]?.textContent.trim())
  .map((each) => each.outerHTML.slice(0, 80))"""
CONTRAST = """() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d");
  const rgb = (color) => { canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const light = (color) => rgb(color).slice(0, 3).map((value) => value / 255)
    .map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, at) => sum + value * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = (each) => {
    for (; each; each = each.parentElement) {
      const color = getComputedStyle(each).backgroundColor;
      if (rgb(color)[3] === 255 && !color.endsWith(", 0)")) return light(color);
    }
  };
  return [...document.querySelectorAll("h1 span, h2, button, summary, label, small, .name, .status")]
    .filter((each) => each.checkVisibility() && each.textContent.trim() && !each.matches(":disabled, :has(> :disabled), :disabled *")
      && !each.closest("label:has(> :disabled), dialog"))
    .map((each) => {
      const [text, behind] = [light(getComputedStyle(each).color), ground(each)];
      return [each.textContent.trim().slice(0, 30), (Math.max(text, behind) + 0.05) / (Math.min(text, behind) + 0.05)];
    })
    .filter(([, ratio]) => ratio < 4.5);
}"""


@pytest.mark.parametrize(("width", "height", "touch"), [(1280, 800, False), (390, 844, True), (844, 390, True)])
def test_nothing_is_wider_than_the_screen_and_nothing_too_small_for_a_finger(open_desk, width, height, touch):
    desk = open_desk(width, height, touch)
    assert desk.page.evaluate(OVERFLOW) == [0, 0]
    assert desk.page.evaluate(SMALL, TOUCH) == []


def test_on_a_narrow_screen_options_are_a_sheet_that_opens_and_closes(open_desk):
    desk = open_desk(390, 844, touch=True)
    panel = desk.page.locator("#panel")
    expect(panel).to_be_hidden()
    desk.page.get_by_role("button", name="Options", exact=True).tap()
    expect(panel).to_be_visible()
    assert desk.page.evaluate(SMALL, TOUCH) == []
    desk.page.locator("#flats").scroll_into_view_if_needed()
    with desk.recolored():
        desk.page.locator("label:has(#flats)").tap()
    desk.page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_is_readable_in_light_and_dark(open_desk, scheme):
    desk = open_desk(color_scheme=scheme)
    assert desk.page.evaluate(CONTRAST) == []


def test_the_theme_is_chosen_and_kept(desk):
    ground = "() => getComputedStyle(document.body).backgroundColor"
    light = desk.page.evaluate(ground)
    button = desk.page.get_by_role("button", name="Theme:")
    button.click()
    assert desk.page.evaluate(ground) == light
    button.click()
    assert desk.page.evaluate(ground) != light
    desk.page.reload()
    desk.settle()
    assert desk.page.evaluate(ground) != light


def test_everything_that_is_operated_has_a_name(desk):
    assert desk.page.evaluate(NAMELESS) == []


def test_shortcuts_choose_tools_and_are_listed(desk):
    for key, tool in {"e": "eraser", "i": "eyedropper", "v": "hand", "b": "brush"}.items():
        desk.page.keyboard.press(key)
        expect(desk.page.locator(f'#tools input[value="{tool}"]')).to_be_checked()
    desk.page.keyboard.press("+")
    zoomed = desk.page.locator("#fit").text_content()
    desk.page.keyboard.press("0")
    expect(desk.page.locator("#fit")).not_to_have_text(zoomed)
    desk.page.keyboard.press("?")
    expect(desk.page.get_by_role("dialog")).to_contain_text("Eyedropper")
    desk.page.get_by_role("button", name="Close", exact=True).click()
    expect(desk.page.get_by_role("dialog")).to_be_hidden()


def test_nothing_moves_while_the_picture_is_coloured(desk):
    places = """() => [...document.querySelectorAll("#board, #panel, .rail, .view-bar, #status")]
      .map((each) => each.getBoundingClientRect()).map(({ top, bottom }) => [top, bottom])"""
    before = desk.page.evaluate(places)
    desk.stroke((384, 60))
    assert desk.page.evaluate(places) == before
    desk.settle()
    assert desk.page.evaluate(places) == before


def test_no_request_leaves_the_machine(desk, drawing):
    desk.upload(drawing, (300, 200))
    desk.page.keyboard.press("4")
    expect(desk.page.locator("#variants .choice")).to_have_count(4)
    elsewhere = [address for address in desk.asked if not address.startswith((desk.address, "blob:", "data:"))]
    assert elsewhere == [] and len(desk.asked) > 10


def test_the_pages_own_files_name_no_other_host():
    import pathlib

    import lineart_colorizer

    folder = pathlib.Path(lineart_colorizer.__file__).parent / "serving" / "page"
    names = {"http://www.w3.org/2000/svg"}  # a name, which is never asked for
    for file in sorted(folder.glob("*.*")):
        if file.suffix != ".png":
            text = file.read_text("utf-8")
            for name in names:
                text = text.replace(name, "")
            assert "http:" not in text and "https:" not in text and "//cdn" not in text, file.name


KEY = """(given) => {
  const event = new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...given });
  document.body.dispatchEvent(event);
  return event.defaultPrevented;
}"""


def test_shortcuts_are_where_they_are_on_keyboards_of_other_letters(desk):
    with desk.recolored():
        desk.stroke((120, 150))
    with desk.recolored():
        assert desk.page.evaluate(KEY, {"key": "\u044f", "code": "KeyZ", "ctrlKey": True})  # ya
    expect(desk.page.locator("#undo")).to_be_disabled()
    desk.page.evaluate(KEY, {"key": "\u0443", "code": "KeyE"})  # u
    expect(desk.page.locator('#tools input[value="eraser"]')).to_be_checked()
    assert not desk.page.evaluate(KEY, {"key": "\u20ac", "code": "KeyI", "ctrlKey": True, "altKey": True, "modifierAltGraph": True})
    expect(desk.page.locator('#tools input[value="eraser"]')).to_be_checked()


def test_the_brush_s_size_where_a_keyboard_wants_altgr_for_it(desk):
    shown = desk.page.locator("#size-shown")
    for how in ({}, {"ctrlKey": True, "altKey": True, "modifierAltGraph": True}, {"altKey": True}):
        before = shown.text_content()
        assert desk.page.evaluate(KEY, {"key": "[", "code": "Digit8", **how})
        expect(shown).not_to_have_text(before)
