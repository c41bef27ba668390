"""What the forms of this slice share: where they belong, and how they lead back to a position."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import quote

from app.organizations.models import Position
from app.web import sheets
from gis.layer import Text

ROOM = Text(th="หน่วยงาน", en="Organisations")


@dataclass(frozen=True, slots=True)
class Sheet(sheets.Sheet):
    """A form of this slice."""

    room: str = field(default="/organizations", kw_only=True)
    room_title: Text = field(default=ROOM, kw_only=True)


def titled(position: Position) -> Text:
    """How a link back to the position reads."""
    return Text(th=position.title_th, en=position.title_en)


def page_of(number: str) -> str:
    """The address of the page of a position."""
    return f"/organizations/positions/{quote(number, safe='')}"
