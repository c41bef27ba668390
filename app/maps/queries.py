"""Questions of the map pages. All rows come from ``published`` through the statements of ``gis``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from sqlalchemy import column, select, table, union_all
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.errors import Invalid, NotFound
from app.maps import bases, kept, rules
from app.maps.schemas import Bounds, Comparison, Feature, Group, LayerEntry, PlaceName, Row, Table
from app.web.words import Language
from gis import geojson, statement
from gis.catalog import Catalog
from gis.classed import ClassedLayer
from gis.columns import quoted
from gis.geojson import Feature as Drawable
from gis.layer import Attribute, Layer
from gis.question import Question
from gis.style import Choropleth

PAGE_SIZE = 100
PLACE_VIEWS = ("provinces", "districts", "subdistricts")
EVERYTHING = Question()
FIRST_BOX = statement.BOX.replace(")s", "0)s")


def layer_named(catalog: Catalog, layer_id: str, *, viewer: Viewer) -> Layer:
    """The layer. Raises NotFound also when it only is not for this viewer."""
    layer = catalog.get(layer_id, viewer.visible())
    if layer is None:
        raise NotFound(
            f"ไม่มีชั้นข้อมูล “{layer_id}” ดูรายชื่อชั้นทั้งหมดที่ /maps",
            f"There is no layer “{layer_id}”; /maps lists them all.",
        )
    return layer


def first_layer(session: Session, catalog: Catalog, *, viewer: Viewer) -> Layer:
    """The layer that a map opens with: the finest shaded one that has values, else the districts, else the topmost."""
    layers = catalog.visible(viewer.visible())
    if not layers:
        raise NotFound("ยังไม่มีชั้นข้อมูลให้ดู", "There is no layer to look at yet.")
    shaded = [layer for layer in layers if layer.style.shades and layer.style.shown]
    found = next((layer for layer in shaded if entry(session, layer, viewer=viewer).has_values), None)
    return found or catalog.get("districts", viewer.visible()) or layers[-1]


def groups(session: Session, catalog: Catalog, *, viewer: Viewer) -> list[Group]:
    """All layers of the viewer by group, with legends and counts."""
    layers, now = catalog.visible(viewer.visible()), kept.moment(session)
    return rules.grouped(entry(session, layer, viewer=viewer, now=now) for layer in layers)


def entry(
    session: Session, layer: Layer, *, viewer: Viewer, question: Question = EVERYTHING, now: kept.Moment | None = None
) -> LayerEntry:
    """One layer with the legend that its rows give it, or those that answer the question. ``now``: where it is known."""
    made = partial(_entry, session, layer, viewer, question)
    if question != EVERYTHING or isinstance(layer, ClassedLayer):
        return made()
    return kept.entry_of(session, layer, now or kept.moment(session), made, viewer=viewer)


def _entry(session: Session, layer: Layer, viewer: Viewer, question: Question) -> LayerEntry:
    if isinstance(layer, ClassedLayer):
        return rules.entry(layer, Counter(layer.values.get(code) for code in _codes(session, layer, viewer, question)))
    counted = rules.counted_attribute(layer)
    value = quoted(counted.name) if counted else "NULL"
    sql = f"SELECT {value}, count(*) FROM {_from(layer, viewer, question)} GROUP BY 1"
    tally = {row[0]: row[1] for row in _run(session, sql, question.bound(layer, viewer.visible()))}
    return rules.entry(layer, tally, bases.basis(session, layer, viewer=viewer))


def extent(session: Session, layer: Layer, *, viewer: Viewer, home: str | None = None) -> Bounds | None:
    """The bounds of the layer, or of the province ``home`` where the layer reaches beyond it; None without geometry."""
    question = Question(equal={"code": home}) if home else EVERYTHING
    shape = question.shape(viewer.visible())
    bound = question.bound(layer, viewer.visible())
    west, south, east, north, _version = _run(session, statement.extent(layer, shape), bound)[0]
    return None if west is None else (west, south, east, north)


def opening_view(session: Session, catalog: Catalog, *, viewer: Viewer, home: str | None) -> Bounds:
    """What a new map shows: the home province, else all provinces, else Thailand."""
    provinces = catalog.get("provinces", viewer.visible())
    if provinces is None:
        return rules.THAILAND
    at_home = extent(session, provinces, viewer=viewer, home=home) if home else None
    return at_home or extent(session, provinces, viewer=viewer) or rules.THAILAND


def table_page(
    session: Session,
    layer: Layer,
    *,
    viewer: Viewer,
    language: Language,
    sort: str | None,
    page: int,
    question: Question = EVERYTHING,
) -> Table:
    """The rows of the map that answer the question. Raises Invalid when ``sort`` is not a declared attribute."""
    columns = rules.columns_of(layer, language)
    order = sort or _natural_order(layer, columns)
    source = f"{_from(layer, viewer, question)}{_but_left_out(layer)}"
    sql = f"SELECT {_declared(layer)} FROM {source} ORDER BY {_order(layer, order)} LIMIT {PAGE_SIZE} OFFSET %(offset)s"
    bound = question.bound(layer, viewer.visible())
    if isinstance(layer, ClassedLayer):
        bound |= {"shaded": json.dumps(layer.values), "out": list(layer.left_out)}
    rows = _mapped(session, layer, sql, bound | {"offset": (page - 1) * PAGE_SIZE})
    count = count_shown(session, layer, viewer=viewer, question=question)
    places = places_of(session, (row[c.name] for row in rows for c in columns if c.role == "area_code"), viewer=viewer)
    return Table(layer, columns, rows, count, page, PAGE_SIZE, order, places)


def count_shown(session: Session, layer: Layer, *, viewer: Viewer, question: Question = EVERYTHING) -> int:
    """How many rows the map shows of those that answer: all but what is in none of the classes shown."""
    bound = question.bound(layer, viewer.visible())
    if isinstance(layer, ClassedLayer):
        bound |= {"out": list(layer.left_out)}
    found: int = _run(session, f"SELECT count(*) FROM {_from(layer, viewer, question)}{_but_left_out(layer)}", bound)[0][0]
    return found


def _but_left_out(layer: Layer) -> str:
    """The condition that leaves out what is in none of the classes shown."""
    return f" AND NOT {quoted(layer.source.id)}::text = ANY (%(out)s)" if isinstance(layer, ClassedLayer) else ""


def _natural_order(layer: Layer, columns: Sequence[Attribute]) -> str:
    return f"-{layer.style.attribute}" if isinstance(layer.style, Choropleth) else columns[0].name


def _order(layer: Layer, sort: str) -> str:
    attribute = layer.attribute(sort.removeprefix("-"))
    direction = "DESC" if sort.startswith("-") else "ASC"
    if isinstance(layer, ClassedLayer) and attribute and attribute.name in layer.style.attribute_names():
        shaded = f"(CAST(%(shaded)s AS jsonb) ->> {quoted(layer.source.id)}::text)::double precision"
        return f"{shaded} {direction} NULLS LAST, {quoted(layer.source.id)}"
    if attribute is None:
        names = ", ".join(a.name for a in layer.attributes)
        raise Invalid(
            f"เรียงตาม “{sort}” ไม่ได้ ใช้ได้: {names}", f"Cannot sort by “{sort}”; choose one of {names}.", place="sort"
        )
    collation = ' COLLATE "th-x-icu"' if attribute.type == "text" else ""
    return f"{quoted(attribute.name)}{collation} {direction} NULLS LAST, {quoted(layer.source.id)}"


def feature(session: Session, layer: Layer, feature_id: str, *, viewer: Viewer) -> Feature:
    """One feature with what its panel shows. Raises NotFound."""
    geom = f"ST_Extent({quoted(layer.source.geometry.column)})"
    box = f"ST_XMin({geom}) AS west, ST_YMin({geom}) AS south, ST_XMax({geom}) AS east, ST_YMax({geom}) AS north"
    declared = _declared(layer)
    where = f"{_from(layer, viewer)} AND {quoted(layer.source.id)}::text = %(id)s"
    found = _rows(session, f"SELECT {declared}, {box} FROM {where} GROUP BY {declared}", layer, viewer, id=feature_id)
    if not found:
        raise NotFound(
            f"ไม่มี “{feature_id}” ในชั้น {layer.metadata.title.th}",
            f"There is no “{feature_id}” in the layer {layer.metadata.title.en}.",
        )
    row = found[0]
    bounds = None if row["west"] is None else (row["west"], row["south"], row["east"], row["north"])
    return Feature(layer, row, bounds, _lies_in(session, layer, row, viewer), _comparison(session, layer, row, viewer))


def _lies_in(session: Session, layer: Layer, row: Row, viewer: Viewer) -> tuple[PlaceName, ...]:
    """The areas that hold the feature, the nearest first."""
    attribute = layer.by_role("area_code")
    code = row[attribute.name] if attribute else None
    if not code:
        return ()
    codes = [code[:length] for length in (6, 4, 2) if length <= len(code)]
    places = places_of(session, codes, viewer=viewer)
    return tuple(places[code] for code in codes if code in places)


def _comparison(session: Session, layer: Layer, row: Row, viewer: Viewer) -> Comparison | None:
    """Where the feature's shaded value stands; None for a layer that shades nothing."""
    style, parent = layer.style, layer.by_role("area_code")
    if not isinstance(style, Choropleth) or (isinstance(layer, ClassedLayer) and layer.is_pair):
        return None
    attribute = layer.attribute(style.attribute)
    assert attribute is not None
    title, title_en = layer.title_attribute.name, (layer.by_role("title_en") or layer.title_attribute).name
    under = quoted(parent.name) if parent else "NULL"
    sql = f"SELECT {quoted(layer.source.id)}::text, {quoted(title)}, {quoted(title_en)}, {quoted(attribute.name)}, {under}"
    rows = _ask(session, f"{sql} FROM {_from(layer, viewer)}", layer, viewer)
    told = layer.values if isinstance(layer, ClassedLayer) else {r[0]: r[3] for r in rows}
    peers = [(PlaceName(r[0], r[1], r[2]), told[r[0]]) for r in rows if parent and r[4] == row[parent.name]]
    values = [value for value in told.values() if value is not None]
    return rules.compare(attribute, row[attribute.name], values, peers)


def features_drawn(
    session: Session,
    layer: Layer,
    bounds: Bounds,
    zoom: float,
    language: Language,
    *,
    viewer: Viewer,
    question: Question = EVERYTHING,
) -> list[Drawable]:
    """The features within ``bounds`` with geometry of the detail that ``zoom`` can show, titled in the language."""
    return _drawn(session, layer, replace(question, boxes=(bounds,)), round(zoom), language, viewer)


def all_drawn(session: Session, layer: Layer, language: Language, *, viewer: Viewer) -> list[Drawable]:
    """Every feature of a layer with its full geometry, titled in the language."""
    return _drawn(session, layer, EVERYTHING, None, language, viewer)


def feature_drawn(session: Session, layer: Layer, feature_id: str, *, viewer: Viewer) -> Drawable | None:
    """One feature with its full geometry."""
    question = Question(equal={layer.source.id: feature_id})
    return next(iter(_drawn(session, layer, question, None, Language.THAI, viewer)), None)


def _drawn(
    session: Session, layer: Layer, question: Question, zoom: int | None, language: Language, viewer: Viewer
) -> list[Drawable]:
    overview, column_name = layer.source.generalised, quoted(layer.source.geometry.column)
    band = overview.band_for(zoom) if overview and zoom is not None else None
    shape = question.shape(viewer.visible())
    if overview and band is not None:
        where = " AND ".join(statement.conditions(layer, replace(shape, boxes=0)))
        sql = (
            f"SELECT {_declared(layer)}, ST_AsBinary(ST_Transform(overview.geom, 4326)) AS {column_name}"
            f" FROM (SELECT * FROM {statement.view(layer)} WHERE {where}) AS asked"
            f" JOIN published.{quoted(overview.view)} AS overview USING ({quoted(overview.key)})"
            f" WHERE overview.band = {band} AND overview.geom && ST_Transform({FIRST_BOX}, 3857)"
        )
    else:
        where = " AND ".join([*statement.conditions(layer, shape), f"{column_name} IS NOT NULL"])
        sql = f"SELECT {_declared(layer)}, ST_AsBinary({column_name}) AS {column_name} FROM {statement.view(layer)} WHERE {where}"
    rows = session.connection().exec_driver_sql(sql, question.bound(layer, viewer.visible())).mappings()
    found = geojson.features_of(layer, (_as_shaded(layer, row) for row in rows))
    seen = [one for one in found if not isinstance(layer, ClassedLayer) or layer.holds(one.id)]
    return [replace(one, title=rules.title_of(layer, one.properties, language)) for one in seen]


def middles(session: Session, layer: Layer, *, viewer: Viewer) -> dict[str, tuple[float, float]]:
    """Where the label of each feature stands, in degrees, by id."""
    label = quoted(layer.source.label or "")
    told = f"SELECT {quoted(layer.source.id)}::text, ST_X({label}), ST_Y({label}) FROM {_from(layer, viewer)}"
    return {row[0]: (row[1], row[2]) for row in _ask(session, f"{told} AND {label} IS NOT NULL", layer, viewer)}


def places_of(session: Session, codes: Iterable[str | None], *, viewer: Viewer) -> Mapping[str, PlaceName]:
    """The names of areas by code. Areas are public, whoever looks."""
    del viewer
    wanted = sorted({code for code in codes if code})
    views = [table(name, *map(column, ("code", "name_th", "name_en")), schema="published") for name in PLACE_VIEWS]
    asked = union_all(*(select(v.c.code, v.c.name_th, v.c.name_en).where(v.c.code.in_(wanted)) for v in views))
    return {row[0]: PlaceName(*row) for row in session.execute(asked)} if wanted else {}


def _declared(layer: Layer) -> str:
    """Only declared attributes leave the database."""
    return ", ".join(quoted(attribute.name) for attribute in layer.attributes)


def _from(layer: Layer, viewer: Viewer, question: Question = EVERYTHING) -> str:
    """The view with the viewer's filter and the question's, open for further conditions."""
    return f"{statement.view(layer)} WHERE {' AND '.join(statement.conditions(layer, question.shape(viewer.visible())))}"


def _ask(session: Session, sql: str, layer: Layer, viewer: Viewer, **more: object) -> Sequence[Any]:
    return _run(session, sql, EVERYTHING.bound(layer, viewer.visible()) | more)


def _rows(session: Session, sql: str, layer: Layer, viewer: Viewer, **more: object) -> tuple[Row, ...]:
    return _mapped(session, layer, sql, EVERYTHING.bound(layer, viewer.visible()) | more)


def _mapped(session: Session, layer: Layer, sql: str, bound: Mapping[str, object]) -> tuple[Row, ...]:
    rows = session.connection().exec_driver_sql(sql, dict(bound)).mappings()
    return tuple(_as_shaded(layer, row) for row in rows)


def _as_shaded(layer: Layer, row: Mapping[Any, Any]) -> Row:
    """The row as the layer is classified."""
    return layer.row(row) if isinstance(layer, ClassedLayer) else dict(row)


def _codes(session: Session, layer: Layer, viewer: Viewer, question: Question) -> tuple[str, ...]:
    sql = f"SELECT {quoted(layer.source.id)}::text FROM {_from(layer, viewer, question)}"
    return tuple(row[0] for row in _run(session, sql, question.bound(layer, viewer.visible())))


def _run(session: Session, sql: str, bound: Mapping[str, object]) -> Sequence[Any]:
    return session.connection().exec_driver_sql(sql, dict(bound)).fetchall()
