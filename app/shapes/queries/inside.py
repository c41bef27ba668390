"""What lies in a shape that somebody drew: subdistricts by share, projects by share, their money, and other layers.

Shares of areas are measured on the cylindrical equal-area plane (EPSG:6933), those of lines on the spheroid. People are an
estimate by share of area, as if they lived evenly over each subdistrict (areal weighting; Goodchild & Lam 1980).
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import shapely
from sqlalchemy import ColumnElement, RowMapping, case, func, literal, or_, select
from sqlalchemy.dialects.postgresql import BYTEA
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.budgets.queries.places import received_by_source
from app.core.authority import Viewer
from app.monitoring.queries.lights import Standing, standings
from app.monitoring.rules import Light
from app.overview.queries.areas import PEOPLE
from app.overview.rules import urgency
from app.places.models import Area
from app.places.rules import Level
from app.projects.models import Project, Site
from app.projects.queries.areas import states
from app.projects.rules import WHOLE_PPM
from app.projects.sight import may_see, sees_site
from gis import statement
from gis.catalog import Catalog
from gis.cql2.sql import Condition
from gis.drawn import Zone
from gis.layer import Layer
from gis.question import Question

EQUAL_AREA = 6933
LEAST_SHARE = 1e-6
"""A smaller part of a subdistrict is the width of a line."""
OF_PROJECTS = "projects"
"""The group of layers that show projects again, which have a table of their own here."""
NAMED = 20
PROVINCE_DIGITS, DISTRICT_DIGITS = 2, 4
MOST_OF_IT = 0.5
WITHIN = 'ST_Intersects("{}", ST_GeomFromWKB(%(zone)s, 4326))'
Shape = ColumnElement[object] | InstrumentedAttribute[object | None]


@dataclass(frozen=True, slots=True)
class Part:
    """A subdistrict that the shape meets: how much of it, and how much of the shape (``of_shape``), both from 0 to 1.

    ``people`` are those of the whole subdistrict, None where unknown.
    """

    code: str
    th: str
    en: str | None
    share: float
    people: float | None
    of_shape: float

    @property
    def people_inside(self) -> float | None:
        return None if self.people is None else self.people * self.share


@dataclass(frozen=True, slots=True)
class Held:
    """A project of which some place meets the shape: the share of it that lies inside, and the baht of that share."""

    project_id: uuid.UUID
    reference: str
    title_th: str
    title_en: str | None
    state: str
    agency: str | None
    first_year: int
    last_year: int
    share: float
    received: float
    standing: Standing | None

    @property
    def light(self) -> Light | None:
        return self.standing.light if self.standing else None


@dataclass(frozen=True, slots=True)
class Money:
    """Baht of the shares that lie inside, by appropriation year and source."""

    year: int
    source: str
    received: float
    obligated: float
    disbursed: float


@dataclass(frozen=True, slots=True)
class Found:
    """The features of a layer that meet the shape: how many, and the first by id with their titles."""

    layer: Layer
    count: int
    named: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Inside:
    """Everything that a shape holds, for one viewer."""

    zone: Zone
    parts: Sequence[Part]
    projects: Sequence[Held]
    money: Sequence[Money]
    layers: Sequence[Found]

    @property
    def people(self) -> float | None:
        """The estimate; None where one subdistrict is not known, because a part is not the whole."""
        known = [one.people_inside for one in self.parts]
        return sum(one for one in known if one is not None) if known and None not in known else None

    def shares_of(self, digits: int) -> Mapping[str, float]:
        """How much of the shape lies in each area of so many digits, from 0 to 1, the most first."""
        sums: dict[str, float] = defaultdict(float)
        for one in self.parts:
            sums[one.code[:digits]] += one.of_shape
        return dict(sorted(sums.items(), key=lambda each: (-round(each[1], 6), each[0])))

    @property
    def stands(self) -> str | None:
        """The area that stands for the shape where only areas are measured.

        The district that holds at least half of what lies in known areas, else the province that holds the most of it.
        """
        districts, provinces = (self.shares_of(digits) for digits in (DISTRICT_DIGITS, PROVINCE_DIGITS))
        first, half = next(iter(districts.items()), None), MOST_OF_IT * sum(districts.values()) * (1 - LEAST_SHARE)
        return first[0] if first is not None and first[1] >= half else next(iter(provinces), None)

    @property
    def districts(self) -> Mapping[str, int]:
        """The codes of the districts that it meets, with how many of its subdistricts, the most first."""
        counted: dict[str, int] = defaultdict(int)
        for one in self.parts:
            counted[one.code[:4]] += 1
        return dict(sorted(counted.items(), key=lambda each: (-each[1], each[0])))


def inside(session: Session, catalog: Catalog, zone: Zone, *, viewer: Viewer) -> Inside:
    """What a shape holds on the day asked for."""
    shares = shares_inside(session, zone, viewer=viewer)
    rows = received_by_source(session, shares, viewer=viewer)
    projects = _held(session, shares, _summed(rows, shares), viewer)
    return Inside(
        zone, parts(session, zone, viewer=viewer), projects, _by_source(rows, shares),
        layers_inside(session, catalog, zone, viewer=viewer),
    )  # fmt: skip


def parts(session: Session, zone: Zone, *, viewer: Viewer) -> list[Part]:
    """The subdistricts of the day asked for that the shape meets in more than a line."""
    del viewer
    shape, day = _shape(zone), func.published.true_on()
    share = _share_of_area(Area.geom, shape)
    of_shape = share * _on_plane(Area.geom) / _on_plane(shape)
    asked = (
        select(Area.code, Area.name_th, Area.name_en, share, PEOPLE.c.people, of_shape)
        .join(PEOPLE, PEOPLE.c.code == Area.code, isouter=True)
        .where(
            Area.level == Level.SUBDISTRICT, Area.valid_from <= day, or_(Area.valid_to.is_(None), Area.valid_to > day)
        )
        .where(Area.geom.op("&&")(shape), func.ST_Intersects(Area.geom, shape))
        .order_by(Area.code)
    )
    return [Part(*row) for row in session.execute(asked) if row[3] > LEAST_SHARE]


def shares_inside(session: Session, zone: Zone, *, viewer: Viewer) -> dict[uuid.UUID, float]:
    """Of each project that has a place in the shape the share that lies there, from 0 to 1: 0 for who only benefits."""
    shape = _shape(zone)
    met = func.ST_Intersection(Site.geom, shape)
    share = case(
        (func.ST_Covers(shape, Site.geom), literal(1.0)),
        (func.ST_Dimension(Site.geom) == 2, _share_of_area(Site.geom, shape)),
        (func.ST_Dimension(Site.geom) == 1, _length(met) / func.nullif(_length(Site.geom), 0.0)),
        else_=func.ST_NumGeometries(met) * 1.0 / func.ST_NumGeometries(Site.geom),
    )
    asked = (
        select(Site.project_id, func.sum(Site.share_ppm * share))
        .join(Project, Project.id == Site.project_id)
        .where(may_see(viewer), sees_site(viewer))
        .where(Site.geom.op("&&")(shape), func.ST_Intersects(Site.geom, shape))
        .group_by(Site.project_id)
    )
    return {key: float(weight or 0) / WHOLE_PPM for key, weight in session.execute(asked)}


def layers_inside(session: Session, catalog: Catalog, zone: Zone, *, viewer: Viewer) -> list[Found]:
    """Every layer of things of their own, with those that meet the shape; values of areas and projects stand elsewhere."""
    visible = viewer.visible()
    own = [one for one in catalog.visible(visible) if not one.source.generalised and one.metadata.group != OF_PROJECTS]
    found = (_found(session, one, zone, viewer) for one in own)
    return sorted((one for one in found if one.count), key=lambda one: -one.count)


def _found(session: Session, layer: Layer, zone: Zone, viewer: Viewer) -> Found:
    where = Condition(WITHIN.format(layer.source.geometry.column), {"zone": shapely.to_wkb(zone.geom)})
    question, visible = Question(boxes=(zone.geom.bounds,), filter=where), viewer.visible()
    values = question.bound(layer, visible) | {"limit": NAMED}
    asked = session.connection().exec_driver_sql(statement.named(layer, question.shape(visible)), values)
    rows = [tuple(row) for row in asked]
    return Found(layer, rows[0][2] if rows else 0, [(key, title or key) for key, title, _ in rows])


def _held(
    session: Session, shares: Mapping[uuid.UUID, float], received: Mapping[uuid.UUID, float], viewer: Viewer
) -> list[Held]:
    stood = states(session, viewer=viewer)
    lights = {one.project_id: one for one in standings(session, viewer=viewer)}
    told = (Project.id, Project.reference, Project.title_th, Project.title_en, Project.agency, Project.fiscal_year,
            func.coalesce(Project.last_year, Project.fiscal_year))  # fmt: skip
    asked = select(*told).where(Project.id.in_(list(shares)), may_see(viewer))
    made = [
        Held(*row[:4], stood[row[0]].state, *row[4:], shares[row[0]], received.get(row[0], 0.0), lights.get(row[0]))
        for row in session.execute(asked)
        if row[0] in stood
    ]
    return sorted(made, key=lambda one: urgency(one.light, one.state, one.received, one.reference))


def _summed(rows: Iterable[RowMapping], shares: Mapping[uuid.UUID, float]) -> dict[uuid.UUID, float]:
    sums: dict[uuid.UUID, float] = defaultdict(float)
    for row in rows:
        key = row["project_id"]
        sums[key] += _part_of(row["received_baht"], shares[key])
    return sums


def _by_source(rows: Iterable[RowMapping], shares: Mapping[uuid.UUID, float]) -> list[Money]:
    sums: dict[tuple[int, str], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for row in rows:
        share = shares[row["project_id"]]
        kept = sums[row["fiscal_year"], row["source"]]
        for place, name in enumerate(("received_baht", "obligated_baht", "disbursed_baht")):
            kept[place] += _part_of(row[name], share)
    kept_on = sorted(sums.items(), key=lambda each: (-each[0][0], each[0][1]))
    return [Money(year, source, *(round(one, 2) for one in baht)) for (year, source), baht in kept_on if any(baht)]


def _part_of(baht: float | None, share: float) -> float:
    """To the satang, so that rows make up their sum."""
    return round((baht or 0.0) * share, 2)


def _shape(zone: Zone) -> ColumnElement[object]:
    made: ColumnElement[object] = func.ST_GeomFromWKB(literal(shapely.to_wkb(zone.geom), BYTEA), 4326)
    return made


def _share_of_area(geom: Shape, shape: Shape) -> ColumnElement[float]:
    part = _on_plane(func.ST_Intersection(geom, shape))
    return case((func.ST_Covers(shape, geom), literal(1.0)), else_=part / _on_plane(geom))


def _on_plane(geom: Shape) -> ColumnElement[float]:
    """Square metres."""
    made: ColumnElement[float] = func.ST_Area(func.ST_Transform(geom, EQUAL_AREA))
    return made


def _length(geom: Shape) -> ColumnElement[float]:
    return func.ST_Length(func.geography(geom))
