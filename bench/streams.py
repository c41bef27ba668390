"""A million features as one GeoJSON text sequence: our service against ``psql COPY`` of the same statement, and its memory."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from app.core.addresses import Database
from app.core.authority import PUBLIC
from app.core.errors import Unavailable
from app.core.postgres import client
from app.core.published import LAYERS
from app.core.roles import Role
from app.core.settings import Settings
from bench.ground import ground
from bench.load import PLACEHOLDER, as_text, program
from bench.pace import Pace
from bench.processes import ours
from bench.report import Row, row, tell
from gis import extract
from gis.catalog import Catalog
from gis.question import Question

LAYER = "facilities"
TIMES = 5
"""How often each facility of the ground is laid down: 200,000 become a million."""
GOAL, MOST_MB = 1.15, 80.0
HOW = "curl to /dev/null of /ogc/collections/facilities/items?f=geojsonseq; floor: psql COPY of the same features"


@dataclass(frozen=True)
class Watched:
    """What a piece of work cost: seconds, by how many MB the process that grew most grew, and how large it was then."""

    seconds: float
    grew: float
    most: float


def measure(settings: Settings, pace: Pace) -> Iterator[Row]:
    """Seconds for the whole, and by how much the web process grows meanwhile."""
    with ground(settings, pace.country) as owner, grown(settings, owner) as count, ours(settings) as base:
        yield from streamed(base, Database(owner, settings.secrets, is_embedded=True).url(Role.PUBLIC), count, pace)


def streamed(base: str, url: str, count: int, pace: Pace) -> Iterator[Row]:
    """The time against that of COPY from ``url``, the growth and the whole size of the process that serves."""
    tell(f"สตรีม {count:,} รายการ", f"stream of {count:,} features")
    figures: dict[str, list[float]] = {"ours": [], "floor": []}
    taken: list[Watched] = []
    for _ in range(pace.rounds):
        taken.append(_watched(lambda: _taken(base)))
        figures["ours"].append(taken[-1].seconds)
        figures["floor"].append(_timed(lambda: _copied(url)))
    name, allowed = f"stream {count:,} GeoJSON-seq", [MOST_MB] * len(taken)
    yield row(name, "s", figures, goal=GOAL, how=HOW, better="less")
    told = "growth of the resident memory of a web process while it streams; floor: the 80 MB that are allowed"
    grew = {"ours": [each.grew for each in taken], "floor": allowed}
    yield row(f"{name}, growth", "MB", grew, goal=1.0, how=told, better="less")
    told = (
        "peak resident memory of that process, with all that it shares with others; floor: the 80 MB that are allowed"
    )
    most = {"ours": [each.most for each in taken], "floor": allowed}
    yield row(f"{name}, memory", "MB", most, goal=1.0, how=told, better="less")


@contextmanager
def grown(settings: Settings, owner: str) -> Iterator[int]:
    """The facilities several times over; without the ground's stamp meanwhile, so that a crash leaves no wrong ground."""
    stamp = settings.home / "ground"
    told = stamp.read_text("utf-8")
    stamp.unlink()
    names = "dataset_id, geom, attributes, class, area_code, is_synthetic"
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(
            "CREATE TEMPORARY TABLE kept AS SELECT id FROM datasets.feature WHERE dataset_id = 'facilities'"
        )
        connection.execute(
            f"INSERT INTO datasets.feature ({names}) SELECT {names} FROM datasets.feature,"
            f" generate_series(2, {TIMES}) WHERE dataset_id = 'facilities'".encode()
        )
        connection.execute("VACUUM (ANALYZE) datasets.feature")
        [(count,)] = connection.execute(
            "SELECT count(*) FROM datasets.feature WHERE dataset_id = 'facilities'"
        ).fetchall()
        yield int(count)
        connection.execute(
            "DELETE FROM datasets.feature WHERE dataset_id = 'facilities' AND id NOT IN (SELECT id FROM kept)"
        )
        connection.execute("VACUUM (FULL, ANALYZE) datasets.feature")
    stamp.write_text(told, "utf-8")


def _taken(base: str) -> None:
    address = f"{base}/ogc/collections/{LAYER}/items?f=geojsonseq"
    _run([program("curl"), "--silent", "--show-error", "--fail", "--noproxy", "*", "--output", os.devnull, address])


def _copied(url: str) -> None:
    """The same statement, its few values written out, as COPY takes none."""
    layer = Catalog.read(LAYERS).get(LAYER, PUBLIC.visible())
    assert layer is not None
    question, visible = Question(), PUBLIC.visible()
    values = question.bound(layer, visible)
    text = extract.sequence(layer, layer.attributes, question.shape(visible), limited=False)
    written = PLACEHOLDER.sub(lambda found: f"'{as_text(values[found[1]])}'", text).replace("convert_to(", "(", 1)
    written = written.replace(", 'UTF8')", ")", 1)
    _run([str(client("psql")), "-q", "-o", os.devnull, "-c", "SET statement_timeout = 0",
          "-c", f"COPY ({written}) TO STDOUT", url])  # fmt: skip


def _run(command: list[str]) -> None:
    ran = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    if ran.returncode != 0:
        told = f"{Path(command[0]).name} [{ran.returncode}] {ran.stderr}"
        raise Unavailable(f"วัดไม่สำเร็จ: {told}", f"The measurement failed: {told}")


def _timed(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _watched(work: Callable[[], None]) -> Watched:
    """What it costs, and what the process that grows most grows to at its peak."""
    before = {pid: _resident(pid, "VmRSS") for pid in _descendants(os.getpid())}
    for pid in before:
        # The peak is counted from here on (proc(5), clear_refs).
        with _quiet():
            Path(f"/proc/{pid}/clear_refs").write_text("5", "ascii")
    seconds = _timed(work)
    peaks = [(_resident(pid, "VmHWM") - size, _resident(pid, "VmHWM")) for pid, size in before.items()]
    grew, most = max(peaks, default=(0.0, 0.0))
    return Watched(seconds, grew, most)


@contextmanager
def _quiet() -> Iterator[None]:
    """For a process that has ended meanwhile, or is another user's."""
    try:
        yield
    except OSError:
        return


def _resident(pid: int, name: str) -> float:
    with _quiet():
        for line in Path(f"/proc/{pid}/status").read_text("utf-8").splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) / 1024
    return 0.0


def _descendants(pid: int) -> set[int]:
    """Every process below this one: what serves is among them, the database is not."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with _quiet():
            parents[int(path.parent.name)] = int(path.read_text("utf-8").rpartition(")")[2].split()[1])
    found, grew = {pid}, True
    while grew:
        below = {child for child, parent in parents.items() if parent in found} - found
        found, grew = found | below, bool(below)
    return found - {pid}
