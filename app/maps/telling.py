"""What a picture that leaves the page has to say of what it shows: its year, what it is narrowed to, of how many features."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.maps import queries, times
from app.maps.asking import Asked
from app.web.words import Language
from gis.classed import ClassedLayer
from gis.layer import Layer

MOST_LETTERS = 240
"""Of a filter so many are written out; the whole of it stands in the address."""


def caption(session: Session, layer: Layer, asked: Asked, language: Language, *, viewer: Viewer) -> tuple[str, ...]:
    """The lines on a drawing: nothing where it shows all of the newest year."""
    year = (f"{language.text(layer.metadata.title)} {asked.year.title(language)}",) if asked.year and asked.given.year else ()
    return (*year, *narrowing(session, layer, asked, language, viewer=viewer))


def narrowing(session: Session, layer: Layer, asked: Asked, language: Language, *, viewer: Viewer) -> tuple[str, ...]:
    """What the layer is narrowed to, and how many of all its features that leaves; nothing where it is all of them."""
    with times.at(session, asked.year):
        parts = [*_asked(asked, language), *_classes(session, layer, asked, language, viewer)]
        if not parts:
            return ()
        shown = queries.count_shown(session, layer, viewer=viewer, question=asked.question)
        total = queries.entry(session, layer, viewer=viewer).count
    return (
        language.say(f"เฉพาะ {' · '.join(parts)}", f"Only {' · '.join(parts)}"),
        language.say(f"แสดง {shown:,} จาก {total:,} รายการ", f"{shown:,} of {total:,} features shown"),
    )


def period(session: Session, asked: Asked, others: Iterable[Layer], language: Language, *, viewer: Viewer) -> str:
    """The year of the layer in front, and with their titles those of other layers that have years; empty where none has."""
    day = (asked.year and asked.year.day) or asked.day
    found = ((layer, times.timeline(session, layer, viewer=viewer, on=day)) for layer in others)
    told = [f"{language.text(layer.metadata.title)} {line.shown.title(language)}" for layer, line in found if line]
    return " · ".join([*([asked.year.title(language)] if asked.year else []), *told])


def _asked(asked: Asked, language: Language) -> Iterator[str]:
    """The parts of the question, as short as they can be read."""
    given = asked.given
    if given.filter:
        yield given.filter if len(given.filter) <= MOST_LETTERS else f"{given.filter[:MOST_LETTERS]}…"
    if given.box:
        yield language.say(f"ในกรอบ {given.box}", f"within {given.box}")
    if given.within:
        yield language.say("ในพื้นที่ที่วาดบนแผนที่", "within the area drawn on the map")


def _classes(session: Session, layer: Layer, asked: Asked, language: Language, viewer: Viewer) -> Iterator[str]:
    """The classes that alone are shown."""
    if not isinstance(layer, ClassedLayer) or not layer.choice.only:
        return
    entry = queries.entry(session, layer, viewer=viewer, question=asked.question)
    named = [language.text(item.title) for item in entry.legend if item.value in layer.choice.only]
    yield f"{language.say('ชั้น', 'classes')} {', '.join(named)}"


def notes(layer: Layer, language: Language) -> tuple[str, ...]:
    """What of a classification could not be done."""
    return tuple(language.text(note) for note in layer.notes) if isinstance(layer, ClassedLayer) else ()
