"""Which chapter tells of a screen, and where words stand."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from app.manual.rules import Chapter, chapter_of, found
from gis.layer import Text


def told(th: str = "ก", en: str = "a") -> dict[str, str]:
    return {"th": th, "en": en}


def chapter(name: str, *covers: str, **more: object) -> Chapter:
    task = {"title": told("พิมพ์", "Print"), "steps": [told("กดปุ่ม", "Press the button")]}
    given = {
        "id": name, "group": "start", "order": 1, "covers": covers, "title": told(), "purpose": told(),
        "pictures": [{"name": name, "caption": told()}], "tasks": [task] * 3, "keys": [{"keys": "Tab", "does": told()}],
        "refusals": [{"said": told(), "means": told()}],
    }  # fmt: skip
    return Chapter.model_validate(given | more)


BOOK = (
    chapter("home", "/", "/overview"),
    chapter("maps", "/maps"),
    chapter("classes", "/maps/*/classes"),
    chapter("saved", "/maps/saved"),
    chapter("projects", "/projects", "/projects/new"),
    chapter("project", "/projects/*"),
)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/", "home"),
        ("/overview/doubles", "home"),
        ("/maps", "maps"),
        ("/maps/roads/features/7", "maps"),
        ("/maps/roads/classes", "classes"),
        ("/maps/saved", "saved"),
        ("/maps/saved/2mmmmmmm/edit", "saved"),
        ("/projects", "projects"),
        ("/projects/new", "projects"),
        ("/projects/P-1/form/plan", "project"),
        ("/mapsx", None),
        ("/nowhere", None),
    ],
)
def test_the_chapter_that_covers_most_of_an_address_is_its_own(path: str, name: str | None) -> None:
    of = chapter_of(BOOK, path)
    assert (of.id if of else None) == name


def test_words_are_found_in_either_language_whatever_their_case_and_all_of_them_must_be_there() -> None:
    book = (chapter("one", "/one"), chapter("two", "/two", purpose=told("มอบอำนาจ", "Delegate")))
    assert [(one.id, texts) for one, texts in found(book, "DELEGATE")] == [
        ("two", [Text(th="มอบอำนาจ", en="Delegate")])
    ]
    assert [one.id for one, _ in found(book, "พิมพ์")] == ["one", "two"]
    assert [one.id for one, _ in found(book, "print มอบ")] == ["two"]
    assert found(book, "print nothing") == []
    assert found(book, "  ") == []


@pytest.mark.parametrize(
    "wrong",
    [{"title": {"th": "ก"}}, {"tasks": []}, {"keys": []}, {"refusals": []}, {"pictures": []}, {"purpos": told()}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_chapter_that_lacks_a_part_or_a_language_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        chapter("one", "/one", **wrong)
