"""A saved view is a name for an address of the list (มุมมองที่บันทึกไว้): what of an address is kept, and for whom."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode

from app.projects.rules.facets import FACETS
from gis.layer import Text

MOST_VIEWS = 50
"""So many views a position keeps, and so many of its deleted ones can be brought back."""
MOST_LETTERS, MOST_ADDRESS = 80, 4000
PASSING = frozenset({"page", "lang", "as_of"})
"""What an address of the list says beside its filters: how it is looked at just now."""
WORDS = "q"
Pairs = list[tuple[str, str]]


class Sharing(StrEnum):
    """Who finds a view beside the position that keeps it (ขอบเขตการแบ่งปัน)."""

    OWN = "own"
    ORGANISATION = "organisation"
    OFFICE = "office"


SHARINGS = {
    Sharing.OWN: Text(th="เฉพาะตำแหน่งนี้", en="This position only"),
    Sharing.ORGANISATION: Text(th="ทุกตำแหน่งในหน่วยงานเดียวกัน", en="Every position of the same organisation"),
    Sharing.OFFICE: Text(th="ทุกคนที่เข้าระบบในตำแหน่ง", en="Everyone in office"),
}


def pairs(address: str) -> Pairs:
    """Names and values of an address; an empty value is one: of a facet it means that nothing is said.

    >>> pairs("?agency=&year=2569")
    [('agency', ''), ('year', '2569')]
    """
    return parse_qsl(address.removeprefix("?"), keep_blank_values=True)


def kept(given: Iterable[tuple[str, str]]) -> str:
    """The filters of an address, always written alike; what is not known here is kept as it was.

    >>> kept(pairs("?page=2&year=2569&colour=red&state=funded&q=&year=2568&lang=en"))
    'year=2568&year=2569&state=funded&colour=red'
    """
    order = [WORDS, *FACETS]
    chosen = {(name, value) for name, value in given if name not in PASSING and (value or name in FACETS)}
    return urlencode(sorted(chosen, key=lambda one: (order.index(one[0]) if one[0] in order else len(order), *one)))


def unknown(given: Iterable[tuple[str, str]]) -> list[str]:
    """The filters of an address that the list does not know, or knows no longer.

    >>> unknown(pairs("?colour=red&colour=blue&year=2569&q=x&page=2"))
    ['colour']
    """
    return sorted({name for name, _ in given} - {WORDS, *FACETS, *PASSING})


def opened(address: str) -> str:
    """Where an address of the list leads. Nothing chosen is said, too: the bare address opens the default view.

    >>> opened("year=2569"), opened("")
    ('/projects?year=2569', '/projects?q=')
    """
    return f"/projects?{address or f'{WORDS}='}"
