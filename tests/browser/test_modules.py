"""The page's modules that hold no more than data and functions of it, in the browser that runs them."""

import pytest


@pytest.fixture(scope="module")
def call(browser, address):
    """call(module, expression, *given) -> what an expression of the module m and of given makes."""
    page = browser.new_context().new_page()
    page.goto(f"{address}/page/index.html")  # its markup alone: the scripts' addresses are those of /

    def run(module: str, expression: str, *given):
        return page.evaluate(f"async (given) => {{ const m = await import('/page/{module}'); return {expression}; }}", list(given))

    yield run
    page.context.close()


def test_undo_and_redo_go_through_the_strokes_in_order(call):
    pushed = "m.push(m.push(m.push(m.empty, 1), 2), 3)"
    assert call("history.js", pushed) == {"done": [1, 2, 3], "undone": []}
    assert call("history.js", f"m.undo(m.undo({pushed}))") == {"done": [1], "undone": [3, 2]}
    assert call("history.js", f"m.redo(m.undo(m.undo({pushed})))") == {"done": [1, 2], "undone": [3]}
    assert call("history.js", f"m.push(m.undo({pushed}), 4)") == {"done": [1, 2, 4], "undone": []}
    assert call("history.js", "[m.undo(m.empty), m.redo(m.empty)].every((each) => each === m.empty)")  # the picture is not coloured again


def test_a_history_is_never_changed_in_place(call):
    changed = call("history.js", "(() => { const one = m.push(m.empty, 1); m.undo(one); m.push(one, 2); return one; })()")
    assert changed == {"done": [1], "undone": []}


def test_a_stroke_leaves_out_points_that_change_nothing(call):
    stroke = call("strokes.js", "m.extend(m.begin('brush', '#ff0000', 8, [0, 0, 1]), given)", [0.2, 0, 1], [3, 4, 1], [3, 4.4, 1])
    assert stroke == {"tool": "brush", "color": "#ff0000", "size": 8, "points": [[0, 0, 1], [3, 4, 1]]}


def test_clearing_leaves_what_was_painted_after_it(call):
    assert call("strokes.js", "m.remaining([{tool: 'brush'}, m.clearing, {tool: 'eraser'}])") == [{"tool": "eraser"}]
    assert call("strokes.js", "m.remaining([{tool: 'brush'}])") == [{"tool": "brush"}]


PAINTED = """(() => {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: 20, height: 20 });
  m.paintAll(canvas, given, 0.5);
  const at = (x, y) => [...canvas.getContext("2d").getImageData(x, y, 1, 1).data];
  return [at(10, 10), at(10, 5), at(2, 2)];
})()"""


def dab(tool: str, x: float, y: float, size: float = 8, pressure: float = 1, color: str = "#ff0000") -> dict:
    return {"tool": tool, "color": color, "size": size, "points": [[x, y, pressure]]}


def test_strokes_are_painted_in_order_at_the_scale_of_the_canvas(call):
    red, nothing = [255, 0, 0, 255], [0, 0, 0, 0]
    assert call("strokes.js", PAINTED, dab("brush", 20, 20)) == [red, nothing, nothing]
    assert call("strokes.js", PAINTED, dab("brush", 20, 20), dab("eraser", 20, 20, 12)) == [nothing] * 3
    assert call("strokes.js", PAINTED, dab("eraser", 20, 20), dab("brush", 20, 20)) == [red, nothing, nothing]
    line = dab("brush", 20, 20) | {"points": [[20, 20, 1], [20, 10, 1]]}
    assert call("strokes.js", PAINTED, line) == [red, red, nothing]


def test_less_pressure_makes_thinner_lines(call):
    # 40 px wide, canvas 0.5: at (10, 5) the dab's radius of 10 px reaches; at no pressure it is 0.3 of that and does not
    assert call("strokes.js", PAINTED, dab("brush", 20, 20, 40))[1][3] == 255
    assert call("strokes.js", PAINTED, dab("brush", 20, 20, 40, 0))[1][3] == 0


def test_a_stroke_is_marked_where_its_colour_still_shows(call):
    strokes = [dab("brush", 1, 1) | {"points": [[1, 1, 1], [5, 5, 1]]}, dab("brush", 1, 1, color="#00ff00"), dab("eraser", 9, 9)]
    seen = "m.markers(given, (x) => (x === 1 ? '#00ff00' : '#ff0000'))"
    assert call("strokes.js", seen, *strokes) == [{"x": 5, "y": 5, "color": "#ff0000"}, {"x": 1, "y": 1, "color": "#00ff00"}]
    assert call("strokes.js", "m.markers(given, () => null)", *strokes) == []


def test_a_picture_fits_into_its_box_with_a_margin(call):
    # 1000 px of 532 - 2 * 16: half as large, 16 px from the left, in the middle from above
    assert call("view.js", "m.fit({width: 1000, height: 200}, {width: 532, height: 300})") == {"scale": 0.5, "x": 16, "y": 100}


def test_zooming_keeps_the_point_under_the_pointer(call):
    point = "m.toPicture(view, [100, 80])"
    zoomed = f"(() => {{ const view = m.zoom({{scale: 1, x: 20, y: 30}}, 2, [100, 80], ...given); return [view.scale, {point}]; }})()"
    sides = {"width": 500, "height": 400}
    assert call("view.js", zoomed, sides, sides) == [2, [80, 50]]


def test_a_picture_cannot_be_moved_off_the_board(call):
    moved = call(
        "view.js", "m.pan({scale: 1, x: 0, y: 0}, -9999, 9999, ...given)", {"width": 500, "height": 400}, {"width": 300, "height": 200}
    )
    assert moved == {"scale": 1, "x": 48 - 500, "y": 200 - 48}


NEWEST = """(async () => {
  const log = [];
  let answer;
  const work = (signal, name) => new Promise((resolve, reject) => {
    log.push(name);
    signal.addEventListener("abort", () => reject(signal.reason));
    answer = { resolve, reject };
  });
  const run = m.newestOf(work, (seconds) => log.push(`waits ${seconds}`), async () => log.push("waited"));
  %s
})()"""


def test_the_newest_request_aborts_the_one_before(call):
    newest = (
        NEWEST % "const one = run('one'); const two = run('two'); answer.resolve('done'); return [await one ?? 'nothing', await two, log];"
    )
    assert call("newest.js", newest) == ["nothing", "done", ["one", "two"]]


def test_a_busy_service_is_asked_again_when_it_says(call):
    busy = """const one = run('one');
      answer.reject({ retryAfter: 7 });
      while (log.length < 4) await null;
      answer.resolve('done');
      return [await one, log];"""
    assert call("newest.js", NEWEST % busy) == ["done", ["one", "waits 7", "waited", "one"]]


def test_an_error_that_waiting_does_not_help_is_thrown(call):
    failed = "const one = run('one'); answer.reject(new Error('broken')); return one.catch((error) => error.message);"
    assert call("newest.js", NEWEST % failed) == "broken"


def test_files_are_named_after_the_drawing(call):
    assert call("download.js", "['page.jpg', 'a.b.png', 'none', '.png'].map((name) => m.fileName(name, '.psd'))") == [
        "page-color.psd", "a.b-color.psd", "none-color.psd", "drawing-color.psd",
    ]  # fmt: skip


def test_the_commonest_colours_of_a_reference_are_no_two_alike(call):
    picture = """(() => {
      const canvas = document.createElement("canvas");
      Object.assign(canvas, { width: 64, height: 64 });
      const context = canvas.getContext("2d");
      for (const [color, top] of [["#ff0000", 0], ["#fb0404", 20], ["#0000ff", 40]]) {
        context.fillStyle = color;
        context.fillRect(0, top, 64, 64);
      }
      return m.commonest(canvas, 5);
    })()"""
    assert call("reference.js", picture) == ["#ff0000", "#0000ff"]


def test_a_stroke_touches_the_picture_where_its_width_does(call):
    beside = "m.touches({ size: 10, points: given }, { width: 100, height: 50 })"
    for points, touches in [
        ([[50, 25]], True),
        ([[-4, 25]], True),
        ([[-6, 25]], False),
        ([[50, 56]], False),
        ([[-20, 25], [120, 25]], True),
        ([[-20, -20], [120, -20]], False),
    ]:
        assert call("strokes.js", beside, *points) is touches, points
