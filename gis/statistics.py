"""Statistics of a layer: how many records and how much money, by area, fiscal year, status, source and agency (สถิติ).

Everything stands in the layer's file (``gis.layer.Statistics``); a statement answers groups, places and the whole at once.
A record is counted once, in the group of its leading row among those that answer the filter, so that the groups add up to
the whole whatever is asked; ``touching`` also says how many records have any part in a group, and does not add up. Money is
divided in the view already. The whole is what is located, what is for the whole province and what lies nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from gis.access import ABOUT_PERSONS
from gis.columns import quoted
from gis.cql2.schema import Kind, Queryable
from gis.disclosure import LEAST
from gis.figures import Cell, Figures, Group, hushed
from gis.layer import Dimension, Layer, Statistics, Text
from gis.queryables import queryables_of
from gis.question import Shape
from gis.statement import conditions, state, view

LEVELS = {"province": 2, "district": 4, "subdistrict": 6}  # digits of the official code of an area of each level
NAMED_BY = {"province": "provinces", "district": "districts", "subdistrict": "subdistricts"}
"""The layer that tells the names of a level."""
TITLES = {
    "province": Text(th="จังหวัด", en="Province"),
    "district": Text(th="อำเภอ", en="District"),
    "subdistrict": Text(th="ตำบล", en="Subdistrict"),
    "fiscal_year": Text(th="ปีงบประมาณ", en="Fiscal year (B.E.)"),
    "status": Text(th="สถานะ", en="Status"),
    "source": Text(th="แหล่งงบประมาณ", en="Source of money"),
    "agency": Text(th="หน่วยงาน", en="Agency"),
}
"""Everything that statistics may be grouped by, in the order in which it is shown."""
PLACEMENTS = {
    "located": Text(th="ระบุที่ตั้งได้", en="Located"),
    "province_wide": Text(th="ทั้งจังหวัด", en="For the whole province"),
    "unlocated": Text(th="ยังไม่ระบุที่ตั้ง", en="Place not known"),
}
OF_COLUMNS = tuple(name for name in TITLES if name not in LEVELS)
MOST_GROUPS = 50_000
WHOLE, PLACED = 0, 1


def dimensions(layer: Layer) -> tuple[str, ...]:
    """What this viewer's layer may be grouped by."""
    levels = tuple(LEVELS) if area_of(layer) else ()
    return levels + tuple(name for name in OF_COLUMNS if dimension(layer, name))


def dimension(layer: Layer, name: str) -> Dimension | None:
    """The column of a dimension; one that is an attribute exists only for who may see that."""
    found: Dimension | None = getattr(layer.statistics, name)
    hidden = found is not None and found.title is None and layer.attribute(found.column) is None
    return None if hidden else found


def area_of(layer: Layer) -> str | None:
    """The column of the official code that levels are taken from."""
    attribute = layer.by_role("area_code")
    return layer.statistics.area or (attribute.name if attribute else None)


def has_places(layer: Layer) -> bool:
    """Whether what is counted can be asked where it lies: by a box, or by a spatial filter."""
    return layer.source.geometry.column not in layer.statistics.without


def title(layer: Layer, name: str) -> Text:
    """How a dimension is called in this layer."""
    found = None if name in LEVELS else dimension(layer, name)
    attribute = layer.attribute(found.column) if found else None
    return (found.title if found else None) or (attribute.title if attribute else TITLES[name])


@lru_cache(maxsize=256)
def source_of(layer: Layer) -> Layer:
    """The layer as its statistics read it: from the view that has everything, if it has one; that has its own version."""
    told = layer.statistics
    if told.view is None:
        return layer
    source = layer.source.model_copy(update={"view": told.view, "dated": told.dated})
    access = layer.access.model_copy(update={"rows": told.rows})
    return layer.model_copy(update={"id": told.view, "source": source, "access": access})


def queryables(layer: Layer) -> dict[str, Queryable]:
    """What a filter of statistics may ask: what the map's may, as far as the view has it, and the dimensions."""
    told = layer.statistics
    found = queryables_of(layer)
    kinds = {"fiscal_year": Kind.NUMBER}
    for name in OF_COLUMNS:
        if (each := dimension(layer, name)) and each.title is not None:
            found[each.column] = Queryable(each.column, kinds.get(name, Kind.TEXT), each.column)
    if told.placement:
        found[told.placement] = Queryable(told.placement, Kind.TEXT, told.placement)
    return {name: each for name, each in found.items() if name not in told.without}


@lru_cache(maxsize=256)
def statement(layer: Layer, shape: Shape, by: tuple[str, ...], places: Layer | None) -> str:
    """The text for ``layer`` grouped ``by`` these. Binds the question of ``source_of(layer)``.

    ``places``: the layer that names the areas asked for. Columns: kind, placement, then value, name_th, name_en of each
    dimension, then count, touching, sums, and the state; the whole first.
    """
    told, source = layer.statistics, source_of(layer)
    sums = "".join(f", {quoted(each.column)} AS s{n}" for n, each in enumerate(told.sums))
    values = "".join(f", {_value(layer, name)} AS g{n}{_names(layer, name, n)}" for n, name in enumerate(by))
    sets = _sets(by)
    kind = f"CASE {'WHEN grouping(g0) = 0 THEN 2 ' if by else ''}WHEN grouping(placement) = 0 THEN 1 ELSE 0 END"
    level = next((n for n, name in enumerate(by) if name in LEVELS), None)
    named = _named_areas(level, places)
    shown = "".join(f", told.g{n}, {_shown(n, level if named else None, places)}" for n in range(len(by)))
    added = "".join(f", told.t{n}" for n in range(len(told.sums)))
    totals = "".join(f", coalesce(sum(s{n}), 0)::bigint AS t{n}" for n in range(len(told.sums)))
    texts = "".join(f", max(th{n}) AS th{n}, max(en{n}) AS en{n}" for n in range(len(by)))
    order = "".join(f", told.g{n} NULLS LAST" for n in range(len(by)))
    version = state(source) if shape.numbered else "NULL::text"
    groups = "".join(f", g{n}" for n in range(len(by)))
    columns = f"{_placement(layer)} AS placement{_parts(layer)}{values}{sums}"
    records, touching = "count(*) FILTER (WHERE leads)", "count(DISTINCT key)"
    counted, counts = "chosen", ""
    if _is_whole(layer):
        # Each row is a record of its own: counted in one pass, then the few groups are added up.
        records = touching = "coalesce(sum(n), 0)::bigint"
        added_up = "".join(f", sum(s{n}) AS s{n}" for n in range(len(told.sums)))
        counts = f""", counted AS MATERIALIZED (
    SELECT placement{groups}{texts}, count(*) AS n{added_up} FROM chosen GROUP BY placement{groups}
)"""
        counted = "counted"
    return f"""
WITH chosen AS (
    SELECT {columns} FROM {view(source)} WHERE {" AND ".join(conditions(source, shape))}
){counts}, told AS (
    SELECT {kind} AS kind, placement{groups}{texts}, {records} AS records, {touching} AS touching{totals}
    FROM {counted} GROUP BY GROUPING SETS ({sets})
)
SELECT told.kind, told.placement{shown}, told.records, told.touching{added}, {version}
FROM told{named} ORDER BY told.kind, told.placement{order} LIMIT {MOST_GROUPS + 5}
"""


def _sets(by: tuple[str, ...]) -> str:
    """Areas are grouped with their placement: what lies nowhere stands in rows of its own."""
    groups = ", ".join(f"g{n}" for n in range(len(by)))
    own = [f"(placement, {groups})" if any(name in LEVELS for name in by) else f"({groups})"] if by else []
    return ", ".join([*own, "(placement)", "()"])


def _value(layer: Layer, name: str) -> str:
    if name in LEVELS:
        return f"left({quoted(area_of(layer) or '')}, {LEVELS[name]})"
    found = dimension(layer, name)
    assert found is not None, name
    return quoted(found.column)


def _names(layer: Layer, name: str, n: int) -> str:
    found = None if name in LEVELS else dimension(layer, name)
    named = found and found.names
    th, en = (quoted(f"{named}_th"), quoted(f"{named}_en")) if named else ("NULL::text", "NULL::text")
    return f", {th} AS th{n}, {en} AS en{n}"


def _shown(n: int, level: int | None, places: Layer | None) -> str:
    if n != level or places is None:
        return f"told.th{n}, told.en{n}"
    english = places.by_role("title_en") or places.title_attribute
    return f"place.{quoted(places.title_attribute.name)}, place.{quoted(english.name)}"


def _named_areas(level: int | None, places: Layer | None) -> str:
    if level is None or places is None:
        return ""
    return f" LEFT JOIN {view(places)} AS place ON place.{quoted(places.source.id)} = told.g{level}"


def _placement(layer: Layer) -> str:
    """Where no column tells it, what has a geometry is located."""
    told = layer.statistics
    if told.placement:
        return quoted(told.placement)
    return f"CASE WHEN {quoted(layer.source.geometry.column)} IS NULL THEN 'unlocated' ELSE 'located' END"


def _is_whole(layer: Layer) -> bool:
    """Whether a record is one row, so that it is counted where it touches."""
    return layer.statistics.key is None


def _parts(layer: Layer) -> str:
    """Whose part a row is, and whether it is the one that is counted."""
    return "" if _is_whole(layer) else f", {quoted(layer.statistics.key or '')} AS key, {_leads(layer)} AS leads"


def _leads(layer: Layer) -> str:
    told = layer.statistics
    columns = [area_of(layer), *(each.column for name in OF_COLUMNS if (each := getattr(told, name)))]
    weight = [f"{quoted(told.weight)} DESC NULLS LAST"] if told.weight else []
    order = ", ".join([*weight, *(f"{quoted(column)} NULLS LAST" for column in columns if column)])
    return f"row_number() OVER (PARTITION BY {quoted(told.key or '')} ORDER BY {order}) = 1"


def read(layer: Layer, by: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> Figures:
    """The rows of ``statement`` as figures, those about persons under the small-number rule."""
    nothing = Cell(0, 0, (0,) * len(layer.statistics.sums))
    whole, placements, groups, told = nothing, dict.fromkeys(_places(layer.statistics), nothing), list[Group](), None
    for kind, placement, *rest in rows:
        cell, told = _cell(rest[3 * len(by) : -1]), rest[-1]
        if kind == WHOLE:
            whole = cell
        elif kind == PLACED:
            placements[str(placement)] = cell
        else:
            groups.append(_group(layer, by, placement, rest, cell))
    found = Figures(whole, placements, tuple(groups), None if told is None else str(told))
    return hushed(found, least) if (least := least_of(layer)) else found


def _places(told: Statistics) -> list[str]:
    return [name for name in PLACEMENTS if told.placement or name != "province_wide"]


def _cell(given: list[object]) -> Cell:
    count, touching, *sums = (int(str(each)) for each in given)
    return Cell(count, touching, tuple(sums))


def _group(layer: Layer, by: tuple[str, ...], placement: object, rest: list[object], cell: Cell) -> Group:
    values = tuple(
        value if isinstance(value, int) else None if value is None else str(value)
        for value in rest[0 : 3 * len(by) : 3]
    )
    names = tuple(_name(layer, name, *rest[3 * n : 3 * n + 3]) for n, name in enumerate(by))
    return Group(None if placement is None else str(placement), values, names, cell)


def _name(layer: Layer, name: str, value: object, th: object, en: object) -> Text | None:
    if th is not None:
        return Text(th=str(th), en=str(en or th))
    found = None if name in LEVELS else dimension(layer, name)
    attribute = layer.attribute(found.column) if found else None
    return next((code.title for code in attribute.codes if code.value == value), None) if attribute else None


def least_of(layer: Layer) -> int | None:
    """The smallest count that statistics of this layer show; None where every count may be shown.

    Statistics are made to be passed on, so who may read each row about a person is told no more than others.
    """
    return LEAST if layer.access.read in ABOUT_PERSONS else None
