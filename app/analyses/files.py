"""Tables of analyses as files: CSV, and a workbook that also says how its figures are computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from fastapi import Request
from starlette.responses import Response

from app.analyses.rules import Step
from app.core.calendar import written_day
from app.core.workbooks import XLSX, as_csv, as_workbook
from app.web.templating import kept_by
from app.web.words import Language, language_of
from gis.layer import Text

Ending = Literal["csv", "xlsx"]
CSV = "text/csv; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is taken away; ``facts`` are what holds for all of it."""

    name: str
    title: Text
    header: Sequence[Text]
    rows: Sequence[Sequence[object]]
    facts: Sequence[tuple[Text, object]]
    steps: Sequence[Step]
    caution: Text


def as_file(request: Request, table: Table, ending: Ending, on: date) -> Response:
    """The table in the language of the page."""
    language = language_of(request)
    header = [language.text(each) for each in table.header]
    body, kind = (as_csv(header, table.rows), CSV) if ending == "csv" else (_book(table, header, on, language), XLSX)
    headers = {
        "Content-Disposition": f'attachment; filename="{table.name}.{ending}"', "Cache-Control": kept_by(request),
        "Vary": "Cookie",
    }  # fmt: skip
    return Response(body, headers=headers, media_type=kind)


def _book(table: Table, header: Sequence[str], on: date, language: Language) -> bytes:
    say = language.say
    facts = [
        (say("ข้อมูล ณ วันที่", "As of"), written_day(on) if language is Language.THAI else on.isoformat()),
        *((language.text(name), value) for name, value in table.facts),
    ]
    how = [
        *((language.text(one.name), one.formula, one.source) for one in table.steps),
        (language.text(table.caution),),
    ]
    return as_workbook([
        (language.text(table.title), header, table.rows),
        (say("สรุป", "Summary"), (say("รายการ", "Item"), say("ค่า", "Value")), facts),
        (say("คำนวณอย่างไร", "How computed"), (say("วิธี", "Way"), say("สูตร", "Formula"), say("ที่มา", "Source")), how),
    ])  # fmt: skip
