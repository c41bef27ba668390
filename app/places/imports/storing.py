"""Writing areas: versions end and begin, rows arrive by COPY, borders are generalised for the map."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import psycopg
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from app.places.imports.versions import Step
from app.places.rules import OFFICIAL_LEVELS, Change, Level, parent_code
from app.places.schemas import AreaRecord, ImportOptions
from gis.coverage import BANDS, exact, generalised, neighbourhood, to_mercator
from gis.geometry import Geometries, area_sqm, as_array

COLUMNS = (
    "level, code, parent_code, parent_id, name_th, name_en, valid_from, geom, label_point, area_sqm, kind, source, source_on,"
    " scale, licence, is_synthetic, import_run_id"
)


@dataclass(frozen=True, slots=True)
class Origin:
    """What every row of one import shares."""

    run: uuid.UUID
    valid_from: date
    options: ImportOptions


def driver(session: Session) -> psycopg.Connection[tuple[Any, ...]]:
    """The psycopg connection under a session, inside its transaction."""
    connection = session.connection().connection.driver_connection
    assert isinstance(connection, psycopg.Connection)
    return connection


def store(session: Session, step: Step, origin: Origin) -> None:
    """End, correct and begin the versions of one level."""
    connection = driver(session)
    parents = _open_ids(connection, {_parent(record) for record in step.fresh})
    ended = [area.id for area in step.closed]
    connection.execute("UPDATE places.area SET valid_to = %s WHERE id = ANY (%s)", (origin.valid_from, ended))
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE places.area SET name_th = %s, name_en = %s, geom = %s, label_point = %s, area_sqm = %s,"
            " import_run_id = %s, is_synthetic = %s, source = coalesce(%s, source) WHERE id = %s",
            [_correction(record, area.id, origin) for area, record in step.corrected],
        )
        with cursor.copy(f"COPY places.area ({COLUMNS}) FROM STDIN") as copy:
            for record in step.fresh:
                copy.write_row(_row(record, parents.get(_parent(record)), origin))


def _correction(record: AreaRecord, area_id: int, origin: Origin) -> tuple[object, ...]:
    chosen = origin.options
    shape = _shape(record)
    return (record.name_th, record.name_en, *shape, origin.run, chosen.is_synthetic, chosen.source, area_id)


def _parent(record: AreaRecord) -> str | None:
    return parent_code(record.level, record.code) or record.parent_code


def _open_ids(connection: psycopg.Connection[tuple[Any, ...]], codes: set[str | None]) -> dict[str | None, int]:
    """The open areas with official codes, by code."""
    query = "SELECT code, id FROM places.area WHERE code = ANY (%s) AND valid_to IS NULL AND level = ANY (%s)"
    levels = [level.value for level in OFFICIAL_LEVELS]
    return dict(connection.execute(query, (sorted(code for code in codes if code), levels)).fetchall())


def _row(record: AreaRecord, parent_id: int | None, origin: Origin) -> tuple[object, ...]:
    chosen = origin.options
    return (
        *(record.level.value, record.code, _parent(record), parent_id),
        *(record.name_th, record.name_en, origin.valid_from),
        *_shape(record),
        *(record.kind, chosen.source, chosen.source_on, chosen.scale, chosen.licence, chosen.is_synthetic, origin.run),
    )


def _shape(record: AreaRecord) -> tuple[str, str, float | None]:
    """Geometry, a point inside it, and its geodesic area (None for a point)."""
    if record.geom.geom_type == "Point":
        return _ewkb(record.geom), _ewkb(record.geom), None
    return _ewkb(record.geom), _ewkb(shapely.point_on_surface(record.geom)), area_sqm(record.geom)


def _ewkb(geom: BaseGeometry, srid: int = 4326) -> str:
    return str(shapely.to_wkb(shapely.set_srid(geom, srid), hex=True, include_srid=True))


def join_parents(session: Session, provinces: Iterable[str]) -> None:
    """Point every open area of some provinces to the open version of its parent."""
    driver(session).execute(
        "UPDATE places.area child SET parent_id = parent.id FROM places.area parent"
        " WHERE child.valid_to IS NULL AND parent.valid_to IS NULL AND parent.code = child.parent_code"
        " AND parent.level = CASE length(child.parent_code) WHEN 2 THEN 'province' WHEN 4 THEN 'district'"
        " WHEN 6 THEN 'subdistrict' END AND left(child.parent_code, 2) = ANY (%s)"
        " AND child.parent_id IS DISTINCT FROM parent.id",
        (sorted(provinces),),
    )


def link(session: Session, level: Level, on: date, pairs: Sequence[tuple[str, str, Change]]) -> None:
    """Remember which version followed which: predecessors ended, successors began on that day."""
    with driver(session).cursor() as cursor:
        cursor.executemany(
            "INSERT INTO places.succession (predecessor_id, successor_id, kind) SELECT old.id, new.id, %s"
            " FROM places.area old, places.area new WHERE old.level = %s AND new.level = %s AND old.code = %s"
            " AND new.code = %s AND old.valid_to = %s AND new.valid_from = %s AND new.valid_to IS NULL",
            [(kind.value, level.value, level.value, old, new, on, on) for old, new, kind in pairs],
        )


def generalise(session: Session, level: Level, codes: Iterable[str], *, is_synthetic: bool) -> int:
    """Rebuild the overviews of some open areas and all that touch them; gives how many geometries were written.

    A border is simplified between the points where three areas meet. The neighbours' neighbours take part without being
    rewritten, so every such point is there and the result is that of simplifying the whole level at once. Synthetic areas
    overlap real ones and are generalised among themselves.
    """
    ids, names, members = _open_areas(session, level, is_synthetic)
    wanted = set(codes)
    chosen = np.array([position for position, code in enumerate(names) if code in wanted], dtype=np.int64)
    if not len(chosen):
        return 0
    rebuilt = neighbourhood(members, chosen)
    context = neighbourhood(members, rebuilt)
    inside = np.searchsorted(context, rebuilt)
    flat = exact(to_mercator(members[context]))
    rows = {band: generalised(flat, band)[inside] for band in BANDS}
    return _write_overviews(session, [ids[position] for position in rebuilt], rows)


def _open_areas(session: Session, level: Level, is_synthetic: bool) -> tuple[list[int], list[str], Geometries]:
    query = (
        "SELECT id, code, ST_AsBinary(geom) FROM places.area"
        " WHERE level = %s AND is_synthetic = %s AND valid_to IS NULL ORDER BY code"
    )
    with driver(session).cursor(binary=True) as cursor:
        rows = cursor.execute(query, (level.value, is_synthetic)).fetchall()
    ids, codes, wkb = ([row[column] for row in rows] for column in range(3))
    return ids, codes, as_array(shapely.from_wkb(wkb))


def _write_overviews(session: Session, ids: Sequence[int], rows: Mapping[int, Geometries]) -> int:
    connection = driver(session)
    connection.execute("DELETE FROM derived.area_overview WHERE area_id = ANY (%s)", (list(ids),))
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY derived.area_overview (area_id, band, geom) FROM STDIN") as copy,
    ):
        for row in _overview_rows(ids, rows):
            copy.write_row(row)
    return len(ids) * len(rows)


def _overview_rows(ids: Sequence[int], rows: Mapping[int, Geometries]) -> Iterator[tuple[int, int, str]]:
    for band, geometries in rows.items():
        for area_id, geom in zip(ids, geometries, strict=True):
            yield area_id, band, _ewkb(geom, 3857)
