"""Each kind is asked by the slice that it belongs to, which shows the viewer what he may see and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from urllib.parse import quote, urlencode

from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.indicators.queries.definitions import named
from app.organizations.queries.finding import found_posts
from app.organizations.queries.posts import organizations
from app.places.queries import district_at, search_areas
from app.places.rules import LEVELS, Level
from app.projects.queries.listing import titled
from app.search.rules import KINDS, SHOWN, Kind
from app.search.schemas import Group, Hit
from gis import positions
from gis.catalog import Catalog
from gis.positions import NotAPosition, Position, written_utm
from gis.thai import folded, normalise

ENOUGH = SHOWN + 1
"""One more than is shown tells that there is more."""
ZONES = tuple(f"{zone}" for zone in positions.ZONES)
OFFICE, LAYERS, RECORDS = "/organizations", "/maps", "/ogc/collections/catalog/items"


def found(session: Session, catalog: Catalog, asked: str, *, viewer: Viewer) -> list[Group]:
    """What holds the words, by kind, at most five of each; nothing for no words.

    A kind without a hit is left out. Places that are only like the words come last: they may be a misspelling.
    """
    words = normalise(asked)
    if not folded(words):
        return []
    query = urlencode({"q": words})
    groups = (
        _group(Kind.POINT, _points(session, words, viewer), f"/search?{query}"),
        _group(Kind.PLACE, _places(session, words, viewer), f"/places?{query}"),
        _group(Kind.PROJECT, _projects(session, words, viewer), f"/projects?{query}"),
        _group(Kind.INDICATOR, _indicators(session, words, viewer), f"/indicators?{query}"),
        _group(Kind.POSITION, _positions(session, words, viewer), f"{OFFICE}?{query}"),
        _group(Kind.LAYER, _layers(catalog, words, viewer), f"{RECORDS}?{query}"),
    )
    return sorted((group for group in groups if group.hits), key=_is_only_alike)


def _group(kind: Kind, hits: Iterable[Hit], all_of: str) -> Group:
    listed, title = tuple(hits), KINDS[kind]
    more = all_of if len(listed) > SHOWN else None
    return Group(kind=kind, title_th=title.th, title_en=title.en, hits=listed[:SHOWN], more=more)


def _is_only_alike(group: Group) -> bool:
    return all(hit.place is not None and not hit.place.holds for hit in group.hits)


def _points(session: Session, words: str, viewer: Viewer) -> Iterable[Hit]:
    """Where coordinates lead: to the map there. Without a zone they may be of either; then only where an area is known."""
    for one in _positions_of(words):
        around = district_at(session, viewer=viewer, lon=one.lon, lat=one.lat, level=Level.SUBDISTRICT)[:1]
        (area,) = around or (None,)
        if area is None and one.form == "utm" and not words.startswith(ZONES):
            continue
        level, view = LEVELS[Level.SUBDISTRICT], f"#13.00/{one.lat:.4f}/{one.lon:.4f}"
        yield Hit(
            kind=Kind.POINT, code=written_utm(one), title_th=f"{one.lat:.5f}, {one.lon:.5f}",
            note_th=f"{level.th}{area.name_th}" if area else None,
            note_en=f"{level.en} {area.name_en or area.name_th}" if area else None,
            path=f"{LAYERS}/subdistricts?select={quote(area.code)}{view}" if area else f"{LAYERS}{view}",
        )  # fmt: skip


def _positions_of(words: str) -> list[Position]:
    found = []
    for system in (None, *(systems[0] for systems in positions.ZONES.values())):
        with suppress(NotAPosition):
            found.append(positions.parse(words, system))
        if found and system is None:
            break
    return found


def _places(session: Session, words: str, viewer: Viewer) -> Iterable[Hit]:
    for one in search_areas(session, viewer=viewer, text=words, limit=ENOUGH):
        level = LEVELS[one.level]
        yield Hit(
            kind=Kind.PLACE, code=one.code, title_th=one.title_th, title_en=one.title_en,
            note_th=_joined(level.th, one.within_th), note_en=_joined(level.en, one.within_en),
            path=f"/places/{quote(one.code)}", place=one,
        )  # fmt: skip


def _projects(session: Session, words: str, viewer: Viewer) -> Iterable[Hit]:
    for one in titled(session, words, viewer=viewer, limit=ENOUGH):
        yield Hit(
            kind=Kind.PROJECT, code=one.reference, title_th=one.title_th, title_en=one.title_en,
            note_th=f"ปีงบประมาณ {one.fiscal_year}", note_en=f"Fiscal year {one.fiscal_year}",
            path=f"/projects/{quote(one.reference)}",
        )  # fmt: skip


def _indicators(session: Session, words: str, viewer: Viewer) -> Iterable[Hit]:
    for one in named(session, words, viewer=viewer, limit=ENOUGH):
        yield Hit(
            kind=Kind.INDICATOR, code=one.code, title_th=one.name_th, title_en=one.name_en, note_th=one.unit_th,
            note_en=one.unit_en, path=f"/indicators/{quote(one.code)}",
        )  # fmt: skip


def _positions(session: Session, words: str, viewer: Viewer) -> Iterable[Hit]:
    posts = found_posts(session, words, viewer=viewer)[:ENOUGH]
    offices = {one.code: one for one in organizations(session, viewer=viewer)} if posts else {}
    for post in posts:
        sits, office = post.acting or post.holder, offices.get(post.organization)
        names = (sits.name_th, sits.name_en or sits.name_th) if sits else (None, None)
        office_names = (office.name_th, office.name_en) if office else (None, None)
        yield Hit(
            kind=Kind.POSITION, code=post.number, title_th=post.title_th, title_en=post.title_en,
            note_th=_joined(names[0], office_names[0]), note_en=_joined(names[1], office_names[1]),
            path=f"{OFFICE}/positions/{quote(post.number)}",
        )  # fmt: skip


def _joined(*parts: str | None) -> str:
    return " · ".join(filter(None, parts))


def _layers(catalog: Catalog, words: str, viewer: Viewer) -> Iterable[Hit]:
    for layer in catalog.visible(viewer.visible()):
        title = layer.metadata.title
        if folded(words) in folded(f"{title.th}\n{title.en}\n{layer.id}"):
            yield Hit(kind=Kind.LAYER, code=layer.id, title_th=title.th, title_en=title.en, path=f"{LAYERS}/{layer.id}")
