import json

import pytest

from data_tools.errors import InputError
from data_tools.metadata import NOTHING, Choice, Facts, facts_beside, facts_of, rating_letter, read_json_lines, read_labels


def lines(*records: dict) -> list[bytes]:
    return [json.dumps(record).encode() + b"\n" for record in records]


def test_tags_come_as_words_as_lists_and_as_objects():
    """Danbooru's interface, gallery-dl, and the Danbooru2020 metadata."""
    assert facts_of({"tag_string": "1girl solo", "rating": "g"}) == Facts(None, ("1girl", "solo"), "g")
    assert facts_of({"tags": ["1girl", " solo ", "solo"], "rating": "Safe"}) == Facts(None, ("1girl", "solo"), "s")
    assert facts_of({"tags": [{"id": "1", "name": "1girl"}, {"id": "2"}]}) == Facts(None, ("1girl",), None)
    assert facts_of({"label": "cat"}) == Facts("cat")
    assert facts_of({"cls": 3}) == Facts("3")
    assert facts_of({"tags": 7, "rating": 1, "label": [], "class": {}}) == NOTHING


def test_a_tag_that_cannot_be_stored_is_made_fit():
    assert facts_of({"tags": ["\ud800"]}).tags == ("\\ud800",)


def test_lines_find_their_pictures_by_path_name_md5_and_number():
    md5 = "0123456789abcdef" * 2
    places = ["a.png", "cats/a.png", "cats/b.png", f"x/{md5}.jpg", "0167/263167.jpg", f"board_5_{md5[::-1]}.png"]
    found = read_json_lines(
        lines(
            {},
            {"file_name": "a.png", "label": "root"},
            {"file": "elsewhere/b.png", "label": "name"},
            {"md5": md5.upper(), "label": "md5"},
            {"id": 263167, "label": "number"},
            {"id": 9, "md5": md5[::-1], "label": "within"},
            {"id": "10", "label": "of another"},
        ),
        "m",
        places,
    )
    assert {place: facts.label for place, facts in found.items()} == {
        "a.png": "root", "cats/b.png": "name", places[3]: "md5", places[4]: "number", places[5]: "within",
    }  # fmt: skip


@pytest.mark.parametrize("line", [b"{", b"[]", b"\xff", b"1", b"[" * 100_000])
def test_a_line_that_is_no_object_is_named(line):
    with pytest.raises(InputError, match="m, line 3 is no JSON object"):
        read_json_lines([b"{}\n", b"\n", line], "m", ["a.png"])


def test_what_lies_beside_a_picture():
    assert facts_beside(".txt", b"1girl, long hair,\nsolo", "a.txt") == Facts(None, ("1girl", "long hair", "solo"))
    assert facts_beside(".cls", b"7\n", "a.cls") == Facts("7")
    assert facts_beside(".json", b'{"label": "cat", "tags": "a b"}', "a.json") == Facts("cat", ("a", "b"))
    with pytest.raises(InputError, match=r"a\.json is no JSON object"):
        facts_beside(".json", b"{", "a.json")


def test_labels_with_line_breaks_in_quotes():
    assert read_labels(b'file,label,tags\r\na.png,"big\ncat",x|y\r\n', "l") == {"a.png": Facts("big\ncat", ("x", "y"))}


def test_ratings():
    assert [rating_letter(word) for word in ("s", "Safe", "sensitive", "E", "q", "general", "x", "", "super")] == [
        *"ssseqg",
        None,
        None,
        None,
    ]


def refusal(choice: Choice, *tags: str, rating: str | None = None) -> tuple[str, str] | None:
    skip = choice.refusal("a.png", Facts(None, tags, rating))
    return skip and (skip.kind, skip.reason)


def test_choice_by_tags_and_rating():
    choice = Choice.of(["Long Hair", "solo"], ["comic"], [])
    assert refusal(choice, "long_hair") is None
    assert refusal(choice, "solo", "comic") == ("filtered: tags", "tagged comic, which is excluded")
    assert refusal(choice, "1girl") == ("filtered: tags", "tagged with none of the included tags")
    assert refusal(choice) == ("filtered: tags", "no tags")
    rated = Choice.of([], [], ["general", "s"])
    assert refusal(rated, rating="s") is None
    assert refusal(rated, rating="e") == ("filtered: rating", "rated e")
    assert refusal(rated) == ("filtered: rating", "no rating")
    assert (str(choice), str(rated), str(Choice())) == ("include long_hair,solo; exclude comic", "ratings g,s", "all")
    with pytest.raises(InputError, match="unknown rating 'x': choose from general, safe"):
        Choice.of([], [], ["x"])


@pytest.mark.parametrize("head", ["file, label, tags", " File ,LABEL,Tags", "\ufefffile,label,tags"])
def test_a_table_s_head_may_have_spaces_and_capitals(head):
    content = f"{head}\n ./cats/a.png , cat, red | round\ncats\\b.png,,\n".encode()
    assert read_labels(content, "t") == {"cats/a.png": Facts("cat", ("red", "round")), "cats/b.png": NOTHING}


@pytest.mark.parametrize(("head", "lacks"), [("name,label", "`file`"), ("file,class", "`label`, nor `tags`"), ("", "`file`")])
def test_a_table_that_tells_nothing_is_refused(head, lacks):
    with pytest.raises(InputError) as refused:
        read_labels(f"{head}\na.png,cat\n".encode(), "t")
    assert str(refused.value) == f"t has no column {lacks} (its first line must read: file,label,tags)"


def test_lines_find_pictures_whose_accents_are_written_otherwise():
    assert read_json_lines(lines({"file_name": "\u00e9.png", "label": "e"}), "m", ["e\u0301.png"]) == {"e\u0301.png": Facts("e")}
