"""Pages that are read: how all projects stand, what is late, one project, assets, rounds, the rule, a photo."""

from __future__ import annotations

import uuid
from pathlib import Path as Folder
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import FileResponse, Response

from app.core.errors import NotFound
from app.core.permissions import Permission
from app.core.records import today
from app.monitoring.exports import sao_pack
from app.monitoring.imports.photos import path_of
from app.monitoring.pages.addresses import Reference
from app.monitoring.queries import assets as asked_assets
from app.monitoring.queries import lights, reports
from app.monitoring.records import resource_of
from app.monitoring.rules import Light, counted, sentences
from app.monitoring.words import WORDS
from app.projects.queries import project_by_reference
from app.web import panels
from app.web.dependencies import Database, Identified, Viewing
from app.web.templating import kept_by, render

router = APIRouter(prefix="/monitoring")
Chosen = Annotated[Light | None, Query()]
Page = Annotated[int, Query(ge=1, le=999)]
SHOWN = 50
OWED_FIRST = 10


@router.get("")
def monitoring(
    request: Request, session: Database, viewer: Viewing, identity: Identified, light: Chosen = None, page: Page = 1
) -> Response:  # fmt: skip
    """How many projects have each light, which reports I owe, and the projects themselves."""
    every, by = lights.standings(session, viewer=viewer), identity.by
    owed = lights.owed(session, viewer=viewer) if by is not None and by.may(Permission.PROGRESS_REPORT) else []
    mine = [one for one in owed if by is not None and by.may(Permission.PROGRESS_REPORT, resource_of(by, one))]
    listed = [one for one in every if light is None or one.light is light]
    rule = lights.thresholds(session, viewer=viewer, on=today(session))
    return render(
        request, "monitoring/monitoring.html", tally=counted(one.light for one in every), total=len(every), chosen=light,
        listed=listed[(page - 1) * SHOWN : page * SHOWN], page=page, pages=-(-len(listed) // SHOWN), mine=mine,
        OWED_FIRST=OWED_FIRST, sentences=sentences(rule) if rule else (),
        may_report=by is not None and by.may(Permission.PROGRESS_REPORT),
        **WORDS,
    )  # fmt: skip


@router.get("/late")
def late(request: Request, session: Database, viewer: Viewing) -> Response:
    """The projects that are late, by which rule, and the reports that are overdue."""
    return render(
        request, "monitoring/late.html", projects=lights.standings(session, viewer=viewer, light=Light.LATE),
        reports=lights.owed(session, viewer=viewer, standing="late"), **WORDS,
    )  # fmt: skip


@router.get("/projects/{reference}")
def project(
    request: Request, session: Database, viewer: Viewing, identity: Identified, reference: Reference
) -> Response:
    """All that is monitored of one project."""
    found = project_by_reference(session, reference, viewer=viewer)
    by = identity.by
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
def rounds(request: Request, session: Database, viewer: Viewing, identity: Identified) -> Response:
    """The calendar of reports, and the rules of the lights with their reasons."""
    by = identity.by
    rules = [(rule, sentences(rule), reason) for rule, reason in lights.rules_of_lights(session, viewer=viewer)]
    return render(
        request, "monitoring/rounds.html", rounds=reports.rounds(session, viewer=viewer), rules=rules, now=today(session),
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
