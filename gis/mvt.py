"""SQL for vector tiles (Mapbox Vector Tile 2.1), one statement for each; all but the layer's own names is bound.

Where a style names a crowd, a tile is divided into cells of 64 pixels. Of a cell that holds more features than that the tile
tells their number, at the middle of them, instead of the features: ``crowd``. Numbers and features of all tiles of a zoom
together count each feature once.
"""

from __future__ import annotations

from functools import lru_cache

from gis.columns import quoted, type_of
from gis.layer import Attribute, Layer
from gis.question import Shape
from gis.statement import conditions, geometry, state_for, view
from gis.style import Symbol

TILE = "ST_TileEnvelope(%(z)s, %(x)s, %(y)s)"
EXTENT = 4096
BUFFER = 64
LABEL_SUFFIX = "_label"
NUMBER = "crowd"
CELLS = 8
"""In each direction of a tile, which is shown 512 pixels wide."""
SHAPES_FROM = 9
"""Tiles of this zoom are stretched up to the next; the map shows true shapes from 9.5, which no tile may cut short."""
NEAR = '"near.geom"'
"""The generalised geometry beside the columns of a layer, none of which can be called so: a filter names those."""


@lru_cache(maxsize=512)
def tile(layer: Layer, shape: Shape, zoom: int) -> str:
    """One vector tile as bytes with its version. Binds z, x, y. Labels are a second tile layer ``<id>_label``."""
    parts = [_crowded(layer, shape) if crowd_of(layer, zoom) else _tile_geometry(layer, shape, zoom)]
    label = layer.style.label
    if label and layer.source.label and zoom >= int(label.min_zoom):
        parts.append(_tile_labels(layer, shape))
    return f"SELECT {' || '.join(parts)}, {state_for(layer, shape)}"


def crowd_of(layer: Layer, zoom: int) -> int | None:
    """How many features a cell shows one by one at this zoom; None: all of them."""
    crowd = layer.style.crowd if isinstance(layer.style, Symbol) else None
    return crowd if layer.source.geometry.type == "Point" or zoom < SHAPES_FROM else None


def _crowded(layer: Layer, shape: Shape) -> str:
    """Of each cell its features, or how many they are. A feature lies in one cell, so in one tile."""
    assert isinstance(layer.style, Symbol)
    geom, key, where = f"v.{geometry(layer)}", quoted(layer.source.id), " AND ".join(conditions(layer, shape))
    middle = geom if layer.source.geometry.type == "Point" else f"ST_Centroid({geom})"
    names = ", ".join(_tile_column(attribute, "v") for attribute in layer.tile_attributes)
    nulls = ", ".join(f"CAST(NULL AS {_tile_type(layer, attribute)})" for attribute in layer.tile_attributes)
    clip = f"ST_AsMVTGeom(ST_Transform({{}}, 3857), {TILE}, {EXTENT}, {BUFFER}, true) AS geom"
    body = f"""
WITH edge AS MATERIALIZED (
    SELECT array_agg(ST_X(at) ORDER BY i) AS lon, array_agg(ST_Y(at) ORDER BY i) AS lat FROM (
        SELECT i, ST_Transform(ST_SetSRID(ST_MakePoint(
            ST_XMin(box) + i * (ST_XMax(box) - ST_XMin(box)) / {CELLS},
            ST_YMin(box) + i * (ST_YMax(box) - ST_YMin(box)) / {CELLS}), 3857), 4326) AS at
        FROM generate_series(0, {CELLS}) AS i, (SELECT {TILE} AS box) AS tile
    ) AS corner
), cell AS MATERIALIZED (
    SELECT count(*) AS n, avg(lon) AS lon, avg(lat) AS lat,
        CASE WHEN count(*) <= {layer.style.crowd} THEN array_agg({key}) END AS keys
    FROM (
        SELECT {key}, lon, lat, width_bucket(lon, (SELECT lon FROM edge)) AS c, width_bucket(lat, (SELECT lat FROM edge)) AS r
        FROM (
            SELECT {key}, ST_X({middle}) AS lon, ST_Y({middle}) AS lat FROM {view(layer)} AS v
            WHERE {geom} && {_degrees(0)} AND {where}
        ) AS spot
    ) AS placed
    GROUP BY c, r
    HAVING min(c) BETWEEN 1 AND {CELLS} AND min(r) BETWEEN 1 AND {CELLS}
)
SELECT {names}, CAST(NULL AS bigint) AS {NUMBER}, {clip.format(geom)} FROM {view(layer)} AS v
WHERE v.{key} = ANY (ARRAY (SELECT unnest(keys) FROM cell)) AND {where}
UNION ALL
SELECT {nulls}, n, {clip.format("ST_SetSRID(ST_MakePoint(lon, lat), 4326)")} FROM cell WHERE keys IS NULL"""
    return _mvt(layer.id, body)


def _tile_geometry(layer: Layer, shape: Shape, zoom: int) -> str:
    band = layer.source.generalised.band_for(zoom) if layer.source.generalised else None
    where = " AND ".join(conditions(layer, shape))
    names = ", ".join(_tile_column(attribute, "v") for attribute in layer.tile_attributes)
    clip = f"ST_AsMVTGeom({{}}, {TILE}, {EXTENT}, {BUFFER}, true) AS geom"
    if band is not None and layer.source.generalised is not None:
        overview, key = layer.source.generalised, quoted(layer.source.generalised.key)
        # No join condition passes a security barrier, but an array that is already known does: it finds the few rows.
        body = (
            f"WITH near AS MATERIALIZED (SELECT {key}, geom AS {NEAR} FROM published.{quoted(overview.view)}"
            f" WHERE band = CAST({band} AS smallint) AND geom && {TILE})"
            f" SELECT {names}, {clip.format(f'near.{NEAR}')} FROM near JOIN {view(layer)} AS v USING ({key})"
            f" WHERE v.{key} = ANY (ARRAY (SELECT {key} FROM near)) AND {where}"
        )
    else:
        geom = f"v.{geometry(layer)}"
        body = (
            f"SELECT {names}, {clip.format(f'ST_Transform({geom}, 3857)')} FROM {view(layer)} AS v"
            f" WHERE {geom} && {_degrees()} AND {where}"
        )
    return _mvt(layer.id, body)


def _tile_labels(layer: Layer, shape: Shape) -> str:
    label = f"v.{quoted(layer.source.label or '')}"
    names = ", ".join(_tile_column(attribute, "v") for attribute in layer.tile_attributes)
    where = " AND ".join(conditions(layer, shape))
    body = (
        f"SELECT {names}, ST_AsMVTGeom(ST_Transform({label}, 3857), {TILE}, {EXTENT}, 0, true) AS geom"
        f" FROM {view(layer)} AS v WHERE {label} && {_degrees(0)} AND v.{geometry(layer)} && {_degrees(0)} AND {where}"
    )
    return _mvt(layer.id + LABEL_SUFFIX, body)


def _mvt(name: str, body: str) -> str:
    return f"coalesce((SELECT ST_AsMVT(t, '{name}', {EXTENT}, 'geom') FROM ({body}) AS t), ''::bytea)"


def _degrees(margin: float = BUFFER / EXTENT) -> str:
    """The tile's envelope in degrees, wider by the buffer."""
    return f"ST_Transform(ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => {margin}), 4326)"


def _tile_column(attribute: Attribute, alias: str) -> str:
    return f"{alias}.{quoted(attribute.name)}" + ("::text" if attribute.type == "date" else "")




def _tile_type(layer: Layer, attribute: Attribute) -> str:
    return "text" if attribute.type == "date" else type_of(layer, attribute.name)
