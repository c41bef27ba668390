"""In which order a page of features comes, and the mark of where it ended (OGC API Features Part 8, draft 24-030)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import replace
from datetime import date
from typing import Any

from app.core.errors import Invalid
from app.ogc.values import value_of
from gis.layer import Layer
from gis.queryables import sortable
from gis.question import Question
from gis.sorting import SortKey


def sort_of(layer: Layer, given: str) -> tuple[SortKey, ...]:
    """The keys that ``sortby`` names: ``-fiscal_year,title_th`` is the latest year first. Raises Invalid.

    What follows the id orders nothing more, and the id alone is the order in which features come anyway.
    """
    known, keys = {attribute.name for attribute in sortable(layer)}, list[SortKey]()
    for each in given.split(","):
        name = each[1:] if each[:1] in ("+", "-") else each
        if name not in known:
            raise _unsortable(layer, each)
        if name in (key.name for key in keys):
            raise Invalid(f"sortby: {name} ซ้ำ", f"sortby: {name} is given twice.", place="sortby")
        keys.append(SortKey(name, descending=each.startswith("-")))
    own = next((place for place, key in enumerate(keys) if key.name == layer.source.id), len(keys))
    kept = tuple(keys[: own + 1])
    return () if kept == (SortKey(layer.source.id),) else kept


def cursor(question: Question, on: date | None, last: str) -> str:
    """An opaque mark of the last feature of a page; of a sorted one also of the question, to which alone it belongs.

    ``last``: its id, or the JSON array of the values that it is sorted by and its id.
    """
    told = [_digest(question, on), *json.loads(last)] if question.sort else [last]
    return base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")


def resumed(layer: Layer, question: Question, on: date | None, given: str) -> Question:
    """The question for what follows that feature. Raises Invalid for a mark that is not ours, or of another question.

    Whatever it names, only features that this viewer may see follow it.
    """
    mark = [_digest(question, on)] if question.sort else []
    told = _read(given)
    is_ours = len(told) == len(mark) + len(question.sort) + 1 and told[: len(mark)] == mark
    if not is_ours or not isinstance(told[-1], str) or not all(isinstance(each, str | None) for each in told):
        raise _not_ours()
    after = _value(layer, layer.source.id, told[-1])
    passed = tuple(
        None if each is None else _value(layer, key.name, each)
        for key, each in zip(question.sort, told[len(mark) : -1], strict=True)
    )
    return replace(question, after=after if isinstance(after, int) else str(after), passed=passed)


def _read(given: str) -> list[Any]:
    """What stands in a mark; nothing where it cannot be read."""
    try:
        found = json.loads(base64.urlsafe_b64decode(given + "=" * (-len(given) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return []
    return found if isinstance(found, list) else []


def _digest(question: Question, on: date | None) -> str:
    """Of what is asked, but for where a page begins and how its features are told."""
    condition = question.filter and (question.filter.text, question.filter.values)
    asked = (question.sort, question.boxes, sorted(question.equal.items()), condition, on)
    return hashlib.sha256(repr(asked).encode()).hexdigest()[:12]


def _value(layer: Layer, name: str, text: str) -> object:
    attribute = layer.attribute(name)
    assert attribute is not None, name
    return value_of(attribute, text, place="cursor")


def _unsortable(layer: Layer, given: str) -> Invalid:
    names = ", ".join(attribute.name for attribute in sortable(layer))
    plus = (" (+ ใน URL ให้เขียน %2B)", " (+ is written %2B in an address)") if given.startswith(" ") else ("", "")
    return Invalid(
        f"sortby: เรียงตาม {given[:60] or 'ค่าว่าง'} ไม่ได้{plus[0]} ใช้ได้ {names}",
        f"sortby: there is no sorting by {given[:60] or 'nothing'}{plus[1]}; there is {names}.",
        place="sortby",
    )


def _not_ours() -> Invalid:
    return Invalid(
        "cursor ใช้ไม่ได้ ให้ใช้จากลิงก์ next ของคำถามเดียวกันเท่านั้น",
        "Not a cursor of this question; follow the next link of its page before.",
        place="cursor",
    )
