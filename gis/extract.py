"""SQL for taking a layer away: the same conditions as its items, the columns as a file needs them.

Like the statements of ``gis.statement`` it names identifiers of layer files only; whatever comes from outside is bound.
"""

from __future__ import annotations

from gis.columns import CASTS, id_type, quoted
from gis.crs import STORAGE, Reference
from gis.layer import Attribute, Layer
from gis.manifest import DIGEST
from gis.question import Shape
from gis.sorting import order
from gis.statement import conditions, feature, passed, told_of, view

SEPARATOR = "chr(30)"
"""What begins each text of a sequence (RFC 8142)."""


def measure(layer: Layer, shape: Shape, *, limited: bool) -> str:
    """How many rows there are to take, how many of them have a place, and on which day that is known."""
    taken = f"SELECT {_geom(layer)} AS geom {_taken(layer, shape, limited)}"
    return f"SELECT count(*), count(geom), published.known_on() FROM ({taken}) AS taken"


def sequence(layer: Layer, attributes: tuple[Attribute, ...], shape: Shape, *, limited: bool) -> str:
    """Each feature as the bytes of one text of a GeoJSON text sequence (RFC 8142)."""
    text = feature(layer, tuple(a for a in layer.properties if a in attributes))
    return f"SELECT convert_to({SEPARATOR} || {text} || chr(10), 'UTF8') {_taken(layer, shape, limited)}"


def shapes(
    layer: Layer, attributes: tuple[Attribute, ...], crs: Reference, shape: Shape, *, limited: bool
) -> str:  # fmt: skip
    """The attributes in their types, then the geometry as WKB in ``crs``."""
    return f"SELECT {_typed(attributes)}ST_AsBinary({_placed(layer, crs)}) {_taken(layer, shape, limited)}"


def table(layer: Layer, attributes: tuple[Attribute, ...], crs: Reference, shape: Shape, *, limited: bool) -> str:
    """The attributes in their types, then x and y of the point, or of a point on the line or area."""
    geom = _geom(layer)
    # A point on a surface is looked for in degrees once, not for each of its two coordinates.
    point = geom if layer.source.geometry.type == "Point" else f"ST_PointOnSurface({geom})"
    names, fence = ", ".join(quoted(a.name) for a in attributes), "" if shape.offset else " OFFSET 0"
    body = f"SELECT {names}{', ' if names else ''}{_into(point, crs)} AS {geom} {_taken(layer, shape, limited)}"
    return f"SELECT {_typed(attributes)}ST_X({geom}), ST_Y({geom}) FROM ({body}{fence}) AS taken"


def digests(layer: Layer, shape: Shape) -> str:
    """The id of each feature, in the order of its bytes, and the digest of the feature as items show it."""
    digest = f"substring(sha256(convert_to({feature(layer, told_of(layer, shape))}, 'UTF8')) FOR {DIGEST})"
    body = f"SELECT {_named(layer)} AS id, {digest} AS digest FROM {view(layer)} WHERE {' AND '.join(conditions(layer, shape))}"
    # Sorted are ids and digests only, not the features that they are made of.
    return f"""SELECT convert_to(id, 'UTF8'), digest FROM ({body} OFFSET 0) AS each ORDER BY id COLLATE "C" """


def ids(layer: Layer, shape: Shape) -> str:
    """The id of each feature, in no order."""
    return f"SELECT {_named(layer)} FROM {view(layer)} WHERE {' AND '.join(conditions(layer, shape))}"


def chosen(layer: Layer, shape: Shape) -> str:
    """The features of these ids as items show them, in no order. Binds ids."""
    among = f"{quoted(layer.source.id)} = ANY (CAST(%(ids)s AS {id_type(layer)}[]))"
    where = " AND ".join([*conditions(layer, shape), among])
    named = f"convert_to({_named(layer)}, 'UTF8')"
    return f"SELECT {named}, convert_to({feature(layer, told_of(layer, shape))}, 'UTF8') FROM {view(layer)} WHERE {where}"


def _named(layer: Layer) -> str:
    return f"CAST({quoted(layer.source.id)} AS text)"


def _typed(attributes: tuple[Attribute, ...]) -> str:
    return "".join(f"CAST({quoted(a.name)} AS {CASTS[a.type]}), " for a in attributes)


def _taken(layer: Layer, shape: Shape, limited: bool) -> str:
    """In the order that is asked for, or that of the view, which is that of its ids."""
    by = f" ORDER BY {order(layer, shape.sort)}" if shape.sort else ""
    limit = " LIMIT %(limit)s" if limited else ""
    offset = " OFFSET %(offset)s" if shape.offset else ""
    return f"FROM {view(layer)} WHERE {' AND '.join(passed(layer, shape))}{by}{limit}{offset}"


def _placed(layer: Layer, crs: Reference) -> str:
    """The geometry of the declared type: formats that name one type take no other."""
    is_multiple = layer.source.geometry.type.startswith("Multi")
    return _into(f"ST_Multi({_geom(layer)})" if is_multiple else _geom(layer), crs)


def _into(geom: str, crs: Reference) -> str:
    """The geometry in a system by its pinned definition: no grid and no table of the server changes the answer."""
    return geom if crs.code == STORAGE else f"ST_Transform({geom}, CAST(%(crs)s AS text))"


def _geom(layer: Layer) -> str:
    return quoted(layer.source.geometry.column)
