"""Pages that are read: the list with its facets, a project whole, a version of it, a file of it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import FileResponse, RedirectResponse, Response

from app.core.authority import Acting, Viewer
from app.core.errors import Unavailable
from app.core.permissions import Permission
from app.plans.queries.plans import frames
from app.projects import exports
from app.projects.evidence import Shelf
from app.projects.pages.addresses import WORDS, Reference, may_change, steps_for
from app.projects.pages.views import kept_views
from app.projects.queries.cascade import cascades, goals_of, named_nodes
from app.projects.queries.detail import detail, file_of, stood_on, version_of
from app.projects.queries.listing import lines, owners
from app.projects.queries.past import unkept
from app.projects.queries.places import area_names, sites_told
from app.projects.queries.standing import named_sources
from app.projects.queries.views import default_address
from app.projects.rules.facets import (
    FACETS,
    PAGE_SIZE,
    Choice,
    Line,
    by_year,
    counts,
    money_of,
    narrowed,
    page_of,
    pages,
    total,
)
from app.projects.rules.states import Part
from app.projects.rules.views import opened
from app.projects.schemas import Asked
from app.projects.trend import trend_chart
from app.web import panels
from app.web.as_of import AsOf
from app.web.dependencies import Database, Identified, Viewing
from app.web.templating import kept_by, render, svg
from app.web.words import language_of
from gis.layer import Text

router = APIRouter(prefix="/projects")
KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
VIEWS: tuple[tuple[Text, dict[str, list[str]]], ...] = (
    (Text(th="ทั้งหมด", en="All"), {}),
    (Text(th="ต้องดู", en="Need eyes"), {"light": ["late", "watch"]}),
    (Text(th="รอกลั่นกรอง", en="To be screened"), {"state": ["submitted"]}),
    (Text(th="กำลังดำเนินการ", en="Under way"), {"state": ["preparing", "procuring", "contracted", "in_progress"]}),
    (Text(th="หยุดหรือติดปัญหา", en="Suspended or in trouble"), {"state": ["suspended", "problem"]}),
    (Text(th="ไม่มีที่ตั้ง", en="Not located"), {"located": ["nowhere"]}),
)
"""Views that everybody needs; any other is kept by its address, and by a name (``app.projects.rules.views``)."""


@router.get("")
def projects(
    request: Request,
    session: Database,
    viewer: Viewing,
    identity: Identified,
    asked: Annotated[Asked, Query()],
    as_of: AsOf,
) -> Response:
    """The projects that the viewer may see, narrowed; list, map and counts obey the same choice.

    The bare address opens the default view of the position, which has an address of its own.
    """
    default = None if request.url.query else default_address(session, viewer=viewer)
    if default is not None:
        return RedirectResponse(opened(default), 303)
    chosen, q = asked.chosen, asked.q
    known = lines(session, viewer=viewer, asked=q, then=as_of is not None)
    then = {"as_of": as_of.isoformat()} if as_of is not None else {}
    late = unkept(session, as_of, viewer=viewer)
    found = narrowed(known, chosen)
    page = min(asked.page, pages(len(found)))
    counted = counts(known, chosen)
    return render(
        request, "projects/projects.html", asked=q, chosen=chosen, found=found, shown=page_of(found, page), total=total(found),
        page=page, pages=pages(len(found)), PAGE_SIZE=PAGE_SIZE,
        counts=counted, owners=owners(session, viewer=viewer), views=_views(known, identity.by, then),
        names=area_names(session, _codes(known), viewer=viewer),
        link=lambda **more: _link(chosen, q, {**then, **more}), facets=list(FACETS), money=money_of(found, chosen),
        **_goals(request, session, viewer, known, chosen), **kept_views(request, session, viewer, identity.by),
        panels=panels.filled(request, "projects.list", session, viewer, ",".join(line.reference for line in found)),
        unkept=[line for line in found if line.reference in late],
        may_register=identity.by is not None and identity.by.may(Permission.PROJECT_REGISTER), **WORDS,
    )  # fmt: skip


@router.get("/export.{form}")
def export(
    session: Database, viewer: Viewing, form: exports.Form, asked: Annotated[Asked, Query()], as_of: AsOf
) -> Response:  # fmt: skip
    """The same list whole, for a spreadsheet."""
    found = narrowed(lines(session, viewer=viewer, asked=asked.q, then=as_of is not None), asked.chosen)
    names = exports.Names(
        owners(session, viewer=viewer), area_names(session, _codes(found), viewer=viewer),
        named_sources(session, viewer=viewer),
    )  # fmt: skip
    content = exports.as_file(form, found, asked.chosen, names)
    headers = {"Cache-Control": "no-cache" if viewer.is_public else "private, no-store", "Vary": "Cookie",
               "Content-Disposition": f'attachment; filename="projects.{form}"'}  # fmt: skip
    return Response(content, headers=headers, media_type=exports.MEDIA[form])


@router.get("/{reference}")
def project(
    request: Request, session: Database, viewer: Viewing, identity: Identified, reference: Reference, as_of: AsOf
) -> Response:  # fmt: skip
    """One project: where it stands, what it serves, where it is, what it does, how ready it is, what became of it."""
    found = detail(session, reference, viewer=viewer)
    now = stood_on(session, found, as_of, viewer=viewer) if as_of is not None else None
    return render(
        request, "projects/project.html", **_told(session, viewer, found),
        panels=panels.filled(request, "projects.detail", session, viewer, reference),
        steps=steps_for(identity.by, found.project) if now is None else [], stood=now,
        may_edit={part: now is None and may_change(identity.by, found.project, part) for part in Part}, Part=Part, **WORDS,
    )  # fmt: skip


@router.get("/{reference}/versions/{number}")
def version(
    request: Request, session: Database, viewer: Viewing, reference: Reference, number: int
) -> Response:  # fmt: skip
    """A version as it was kept."""
    found, kept = version_of(session, reference, number, viewer=viewer)
    return render(request, "projects/version.html", project=found, version=kept, told=kept.snapshot, **WORDS)


@router.get("/{reference}/files/{file_id}")
def file(
    request: Request, session: Database, viewer: Viewing, reference: Reference, file_id: uuid.UUID
) -> Response:  # fmt: skip
    """A file as it was attached; it is never shown inside a page of ours."""
    found = file_of(session, reference, file_id, viewer=viewer)
    path = Shelf.of(request.app.state.settings).path(found.sha256)
    if not path.is_file():
        raise Unavailable(
            "ไม่พบเนื้อแฟ้มในคลังแฟ้ม แจ้งผู้ดูแลระบบ", "The bytes of the file are not on the shelf; tell the administrator."
        )
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.file_name)}",
        "Cache-Control": kept_by(request), "Content-Security-Policy": "sandbox", "X-Content-Type-Options": "nosniff",
    }  # fmt: skip
    return FileResponse(path, media_type=found.media_type, headers=headers)


def _goals(
    request: Request, session: Session, viewer: Viewer, known: Sequence[Line], chosen: Choice
) -> dict[str, Any]:  # fmt: skip
    """What goals and nodes are called, and the years of the list as a picture with its table."""
    language, years = language_of(request), by_year(known, chosen)
    keys = {key for line in known for key in line.nodes} | chosen.values.get("node", frozenset())
    title = language.say("จำนวนโครงการและเงินรายปีงบประมาณ ล้านบาท", "Projects and money by fiscal year, million baht")
    picked = {int(year) for year in chosen.values.get("year", ()) if year.isdecimal()}
    return {
        "goals": {f"{one.system}:{one.code}": one for one in frames(session, viewer=viewer)},
        "nodes": named_nodes(session, [uuid.UUID(key) for key in keys if KEY.fullmatch(key)], viewer=viewer),
        "source_names": named_sources(session, viewer=viewer), "years": years,
        "trend": svg(trend_chart(years, picked, title=title, language=language)),
    }  # fmt: skip


def _told(session: Session, viewer: Viewer, found: Any) -> dict[str, Any]:
    sites = sites_told(session, found.project, viewer=viewer)
    codes = {code for one in sites for code in (*one.site.declared_areas, *one.mismatch.missing, *one.mismatch.unsaid)}
    return {
        "told": found, "project": found.project, "sites": sites,
        "areas": area_names(session, codes, viewer=viewer),
        "ways": cascades(session, found.project, viewer=viewer), "goals": goals_of(session, found.project, viewer=viewer),
        "owners": owners(session, viewer=viewer),
    }  # fmt: skip


def _codes(found: Sequence[Line]) -> set[str]:
    return {line.main_area for line in found if line.main_area} | {
        code for line in found for code in (*line.districts, *line.areas)
    }


def _link(chosen: Choice, q: str, more: dict[str, Any]) -> str:
    """The address of this view with something else chosen; ``page`` begins anew unless it is given."""
    values: dict[str, Any] = {facet: sorted(of) for facet, of in chosen.values.items()} | {"q": q} | more
    query = urlencode([(name, one) for name, of in values.items() if of not in (None, "", [])
                       for one in (of if isinstance(of, list) else [of])])  # fmt: skip
    return f"?{query or 'q='}"


def _views(known: Sequence[Line], by: Acting | None, then: dict[str, str]) -> list[tuple[Text, str, int, Choice]]:
    """Each view with its address, as of the same day, and how many projects it holds; one more for who has an agency."""
    listed = list(VIEWS)
    mine = by.viewer.agencies if by is not None else None
    if mine:
        listed.append((Text(th="ของหน่วยงานฉัน", en="Of my agency"), {"agency": sorted(mine)}))
    made = []
    for title, values in listed:
        choice = Choice({name: frozenset(of) for name, of in values.items()})
        made.append((title, _link(choice, "", then), len(narrowed(known, choice)), choice))
    return made
