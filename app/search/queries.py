"""Each kind is asked by the slice that it belongs to, which shows the viewer what he may see and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote, urlencode

from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.indicators.queries.definitions import catalogue
from app.organizations.queries.finding import found_posts
from app.places.queries import search_areas
from app.projects.queries.listing import titled
from app.search.rules import SHOWN, Kind
from app.search.schemas import Group, Hit
from gis.catalog import Catalog
from gis.thai import normalise

ENOUGH = SHOWN + 1
"""One more than is shown tells that there is more."""


def found(session: Session, catalog: Catalog, asked: str, *, viewer: Viewer) -> list[Group]:
    """What holds the words, by kind; no kind without a hit, and nothing for no words."""
    words = normalise(asked)
    if not words:
        return []
    query = urlencode({"q": words})
    kinds = (
        _group(Kind.PLACE, _places(session, words, viewer), f"/places?{query}"),
        _group(Kind.PROJECT, _projects(session, words, viewer), f"/projects?{query}"),
        _group(Kind.INDICATOR, _indicators(session, words, viewer), f"/indicators?{query}"),
        _group(Kind.POSITION, _positions(session, words, viewer), f"/organizations?{query}"),
        _group(Kind.LAYER, _layers(catalog, words, viewer), "/maps"),
    )
    return [group for group in kinds if group.hits]


def _group(kind: Kind, hits: Iterable[Hit], all_of: str) -> Group:
    listed = tuple(hits)
    return Group(kind=kind, hits=listed[:SHOWN], more=all_of if len(listed) > SHOWN else None)


def _places(session: Session, words: str, viewer: Viewer) -> Iterable[Hit]:
    for one in search_areas(session, viewer=viewer, text=words, limit=ENOUGH):
        yield Hit(
            kind=Kind.PLACE, code=one.code, title_th=one.title_th, title_en=one.title_en, note_th=one.within_th,
            note_en=one.within_en, path=f"/places/{quote(one.code)}", place=one,
        )  # fmt: skip


def _projects(session: Session, words: str, viewer: Viewer) -> Iterable[Hit]:
    for one in titled(session, words, viewer=viewer, limit=ENOUGH):
        yield Hit(
            kind=Kind.PROJECT, code=one.reference, title_th=one.title_th, title_en=one.title_en,
            note_th=f"ปีงบประมาณ {one.fiscal_year}", note_en=f"fiscal year {one.fiscal_year}",
            path=f"/projects/{quote(one.reference)}",
        )  # fmt: skip


def _indicators(session: Session, words: str, viewer: Viewer) -> Iterable[Hit]:
    for entry in catalogue(session, viewer=viewer, text=words)[:ENOUGH]:
        one = entry.indicator
        yield Hit(
            kind=Kind.INDICATOR, code=one.code, title_th=one.name_th, title_en=one.name_en, note_th=one.unit_th,
            note_en=one.unit_en, path=f"/indicators/{quote(one.code)}",
        )  # fmt: skip


def _positions(session: Session, words: str, viewer: Viewer) -> Iterable[Hit]:
    for one in found_posts(session, words, viewer=viewer)[:ENOUGH]:
        yield Hit(
            kind=Kind.POSITION, code=one.number, title_th=one.title_th, title_en=one.title_en,
            path=f"/organizations/positions/{quote(one.number)}",
        )  # fmt: skip


def _layers(catalog: Catalog, words: str, viewer: Viewer) -> Iterable[Hit]:
    folded = words.casefold()
    for layer in catalog.visible(viewer.visible()):
        title = layer.metadata.title
        if folded in f"{title.th}\n{title.en}\n{layer.id}".casefold():
            yield Hit(kind=Kind.LAYER, code=layer.id, title_th=title.th, title_en=title.en, path=f"/maps/{layer.id}")
