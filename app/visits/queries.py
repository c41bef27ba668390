"""The stops of a visit with what is to be known at each, from the queries of the slices that own the figures; and the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import shapely
from geoalchemy2.shape import to_shape
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.analyses.travelling import ROADS, USUAL
from app.briefs.hidden import projects_hidden, rows_hidden
from app.briefs.queries import brief_of
from app.briefs.rules import Brief
from app.budgets.queries.places import MEASURED, received_by_source
from app.core.authority import Viewer
from app.core.errors import NotFound
from app.maps.exports import GROUND
from app.maps.queries import all_drawn, places_of
from app.maps.schemas import PlaceName
from app.monitoring.models import ProgressReport
from app.monitoring.queries.lights import Standing, standing_of
from app.monitoring.queries.reports import reports_of
from app.places.queries import area_at
from app.places.rules import level_of_code
from app.projects.models import Project, Site
from app.projects.queries.detail import Detail, detail, state_on
from app.projects.queries.places import SiteTold, sites_told
from app.projects.sight import may_see, sees_site
from app.visits.rules import Legs, Visit, minutes_of, proposed, way
from app.web.words import Language
from gis.catalog import Catalog
from gis.geometry import in_metres
from gis.layer import Text
from gis.tours import Leg

SUBDISTRICT_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Works:
    """A project at a stop. Baht are of all years; ``report`` is the last one, ``places`` how many located sites there are."""

    told: Detail
    state: str
    standing: Standing | None
    received: float
    obligated: float
    disbursed: float
    report: ProgressReport | None
    places: int


@dataclass(frozen=True, slots=True)
class Stop:
    """A place to go to (degrees). It is of a project, or of an area, whose ``brief`` is that of the subdistrict at the least."""

    key: str
    title: Text
    lon: float
    lat: float
    codes: tuple[str, ...]
    works: Works | None
    brief: Brief | None


@dataclass(frozen=True, slots=True)
class Unknown:
    """A stop that cannot be gone to, and why."""

    key: str
    why: Text


@dataclass(frozen=True, slots=True)
class Route:
    """The stops in the order of the address with the legs between them; ``better`` is an order that takes less time.

    ``is_hidden``: something of a stop, or a road between them, is not for the public.
    """

    visit: Visit
    stops: tuple[Stop, ...]
    unknown: tuple[Unknown, ...]
    legs: tuple[Leg, ...]
    better: tuple[str, ...]
    better_minutes: float
    roads: int
    places: Mapping[str, PlaceName]
    is_hidden: bool

    @property
    def minutes(self) -> float:
        return minutes_of(self.legs)


def route_of(
    session: Session, catalog: Catalog, visit: Visit, *, viewer: Viewer, on: date | None = None
) -> Route:
    """The route of a visit, as of a day or today."""
    found = [_stop(session, key, viewer, on) for key in visit.stops]
    stops = tuple(one for one in found if isinstance(one, Stop))
    legs, roads = _legs(session, catalog, stops, viewer)
    order = [one.key for one in stops]
    better = proposed(order, legs, is_round=visit.is_round) if len(order) > 1 else order
    return Route(
        visit, stops, tuple(one for one in found if isinstance(one, Unknown)),
        tuple(way(order, legs, is_round=visit.is_round)), () if better == order else tuple(better),
        minutes_of(way(better, legs, is_round=visit.is_round)), roads,
        places_of(session, {code for one in stops for code in one.codes}, viewer=viewer),
        not viewer.is_public and _hidden(session, catalog, stops, viewer),
    )  # fmt: skip


def _hidden(session: Session, catalog: Catalog, stops: Sequence[Stop], viewer: Viewer) -> bool:
    """Any road may lie on the quickest way, or be why it is another."""
    states = {one.works.told.project.id: one.works.state for one in stops if one.works is not None}
    return (
        any(one.brief.is_hidden for one in stops if one.brief is not None)
        or projects_hidden(session, states, viewer=viewer)
        or rows_hidden(session, catalog, GROUND, viewer=viewer)
    )


def gone_to(session: Session, references: Sequence[str], *, viewer: Viewer) -> list[tuple[str, Text]]:
    """Those of some projects that have a place to go to, in the order given, with their titles."""
    seen = exists().where(Site.project_id == Project.id, Site.geom.is_not(None), sees_site(viewer))
    asked = select(Project.reference, Project.title_th, Project.title_en).where(
        Project.reference.in_(references), may_see(viewer), seen
    )
    known = {reference: Text(th=th, en=en or th) for reference, th, en in session.execute(asked)}
    return [(each, known[each]) for each in references if each in known]


def _stop(session: Session, key: str, viewer: Viewer, on: date | None) -> Stop | Unknown:
    """An area by its official code, else a project by its reference."""
    try:
        if level_of_code(key) is not None:
            return _area(session, key, viewer, on)
        return _project(session, key, viewer, on)
    except NotFound as error:
        return Unknown(key, Text(th=error.th, en=error.en))


def _area(session: Session, code: str, viewer: Viewer, on: date | None) -> Stop:
    area = area_at(session, code, viewer=viewer, on=on)
    shape = area.label_point if area.label_point is not None else area.geom
    if shape is None:
        raise NotFound(f"พื้นที่ {code} ยังไม่มีตำแหน่งบนแผนที่", f"The area {code} has no place on the map yet.")
    point = to_shape(shape).representative_point()
    name = Text(th=area.name_th, en=area.name_en or area.name_th)
    brief = brief_of(session, code[:SUBDISTRICT_DIGITS], viewer=viewer, on=on)
    above = tuple(code[:digits] for digits in range(len(code) - 2, 0, -2))
    return Stop(code, brief.name if brief.code == code else name, point.x, point.y, above, None, brief)


def _project(session: Session, reference: str, viewer: Viewer, on: date | None) -> Stop:
    told = detail(session, reference, viewer=viewer)
    state, project = state_on(session, told.project, on, viewer=viewer), told.project
    sites = [one for one in sites_told(session, project, viewer=viewer) if one.spot is not None]
    if not sites:
        raise NotFound(
            f"โครงการ {reference} ไม่มีที่ตั้งให้ไป เพิ่มที่ตั้งของโครงการก่อน หรือใส่รหัสตำบลแทน",
            f"The project {reference} has no place to go to; give it one first, or name a subdistrict instead.",
        )
    main = max(sites, key=lambda one: (one.site.role == "site", one.site.share_ppm))
    lon, lat = _spot(main)
    reports = reports_of(session, project, viewer=viewer, on=on)
    sums = received_by_source(session, [project.id], viewer=viewer)
    received, obligated, disbursed = (sum(row[name] or 0.0 for row in sums) for name in MEASURED)
    works = Works(
        told, state, standing_of(session, reference, viewer=viewer), received, obligated, disbursed,
        reports[0].report if reports else None, len(sites),
    )  # fmt: skip
    code = main.areas[0][0].code if main.areas else main.site.area_code or ""
    title = Text(th=project.title_th, en=project.title_en or project.title_th)
    codes = tuple(code[:digits] for digits in range(len(code), 0, -2))
    return Stop(reference, title, lon, lat, codes, works, None)


def _spot(site: SiteTold) -> tuple[float, float]:
    assert site.spot is not None
    return site.spot


def _legs(session: Session, catalog: Catalog, stops: Sequence[Stop], viewer: Viewer) -> tuple[Legs, int]:
    """From each stop to each other on the roads that the viewer sees, and how many roads there are."""
    # Loaded for the first question: networkx is of use to no page but those of travel.
    from gis.travel import Pace, network

    layer = catalog.get("roads", viewer.visible())
    drawn = all_drawn(session, layer, Language.THAI, viewer=viewer) if layer is not None and len(stops) > 1 else []
    latitude = sum(one.lat for one in stops) / len(stops) if stops else 0.0
    spots = {one.key: _metres(one, latitude) for one in stops}
    slowest = min(ROADS.values())
    roads = [(in_metres(one.geom, latitude), ROADS.get(str(one.properties.get("kind")), slowest)) for one in drawn]
    return network(roads, spots, Pace(USUAL["off"], USUAL["detour"])).legs(), len(drawn)


def _metres(stop: Stop, latitude: float) -> tuple[float, float]:
    east, north = in_metres(shapely.Point(stop.lon, stop.lat), latitude).coords[0]
    return float(east), float(north)
