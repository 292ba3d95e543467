"""The page on notices tells figures and a schema that are those of the program."""

from __future__ import annotations

from scripts.pages.notice import PAGE, PLACE, SCHEMA_FILE, schema, table

PICTURE_BYTES = 300_000


def test_the_reading_ease_on_the_page_is_what_is_measured() -> None:
    made = PLACE.search(PAGE.read_text(encoding="utf-8"))
    assert made is not None
    assert made[0] == table()


def test_the_schema_beside_the_page_is_the_programs() -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == schema()


def test_the_pictures_are_there_and_small() -> None:
    for name in ("notice.png", "cookies.png"):
        picture = PAGE.parent / "images" / name
        assert picture.read_bytes().startswith(b"\x89PNG")
        assert picture.stat().st_size < PICTURE_BYTES
