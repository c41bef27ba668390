"""A nationwide import: time and peak memory of the whole command against ogr2ogr, which only copies the file."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import psycopg
import pyogrio
import shapely

from app.core.addresses import Database, password_in
from app.core.cluster import open_database
from app.core.errors import Unavailable
from app.core.migration import migrate
from app.core.roles import Role
from app.core.settings import Settings
from bench.country import Country, name
from bench.load import program
from bench.pace import Pace
from bench.report import Row, row, tell

REAL = Path("data/real/th/thailand_tambon.fgb")
HOW = (
    "the whole command as a child process: ours reads in a restricted child, checks, mends, dissolves districts and provinces,"
    " generalises four bands and stores all in one transaction; floor: ogr2ogr copies the same file into the same database;"
    " memory: the largest process"
)
MARK = "\n--- spent: "
# A small process of its own: a child inherits the peak of the process that it was forked from.
GAUGE = f"""
import resource, subprocess, sys, time
began = time.monotonic()
code = subprocess.call(sys.argv[1:])
spent = time.monotonic() - began
print({MARK!r}, spent, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
"""
EMPTY = "TRUNCATE places.area, places.succession, derived.area_overview CASCADE"


def measure(settings: Settings, pace: Pace) -> Iterator[Row]:
    """Rows of time and memory for the made country, and for the real file where it lies beside the checkout."""
    home = settings.home / "import"
    own = Settings(home=home, secrets=home / "secrets", demo=False)
    files = {"country": written(settings.home / "country.fgb", pace.country())}
    real = settings.checkout.parent / "shared" / REAL
    if real.exists():
        files["real tambons"] = real
    with open_database(own) as database:
        migrate(database)
        for label, file in files.items():
            yield from _rows(own, database, label, file, min(pace.rounds, 3))


def _rows(own: Settings, database: Database, label: str, file: Path, rounds: int) -> Iterator[Row]:
    tell(f"นำเข้า {label}", f"importing {label}")
    seconds: dict[str, list[float]] = {"ours": [], "floor": []}
    megabytes: dict[str, list[float]] = {"ours": [], "floor": []}
    for _ in range(rounds):
        for who, command, env in (("ours", *_ours(own, file)), ("floor", *_ogr2ogr(own, database, file))):
            with psycopg.connect(database.url(Role.OWNER)) as connection:
                connection.execute(EMPTY)
            spent, peak = spending(command, env)
            seconds[who].append(spent)
            megabytes[who].append(peak)
    yield row(f"import {label}", "s", seconds, goal=None, how=HOW, better="less")
    yield row(f"import {label} memory", "MB", megabytes, goal=None, how=HOW, better="less")


def _ours(own: Settings, file: Path) -> tuple[list[str], dict[str, str]]:
    command = [
        sys.executable,
        "-P",
        "-m",
        "app",
        "import",
        "areas",
        str(file),
        "--level",
        "subdistrict",
        "--accept-repairs",
        "--accept-missing",
    ]
    return command, {"PHAEN_HOME": str(own.home), "PYTHONPATH": str(own.checkout)}


def _ogr2ogr(own: Settings, database: Database, file: Path) -> tuple[list[str], dict[str, str]]:
    with psycopg.connect(database.url(Role.OWNER), autocommit=True) as connection:
        connection.execute("CREATE SCHEMA IF NOT EXISTS copied")
        target = f"PG:host={connection.info.host} dbname={connection.info.dbname} user={Role.OWNER}"
    options = ["-nln", "copied.areas", "-overwrite", "-lco", "GEOMETRY_NAME=geom", "-nlt", "PROMOTE_TO_MULTI"]
    command = [program("ogr2ogr"), "-f", "PostgreSQL", target, str(file), *options, "--config", "PG_USE_COPY", "YES"]
    return command, {"PGPASSWORD": password_in(own.secrets, Role.OWNER)}


def spending(command: Sequence[str], env: Mapping[str, str]) -> tuple[float, float]:
    """Seconds and peak megabytes of a command and its children. Raises Unavailable when it fails."""
    ran = subprocess.run(
        [sys.executable, "-S", "-c", GAUGE, *command],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )
    said, _, figures = ran.stdout.rpartition(MARK)
    if ran.returncode != 0:
        raise Unavailable(
            f"{command[0]} ไม่สำเร็จ", f"{' '.join(command[:6])} failed: {said[-1500:]}{ran.stderr[-1500:]}"
        )
    seconds, kilobytes = figures.split()
    return float(seconds), int(kilobytes) / 1024


def written(path: Path, made: Country) -> Path:
    """The subdistricts of a made country as a FlatGeobuf."""
    names = [name(number) for number in range(len(made.codes))]
    fields = {"code": made.codes, "name_th": [thai for thai, _ in names], "name_en": [english for _, english in names]}
    columns = [np.array(values, dtype=object) for values in fields.values()]
    wkb = shapely.to_wkb(made.subdistricts)
    path.unlink(missing_ok=True)
    pyogrio.raw.write(
        path, wkb, columns, list(fields), driver="FlatGeobuf", geometry_type="MultiPolygon", crs="EPSG:4326"
    )  # fmt: skip
    return path
