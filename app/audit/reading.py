"""What pages and JSON of the log share: who reads, and what was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from fastapi import Request
from sqlalchemy.orm import Session

from app.audit import commands, queries
from app.audit.queries import Page
from app.audit.schemas import Asked
from app.core.authority import Acting
from app.core.errors import Invalid
from app.core.permissions import Permission
from app.web.forms import Form, filled

PAGING = ("before", "after")


def reader(by: Acting) -> None:
    """Raises Forbidden for who may not read the log."""
    by.must(Permission.AUDIT_READ)


def asked_of(request: Request) -> Form[Asked]:
    return filled(Asked, dict(request.query_params))


def needed(form: Form[Asked]) -> Asked:
    """What was asked for. Raises Invalid where it cannot be understood, naming the first field that is wrong."""
    if form.value is None:
        name, told = next(iter(form.errors.items()))
        raise Invalid(told.th, told.en, place=name)
    return form.value


def opened_page(session: Session, by: Acting, asked: Asked) -> Page:
    """A page of the log, whose opening is noted in it; turning the page is not."""
    if asked.before is None and asked.after is None:
        commands.open_log(session, by=by, filters=asked.filters())
    return queries.page(session, asked, viewer=by.viewer)


def with_page(parameters: Mapping[str, str], **page: int) -> str:
    """The query string of another page of the same question."""
    kept = {name: value for name, value in parameters.items() if name not in PAGING and value}
    return urlencode({**kept, **page})
