"""What the page does when the service is busy, gone, or wants a token."""

import pytest

expect = pytest.importorskip("playwright.sync_api").expect

COLORIZE = "**/v1/colorize"
PLACE = (120, 150)  # of the example: sky


def test_a_busy_service_is_asked_again_and_no_stroke_is_lost(desk):
    answers = iter([503, 429])

    def refuse(route):
        status = next(answers, None)
        if status is None:
            route.fallback()
        else:
            route.fulfill(status=status, headers={"Retry-After": "1"}, json={"error": {"code": "busy", "message": "busy"}})

    desk.page.route(COLORIZE, refuse)
    desk.choose_color("#ff0000")
    desk.stroke(PLACE)
    expect(desk.page.locator("#status")).to_contain_text("The service is busy: again in 1 s")
    desk.settle()
    assert desk.color_at(*PLACE) == (255, 0, 0)
    expect(desk.alert).to_be_hidden()


def test_a_service_that_is_gone_is_said_and_tried_again_when_asked(desk):
    desk.page.route(COLORIZE, lambda route: route.abort())
    desk.choose_color("#ff0000")
    desk.stroke(PLACE)
    expect(desk.alert).to_contain_text("The service does not answer: is it still running?")
    desk.page.unroute(COLORIZE)
    with desk.recolored():
        desk.alert.get_by_role("button", name="Try again").click()
    assert desk.color_at(*PLACE) == (255, 0, 0)
    desk.wrong = [line for line in desk.wrong if "ERR_FAILED" not in line]  # the browser's own word for it


def test_an_error_that_is_no_json_is_said_by_its_number(desk):
    desk.page.route(COLORIZE, lambda route: route.fulfill(status=502, body="<html>"))
    desk.stroke(PLACE)
    expect(desk.alert).to_contain_text("The service answered 502 Bad Gateway")


def test_the_token_goes_from_the_address_into_the_requests_and_stays_for_the_tab(open_desk):
    desk = open_desk(fragment="#token=secret-of-this-test")
    assert desk.page.evaluate("() => location.hash") == ""
    for _ in range(2):
        with desk.page.expect_request(COLORIZE) as asked:
            desk.page.reload()
        assert asked.value.headers["authorization"] == "Bearer secret-of-this-test"
        desk.settle()


def test_variants_that_are_under_way_end_where_a_model_has_none(desk):
    about = {"version": "1", "labels": [], "size": 64, "source": "export"}
    models = [about | {"name": name, "varies": name == "paintbox", "default": name == "paintbox"} for name in ("paintbox", "plain")]
    desk.page.route("**/v1/models", lambda route: route.fulfill(json={"models": models}))
    desk.open()

    def wants_variants(request) -> bool:
        return request.headers["accept"] == "application/json"

    desk.page.route(COLORIZE, lambda route: None if wants_variants(route.request) else route.fallback())  # they are not answered
    with desk.page.expect_request(COLORIZE):
        desk.page.keyboard.press("4")
    with desk.page.expect_event("requestfailed", wants_variants):
        desk.page.locator("#model").select_option("plain")
    expect(desk.page.locator("#variants p")).to_contain_text("one answer to each drawing")


def test_a_model_that_cannot_be_loaded_is_said_and_not_waited_for(desk):
    said = {"error": {"code": "model_broken", "message": "paintbox cannot be loaded: the service's log says why"}}
    desk.page.route(COLORIZE, lambda route: route.fulfill(status=503, headers={"Retry-After": "60"}, json=said))
    desk.stroke(PLACE)
    expect(desk.alert).to_contain_text("paintbox cannot be loaded: the service's log says why")


def test_a_new_link_with_a_token_is_taken_in_a_page_that_is_open(open_desk):
    """The service was begun anew, with another token; what was painted since is coloured."""
    desk = open_desk(fragment="#token=the-old-one")

    def check(route):
        if route.request.headers["authorization"] == "Bearer the-new-one":
            return route.fallback()
        return route.fulfill(status=401, json={"error": {"code": "no_token", "message": "send the token"}})

    desk.page.route("**/v1/**", check)
    desk.choose_color("#ff0000")
    desk.stroke(PLACE)
    expect(desk.alert).to_contain_text("send the token")
    with desk.recolored():
        desk.page.evaluate("() => { location.hash = 'token=the-new-one'; }")
    assert desk.page.evaluate("() => [location.hash, sessionStorage.token]") == ["", "the-new-one"]
    expect(desk.alert).to_be_hidden()
    assert desk.color_at(*PLACE) == (255, 0, 0)


def test_a_download_from_a_busy_service_leaves_the_strokes_on_the_board(desk):
    desk.page.keyboard.press("d")  # whole strokes
    with desk.recolored():
        desk.stroke(PLACE)
    answers = iter([503])

    def refuse(route):
        if next(answers, None):
            route.fulfill(status=503, headers={"Retry-After": "1"}, json={"error": {"code": "busy", "message": "busy"}})
        else:
            route.fallback()

    desk.page.route(COLORIZE, refuse)
    with desk.page.expect_download():
        desk.page.keyboard.press("Control+s")
        expect(desk.page.locator("#status")).to_contain_text("The service is busy")
        other = (600, 100)
        desk.stroke(other)
    painted = """([x, y]) => {
      const canvas = document.getElementById("overlay"), ratio = canvas.width / canvas.clientWidth;
      return canvas.getContext("2d").getImageData(Math.round(x * ratio), Math.round(y * ratio), 1, 1).data[3];
    }"""
    desk.page.mouse.move(*desk.on_screen(400, 400))
    desk.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert desk.page.evaluate(painted, list(desk.on_board(*other))) == 255


def test_variants_tell_of_themselves_while_the_picture_is_coloured_beside_them(desk):
    """Their request is answered after that of the picture itself."""
    desk.page.keyboard.press("4")
    expect(desk.page.locator("#variants .choice")).to_have_count(4)
    held = []
    desk.page.route(
        COLORIZE, lambda route: held.append(route) if route.request.headers["accept"] == "application/json" else route.fallback()
    )
    with desk.page.expect_response(
        lambda response: response.url.endswith("/v1/colorize") and response.request.headers["accept"] == "image/png"
    ):
        desk.page.locator("#clean").check(force=True)
    desk.page.wait_for_timeout(300)
    expect(desk.page.locator("#status")).to_have_text("Colouring four variants…")
    expect(desk.page.locator("#progress")).to_be_visible()
    held[0].fallback()
    expect(desk.page.locator("#variants .choice")).to_have_count(4)
    expect(desk.page.locator("#progress")).to_be_hidden()
