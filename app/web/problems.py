"""What goes wrong, told to machines (RFC 9457 problem+json) and to people (a page), from one table of classes.

Nothing of the inside leaves: an unforeseen error is logged under the request and told as such.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from psycopg.errors import QueryCanceled
from sqlalchemy.exc import DataError, OperationalError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.core.errors import (
    Conflict,
    Forbidden,
    Gone,
    Invalid,
    NotFound,
    PhaenError,
    Stale,
    TooLarge,
    TooMany,
    Unavailable,
    Unconditional,
    Unidentified,
    WrongKind,
)
from app.web.templating import render

STATUS: dict[type[PhaenError], HTTPStatus] = {
    NotFound: HTTPStatus.NOT_FOUND,
    Gone: HTTPStatus.GONE,
    Forbidden: HTTPStatus.FORBIDDEN,
    Invalid: HTTPStatus.BAD_REQUEST,
    Stale: HTTPStatus.PRECONDITION_FAILED,
    Conflict: HTTPStatus.CONFLICT,
    Unidentified: HTTPStatus.UNAUTHORIZED,
    Unconditional: HTTPStatus.PRECONDITION_REQUIRED,
    TooMany: HTTPStatus.TOO_MANY_REQUESTS,
    TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    WrongKind: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""The one table from what went wrong to its HTTP status."""

TITLES: dict[int, tuple[str, str]] = {
    400: ("คำขอไม่ถูกต้อง", "The request is not right"),
    401: ("ต้องแสดงตน", "Credentials are needed"),
    403: ("ตำแหน่งนี้ไม่มีอำนาจ", "This position may not do that"),
    404: ("ไม่พบสิ่งที่ขอ", "There is no such thing here"),
    405: ("ใช้วิธีนี้กับที่อยู่นี้ไม่ได้", "This address does not take that method"),
    406: ("ไม่มีรูปแบบที่ขอ", "Not available in that format"),
    409: ("มีการแก้ไขก่อนหน้า", "Another act came first"),
    410: ("ไม่เก็บไว้แล้ว", "No longer kept"),
    412: ("มีผู้แก้ไขไปก่อนแล้ว", "Somebody changed it first"),
    413: ("ข้อมูลใหญ่เกินไป", "Too large"),
    415: ("ชนิดของข้อมูลที่ส่งมาใช้ไม่ได้", "This kind of body is not taken"),
    428: ("ต้องบอกว่าอ่านอะไรมา", "Say what you have read"),
    429: ("มากเกินไป", "Too many requests"),
    500: ("ระบบขัดข้อง", "Something broke here"),
    503: ("ยังให้บริการไม่ได้ชั่วคราว", "Not available for the moment"),
}
UNFORESEEN = (
    "เหตุขัดข้องถูกบันทึกไว้แล้ว โปรดลองใหม่ หากยังเป็นอยู่โปรดแจ้งผู้ดูแลระบบ",
    "It has been logged. Try again; if it stays, tell the operator.",
)
FOR_MACHINES = ("/api/", "/ogc", "/tiles/", "/feeds/", "/static/")
LOG = logging.getLogger("phaen.web")


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem as both readers are told it; ``place`` names the part of the request that is wrong."""

    status: int
    th: str
    en: str
    place: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def title(self) -> tuple[str, str]:
        return TITLES.get(self.status) or TITLES[500 if self.status >= 500 else 400]

    def as_json(self, instance: str) -> bytes:
        """The RFC 9457 document, with both languages in ``detail``."""
        told = {
            "type": "about:blank",
            "title": self.title[1],
            "title_th": self.title[0],
            "status": self.status,
            "detail": f"{self.th} · {self.en}",
            "instance": instance,
        }
        if self.place:
            told["parameter"] = self.place
        return json.dumps(told, ensure_ascii=False).encode()


def install(app: FastAPI) -> None:
    """Let the application tell every error in this way."""
    app.add_exception_handler(PhaenError, _foreseen)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(DataError, _not_text)
    app.add_exception_handler(OperationalError, _too_long)
    app.add_exception_handler(Exception, unforeseen)


def of_error(error: PhaenError) -> Problem:
    """The problem of an error of ours, by the nearest class in the table."""
    status = next(STATUS[cls] for cls in type(error).__mro__ if cls in STATUS)
    return Problem(status, error.th, error.en, error.place, _headers(error))


def _headers(error: PhaenError) -> dict[str, str]:
    """What HTTP wants to be said beside the status (RFC 9110, 10.2.3 and 11.6.1)."""
    if isinstance(error, TooMany):
        return {"Retry-After": str(error.seconds)}
    if isinstance(error, Unavailable):
        return {"Retry-After": "2"}
    return {"WWW-Authenticate": "Bearer"} if isinstance(error, Unidentified) else {}


def answer(request: Request, problem: Problem) -> Response:
    """A page for people, a document for machines; an answer to HEAD has the same headers."""
    # An address below a signed link is for machines where the same address without it is.
    path = request.url.path.removeprefix(getattr(request.state, "mounted", ""))
    if path.startswith(FOR_MACHINES) and "text/html" not in request.headers.get("accept", ""):
        return document(request, problem)
    page = render(request, "web/layouts/problem.html", status=problem.status, problem=problem)
    page.headers.update(problem.headers)
    return page


def document(request: Request, problem: Problem) -> Response:
    """The problem as machines read it."""
    headers = {"Cache-Control": "no-store", **problem.headers}
    body = problem.as_json(request.url.path)
    return Response(body, problem.status, headers, media_type="application/problem+json")


def _foreseen(request: Request, error: Exception) -> Response:
    assert isinstance(error, PhaenError)
    return answer(request, of_error(error))


def _unreadable(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    place = str(first["loc"][-1])
    return answer(request, Problem(400, f"ค่าของ {place} ใช้ไม่ได้", f"{place}: {first['msg']}", place))


def _not_text(request: Request, error: Exception) -> Response:
    """A text that no database of ours can hold, since it has a NUL: the driver itself refuses it, so no state is told."""
    assert isinstance(error, DataError)
    if getattr(error.orig, "sqlstate", None) is not None:
        return unforeseen(request, error)
    return answer(request, Problem(400, "ข้อความมีอักขระ NUL ซึ่งเก็บไม่ได้", "A text holds a NUL, which cannot be stored."))


def _too_long(request: Request, error: Exception) -> Response:
    """A question that took longer than its role may take."""
    assert isinstance(error, OperationalError)
    if not isinstance(error.orig, QueryCanceled):
        return unforeseen(request, error)
    told = Unavailable("คำถามนี้ใช้เวลานานเกินไป ถามให้แคบลงแล้วลองใหม่", "This question takes too long; ask for less and try again.")
    return answer(request, of_error(told))


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    path = request.url.path
    if error.status_code == HTTPStatus.SEE_OTHER:
        return RedirectResponse((error.headers or {})["Location"], error.status_code)
    response = answer(request, Problem(error.status_code, f"ที่อยู่ {path}", f"Address {path}"))
    response.headers.update(error.headers or {})
    return response


def unforeseen(request: Request, error: Exception) -> Response:
    """Logged under the request, and told without anything of the inside."""
    LOG.error("%s: unforeseen error at %s", getattr(request.state, "request_id", "-"), request.url.path, exc_info=error)
    return answer(request, Problem(500, *UNFORESEEN))
