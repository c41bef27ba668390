"""Questions about areas. Boundaries are public; ``viewer`` is taken so that every read says who looks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Select, func, or_, select, text
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.errors import NotFound
from app.places.models import Area, Succession
from app.places.rules import Level
from app.places.schemas import FoundArea, KnownArea, NamedArea, Neighbour, PointArea
from gis.layer import Text

BORDER_METRES = 200
"""Boundaries drawn at 1:50,000 differ from the ground: a point this close to a border has more than one candidate."""


def _valid(on: date | None) -> Select[Area]:
    """Areas in force on a day, or the open versions when no day is asked for."""
    if on is None:
        return select(Area).where(Area.valid_to.is_(None))
    return select(Area).where(Area.valid_from <= on, or_(Area.valid_to.is_(None), Area.valid_to > on))


def area_by_code(session: Session, *, viewer: Viewer, level: str, code: str, on: date | None = None) -> Area | None:
    """The version of an area in force on a day (default: the open one)."""
    del viewer
    return session.scalars(_valid(on).where(Area.level == level, Area.code == code)).one_or_none()


def province_named(session: Session, code: str | None, *, viewer: Viewer) -> Text | None:
    """The name of a province; None without a code, and until its boundary is known."""
    area = area_by_code(session, viewer=viewer, level=Level.PROVINCE, code=code) if code else None
    return Text(th=area.name_th, en=area.name_en or area.name_th) if area else None


def area_at(session: Session, code: str, *, viewer: Viewer, on: date | None = None) -> Area:
    """The version of the area in force on a day, else its latest, of whatever level. Raises NotFound."""
    del viewer
    then = session.scalars(_valid(on).where(Area.code == code).order_by(Area.id)).first() if on is not None else None
    if then is not None:
        return then
    latest = select(Area).where(Area.code == code).order_by(Area.valid_to.desc().nulls_first(), Area.id).limit(1)
    area = session.scalars(latest).one_or_none()
    if area is None:
        raise NotFound(
            f"ไม่มีพื้นที่รหัส {code} ตรวจรหัสหรือค้นหาจากชื่อ", f"There is no area {code}; check the code or search by name."
        )
    return area


def areas_of_level(session: Session, level: Level, *, viewer: Viewer) -> list[Area]:
    """Open areas of a level, by code."""
    del viewer
    return list(session.scalars(_valid(None).where(Area.level == level).order_by(Area.code)))


def named_areas(session: Session, *, viewer: Viewer) -> list[NamedArea]:
    """Code and Thai name of every open area, without its geometry: what a gazetteer is made of."""
    del viewer
    columns = select(Area.level, Area.code, Area.name_th).where(Area.valid_to.is_(None)).order_by(Area.code)
    return [NamedArea(Level(level), code, name) for level, code, name in session.execute(columns)]


NEIGHBOURS = text("""
SELECT other.code, other.name_th, other.name_en,
       ST_Length(ST_CollectionExtract(ST_Intersection(area.geom, other.geom), 2)::geography) AS border_m
FROM places.area AS area
JOIN places.area AS other ON other.level = area.level AND other.id <> area.id AND other.geom && area.geom
    AND ST_Intersects(area.geom, other.geom) AND ST_Dimension(ST_Intersection(area.geom, other.geom)) > 0
WHERE area.id = :id AND other.valid_from <= (SELECT published.true_on())
    AND (other.valid_to IS NULL OR other.valid_to > (SELECT published.true_on()))
ORDER BY border_m DESC, other.code
""")


def neighbours(session: Session, area: Area, *, viewer: Viewer) -> list[Neighbour]:
    """Areas of the same level that share a border with this one on the day asked for, the longest border first.

    To touch in a point is no border.
    """
    del viewer
    rows = session.execute(NEIGHBOURS, {"id": area.id}).mappings()
    return [Neighbour.model_validate(dict(row)) for row in rows]


def versions(session: Session, area: Area, *, viewer: Viewer) -> list[Area]:
    """Every version that the code of the area ever had at its level, the latest first."""
    del viewer
    asked = select(Area).where(Area.level == area.level, Area.code == area.code)
    return list(session.scalars(asked.order_by(Area.valid_from.desc())))


def children(session: Session, area: Area, *, viewer: Viewer) -> list[Area]:
    """Open areas whose parent is ``area`` by code, in the order of their codes."""
    del viewer
    return list(session.scalars(_valid(None).where(Area.parent_code == area.code).order_by(Area.level, Area.code)))


def ancestors(session: Session, area: Area, *, viewer: Viewer) -> list[Area]:
    """What ``area`` lies in by its code, the province first."""
    del viewer
    codes = [area.code[:digits] for digits in range(2, len(area.code), 2)] if area.code.isdigit() else []
    above = _valid(None).where(Area.code.in_(codes or [area.parent_code]), Area.level != area.level)
    return sorted(session.scalars(above), key=lambda one: len(one.code))


def counts_below(session: Session, code: str, *, viewer: Viewer) -> dict[str, int]:
    """How many open areas of each level have a code that begins with ``code``."""
    del viewer
    below = (
        select(Area.level, func.count().label("count"))
        .where(Area.valid_to.is_(None), Area.code.startswith(code, autoescape=True), Area.code != code)
        .group_by(Area.level)
    )
    return dict(session.execute(below).all())


def relatives(session: Session, area: Area, *, viewer: Viewer) -> list[tuple[Area, Succession]]:
    """Predecessors and successors of an area, each with how the one became the other."""
    del viewer
    before = select(Area, Succession).join(Succession, Succession.predecessor_id == Area.id)
    after = select(Area, Succession).join(Succession, Succession.successor_id == Area.id)
    rows = [
        *session.execute(before.where(Succession.successor_id == area.id).order_by(Area.code)),
        *session.execute(after.where(Succession.predecessor_id == area.id).order_by(Area.code)),
    ]
    return [(row[0], row[1]) for row in rows]


SEARCH = text("""
WITH asked AS (SELECT core.search_norm(:text) AS norm), hit AS (
    SELECT a.*, starts_with(core.search_norm(a.name_th), asked.norm)
             OR starts_with(core.search_norm(coalesce(a.name_en, '')), asked.norm)
             OR starts_with(a.code, asked.norm) AS begins,
           starts_with(a.name_th, :text) AS spelt, strpos(a.search_name, asked.norm) > 0 AS holds,
           CASE WHEN starts_with(a.code, asked.norm) THEN 1 ELSE word_similarity(asked.norm, a.search_name) END AS likeness
    FROM places.area a, asked
    WHERE a.valid_to IS NULL AND asked.norm <> ''
      AND (a.search_name LIKE '%' || replace(replace(asked.norm, '_', '\\_'), '%', '\\%') || '%'
           OR asked.norm <% a.search_name)
)
SELECT hit.code, hit.level, hit.name_th AS title_th, hit.name_en AS title_en,
       nullif(concat_ws(' ', p.name_th, g.name_th), '') AS within_th,
       nullif(concat_ws(', ', p.name_en, g.name_en), '') AS within_en,
       hit.holds, ST_X(hit.label_point) AS lon, ST_Y(hit.label_point) AS lat,
       CASE WHEN hit.geom IS NULL THEN NULL
            ELSE ARRAY[ST_XMin(hit.geom), ST_YMin(hit.geom), ST_XMax(hit.geom), ST_YMax(hit.geom)] END AS bbox
FROM hit LEFT JOIN places.area p ON p.id = hit.parent_id LEFT JOIN places.area g ON g.id = p.parent_id
ORDER BY begins DESC, array_position(:levels, hit.level), spelt DESC, likeness DESC, hit.name_th COLLATE "th-x-icu", hit.code
LIMIT :limit
""")

LIKENESS = text("SELECT set_config('pg_trgm.word_similarity_threshold', :least, true)")
LEAST_LIKENESS = 0.3
"""Share of common trigrams from which a name is taken for a mistyped one; one wrong letter in six costs more than half."""

TITLES = ("จังหวัด", "อำเภอ", "ตำบล", "แขวง", "เขต", "หมู่บ้าน", "จ.", "อ.", "ต.", "ม.")
"""Words that people put before a name; the stored names are without them."""


def search_areas(session: Session, *, viewer: Viewer, text: str, limit: int = 10) -> list[FoundArea]:
    """Open areas by Thai or English name or code; tone marks may be missing, letters mistaken, a title before the name.

    Names that begin with the text come first, then the higher level, then the likeness.
    """
    del viewer
    asked = _without_title(" ".join(text.split()))
    bound = {"text": asked, "levels": [level.value for level in Level], "limit": limit}
    session.execute(LIKENESS, {"least": str(LEAST_LIKENESS)})
    return [FoundArea.model_validate(dict(row)) for row in session.execute(SEARCH, bound).mappings()]


def _without_title(asked: str) -> str:
    title = next((word for word in TITLES if asked.startswith(word) and len(asked) > len(word) + 1), "")
    return asked.removeprefix(title).strip()


AT_POINT = text("""
SELECT code, name_th, name_en, ST_Distance(geom::geography, spot::geography) AS distance_m,
       ST_Distance(ST_Boundary(geom)::geography, spot::geography) AS border_m
FROM places.area, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326) AS spot
WHERE level = :level AND valid_to IS NULL
  AND geom && ST_Expand(spot, :metres / 100000.0) AND ST_DWithin(geom::geography, spot::geography, :metres)
ORDER BY distance_m, border_m DESC, code
""")


def district_at(
    session: Session, *, viewer: Viewer, lon: float, lat: float, level: Level = Level.DISTRICT
) -> list[PointArea]:
    """Open areas of a level that a point lies in or within 200 m of, the most probable first (EPSG:4326).

    ``distance_m`` is 0 inside; ``border_m`` is the distance to the area's border. Empty outside all areas.
    """
    del viewer
    bound = {"lon": lon, "lat": lat, "level": level.value, "metres": BORDER_METRES}
    return [PointArea.model_validate(dict(row)) for row in session.execute(AT_POINT, bound).mappings()]


KNOWN = text("""
SELECT id, level, code, parent_code, name_th, name_en, valid_from, is_synthetic, ST_AsBinary(geom) AS wkb
FROM places.area
WHERE valid_to IS NULL AND level = ANY (:levels)
  AND (left(code, 2) = ANY (:provinces) OR geom && ST_MakeEnvelope(:west, :south, :east, :north, 4326))
ORDER BY level, code
""")


def known_areas(
    session: Session,
    *,
    viewer: Viewer,
    levels: Iterable[Level],
    provinces: Iterable[str],
    bounds: tuple[float, float, float, float],
) -> list[KnownArea]:
    """Open areas of some levels that lie in some provinces by code or meet a box (west, south, east, north)."""
    del viewer
    west, south, east, north = bounds
    box = {"west": west, "south": south, "east": east, "north": north}
    bound = {"levels": [level.value for level in levels], "provinces": sorted(set(provinces)), **box}
    return [KnownArea.of_row(row) for row in session.execute(KNOWN, bound).mappings()]
