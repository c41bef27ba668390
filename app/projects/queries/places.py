"""Where a project is, as it is shown and checked: lengths, areas, who says where, what is near, what is there already."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import shapely
from geoalchemy2 import Geometry
from geoalchemy2.shape import to_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.places.models import Area
from app.places.queries import BORDER_METRES
from app.places.rules import Level
from app.projects.models import Project, Site, SiteArea
from app.projects.rules.shares import Mismatch, mismatch
from app.projects.sight import lies_within, may_see, sees_site

SRID = 4326
SQM_PER_RAI = 1600


@dataclass(frozen=True, slots=True)
class Named:
    """An area by code, with its name."""

    code: str
    th: str
    en: str


@dataclass(frozen=True, slots=True)
class Near:
    """A subdistrict that a geometry touches (0 m) or comes near to."""

    area: Named
    metres: float


@dataclass(frozen=True, slots=True)
class Double:
    """A project of the same kind that is there already."""

    reference: str
    title_th: str
    title_en: str | None
    fiscal_year: int
    metres: float


@dataclass(frozen=True, slots=True)
class PlaceCheck:
    """What is known of a place at once: ``touched`` with their shares of it, ``near`` within the tolerance of borders."""

    touched: tuple[Near, ...]
    near: tuple[Near, ...]
    doubles: tuple[Double, ...]
    metres: float
    sqm: float
    is_inside: bool


@dataclass(frozen=True, slots=True)
class SiteTold:
    """A site with what its geometry says."""

    site: Site
    geom: BaseGeometry | None
    metres: float
    sqm: float
    areas: tuple[tuple[Named, int], ...]
    mismatch: Mismatch

    @property
    def points(self) -> int:
        """Of how many points it is made, where it is made of points."""
        return 0 if self.geom is None else int(shapely.get_num_geometries(self.geom))

    @property
    def spot(self) -> tuple[float, float] | None:
        """Longitude and latitude of a point on it."""
        if self.geom is None:
            return None
        point = self.geom.representative_point()
        return point.x, point.y


NEAR = text("""
SELECT a.code, 'ต.' || a.name_th, coalesce(a.name_en, a.name_th),
       ST_Distance(a.geom::geography, g.geom::geography) AS metres
FROM places.area AS a, (SELECT ST_SetSRID(ST_GeomFromWKB(:wkb), 4326) AS geom) AS g
WHERE a.level = 'subdistrict' AND a.valid_to IS NULL
  AND a.geom && ST_Expand(g.geom, :metres / 100000.0) AND ST_DWithin(a.geom::geography, g.geom::geography, :metres)
ORDER BY metres, a.code
""")


def near(session: Session, geom: BaseGeometry, *, viewer: Viewer) -> list[Near]:
    """Subdistricts of today that a geometry touches or that lie within 200 m of it, the nearest first."""
    del viewer
    rows = session.execute(NEAR, {"wkb": geom.wkb, "metres": BORDER_METRES})
    return [Near(Named(code, th, en), float(metres)) for code, th, en, metres in rows]


def check_place(
    session: Session, geom: BaseGeometry, *, viewer: Viewer, home: str | None, kind: str | None, reference: str | None
) -> PlaceCheck:
    """What is known of a place before it is written. ``reference`` is the project it is for, which is no double of itself."""
    found = near(session, geom, viewer=viewer)
    touched = tuple(one for one in found if one.metres == 0)
    metres, sqm = _measured(session, geom)
    return PlaceCheck(
        touched=touched, near=tuple(one for one in found if one.metres > 0),
        doubles=tuple(doubles(session, geom, viewer=viewer, kind=kind, reference=reference)), metres=metres, sqm=sqm,
        is_inside=bool(touched) and (home is None or any(one.area.code.startswith(home) for one in touched)),
    )  # fmt: skip


def doubles(
    session: Session, geom: BaseGeometry, *, viewer: Viewer, kind: str | None, reference: str | None
) -> list[Double]:
    """Projects of the same kind, that the viewer may see, with a site within 200 m; the nearest first."""
    here = _bound(geom)
    metres = func.min(func.st_distance(func.geography(Site.geom), func.geography(here)))
    asked = (
        select(Project.reference, Project.title_th, Project.title_en, Project.fiscal_year, metres.label("metres"))
        .join(Site, Site.project_id == Project.id)
        .where(may_see(viewer), sees_site(viewer))
        .where(Site.geom.op("&&")(func.st_expand(here, BORDER_METRES / 100_000)))
        .where(func.st_dwithin(func.geography(Site.geom), func.geography(here), BORDER_METRES))
        .group_by(Project.id)
        .order_by("metres", Project.reference)
        .limit(20)
    )
    if kind is not None:
        asked = asked.where(Project.kind == kind)
    if reference is not None:
        asked = asked.where(Project.reference != reference)
    return [Double(*row) for row in session.execute(asked)]


def sites_told(session: Session, project: Project, *, viewer: Viewer) -> list[SiteTold]:
    """The sites that the viewer may see, as they were added, with what is declared against what is drawn."""
    measured = func.st_length(func.geography(Site.geom)), func.st_area(func.geography(Site.geom))
    asked = (
        select(Site, *measured)
        .join(Project, Project.id == Site.project_id)
        .where(Site.project_id == project.id, may_see(viewer), sees_site(viewer))
        .order_by(Site.added_at, Site.id)
    )
    rows = [(row[0], float(row[1] or 0), float(row[2] or 0)) for row in session.execute(asked)]
    areas = _areas(session, [site.id for site, _, _ in rows], viewer)
    return [_told(session, site, metres, sqm, areas.get(site.id, ()), viewer) for site, metres, sqm in rows]


def _told(
    session: Session, site: Site, metres: float, sqm: float, areas: tuple[tuple[Named, int], ...], viewer: Viewer
) -> SiteTold:
    geom = None if site.geom is None else to_shape(site.geom)
    codes = {named.code for named, _ in areas}
    close = (
        [one.area.code for one in near(session, geom, viewer=viewer)]
        if geom is not None and site.declared_areas
        else []
    )
    declared = site.declared_areas if geom is not None else ()
    return SiteTold(site, geom, metres, sqm, areas, mismatch(declared, codes, close))


def _areas(session: Session, ids: list[uuid.UUID], viewer: Viewer) -> dict[uuid.UUID, tuple[tuple[Named, int], ...]]:
    asked = (
        select(SiteArea)
        .join(Project, Project.id == SiteArea.project_id)
        .where(SiteArea.site_id.in_(ids), lies_within(viewer, SiteArea.area_code))
        .order_by(SiteArea.site_id, SiteArea.share_ppm.desc(), SiteArea.area_code)
    )
    rows = list(session.scalars(asked))
    names = area_names(session, {row.area_code for row in rows}, viewer=viewer)
    found: dict[uuid.UUID, tuple[tuple[Named, int], ...]] = {}
    for row in rows:
        named = names.get(row.area_code, Named(row.area_code, row.area_code, row.area_code))
        found[row.site_id] = (*found.get(row.site_id, ()), (named, row.share_ppm))
    return found


def area_names(session: Session, codes: Iterable[str], *, viewer: Viewer) -> dict[str, Named]:
    """Names by code, each with the district it lies in; of today's areas, else of the latest that had the code."""
    del viewer
    wanted = sorted(set(codes) | {code[:4] for code in codes if len(code) >= 6})
    asked = (
        select(Area.code, Area.name_th, Area.name_en)
        .where(Area.code.in_(wanted))
        .where(Area.level.in_([Level.PROVINCE, Level.DISTRICT, Level.SUBDISTRICT, Level.VILLAGE]))
        .order_by(Area.valid_to.asc().nulls_last())
    )
    plain = {code: (th, en or th) for code, th, en in session.execute(asked)}
    return {code: _named(code, plain) for code in plain}


PREFIXES = {2: ("จ.", ""), 4: ("อ.", ""), 6: ("ต.", ""), 8: ("", "")}


def _named(code: str, plain: dict[str, tuple[str, str]]) -> Named:
    th, en = plain[code]
    th = f"{PREFIXES.get(len(code), ('', ''))[0]}{th}"
    above = plain.get(code[:4]) if len(code) == 6 else None
    return Named(code, th if above is None else f"{th} อ.{above[0]}", en if above is None else f"{en}, {above[1]}")


def _bound(geom: BaseGeometry) -> Any:
    return func.st_setsrid(func.st_geomfromwkb(geom.wkb), SRID, type_=Geometry)


def _measured(session: Session, geom: BaseGeometry) -> tuple[float, float]:
    here = func.geography(_bound(geom))
    row = session.execute(select(func.st_length(here), func.st_area(here))).one()
    return float(row[0] or 0), float(row[1] or 0)
