"""What is derived from classed data has their highest class (ข้อมูลที่สรุปต่อได้ชั้นความลับสูงสุดของต้นทาง).

Read from ``pg_depend`` when the views are published: what each layer's view reads, through views and functions, down to
tables. A layer must have a class that is not below what it reads, or tell its rows apart by their own class, or name the
order that declassified it; else nothing is published.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, text

from gis.access import BELOW, Read, joined
from gis.catalog import LayerError
from gis.layer import Layer

EDGES = text("""
WITH RECURSIVE reads (kind, reader, kind_read, read) AS (
    SELECT 'pg_class'::regclass::oid, c.oid, 'pg_class'::regclass::oid, c.oid FROM pg_class c
    WHERE c.relnamespace = CAST(:schema AS regnamespace) AND c.relkind = 'v'
    UNION
    SELECT reads.kind_read, reads.read, d.refclassid, d.refobjid FROM reads
    LEFT JOIN pg_rewrite r ON reads.kind_read = 'pg_class'::regclass AND r.ev_class = reads.read
    JOIN pg_depend d ON (d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid)
        OR (reads.kind_read = 'pg_proc'::regclass AND d.classid = 'pg_proc'::regclass AND d.objid = reads.read)
    WHERE d.refclassid IN ('pg_class'::regclass, 'pg_proc'::regclass)
)
SELECT DISTINCT pg_describe_object(kind, reader, 0) AS reader, pg_describe_object(kind_read, read, 0) AS read
FROM reads WHERE (kind, reader) <> (kind_read, read)
""")
CLASSED = text("""
SELECT DISTINCT pg_describe_object('pg_class'::regclass, a.attrelid, 0) FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'm', 'f')
JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
WHERE a.attname = 'class' AND NOT a.attisdropped
""")


@dataclass
class Sources:
    """What views read, by the names that the database gives to views, functions and tables."""

    layers: Mapping[str, Layer]
    reads: Mapping[str, frozenset[str]]
    classed: frozenset[str]
    known: dict[str, Read] = field(default_factory=dict)

    def carried(self, name: str) -> Read:
        """The highest class that rows read from this may have."""
        if name not in self.known:
            # a view that is asked for while it is being answered reads itself, and adds nothing to its own class
            self.known[name] = Read.PUBLIC
            self.known[name] = self._carried(name)
        return self.known[name]

    def inherited(self, name: str) -> Read:
        """The highest class of everything that this reads."""
        return joined(*(self.carried(read) for read in self.reads.get(name, ())))

    def _carried(self, name: str) -> Read:
        if name in self.classed:
            return Read.PERSONAL_CONFIDENTIAL
        layer = self.layers.get(name)
        if layer is None:
            return self.inherited(name)
        if layer.access.declassified is not None:
            return layer.access.read
        return joined(layer.access.read, self.inherited(name))


def refuse_leaks(connection: Connection, layers: Iterable[Layer], schema: str) -> None:
    """Raises LayerError, naming the layer, when one would show what it reads to more than may see that."""
    found = sources(connection, layers, schema)
    for name, layer in found.layers.items():
        if layer.access.declassified is not None or layer.access.rows.class_ is not None:
            continue
        needed = found.inherited(name)
        if needed not in BELOW[layer.access.read]:
            raise LayerError(
                f"{layer.id}: อ่านข้อมูลชั้น {needed} แต่ให้ผู้มีสิทธิ์ชั้น {layer.access.read} อ่าน: ตั้ง access.read ให้ไม่ต่ำกว่า"
                " หรือแยกแถวด้วย access.rows หรือระบุคำสั่งใน [access.declassified]"
                f" · It reads {needed} data but is read as {layer.access.read}: raise access.read, tell rows apart by"
                " access.rows, or name the order in [access.declassified]."
            )


def sources(connection: Connection, layers: Iterable[Layer], schema: str) -> Sources:
    """What the views of a schema read."""
    reads: dict[str, set[str]] = {}
    for reader, read in connection.execute(EDGES, {"schema": schema}):
        reads.setdefault(reader, set()).add(read)
    named = {f"view {schema}.{layer.source.view}": layer for layer in layers}
    for name, layer in named.items():
        if layer.source.generalised is not None:
            reads.setdefault(name, set()).add(f"view {schema}.{layer.source.generalised.view}")
    classed = frozenset(connection.execute(CLASSED).scalars())
    return Sources(named, {name: frozenset(read) for name, read in reads.items()}, classed)
