"""A workbook that goes out."""

from __future__ import annotations

import io
import time
import zipfile

from openpyxl import load_workbook

from app.core.workbooks import as_xlsx


def test_the_same_table_is_the_same_file_whenever_it_is_written() -> None:
    """An archive counts time in steps of two seconds."""
    first = as_xlsx("ก", ["รหัส"], [["0012"], ["=1+1"]])
    time.sleep(2.1)
    assert as_xlsx("ก", ["รหัส"], [["0012"], ["=1+1"]]) == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {each.date_time[0] for each in archive.infolist()} == {1980}
    sheet = load_workbook(io.BytesIO(first)).worksheets[0]
    assert [row[0].value for row in sheet.iter_rows()] == ["รหัส", "0012", "'=1+1"]
