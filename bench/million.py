"""The ground of the table of standards: a million points, 75,000 villages and a population for each subdistrict.

Three databases of one cluster: the whole, and what it was when its first hundredth and its first tenth were laid. They are
equally dense and begin in the same subdistricts, so that the same question has the same answer in each, and only the table
grows. The whole also holds the same rows in plain indexed tables, which is how the peers' own documentation lays data.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from app.core.addresses import Database
from app.core.cluster import create_database, drop_database
from app.core.roles import Role
from app.core.settings import Settings
from bench.ground import ground
from bench.pace import Pace
from bench.report import tell

TIMES = 5
"""How often each facility of the ground is laid: 200,000 become a million."""
SHARES = {"standards": 1, "standards_tenth": 10, "standards_hundredth": 100}
"""The databases, and which part of the facilities each holds."""
STAMP = "standards"
COLUMNS = "dataset_id, geom, attributes, class, area_code, is_synthetic"
FIRST = """
DELETE FROM datasets.feature WHERE dataset_id = 'facilities' AND (area_code, id) >= (
    SELECT area_code, id FROM datasets.feature WHERE dataset_id = 'facilities' ORDER BY area_code, id LIMIT 1
    OFFSET (SELECT count(*) / {share} FROM datasets.feature WHERE dataset_id = 'facilities'))
"""
POINTS = f"""
INSERT INTO datasets.feature ({COLUMNS})
SELECT dataset_id, ST_Translate(geom, (copy - 3) * 0.0013, (copy * copy % 5 - 2) * 0.0011), attributes, class, area_code,
    is_synthetic
FROM datasets.feature, generate_series(2, {TIMES}) AS copy WHERE dataset_id = 'facilities' ORDER BY id, copy
"""
VILLAGES = """
INSERT INTO places.area (id, level, code, parent_id, parent_code, name_th, name_en, valid_from, geom, source, is_synthetic)
SELECT (SELECT max(id) FROM places.area) + row_number() OVER (ORDER BY code, no), 'village', code || lpad(no::text, 2, '0'),
    id, code, name_th || ' หมู่ ' || no, name_en || ' ' || no, valid_from,
    ST_Translate(label_point, cos(no) * 0.01, sin(no) * 0.01), source, true
FROM places.area, generate_series(1, 10 + (id % 7 = 0)::integer) AS no WHERE level = 'subdistrict'
"""
PEOPLE = (
    """
INSERT INTO indicators.indicator (code, name_th, name_en, definition_th, definition_en, unit_th, unit_en, direction,
    aggregation, min_level, period_kind, source, class, is_synthetic)
VALUES ('POP-TOTAL', 'ประชากร', 'Population', 'คน', 'People', 'คน', 'persons', 'none', 'sum', 'subdistrict', 'calendar',
    'เครื่องวัด', 'public', true)
""",
    """
INSERT INTO indicators.observation (indicator_code, area_id, area_code, period_start, period_end, value, status, vintage_on,
    source, is_synthetic)
SELECT 'POP-TOTAL', id, code, '2024-01-01', '2025-01-01', 3000 + id * 7919 % 9000, 'final', '2025-02-01', 'เครื่องวัด', true
FROM places.area WHERE level = 'subdistrict'
""",
)
PLAIN = (
    "CREATE SCHEMA plain",
    "CREATE TABLE plain.facilities AS SELECT id, name_th, name_en, kind, area_code, is_synthetic, geom::geometry(Point, 4326)"
    " FROM published.facilities",
    "CREATE TABLE plain.subdistricts AS SELECT code, name_th, name_en, parent_code, area_sqkm, area_rai, valid_from, source,"
    " is_synthetic, geom::geometry(MultiPolygon, 4326) FROM published.subdistricts",
    "ALTER TABLE plain.facilities ADD PRIMARY KEY (id)",
    "ALTER TABLE plain.subdistricts ADD PRIMARY KEY (code)",
    "CREATE INDEX ON plain.facilities USING gist (geom)",
    "CREATE INDEX ON plain.subdistricts USING gist (geom)",
    "GRANT USAGE ON SCHEMA plain TO phaen_app",
    "GRANT SELECT ON ALL TABLES IN SCHEMA plain TO phaen_app",
)


@dataclass(frozen=True)
class Laid:
    """The databases by how many points each holds, the smallest first."""

    by_count: Mapping[int, Database]

    @property
    def whole(self) -> Database:
        return self.by_count[max(self.by_count)]


@contextmanager
def million(settings: Settings, pace: Pace) -> Iterator[Laid]:
    """The three databases while the block runs; kept for the next run, unless the pace is that of a test."""
    with ground(settings, pace.country) as owner:
        main = Database(owner, settings.secrets, is_embedded=True)
        stamp, wanted = settings.home / STAMP, _recipe(settings)
        if not stamp.exists() or stamp.read_text("utf-8") != wanted:
            stamp.unlink(missing_ok=True)
            for name, share in SHARES.items():
                _lay(main, name, share)
            stamp.write_text(wanted, "utf-8")
        try:
            databases = [main.named(name) for name in SHARES]
            yield Laid({_count(each): each for each in reversed(databases)})
        finally:
            if not pace.keeps:
                stamp.unlink(missing_ok=True)
                for name in SHARES:
                    drop_database(main, name)


def _recipe(settings: Settings) -> str:
    return (settings.home / "ground").read_text("utf-8") + hashlib.sha256(Path(__file__).read_bytes()).hexdigest()


def _lay(main: Database, name: str, share: int) -> None:
    drop_database(main, name)
    made = create_database(main, name, main.name)
    tell(f"ฐานข้อมูล {name}", f"database {name}")
    with psycopg.connect(made.url(Role.OWNER)) as owner:
        if share > 1:
            owner.execute(FIRST.format(share=share).encode())
        for statement in (POINTS, VILLAGES, *PEOPLE, *(PLAIN if share == 1 else ())):
            owner.execute(statement.encode())
    with psycopg.connect(made.url(Role.OWNER), autocommit=True) as owner:
        owner.execute("VACUUM (FULL, ANALYZE) datasets.feature")
        owner.execute("VACUUM ANALYZE")


def _count(database: Database) -> int:
    with psycopg.connect(database.url(Role.OWNER)) as owner:
        [(count,)] = owner.execute("SELECT count(*) FROM datasets.feature WHERE dataset_id = 'facilities'").fetchall()
    return int(count)
