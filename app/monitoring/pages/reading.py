"""Pages that are read: how all projects stand, what is late, one project, assets, rounds, the rule, a photo."""

from __future__ import annotations

import uuid
from datetime import date
from pathlib import Path as Folder
from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import FileResponse, Response

from app.core.authority import Acting, Viewer
from app.core.errors import NotFound
from app.core.permissions import Permission
from app.core.records import today
from app.monitoring.asking import Asked
from app.monitoring.exports import lights_table, sao_pack
from app.monitoring.imports.photos import path_of
from app.monitoring.pages.addresses import Reference
from app.monitoring.queries import assets as asked_assets
from app.monitoring.queries import lights, reports
from app.monitoring.records import resource_of
from app.monitoring.rules import Light, counted, sentences
from app.monitoring.words import WORDS
from app.projects.queries import project_by_reference
from app.web import panels
from app.web.as_of import AsOf
from app.web.dependencies import Database, Identified, Viewing
from app.web.identity import Identity
from app.web.templating import kept_by, render

router = APIRouter(prefix="/monitoring")
Chosen = Annotated[Light | None, Query()]
Page = Annotated[int, Query(ge=1, le=999)]
SHOWN = 50
OWED_FIRST = 10


@router.get("")
def monitoring(
    request: Request, session: Database, viewer: Viewing, identity: Identified, asked: Asked, light: Chosen = None,
    page: Page = 1,
) -> Response:  # fmt: skip
    """How many projects have each light, which reports I owe, and the projects themselves; list, map and counts agree."""
    every, by = lights.standings(session, viewer=viewer, scope=asked.scope), _acting(identity, asked.as_of)
    owed = lights.owed(session, viewer=viewer) if by is not None and by.may(Permission.PROGRESS_REPORT) else []
    mine = [one for one in owed if by is not None and by.may(Permission.PROGRESS_REPORT, resource_of(by, one))]
    listed = [one for one in every if light is None or one.light is light]
    rule = lights.thresholds(session, viewer=viewer, on=asked.as_of or today(session))
    return render(
        request, "monitoring/monitoring.html", tally=counted(one.light for one in every), total=len(every), chosen=light,
        listed=listed[(page - 1) * SHOWN : page * SHOWN], page=page, pages=-(-len(listed) // SHOWN), mine=mine,
        OWED_FIRST=OWED_FIRST, sentences=sentences(rule) if rule else (),
        may_report=by is not None and by.may(Permission.PROGRESS_REPORT),
        panels=_panels(request, session, viewer, listed), **asked.words(), **WORDS,
    )  # fmt: skip


@router.get("/late")
def late(request: Request, session: Database, viewer: Viewing, asked: Asked) -> Response:
    """The projects that are late, by which rule, and the reports that are overdue."""
    found = lights.standings(session, viewer=viewer, light=Light.LATE, scope=asked.scope)
    return render(
        request, "monitoring/late.html", projects=found, panels=_panels(request, session, viewer, found),
        reports=lights.owed(session, viewer=viewer, standing="late", scope=asked.scope), **asked.words(), **WORDS,
    )  # fmt: skip


@router.get("/export.csv")
def export(session: Database, viewer: Viewing, asked: Asked, light: Chosen = None) -> Response:
    """The same projects with their lights, for a spreadsheet."""
    found = lights.standings(session, viewer=viewer, light=light, scope=asked.scope)
    headers = {"Cache-Control": "no-cache" if viewer.is_public else "private, no-store", "Vary": "Cookie",
               "Content-Disposition": 'attachment; filename="lights.csv"'}  # fmt: skip
    return Response(lights_table(found), headers=headers, media_type="text/csv; charset=utf-8")


def _acting(identity: Identity, as_of: date | None) -> Acting | None:
    """Who may act: nobody on a page of the past."""
    return identity.by if as_of is None else None


def _panels(
    request: Request, session: Session, viewer: Viewer, found: list[lights.Standing]
) -> list[panels.FilledPanel]:  # fmt: skip
    listed = ",".join(one.reference for one in found)
    return panels.filled(request, "monitoring.list", session, viewer, listed)


@router.get("/projects/{reference}")
def project(
    request: Request, session: Database, viewer: Viewing, identity: Identified, reference: Reference, as_of: AsOf
) -> Response:
    """All that is monitored of one project."""
    found, by = project_by_reference(session, reference, viewer=viewer), _acting(identity, as_of)
    return render(
        request, "monitoring/project.html", project=found,
        panels=panels.filled(request, "monitoring.project", session, viewer, reference),
        may_report=by is not None and by.may(Permission.PROGRESS_REPORT, resource_of(by, found)), **WORDS,
    )  # fmt: skip


@router.get("/projects/{reference}/sao.zip")
def pack(request: Request, session: Database, viewer: Viewing, reference: Reference) -> Response:
    """The evidence of one project for the State Audit Office, as one file."""
    found = project_by_reference(session, reference, viewer=viewer)
    headers = {
        "Cache-Control": kept_by(request),
        "Vary": "Cookie",
        "Content-Disposition": 'attachment; filename="sao.zip"',
    }
    return Response(sao_pack(session, found, viewer=viewer), headers=headers, media_type="application/zip")


@router.get("/assets")
def assets(request: Request, session: Database, viewer: Viewing, identity: Identified) -> Response:
    """Every asset with its owner, what was found of it last, and which inspection is due."""
    held, now = asked_assets.assets(session, viewer=viewer), today(session)
    by = identity.by
    finished = [one for one in lights.standings(session, viewer=viewer, light=Light.LATE) if one.reason == "no_owner"]
    return render(
        request, "monitoring/assets.html", held=held, now=now, ownerless=finished,
        may_inspect=by is not None and by.may(Permission.ASSET_INSPECT), **WORDS,
    )  # fmt: skip


@router.get("/rounds")
def rounds(request: Request, session: Database, viewer: Viewing, identity: Identified, as_of: AsOf) -> Response:
    """The calendar of reports, and the rules of the lights with their reasons."""
    by, set_ = _acting(identity, as_of), lights.rules_of_lights(session, viewer=viewer, on=as_of)
    return render(
        request, "monitoring/rounds.html", rounds=reports.rounds(session, viewer=viewer, on=as_of),
        rules=[(rule, sentences(rule), reason) for rule, reason in set_], now=as_of or today(session),
        may_open=by is not None and by.may(Permission.CALL_MANAGE),
        may_rule=by is not None and by.may(Permission.PROJECT_DECIDE), **WORDS,
    )  # fmt: skip


@router.get("/photos/{photo_id}")
def photo(request: Request, session: Database, viewer: Viewing, photo_id: uuid.UUID) -> Response:
    """A photo of a project that the viewer may see."""
    found = reports.photo_at(session, photo_id, viewer=viewer)
    folder: Folder = request.app.state.settings.files
    kept = path_of(folder, found.sha256)
    if not kept.is_file():
        raise NotFound("ไม่พบแฟ้มภาพนี้", "The file of this photo is not there.")
    headers = {
        "Cache-Control": kept_by(request),
        "Vary": "Cookie",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return FileResponse(kept, media_type="image/jpeg", headers=headers)
