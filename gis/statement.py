"""SQL for reading layers, built once for each (layer, shape) from the validated layer; everything else is bound.

Identifiers come from layer files only, whose pattern admits no quote. A spatial condition always names the operator
``&&`` beside the predicate, so that the spatial index serves below a security barrier as well.
"""

from __future__ import annotations

from functools import lru_cache

from gis.access import Read
from gis.columns import id_type, quoted, type_of
from gis.crs import STORAGE, Reference
from gis.layer import Attribute, Layer
from gis.question import Shape
from gis.sorting import beyond, last, order

BOX = "CAST(%(box)s AS geometry)"
"""Bound as one geometry: no row pays for making it, also where a prepared statement is planned without its values."""
PUBLIC = f"'{Read.PUBLIC}'"


def view(layer: Layer) -> str:
    return f'published."{layer.source.view}"'


def state(layer: Layer) -> str:
    """What the bytes are true of, read by the statement that makes them: the version, and the day where it matters.

    The day is the database's own, so that a tile made at midnight is remembered under the day that it shows.
    """
    day = " || to_char(published.known_on(), '.YYYYMMDD')" if layer.source.dated else ""
    return f"(SELECT version::text{day} FROM published.layer_version WHERE layer = %(layer)s)"


def state_for(layer: Layer, shape: Shape) -> str:
    """The same where the question asks for it, else null."""
    return state(layer) if shape.numbered else "NULL::text"


@lru_cache(maxsize=512)
def items(layer: Layer, shape: Shape) -> str:
    """One page: the features as bytes joined by commas, whether more follow, the last id, and the version.

    Columns: features bytea, more bool, returned bigint, last text, state text. Binds limit beside the question. Of what is
    sorted the last is told with the values that it is sorted by (``gis.sorting.last``). The view itself is in the order of
    its ids: asked for above a security barrier, the planner sorts the whole layer.
    """
    where, key = passed(layer, shape), quoted(layer.source.id)
    offset = "OFFSET %(offset)s" if shape.offset else ""
    by = f"ORDER BY {order(layer, shape.sort)}"
    seen = told_of(layer, shape)
    told = last(layer, shape.sort, "shown") if shape.sort else f"(SELECT max({key})::text FROM shown)"
    return f"""
WITH page AS MATERIALIZED (
    SELECT {_columns(layer)} FROM {view(layer)}
    WHERE {" AND ".join(where)} {by if shape.sort else ""} LIMIT %(limit)s + 1 {offset}
), shown AS (SELECT * FROM page {by} LIMIT %(limit)s)
SELECT convert_to(coalesce((SELECT string_agg({feature(layer, seen, shape.crs)}, ',') FROM shown), ''), 'UTF8'),
    (SELECT count(*) FROM page) > %(limit)s, (SELECT count(*) FROM shown), {told}, {state_for(layer, shape)}
"""


@lru_cache(maxsize=512)
def count(layer: Layer, shape: Shape) -> str:
    """How many features answer the question, exactly, and the version that this is true of."""
    where = " AND ".join(conditions(layer, shape))
    return f"SELECT count(*), {state_for(layer, shape)} FROM {view(layer)} WHERE {where}"


@lru_cache(maxsize=128)
def item(layer: Layer, shape: Shape) -> str:
    """One feature as bytes, with the version. Binds id."""
    where = [*conditions(layer, shape), f"{quoted(layer.source.id)} = CAST(%(id)s AS {id_type(layer)})"]
    return f"""
SELECT convert_to({feature(layer, crs=shape.crs)}, 'UTF8'), {state_for(layer, shape)}
FROM (SELECT {_columns(layer)} FROM {view(layer)} WHERE {" AND ".join(where)}) AS shown
"""


@lru_cache(maxsize=128)
def extent(layer: Layer, shape: Shape) -> str:
    """West, south, east, north of what the viewer may see; nulls where there is nothing."""
    where = " AND ".join(conditions(layer, shape))
    return f"""
SELECT ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box), {state_for(layer, shape)}
FROM (SELECT ST_Extent({geometry(layer)}) AS box FROM {view(layer)} WHERE {where}) AS extent
"""


@lru_cache(maxsize=128)
def values(layer: Layer, shape: Shape, attribute: str) -> str:
    """Id and value of every feature, each with the version: what a choropleth needs beside its geometry."""
    where = " AND ".join(conditions(layer, shape))
    return f"""
SELECT {quoted(layer.source.id)}::text, {quoted(attribute)}::double precision, {state_for(layer, shape)} FROM {view(layer)}
WHERE {where} ORDER BY {quoted(layer.source.id)}
"""


@lru_cache(maxsize=128)
def years(layer: Layer, shape: Shape) -> str:
    """Year, the last day of its data, and whether it is a fiscal year, of every year of the layer's subject. Binds subject."""
    where = " AND ".join(["subject = %(subject)s", *_visible(layer, shape)])
    return f"SELECT year, last_day, is_fiscal FROM published.data_years WHERE {where} ORDER BY year"


@lru_cache(maxsize=128)
def rows(layer: Layer, shape: Shape) -> str:
    """Every declared attribute of every feature in id order, for tables and text feeds."""
    names = ", ".join(quoted(attribute.name) for attribute in layer.attributes)
    where = " AND ".join(conditions(layer, shape))
    return f"SELECT {names} FROM {view(layer)} WHERE {where} ORDER BY {quoted(layer.source.id)}"


@lru_cache(maxsize=128)
def named(layer: Layer, shape: Shape) -> str:
    """Id, title and the count of all of the first features by id. Binds limit beside the question."""
    key, title = quoted(layer.source.id), quoted(layer.title_attribute.name)
    where = " AND ".join(conditions(layer, shape))
    return f"""
SELECT {key}::text, {title}::text, count(*) OVER () FROM {view(layer)} WHERE {where} ORDER BY {key} LIMIT %(limit)s
"""


@lru_cache(maxsize=128)
def drawn(layer: Layer, shape: Shape, band: int | None) -> str:
    """Id, title, styled value, WKB in EPSG:4326 of every feature that has a geometry, for drawings."""
    where = [*conditions(layer, shape), f"{geometry(layer)} IS NOT NULL"]
    source, geom = view(layer), geometry(layer)
    if band is not None and layer.source.generalised is not None:
        overview = layer.source.generalised
        source = f'{source} JOIN published."{overview.view}" AS overview USING ({quoted(overview.key)})'
        geom = "ST_Transform(overview.geom, 4326)"
        where[-1] = "overview.band = %(band)s"
    styled = layer.style.attribute_names()
    value = f"{quoted(styled[0])}::text" if styled else "NULL"
    return f"""
SELECT {quoted(layer.source.id)}::text, {quoted(layer.title_attribute.name)}::text, {value}, ST_AsBinary({geom})
FROM {source} WHERE {" AND ".join(where)} ORDER BY {quoted(layer.source.id)}
"""


def told_of(layer: Layer, shape: Shape) -> tuple[Attribute, ...] | None:
    """The attributes that features of this shape tell, in the order of the layer; None: all."""
    return None if shape.shown is None else tuple(a for a in layer.properties if a.name in shape.shown)


def passed(layer: Layer, shape: Shape) -> list[str]:
    """The conditions, and that of the pages that have passed; never empty."""
    return [*conditions(layer, shape), *([beyond(layer, shape.sort, shape.unknown)] if shape.after else [])]


def conditions(layer: Layer, shape: Shape) -> list[str]:
    """The viewer's filter and the question's, never empty."""
    found = [*_visible(layer, shape), *(_box(layer, shape) if shape.boxes else [])]
    for name in shape.equal:
        found.append(f"{quoted(name)} = CAST(%(is_{name})s AS {type_of(layer, name)})")
    if shape.filter:
        found.append(shape.filter)
    return found or ["true"]


def _visible(layer: Layer, shape: Shape) -> list[str]:
    """Public rows, and those of the viewer's classes that lie within his scope.

    A row whose agency or area is unknown lies within nobody's scope.
    """
    rows = layer.access.rows
    if not rows.class_:
        return []
    cleared = f"{quoted(rows.class_)} = ANY (%(classes)s)"
    within = _touches_area(rows.areas, shape) if rows.areas else _in_area(rows.area, shape)
    scope = [*_of_agency(rows.agency, shape), *within]
    return [f"({quoted(rows.class_)} = {PUBLIC} OR ({' AND '.join([cleared, *scope])}))"] if scope else [cleared]


def _of_agency(column: str | None, shape: Shape) -> list[str]:
    """One organisation is compared by itself: cheaper in the planner's eyes than row security, and so asked before it."""
    if not shape.agencies:
        return []
    one = "= (%(agencies)s::text[])[1]" if shape.agencies == "one" else "= ANY (%(agencies)s)"
    return [f"{quoted(column)} {one}" if column else "false"]


def _in_area(column: str | None, shape: Shape) -> list[str]:
    if not shape.areas:
        return []
    begins = f"EXISTS (SELECT FROM unnest(%(areas)s::text[]) AS area WHERE starts_with({quoted(column or '')}, area))"
    return [begins if column else "false"]


def _touches_area(column: str, shape: Shape) -> list[str]:
    """One of a row's areas lies within one of the viewer's."""
    if not shape.areas:
        return []
    pairs = f"unnest({quoted(column)}) AS touched CROSS JOIN unnest(%(areas)s::text[]) AS area"
    return [f"EXISTS (SELECT FROM {pairs} WHERE starts_with(touched, area))"]


def _box(layer: Layer, shape: Shape) -> list[str]:
    geom = geometry(layer)
    box = [BOX.replace(")s", f"{number})s") for number in range(shape.boxes)]
    return ["(" + " OR ".join(f"({geom} && {b} AND ST_Intersects({geom}, {b}))" for b in box) + ")"]


def feature(layer: Layer, shown: tuple[Attribute, ...] | None = None, crs: Reference | None = None) -> str:
    """A GeoJSON feature (RFC 7946) as text: id on top, six decimals (about 0.1 m), properties in the declared order.

    An official code is both id and property, since clients join on properties. ``shown``: not all of them. In another
    system than CRS84 it is the feature of OGC API Features Part 2.
    """
    names = ", ".join(quoted(a.name) for a in (layer.properties if shown is None else shown))
    properties = f"(SELECT row_to_json(p)::text FROM (SELECT {names}) AS p)" if names else "'{}'"
    return (
        f"""'{{"type":"Feature","id":' || to_json({quoted(layer.source.id)})::text || ',"geometry":'"""
        f""" || coalesce({_told(geometry(layer), crs)}, 'null') || ',"properties":' || {properties} || '}}'"""
    )


def _told(geom: str, crs: Reference | None) -> str:
    """The geometry as GeoJSON text: degrees with six decimals, metres with two, axes in the official order."""
    if crs is None:
        return f"ST_AsGeoJSON({geom}, 6)"
    moved = geom if crs.code == STORAGE else f"ST_Transform({geom}, CAST(%(crs)s AS text))"
    ordered = f"ST_FlipCoordinates({moved})" if crs.is_north_first else moved
    return f"ST_AsGeoJSON({ordered}, {6 if crs.kind == 'geographic' else 2}, 0)"


def _columns(layer: Layer) -> str:
    return ", ".join([*(quoted(attribute.name) for attribute in layer.attributes), geometry(layer)])


def geometry(layer: Layer) -> str:
    """The column that features are placed by."""
    return quoted(layer.source.geometry.column)
