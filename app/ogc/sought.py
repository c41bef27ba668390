"""What ``ids`` and ``q`` of items ask for. ``q`` is that of OGC API Records (20-004r1, 7.3.7): any of the words, by commas."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.errors import Invalid
from app.ogc.values import value_of
from gis.cql2.sql import Condition
from gis.layer import Layer
from gis.queryables import searchable
from gis.sought import by_ids, by_words
from gis.thai import normalise

SOUGHT = ("ids", "q")
MOST_IDS, MOST_WORDS, MOST_LETTERS = 1000, 10, 200


def ids_of(layer: Layer, given: Mapping[str, str]) -> Condition | None:
    """The condition of ``ids``, the same for the same ids in any order. Raises Invalid."""
    if "ids" not in given:
        return None
    identifier = layer.attribute(layer.source.id)
    assert identifier is not None
    parts = _parts("ids", given["ids"], MOST_IDS)
    # Of one type each, so that they have an order.
    return by_ids(layer, sorted({value_of(identifier, part, place="ids") for part in parts}))  # type: ignore[type-var]


def words_of(layer: Layer, given: Mapping[str, str]) -> Condition | None:
    """The condition of ``q``, the same for the same words in any order. Raises Invalid."""
    if "q" not in given:
        return None
    if not searchable(layer):
        raise Invalid(
            f"q: ชั้น {layer.id} ไม่มีข้อความให้ค้น ใช้ filter แทน", f"q: {layer.id} has no texts to search; use filter.", place="q"
        )
    if len(given["q"]) > MOST_LETTERS:
        raise Invalid(f"q ยาวได้ไม่เกิน {MOST_LETTERS} ตัวอักษร", f"q has {MOST_LETTERS} characters at most.", place="q")
    words = {" ".join(normalise(part).split()) for part in _parts("q", given["q"], MOST_WORDS)} - {""}
    if not words:
        raise _empty("q")
    return by_words(layer, sorted(words))


def _parts(name: str, given: str, most: int) -> list[str]:
    """What stands between commas. Raises Invalid where nothing does, or too much."""
    parts = [part.strip() for part in given.split(",") if part.strip()]
    if not parts:
        raise _empty(name)
    if len(parts) > most:
        raise Invalid(
            f"{name} มีได้ไม่เกิน {most:,} ค่า ให้แบ่งถามหลายครั้ง", f"{name} has {most:,} values at most; ask several times.",
            place=name,
        )  # fmt: skip
    return parts


def _empty(name: str) -> Invalid:
    return Invalid(
        f"{name} ต้องมีค่า คั่นหลายค่าด้วยจุลภาค", f"{name} has no value; several are separated by commas.", place=name
    )
