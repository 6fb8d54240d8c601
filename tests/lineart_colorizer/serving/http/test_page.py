import pytest

from lineart_colorizer.serving.http.page import listing

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "path",
    ["/page/../http/app.py", "/page/%2e%2e/models.py", "/page//etc/passwd", "/page/none.js", "/page/", "/page/%00", "/page/" + "a" * 5000],
)
async def test_files_that_are_not_the_page_s(serve, path):
    answered = await (await serve()).get(f"/page/{path}")
    assert (answered.status_code, answered.json()["error"]["code"]) == (404, "not_found")


async def test_files_of_the_page(serve, tmp_path, monkeypatch):
    folder = tmp_path / "page"
    (folder / "parts").mkdir(parents=True)
    for name in ("index.html", "parts/strokes.js", "notes.txt"):
        (folder / name).write_text(name)
    monkeypatch.setattr("lineart_colorizer.serving.http.page.FOLDER", folder)
    client = await serve(token="secret-12")
    for path, kind in {"/": "text/html; charset=utf-8", "/page/parts/strokes.js": "text/javascript; charset=utf-8"}.items():
        answered = await client.get(path)
        assert (answered.status_code, answered.headers["content-type"]) == (200, kind)
    assert (await client.get("/page/notes.txt")).status_code == 404
    assert listing(folder) is listing(folder)  # it is walked once
