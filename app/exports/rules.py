"""What an export may be asked, how long it lasts, and whether its file may still be handed out."""

from __future__ import annotations

from enum import StrEnum

from app.core.authority import Viewer
from gis.layer import Text
from gis.writers.formats import FORMATS, FileFormat

MOST_OPEN = 3
"""Exports of one position that wait or run at one time."""
MOST_ATTEMPTS = 3
"""A work that was cut off so often is not begun again."""
COMPARED_MINUTES = 10
"""How soon after a change an atlas is compared."""
KEPT_DAYS = 30
"""How long the list remembers an export whose file is gone."""


BOOK = FileFormat("atlas", "application/pdf", "pdf", Text(th="สมุดสรุปพื้นที่ (PDF)", en="Atlas of briefs (PDF)"))
"""A book with a page for each area, which only a work in the background makes."""
HANDED = FileFormat("webmap", "text/html", "html", Text(th="แผนที่แฟ้มเดียว (HTML)", en="Map as one file (HTML)"))
"""A saved map to hand over, with all its layers; the parameter ``saved`` names it."""
MADE: dict[str, FileFormat] = {**FORMATS, BOOK.id: BOOK, HANDED.id: HANDED}


class State(StrEnum):
    """Where an export is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


STATES: dict[State, Text] = {
    State.WAITING: Text(th="รอคิว", en="Waiting"),
    State.RUNNING: Text(th="กำลังทำ", en="Running"),
    State.DONE: Text(th="พร้อมดาวน์โหลด", en="Ready"),
    State.FAILED: Text(th="ไม่สำเร็จ", en="Failed"),
    State.CANCELLED: Text(th="ยกเลิกแล้ว", en="Cancelled"),
    State.EXPIRED: Text(th="หมดอายุ", en="Expired"),
}
OPEN = (State.WAITING, State.RUNNING)
LIVE = (*OPEN, State.DONE)
"""States that can be cancelled: the work is ended, or its file thrown away."""


def reach_of(viewer: Viewer) -> dict[str, list[str] | None]:
    """What a file was made with, as the table keeps it."""
    return {
        "classes": sorted(viewer.classes),
        "agencies": _listed(viewer.agencies),
        "areas": _listed(viewer.areas),
        "purposes": _listed(viewer.purposes),
    }


def still_reaches(viewer: Viewer, made_with: dict[str, list[str] | None]) -> bool:
    """Whether the position may still see everything that a file was made with.

    >>> from gis.access import Read
    >>> made = reach_of(Viewer("W-1", frozenset({Read.PUBLIC, Read.INTERNAL}), frozenset({"works"})))
    >>> still_reaches(Viewer("W-1", frozenset({Read.PUBLIC, Read.INTERNAL}), None), made)
    True
    >>> still_reaches(Viewer("W-1", frozenset({Read.PUBLIC}), None), made)
    False
    """
    classes = set(made_with["classes"] or ()) <= {each.value for each in viewer.classes}
    purposes = _within(made_with["purposes"], viewer.purposes)
    areas = viewer.areas is None or (
        made_with["areas"] is not None
        and all(any(area.startswith(code) for code in viewer.areas) for area in made_with["areas"])
    )
    return classes and purposes and areas and _within(made_with["agencies"], viewer.agencies)


def _within(then: list[str] | None, now: frozenset[str] | None) -> bool:
    return now is None or (then is not None and set(then) <= now)


def _listed(values: frozenset[str] | None) -> list[str] | None:
    return None if values is None else sorted(values)
