"""Tables as they were on the day asked for: the schema ``<slice>_then`` beside that of the slice.

Where a table keeps its past (a trigger writes ``projects.past``, see migration 0025), its view holds the rows of the day of
``phaen.true_on``, and those of today where none is asked for; of other tables it holds those of today. The columns are those
of the table, so that a query of a slice reads the past by another schema alone (``look_back``), and a published view by
naming it. Views of the past belong to ``phaen_views``, as the published ones that read them do: row security of the tables
shows it what the signed viewer may see. The others read as whoever asks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter

from sqlalchemy import Connection, func, select, text
from sqlalchemy.orm import Session

SLICES = ("projects", "monitoring")
PAST = "projects.past"
READER = "phaen_views"
READERS = f"phaen_app, phaen_jobs, {READER}"
TRUE_ON = "phaen.true_on"
DAY = f"(SELECT nullif(current_setting('{TRUE_ON}', true), '')::date)"
HELD = f"(past.since IS NULL OR past.since <= {DAY}) AND past.until > {DAY}"
STATE = """CASE WHEN {day} IS NULL THEN {today} ELSE coalesce((
    SELECT step.from_state FROM projects.project_transition AS step
    WHERE step.project_id = {row}.id AND (step.at AT TIME ZONE 'Asia/Bangkok')::date > {day} ORDER BY step.number LIMIT 1
), {today}) END"""
"""Of a project the state on the day: what the first later step left, else where it stands (ADR 53)."""
TABLES = text("""
SELECT n.nspname AS slice, c.relname AS name,
    array(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY a.attnum) AS columns,
    (SELECT encode(t.tgargs, 'escape') FROM pg_trigger t
        WHERE t.tgrelid = c.oid AND t.tgname = c.relname || '_remembered_update') AS key
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ANY (:slices) AND c.relkind = 'r' ORDER BY n.nspname, c.relname
""")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a slice; ``key`` names what tells its rows apart within a project, None where no past is kept."""

    slice: str
    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...] | None

    @property
    def project(self) -> str:
        """The column that names the project a row belongs to."""
        return "id" if self.name == "project" else "project_id"


def look_back(session: Session, day: date) -> None:
    """Let this session's transaction answer as of a day: its own queries of slices that keep a past, and published views."""
    session.execute(select(func.set_config(TRUE_ON, day.isoformat(), True)))
    session.connection().execution_options(schema_translate_map={name: f"{name}_then" for name in SLICES})


@contextmanager
def published_on(session: Session, day: date) -> Iterator[None]:
    """Within the block published views answer as of this day, after it as of the day that they answered for before."""
    before = session.scalar(select(func.current_setting(TRUE_ON, True)))
    session.execute(select(func.set_config(TRUE_ON, day.isoformat(), True)))
    yield
    session.execute(select(func.set_config(TRUE_ON, before or "", True)))


def tables(connection: Connection) -> list[Table]:
    """The tables of the slices that keep a past, with their columns as they are now."""
    rows = connection.execute(TABLES, {"slices": list(SLICES)}).mappings()
    return [Table(row["slice"], row["name"], tuple(row["columns"]), _key(row["key"])) for row in rows]


def shape(connection: Connection) -> str:
    """Changes when a table of these slices gets another column or begins to keep its past."""
    return hashlib.sha256(repr(tables(connection)).encode()).hexdigest()


def _key(told: str | None) -> tuple[str, ...] | None:
    return None if told is None else tuple(name for name in told.split("\\000") if name)


def build(connection: Connection, suffix: str) -> None:
    """Make the schemas anew under another name: ``<slice>_then<suffix>``."""
    for name, members in groupby(tables(connection), attrgetter("slice")):
        schema = f"{name}_then{suffix}"
        connection.execute(text(f"DROP SCHEMA IF EXISTS {schema} CASCADE"))
        connection.execute(text(f"CREATE SCHEMA {schema}"))
        connection.execute(text(f"GRANT USAGE, CREATE ON SCHEMA {schema} TO {READER}"))
        for table in members:
            _view(connection, schema, table)
        connection.execute(text(f"REVOKE CREATE ON SCHEMA {schema} FROM {READER}"))
        connection.execute(text(f"GRANT USAGE ON SCHEMA {schema} TO {READERS}"))
        connection.execute(text(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {READERS}"))


def _view(connection: Connection, schema: str, table: Table) -> None:
    name = f"{schema}.{table.name}"
    if table.key is None:
        connection.exec_driver_sql(f"CREATE VIEW {name} WITH (security_invoker = true) AS {_today(table)}")
        return
    connection.exec_driver_sql(f"CREATE VIEW {name} AS {_then(table, table.key)}".replace("%", "%%"))
    connection.execute(text(f"ALTER VIEW {name} OWNER TO {READER}"))


def swap(connection: Connection, suffix: str) -> None:
    """Put what was built in the place of what is there."""
    for name in SLICES:
        connection.execute(text(f"DROP SCHEMA IF EXISTS {name}_then CASCADE"))
        connection.execute(text(f"ALTER SCHEMA {name}_then{suffix} RENAME TO {name}_then"))


def _today(table: Table) -> str:
    return f"SELECT {', '.join(map(_quoted, table.columns))} FROM {table.slice}.{table.name}"


def _then(table: Table, key: tuple[str, ...]) -> str:
    """Rows of today that were so on the day, and those of the past that were."""
    named = "concat_ws('/', " + ", ".join(f"t.{_quoted(one)}" for one in key) + ")" if key else "''"
    return f"""
        SELECT {_columns(table, "t")} FROM {table.slice}.{table.name} AS t
        WHERE {DAY} IS NULL OR NOT EXISTS (SELECT FROM {PAST} WHERE past.project_id = t.{table.project}
            AND past.part = '{table.name}' AND past.key = {named} AND {HELD})
        UNION ALL
        SELECT {_columns(table, "r")} FROM {PAST}, jsonb_populate_record(NULL::{table.slice}.{table.name}, past.held) AS r
        WHERE {DAY} IS NOT NULL AND past.part = '{table.name}' AND past.held IS NOT NULL AND {HELD}"""


def _columns(table: Table, row: str) -> str:
    return ", ".join(
        _state(row) if (table.name, one) == ("project", "state") else f"{row}.{_quoted(one)}" for one in table.columns
    )


def _state(row: str) -> str:
    today = "t.state" if row == "t" else "(SELECT now.state FROM projects.project AS now WHERE now.id = r.id)"
    return STATE.format(day=DAY, today=today, row=row) + " AS state"


def _quoted(name: str) -> str:
    return f'"{name}"'
