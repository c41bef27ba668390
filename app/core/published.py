"""The published schema: the only reading contract, built beside the old one and swapped in one short transaction.

``migrations/views/<name>.sql`` holds one ``CREATE VIEW published.<name>``; a header line ``-- needs: a, b`` orders views
on views; files that begin with ``_`` hold the functions and come first. Views belong to ``phaen_views`` and are security
barriers: a view owned by a superuser would show all rows in spite of row-level security. ``-- owner: aggregates`` gives a
view to ``phaen_aggregates``, which counts rows of every class; only a layer declassified by an order may say so.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from graphlib import TopologicalSorter
from pathlib import Path

from sqlalchemy import Connection, text

from app.core import then
from app.core.inheritance import WHOLE, refuse_leaks
from app.core.roles import Role
from app.core.versions import start_epoch
from gis.access import ABOUT_PERSONS, Read
from gis.catalog import Catalog, LayerError
from gis.layer import Layer

ROOT = Path(__file__).resolve().parents[2]
NEXT = "_next"
VIEWS = ROOT / "migrations" / "views"
LAYERS = ROOT / "layers"
NEEDS = re.compile(r"^-- needs:(.*)$", re.MULTILINE)
OWNER = re.compile(r"^-- owner:(.*)$", re.MULTILINE)
OWNERS = {"aggregates": Role.AGGREGATES}
READERS = {
    Read.PUBLIC: ("phaen_public", "phaen_analyst", "phaen_app", "phaen_jobs"),
    Read.INTERNAL: ("phaen_analyst", "phaen_app", "phaen_jobs"),
}
OTHER_READERS = ("phaen_app", "phaen_jobs")
OPEN_VIEWS = (
    "area_overview", "layer_version", "indicator_values", "budget_lines", "budget_phases", "budget_quarters", "budget_lapse",
    "budget_tiers", "budget_places", "progress", "reports_due", "project_ways", "project_goals", "project_years",
    "project_sources", "project_states", "data_years",
)  # fmt: skip
"""Views that are no layer: what tiles and caches need to read, and figures that pages of several slices show."""

SOURCES = """
WITH RECURSIVE reads (layer, relation) AS (
    SELECT v.relname::text, v.oid FROM pg_class v
    WHERE v.relnamespace = 'published'::regnamespace AND v.relkind = 'v'
    UNION
    SELECT reads.layer, d.refobjid FROM reads
    JOIN pg_rewrite r ON r.ev_class = reads.relation
    JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
        AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> reads.relation
)
INSERT INTO core.layer_source (layer, source_table)
SELECT layer, n.nspname || '.' || c.relname FROM reads
JOIN pg_class c ON c.oid = reads.relation AND c.relkind = 'r' JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname <> 'public'
"""

SOURCES_OF_OVERVIEW = """
INSERT INTO core.layer_source (layer, source_table)
SELECT :layer, source_table FROM core.layer_source WHERE layer = :view ON CONFLICT DO NOTHING
"""


def views_hash() -> str:
    """Changes when a view, a layer file or what builds them does."""
    digest = hashlib.sha256(Path(__file__).read_bytes() + Path(then.__file__).read_bytes())
    for path in sorted([*VIEWS.glob("*.sql"), *LAYERS.glob("*.toml")]):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def publish(connection: Connection) -> bool:
    """Build and swap the schema unless it is current; says whether it did."""
    wanted = f"{views_hash()} {then.shape(connection)}"
    current = connection.execute(text("SELECT value FROM core.deployment WHERE name = 'views'")).scalar()
    if current == wanted:
        return False
    _build(connection)
    _swap(connection)
    _register(connection)
    connection.execute(
        text("INSERT INTO core.deployment VALUES ('views', :v) ON CONFLICT (name) DO UPDATE SET value = :v"),
        {"v": wanted},
    )
    return True


def ordered_views() -> list[Path]:
    """The view files so that each comes after those it needs."""
    paths = {path.stem: path for path in VIEWS.glob("[!_]*.sql")}
    needs = {name: _needs(path) for name, path in paths.items()}
    return [paths[name] for name in TopologicalSorter(needs).static_order()]


def _needs(path: Path) -> set[str]:
    found = NEEDS.search(path.read_text("utf-8"))
    return {name.strip() for name in found.group(1).split(",")} if found else set()


def _build(connection: Connection) -> None:
    connection.execute(text("DROP SCHEMA IF EXISTS published_next CASCADE"))
    then.build(connection, NEXT)
    connection.execute(text("CREATE SCHEMA published_next"))
    connection.execute(text("GRANT USAGE, CREATE ON SCHEMA published_next TO phaen_views"))
    for path in sorted(VIEWS.glob("_*.sql")):
        _run(connection, path)
    layers = {layer.id: layer for layer in Catalog.read(LAYERS)}
    for path in ordered_views():
        _run(connection, path)
        _hand_over(connection, path, layers.get(path.stem))
        if path.stem in layers and _is_veiled(layers[path.stem]):
            _veil(connection, layers[path.stem])
    _grant(connection)
    refuse_leaks(connection, layers.values(), "published_next")


def _hand_over(connection: Connection, path: Path, layer: Layer | None) -> None:
    """Make a view a barrier, and give it to its owner, who may read the views that it needs."""
    view, owner = f"published_next.{path.stem}", owner_of(path)
    connection.execute(text(f"ALTER VIEW {view} SET (security_barrier = true)"))
    if owner is not Role.VIEWS:
        if layer is None or layer.access.declassified is None:
            raise LayerError(
                f"{path.name}: เป็นของ {owner} ได้เมื่อชั้น {path.stem} มีคำสั่งใน [access.declassified] เท่านั้น"
                f" · It may belong to {owner} only when the layer {path.stem} names its order in [access.declassified]."
            )
        connection.execute(text(f"GRANT USAGE, CREATE ON SCHEMA published_next TO {owner}"))
        for needed in _needs(path):
            connection.execute(text(f"GRANT SELECT ON published_next.{needed} TO {owner}"))
    connection.execute(text(f"ALTER VIEW {view} OWNER TO {owner}"))
    if owner is not Role.VIEWS:
        connection.execute(text(f"REVOKE CREATE ON SCHEMA published_next FROM {owner}"))


def owner_of(path: Path) -> Role:
    """Who owns the view of a file."""
    found = OWNER.search(path.read_text("utf-8"))
    return OWNERS[found.group(1).strip()] if found else Role.VIEWS


def _secure(connection: Connection, view: str) -> None:
    connection.execute(text(f"ALTER VIEW published_next.{view} SET (security_barrier = true)"))
    connection.execute(text(f"ALTER VIEW published_next.{view} OWNER TO phaen_views"))


def _is_veiled(layer: Layer) -> bool:
    return any(class_ is not Read.PUBLIC for class_ in (layer.access.read, *(a.class_ for a in layer.attributes)))


def _veil(connection: Connection, layer: Layer) -> None:
    """The second line of layers and attributes: the view under a veil.

    It shows nothing of a layer, and NULL for an attribute, whose class or purpose the viewer has not. The view itself is
    renamed ``<id>__whole``, and nobody is granted it.
    """
    whole, purpose = f"{layer.id}{WHOLE}", layer.access.purpose
    classes = {attribute.name: attribute.class_ for attribute in layer.attributes}
    connection.execute(text(f"ALTER VIEW published_next.{layer.id} RENAME TO {whole}"))
    named = text(
        "SELECT attname FROM pg_attribute WHERE attrelid = CAST(:view AS regclass) AND attnum > 0 ORDER BY attnum"
    )
    columns = connection.scalars(named, {"view": f"published_next.{whole}"})
    shown = ", ".join(_column(name, _cleared(classes.get(name, Read.PUBLIC), purpose)) for name in columns)
    connection.execute(
        text(
            f"CREATE VIEW published_next.{layer.id} AS SELECT {shown} FROM published_next.{whole}"
            f" WHERE {_cleared(layer.access.read, purpose) or 'true'} ORDER BY {layer.source.id}"
        )
    )
    connection.execute(text(f"GRANT SELECT ON published_next.{whole} TO phaen_views"))
    _secure(connection, layer.id)


def _column(name: str, condition: str | None) -> str:
    return f'CASE WHEN {condition} THEN "{name}" END AS "{name}"' if condition else f'"{name}"'


def _cleared(class_: Read, purpose: str | None) -> str | None:
    """Whether who looks has the class and, for what is about persons, the purpose; None where everybody has."""
    if class_ is Read.PUBLIC:
        return None
    cleared = f"'{class_}' = ANY ((SELECT core.seen('classes'))::text[])"
    if class_ not in ABOUT_PERSONS:
        return cleared
    held = f"'{purpose}' = ANY ((SELECT core.seen('purposes'))::text[])" if purpose else "false"
    return f"{cleared} AND ((SELECT core.seen('purposes')) IS NULL OR {held})"


def _run(connection: Connection, path: Path) -> None:
    body = path.read_text("utf-8").replace("published.", "published_next.")
    for name in then.SLICES:
        body = body.replace(f"{name}_then.", f"{name}_then{NEXT}.")
    connection.exec_driver_sql(body.replace("%", "%%"))


def _grant(connection: Connection) -> None:
    roles = ", ".join(READERS[Read.PUBLIC])
    connection.execute(text(f"GRANT USAGE ON SCHEMA published_next TO {roles}"))
    connection.execute(text("REVOKE CREATE ON SCHEMA published_next FROM phaen_views"))
    layers = list(Catalog.read(LAYERS))
    grants = {layer.id: READERS.get(layer.access.read, OTHER_READERS) for layer in layers}
    opened = (*OPEN_VIEWS, *_counted(layers))
    for view, readers in {**grants, **dict.fromkeys(opened, READERS[Read.PUBLIC])}.items():
        connection.execute(text(f"GRANT SELECT ON published_next.{view} TO {', '.join(readers)}"))


def _counted(layers: Iterable[Layer]) -> list[str]:
    """The views that only statistics read. Their layers are public, and each has its own version."""
    return sorted({layer.statistics.view for layer in layers if layer.statistics.view})


def _swap(connection: Connection) -> None:
    connection.execute(text("DROP SCHEMA IF EXISTS published CASCADE"))
    then.swap(connection, NEXT)
    connection.execute(text("ALTER SCHEMA published_next RENAME TO published"))


def _register(connection: Connection) -> None:
    """Which tables feed which layer; each layer known to the versions; every version moved, since the views changed."""
    connection.execute(text("DELETE FROM core.layer_source"))
    connection.execute(text(SOURCES))
    layers = list(Catalog.read(LAYERS))
    for layer in layers:
        if layer.source.generalised is not None:
            # its tiles are drawn from this view as well, which no dependency of its own view tells
            names = {"layer": layer.id, "view": layer.source.generalised.view}
            connection.execute(text(SOURCES_OF_OVERVIEW), names)
    for name in [*(layer.id for layer in layers), *_counted(layers)]:
        for audience in Read:
            connection.execute(
                text(
                    "INSERT INTO core.layer_version (layer, audience) VALUES (:layer, :audience)"
                    " ON CONFLICT (layer, audience) DO NOTHING"
                ),
                {"layer": name, "audience": audience.value},
            )
    start_epoch(connection)
