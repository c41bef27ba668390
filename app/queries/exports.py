"""Answers as files: CSV, XLSX and GeoJSON, each whole as it was kept."""

from __future__ import annotations

from enum import StrEnum

from starlette.responses import Response

from app.core.errors import NotFound
from app.core.workbooks import XLSX, as_csv, as_workbook
from app.queries.answers import Table
from app.queries.models import Run
from gis.geojson import feature_collection

DECIMALS = 7
"""A centimetre: what is analysed further keeps what it was."""
ONE_CELL = 32_000
"""A cell of a spreadsheet holds no more letters."""


class Form(StrEnum):
    """The files that an answer is given as."""

    CSV = "csv"
    XLSX = "xlsx"
    GEOJSON = "geojson"


MEDIA = {Form.CSV: "text/csv; charset=utf-8", Form.XLSX: XLSX, Form.GEOJSON: "application/geo+json"}


def file_of(run: Run, table: Table, form: Form) -> Response:
    """The answer as a file. Raises NotFound for GeoJSON of what has no geometry."""
    content = _content(run, table, form)
    name = f"query-{run.started_at:%Y%m%d-%H%M%S}.{form.value}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(content, headers=headers, media_type=MEDIA[form])


def _content(run: Run, table: Table, form: Form) -> bytes:
    header = [column.name for column in table.columns]
    if form is Form.CSV:
        return as_csv(header, table.written())
    if form is Form.XLSX:
        told: list[list[object]] = [
            ["คำสั่ง · statement", run.statement],
            ["ข้อมูลจริง ณ · true on", run.true_on.isoformat()],
            ["เรียกเมื่อ · run at", run.started_at.isoformat()],
            ["แถว · rows", run.rows],
            ["ตัดเพราะ · cut by", run.cut],
        ]
        rows: list[list[object]] = [[_cell(value) for value in row] for row in table.written()]
        sheets = (("ผล", header, rows), ("คำสั่ง", ["รายการ", "ค่า"], told))
        return as_workbook(sheets)
    if table.geometry is None:
        raise NotFound(
            "ผลนี้ไม่มีคอลัมน์พิกัด จึงไม่มี GeoJSON", "The answer has no column of geometries, so there is no GeoJSON."
        )
    return feature_collection(table.features(), DECIMALS).encode()


def _cell(value: object) -> object:
    return value[:ONE_CELL] if isinstance(value, str) else value
