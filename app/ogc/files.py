"""A taking as a file or as pieces of one: read as one viewer, of one moment, with memory that does not grow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.core.authority import Viewer
from app.core.errors import Invalid
from app.ogc.streams import Reading, Streams
from app.ogc.tables import BYTES_AT_ONCE, MOST_ROWS, csv_pieces, write_xlsx
from app.ogc.taking import Taking, about
from gis import extract
from gis.writers.content import Content, Row
from gis.writers.formats import FileFormat

Passed = Callable[[int, int], None]
"""Told how many rows of how many have passed; what it raises ends the work."""
Writer = Callable[[Content, Path], None]
ROWS_BETWEEN = 1000


@dataclass(frozen=True)
class Taker:
    """Who takes what in which format. ``seconds`` is how long the database may work on it."""

    taking: Taking
    file_format: FileFormat
    viewer: Viewer
    streams: Streams
    seconds: int

    def pieces(self) -> Iterator[bytes]:
        """The bytes of a format that can be sent while it is made."""
        with self.streams.reading(self.viewer, on=self.taking.on, seconds=self.seconds) as reading:
            yield from self._pieces(reading, nothing_told, 0)

    def write(self, path: Path, *, most: int | None = None, passed: Passed | None = None) -> int:
        """The whole file; how many rows it has. Raises Invalid where there are more than ``most``."""
        with self.streams.reading(self.viewer, on=self.taking.on, seconds=self.seconds) as reading:
            visible = self.viewer.visible()
            text = extract.measure(self.taking.layer, self.taking.shape(visible), limited=self._is_limited)
            rows, placed, known_on = reading.one(text, self.taking.bound(visible))
            _refuse_many(rows, most, self.file_format)
            told = passed or nothing_told
            told(0, rows)
            if self.file_format.is_stream:
                with path.open("wb") as file:
                    file.writelines(self._pieces(reading, told, rows))
            else:
                lines = about(self.taking, rows, rows - placed, known_on)
                self._write(_counted(self._rows(reading), told, rows), rows - placed, lines, path)
            told(rows, rows)
        return int(rows)

    @property
    def _is_limited(self) -> bool:
        return self.taking.limit is not None

    def _write(self, rows: Iterator[Row], unplaced: int, lines: tuple[tuple[str, str], ...], path: Path) -> None:
        watched = _Watched(rows)
        content = Content(self.taking.layer, self.taking.attributes, self.taking.crs, watched, unplaced, lines)
        try:
            if self.file_format.id == "xlsx":
                write_xlsx(self.taking, content, path)
            else:
                writers()[self.file_format.id](content, path)
        except Exception as error:
            # A library that is given rows tells of their failure as of its own.
            raise watched.failure or error from None

    def _pieces(self, reading: Reading, passed: Passed, total: int) -> Iterator[bytes]:
        rows = _counted(self._rows(reading), passed, total)
        return csv_pieces(self.taking, rows) if self.file_format.is_table else _joined(rows)

    def _rows(self, reading: Reading) -> Iterator[Row]:
        taking, visible = self.taking, self.viewer.visible()
        shape, layer, limited = taking.shape(visible), taking.layer, self._is_limited
        if self.file_format.id == "geojsonseq":
            text = extract.sequence(layer, taking.attributes, shape, limited=limited)
        elif self.file_format.is_table:
            text = extract.table(layer, taking.attributes, taking.crs, shape, limited=limited)
        else:
            text = extract.shapes(layer, taking.attributes, taking.crs, shape, limited=limited)
        return reading.rows(text, taking.bound(visible))


class _Watched:
    """The same rows, and what went wrong with them."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows
        self.failure: BaseException | None = None

    def __iter__(self) -> Iterator[Row]:
        try:
            yield from self._rows
        except GeneratorExit:
            raise
        except BaseException as error:
            self.failure = error
            raise


@lru_cache(maxsize=1)
def writers() -> dict[str, Writer]:
    """The writers by format, loaded when a file is first made.

    Arrow and GDAL, with the pandas that they look for, are a third of the memory of a process that never makes one.
    """
    from gis.writers.parquet import write_parquet
    from gis.writers.shapefile import write_shapefiles
    from gis.writers.vector import write_fgb, write_gpkg, write_kml

    return {
        "gpkg": write_gpkg, "fgb": write_fgb, "parquet": write_parquet, "kml": write_kml, "shp": write_shapefiles,
    }  # fmt: skip


def nothing_told(_done: int, _total: int) -> None:
    """For who does not wait for news."""


def _joined(rows: Iterator[Row]) -> Iterator[bytes]:
    held: list[bytes] = []
    size = 0
    for (text,) in rows:
        held.append(text)
        size += len(text)
        if size >= BYTES_AT_ONCE:
            yield b"".join(held)
            held.clear()
            size = 0
    yield b"".join(held)


def _counted(rows: Iterator[Row], passed: Passed, total: int) -> Iterator[Row]:
    """The same rows; every so many the count is told."""
    if passed is nothing_told:
        return rows
    return _told(rows, passed, total)


def _told(rows: Iterator[Row], passed: Passed, total: int) -> Iterator[Row]:
    for done, row in enumerate(rows):
        if done % ROWS_BETWEEN == 0:
            passed(done, total)
        yield row


def _refuse_many(rows: int, most: int | None, file_format: FileFormat) -> None:
    if file_format.id == "xlsx" and rows > MOST_ROWS:
        raise Invalid(
            f"แผ่นงานของ Excel มีได้ {MOST_ROWS:,} แถว แต่มี {rows:,} รายการ ให้กรองก่อน หรือใช้ CSV",
            f"A sheet holds {MOST_ROWS:,} rows, and there are {rows:,}; filter them, or take CSV.", place="f",
        )  # fmt: skip
    if most is not None and rows > most:
        raise Invalid(
            f"มี {rows:,} รายการ เกิน {most:,} ที่ให้ได้ทันที ให้กรองด้วย filter หรือ bbox หรือสั่งเป็นงานเบื้องหลังที่ /exports",
            f"There are {rows:,} features, more than the {most:,} that are given at once; narrow them by filter or bbox,"
            " or ask for them in the background at /exports.", place="f",
        )  # fmt: skip
