"""The measurements by name."""

from __future__ import annotations

import importlib.metadata
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from app.core.errors import NotFound
from app.core.postgres import client
from app.core.settings import Settings
from bench import imports, items, martin, prints, seeing, standards, statistics, streams, tiles, workspace
from bench.ground import bench_settings
from bench.pace import WHOLE, Pace
from bench.peers import VERSIONS
from bench.report import Row, document, save

RUNS: dict[str, Callable[[Settings, Pace], Iterator[Row]]] = {
    "items": items.measure,
    "tiles": tiles.measure,
    "import": imports.measure,
    "seeing": seeing.measure,
    "streams": streams.measure,
    "statistics": statistics.measure,
    "prints": prints.measure,
    "workspace": workspace.measure,
    "standards": standards.measure,
}
ALONE = ("prints", "workspace", "standards")
"""Asked for by name only: one measures again, on a larger ground, much of what the others do; the others need a browser or
packages of their own."""
OURS = ("fastapi", "uvicorn", "psycopg", "shapely")


def run(
    name: str,
    json_path: Path | None = None,
    *,
    only: tuple[str, ...] = (),
    pace: Pace = WHOLE,
    settings: Settings | None = None,
) -> list[Row]:
    """Measure ``name`` (or ``all``), keep each row as JSON where a path is given, and give the rows. Raises NotFound.

    ``only``: parts of the table of standards.
    """
    chosen = [each for each in RUNS if each not in ALONE] if name == "all" else [name]
    if not set(chosen) <= set(RUNS):
        known = ", ".join([*RUNS, "all"])
        raise NotFound(f"ไม่มีการวัดชื่อ {name} ใช้ {known}", f"There is no measurement {name}; use {known}.", place="name")
    own = settings or bench_settings()
    in_turn = (row for each in chosen for row in RUNS[each](own, pace))
    measured = standards.measure(own, pace, only) if name == "standards" else in_turn
    rows: list[Row] = []
    for row in measured:
        rows.append(row)
        if json_path is not None:
            save(json_path, document(name, rows, versions()))
    return rows


def versions() -> dict[str, str]:
    """Of everything that was measured or measured with."""
    ours = {package: importlib.metadata.version(package) for package in OURS}
    peers = dict(pins[0].split("==") for pins in VERSIONS.values())
    told = subprocess.run([client("pgbench"), "--version"], capture_output=True, text=True, check=False).stdout
    return {**ours, **peers, "martin": martin.VERSION, "pgbench": told.strip()}
