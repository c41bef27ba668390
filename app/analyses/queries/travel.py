"""People within a travel time of facilities (ความครอบคลุมตามเวลาเดินทาง), before and after a proposed project."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import shapely
from sqlalchemy.orm import Session

from app.analyses.queries.areas import areas
from app.analyses.rules import Level
from app.analyses.travelling import Travel
from app.core.authority import Viewer
from app.core.errors import Invalid, NotFound
from app.indicators.queries.shapes import Shape
from app.maps.queries import all_drawn
from app.overview.queries.areas import people_by_area
from app.web.words import Language
from gis.catalog import Catalog
from gis.geojson import Feature
from gis.geometry import in_metres
from gis.layer import Layer, Text

PROPOSED = "proposed"
SUBDISTRICT_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Reached:
    """A subdistrict: its people where they are known, and the share of them within the time, now and with what is proposed.

    ``minutes`` is the least of any of its places, None beyond the time; ``places`` how many stand for its people.
    """

    area: Shape
    people: float | None
    places: int
    before: float
    after: float
    minutes: float | None

    @property
    def newly(self) -> float:
        """People who come within the time."""
        return (self.people or 0.0) * (self.after - self.before)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The answer for the home province. ``proposed`` is the title of the project that is added, None without one."""

    asked: Travel
    rows: tuple[Reached, ...]
    facilities: int
    roads: int
    villages: int
    proposed: str | None

    @property
    def people(self) -> float:
        return sum(one.people or 0.0 for one in self.rows)

    @property
    def before(self) -> float:
        return sum((one.people or 0.0) * one.before for one in self.rows)

    @property
    def percent(self) -> float:
        """Of the people, those within the time now; rounded down, so that 100 says all of them."""
        return math.floor(1000 * self.before / self.people + 1e-9) / 10 if self.people else 0.0

    @property
    def after(self) -> float:
        return sum((one.people or 0.0) * one.after for one in self.rows)

    @property
    def newly(self) -> float:
        """People whom the proposed project newly covers."""
        return sum(one.newly for one in self.rows)

    @property
    def per_million(self) -> float | None:
        """Newly covered people for a million baht; None without a cost."""
        return self.newly / self.asked.million if self.asked.million and self.proposed is not None else None

    @property
    def silent(self) -> list[Reached]:
        """The subdistricts whose people are not known."""
        return [one for one in self.rows if one.people is None]


def kinds(catalog: Catalog, *, viewer: Viewer) -> dict[str, Text]:
    """The kinds of facilities. Raises NotFound where the layers needed are not there."""
    kind = _layer(catalog, "facilities", viewer).attribute("kind")
    _layer(catalog, "roads", viewer)
    return {code.value: code.title for code in kind.codes} if kind else {}


def coverage(
    session: Session, catalog: Catalog, asked: Travel, home: str | None, on: date, language: Language, *, viewer: Viewer
) -> Coverage:
    """Who is within the time, on the boundaries of ``on``. Raises Invalid for a project that is not on the map."""
    # Loaded for the first question: networkx is of use to no other page.
    from gis.travel import Pace, network

    found = [one for one in areas(session, Level.SUBDISTRICT, home, on, viewer=viewer) if one.geom is not None]
    drawn = {
        name: all_drawn(session, _layer(catalog, name, viewer), language, viewer=viewer)
        for name in ("roads", "facilities", "villages", "projects")
    }
    facilities = [one for one in drawn["facilities"] if one.properties["kind"] == asked.kind]
    villages, sites = _villages(drawn["villages"]), _sites(drawn["projects"], asked.project)
    homes = {one.code: _homes(one, villages) for one in found}
    placed = {f"home {code} {number}": at for code, each in homes.items() for number, at in enumerate(each)}
    placed |= {f"facility {one.id}": one.geom.representative_point() for one in facilities}
    placed |= {f"{PROPOSED} {one.id}": one.geom.representative_point() for one in sites}
    latitude = _middle(found)
    spots = {name: _metres(at, latitude) for name, at in placed.items()}
    roads = [(in_metres(one.geom, latitude), asked.speed_of(one.properties.get("kind"))) for one in drawn["roads"]]
    made = network(roads, spots, Pace(asked.off_kmh, asked.detour))
    sources = [f"facility {one.id}" for one in facilities]
    before = made.minutes(sources, asked.minutes)
    after = made.minutes([*sources, *(f"{PROPOSED} {one.id}" for one in sites)], asked.minutes) if sites else before
    people = people_by_area(session, SUBDISTRICT_DIGITS, viewer=viewer)
    rows = [_reached(one, people.get(one.code), len(homes[one.code]), before, after) for one in found]
    return Coverage(
        asked, tuple(rows), len(facilities), len(drawn["roads"]), sum(map(len, villages.values())),
        sites[0].title if sites else None,
    )  # fmt: skip


def _layer(catalog: Catalog, name: str, viewer: Viewer) -> Layer:
    layer = catalog.get(name, viewer.visible())
    if layer is None:
        raise NotFound(f"ไม่มีชั้นข้อมูล “{name}” ที่ต้องใช้", f"The layer “{name}” that this needs is not there.")
    return layer


def _villages(drawn: Sequence[Feature]) -> Mapping[str, list[shapely.Point]]:
    """Where the villages of each subdistrict are, by its code."""
    found = defaultdict[str, list[shapely.Point]](list)
    for one in drawn:
        found[str(one.properties.get("parent_code"))].append(one.geom.representative_point())
    return found


def _homes(area: Shape, villages: Mapping[str, list[shapely.Point]]) -> list[shapely.Point]:
    """Where the people of a subdistrict live: in equal parts in its villages, else at one spot inside it."""
    assert area.geom is not None
    return villages.get(area.code) or [area.geom.representative_point()]


def _sites(drawn: Sequence[Feature], reference: str) -> list[Feature]:
    """Where a proposed project is built; where no site says so, all its places."""
    found = [one for one in drawn if reference and one.properties["reference"] == reference]
    if reference and not found:
        raise Invalid(
            f"ไม่มีโครงการ {reference} บนแผนที่ พิมพ์เลขอ้างอิงของโครงการที่มีที่ตั้ง",
            f"No project {reference} is on the map; give the reference of one that has a place.", place="project",
        )  # fmt: skip
    return [one for one in found if one.properties.get("role") == "site"] or found


def _middle(found: Sequence[Shape]) -> float:
    """The latitude on whose plane distances are measured."""
    bounds = [one.geom.bounds for one in found if one.geom is not None]
    return (min(each[1] for each in bounds) + max(each[3] for each in bounds)) / 2 if bounds else 0.0


def _metres(at: shapely.Point, latitude: float) -> tuple[float, float]:
    east, north = in_metres(at, latitude).coords[0]
    return float(east), float(north)


def _reached(
    area: Shape, people: float | None, places: int, before: Mapping[str, float], after: Mapping[str, float]
) -> Reached:  # fmt: skip
    names = [f"home {area.code} {number}" for number in range(places)]
    was, comes = (sum(name in minutes for name in names) / places for minutes in (before, after))
    least = min((after[name] for name in names if name in after), default=None)
    return Reached(area, people, places, was, comes, least)
