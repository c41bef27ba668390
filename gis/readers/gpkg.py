"""GeoPackages: their plain feature tables only. Views could call functions, so they are never opened."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from gis.readers import vector
from gis.readers.sentences import note, refusal
from gis.readers.wire import Job, RawLayer

_LAYERS = """
    SELECT contents.table_name, master.type = 'table' AND master.sql NOT LIKE 'CREATE VIRTUAL%'
    FROM gpkg_contents AS contents
    JOIN gpkg_geometry_columns USING (table_name)
    JOIN sqlite_master AS master ON master.name = contents.table_name
    WHERE contents.data_type = 'features' AND master.type IN ('table', 'view')
    ORDER BY contents.rowid
"""


def read(job: Job) -> RawLayer:
    """One feature table of a GeoPackage, opened read-only and immutable."""
    path = job.files[".gpkg"]
    tables, views = _tables(path)
    layer = vector.choose(tables, job.layer)
    raw = vector.read(path, "GPKG", layer, job.limits, IMMUTABLE="YES", LIST_ALL_TABLES="NO")
    if views:
        raw.notes.append(note("views-ignored", "info", names=", ".join(views)))
    return raw


def _tables(path: str) -> tuple[list[str], list[str]]:
    """The names of feature tables and of other things that pose as such."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as database:
            database.execute("PRAGMA trusted_schema = OFF")
            found = database.execute(_LAYERS).fetchall()
    except (sqlite3.Error, UnicodeDecodeError) as error:  # the latter when SQLite's own complaint quotes broken names
        raise refusal("gpkg-broken", reason=str(error)) from None
    return [name for name, plain in found if plain], [name for name, plain in found if not plain]
