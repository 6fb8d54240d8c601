import json
import pathlib

import cv2
import numpy as np
import pytest

from data_tools.errors import InputError
from data_tools.pictures import write_png
from lineart_colorizer.imaging.parts import find_parts
from lineart_colorizer.pages.characters import Character, Characters, Part

RED, BLUE, GREEN = (200, 30, 30), (20, 40, 210), (30, 160, 40)
DISK, BOX = (60, 60), (140, 120)  # rows and columns of the middles


def drawing(shift: int = 0) -> np.ndarray:
    """A disk and a flat box, uint8 grey."""
    line = np.full((200, 200), 255, np.uint8)
    cv2.circle(line, (60 + shift, 60), 30, 0, 3)
    cv2.rectangle(line, (60 + shift, 120), (170 + shift, 160), 0, 3)
    return line


def dab(at: tuple[int, int], color: tuple[int, int, int]) -> np.ndarray:
    painted = np.zeros((200, 200, 4), np.uint8)
    painted[at[0] - 3 : at[0] + 3, at[1] - 3 : at[1] + 3] = (*color, 255)
    return painted


def learned(*hints) -> Character:
    character, parts = Character(), find_parts(drawing())
    for number, hint in enumerate(hints):
        character = character.taught(parts, dab(*hint), f"{number}.png")
    return character


def test_other_pages_get_a_characters_colours():
    hints = learned((DISK, RED)).recall(find_parts(drawing(shift=20)), None)
    assert hints[60, 80].tolist() == [*RED, 255]
    assert not hints[BOX[0], BOX[1] + 20].any()
    assert not hints[5, 5].any()


def test_what_is_painted_wins():
    painted = dab(DISK, BLUE)
    assert learned((DISK, RED)).recall(find_parts(drawing()), painted) is painted
    both = learned((DISK, RED), (BOX, GREEN)).recall(find_parts(drawing()), painted)
    assert both[60, 60].tolist() == [*BLUE, 255]
    assert both[60, 72].tolist() == [0, 0, 0, 0]  # of that region nothing is added
    assert both[140, 120].tolist() == [*GREEN, 255]


def test_a_page_without_any_part_has_no_hints():
    assert learned((DISK, RED)).recall(find_parts(np.full((50, 60), 255, np.uint8)), None) is None


def test_a_part_that_is_hinted_again_is_replaced():
    character = learned((DISK, RED), (BOX, GREEN), (DISK, BLUE))
    assert [(part.color, part.page) for part in character.parts] == [(GREEN, "1.png"), (BLUE, "2.png")]


def test_a_file_holds_all(tmp_path):
    character = learned((DISK, RED), (BOX, GREEN))
    character.write(tmp_path / "deep" / "hero.json")
    about = json.loads((tmp_path / "deep" / "hero.json").read_text())
    assert about["parts"][0]["color"] == "#c81e1e"
    read = Character.read(tmp_path / "deep" / "hero.json")
    assert [part.color for part in read.parts] == [RED, GREEN]
    assert read.shapes == pytest.approx(character.shapes, abs=1e-4)
    assert read.recall(find_parts(drawing(20)), None)[60, 80].tolist() == [*RED, 255]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda about: about.update(schema=2),
            r"a character of another version \(schema 2\): save it again with --save-character$",
        ),
        (lambda about: about.update(numbers=["size"]), r"hero.json: a character of another version"),
        (lambda about: about.pop("parts"), r"hero.json: no character, or damaged \('parts'\): save one with --save-character$"),
        (lambda about: about["parts"][0].update(color="red"), r"hero.json: no character, or damaged \(non-hexadecimal"),
        (lambda about: about["parts"][0]["shape"].pop(), r"hero.json: damaged, a part of it is not whole"),
        (lambda about: about["parts"][0]["shape"].__setitem__(0, float("nan")), r"hero.json: damaged, a part of it is not whole"),
    ],
)
def test_files_that_are_no_characters(tmp_path, change, said):
    path = tmp_path / "hero.json"
    Character((Part(RED, "a.png", (0.0,) * 12),)).write(path)
    about = json.loads(path.read_text())
    change(about)
    path.write_text(json.dumps(about))
    with pytest.raises(InputError, match=said):
        Character.read(path)


def test_nothing_learned_is_not_saved(tmp_path):
    with pytest.raises(InputError, match=r"--save-character hero.json: no region of any page was hinted; nothing is written$"):
        Characters.at(None, "hero.json").save("hero.json")


def test_saved_from_hints_and_given_to_other_pages(prepare, here, red, capsys):
    write_png("a.png", drawing())
    write_png("b.png", drawing(20))
    write_png("h.png", np.maximum(dab(DISK, (255, 0, 0)), dab((27, 60), (255, 0, 0))))

    def color(name: str, **options):
        (page,), colorer = prepare([name], **options)
        red.asked.clear()
        list(colorer.color(page, pathlib.Path(name).read_bytes()))
        return colorer, red.asked[0][1][0]

    colorer, _ = color("a.png", hints="h.png", save_character="hero.json")
    colorer.characters.save("hero.json")
    assert capsys.readouterr().out == "1 part of the character saved: hero.json; 1 dab in no closed part of the drawing left out\n"
    plain, hint = color("b.png")
    assert not hint.any()
    told, hint = color("b.png", character="hero.json")
    assert hint[10, 13].tolist() == [1, -1, -1, 1]  # 32 of 200 px
    assert told.identity != plain.identity


def test_a_character_on_the_way_to_another(prepare, here):
    write_png("a.png", drawing())
    write_png("h.png", dab(BOX, GREEN))
    learned((DISK, RED)).write(pathlib.Path("hero.json"))
    (page,), colorer = prepare(["a.png"], hints="h.png", character="hero.json", save_character="more.json")
    list(colorer.color(page, pathlib.Path("a.png").read_bytes()))
    assert [part.color for part in colorer.characters.learned.parts] == [RED, GREEN]
    assert len(colorer.characters.known.parts) == 1
