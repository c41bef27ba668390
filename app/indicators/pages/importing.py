"""Values from a table: checked first, with what is wrong in each row, then recorded all or none; and as a file again."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from app.core.authority import Acting, Viewer
from app.core.errors import Invalid, PhaenError
from app.core.records import today
from app.core.workbooks import XLSX
from app.indicators.addresses import WORDS, Code, Known, known_on, page_of, recordable
from app.indicators.commands.observing import record_observations
from app.indicators.imports import COLUMNS, YEAR, Reading, decoded, read, written
from app.indicators.models import Indicator
from app.indicators.queries.definitions import indicator_by_code
from app.indicators.queries.targets import tracks_of_indicator
from app.indicators.queries.values import observations
from app.indicators.workbooks import workbook
from app.web.dependencies import Acts, Database, Viewing
from app.web.forms import Given, Submitted
from app.web.templating import render
from gis.layer import Text

router = APIRouter(prefix="/indicators")
SHOWN = 10
RECORD = "record"


@dataclass(frozen=True, slots=True)
class Trial:
    """A table as it was given, what it says, and what refuses all of it."""

    text: str = ""
    reading: Reading | None = None
    refused: Text | None = None

    @property
    def is_sound(self) -> bool:
        return self.refused is None and self.reading is not None and not self.reading.errors


@router.get("/{code}/import")
def imports(request: Request, session: Database, by: Acts, code: Code) -> Response:
    """The form that takes a table."""
    return _page(request, recordable(session, by, code), Trial())


@router.post("/{code}/import")
def import_the_values(request: Request, session: Database, by: Acts, given: Submitted, code: Code) -> Response:
    """Check the table; record it when that is asked for and nothing is wrong."""
    found = recordable(session, by, code)
    try:
        trial = _tried(session, by, found, _text(given))
    except Invalid as error:
        return _page(request, found, Trial("", None, Text(th=error.th, en=error.en)), status=422)
    if given.get("act") != RECORD or not trial.is_sound or trial.reading is None:
        return _page(request, found, trial, status=200 if trial.is_sound else 422)
    record_observations(session, by=by, indicator=code, observations=trial.reading.observations)
    return RedirectResponse(page_of(code), 303)


@router.get("/{code}/export.csv")
def export(session: Database, viewer: Viewing, code: Code, known: Known = "") -> Response:
    """Every vintage that the viewer may read: RFC 4180 in UTF-8 with a byte order mark."""
    rows = observations(session, viewer=viewer, indicator=code, known=known_on(known))
    body = b"\xef\xbb\xbf" + written(rows).encode()
    return Response(body, headers=_headers(viewer, f"{code}.csv"), media_type="text/csv; charset=utf-8")


@router.get("/{code}/export.xlsx")
def export_workbook(session: Database, viewer: Viewing, code: Code, known: Known = "") -> Response:
    """The same with the targets and what the indicator is, as a workbook."""
    found, day = indicator_by_code(session, code, viewer=viewer), known_on(known)
    rows = observations(session, viewer=viewer, indicator=code, known=day)
    tracks = tracks_of_indicator(session, found, viewer=viewer, known=day)
    body = workbook(found, rows, tracks, known=day or today(session))
    return Response(body, headers=_headers(viewer, f"{code}.xlsx"), media_type=XLSX)


def _headers(viewer: Viewer, name: str) -> dict[str, str]:
    return {
        "Content-Disposition": f'attachment; filename="{name}"', "Vary": "Cookie, Authorization",
        "Cache-Control": "no-cache" if viewer.is_public else "private, no-store",
    }  # fmt: skip


def _text(given: Given) -> str:
    """The table of the file, else what stands in the field."""
    file, raw = given.get("file"), b""
    if isinstance(file, UploadFile):
        with file.file as opened:
            raw = opened.read()
    return decoded(raw) if raw else str(given.get("rows", ""))


def _tried(session: Session, by: Acting, found: Indicator, text: str) -> Trial:
    """What would be recorded: it is, and is taken back."""
    try:
        reading = read(found, text)
    except PhaenError as error:
        return Trial(text, None, Text(th=error.th, en=error.en))
    if reading.errors:
        return Trial(text, reading)
    trial = session.begin_nested()
    try:
        record_observations(session, by=by, indicator=found.code, observations=reading.observations)
    except PhaenError as error:
        return Trial(text, reading, Text(th=error.th, en=error.en))
    finally:
        trial.rollback()
    return Trial(text, reading)


def _page(request: Request, found: Indicator, trial: Trial, *, status: int = 200) -> Response:
    columns = [*COLUMNS.values(), YEAR]
    return render(
        request,
        "indicators/imports.html",
        status=status,
        indicator=found,
        trial=trial,
        columns=columns,
        SHOWN=SHOWN,
        **WORDS,
    )
