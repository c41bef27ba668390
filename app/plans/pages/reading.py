"""Pages that are read: the list of plans, national frames, a version as a tree, what differs, and what it covers."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.core.authority import Acting, Viewer
from app.core.permissions import Permission
from app.core.records import today
from app.meetings import queries as meetings
from app.meetings.rules import numbered
from app.organizations.models import Organization
from app.organizations.queries import posts
from app.plans import exports
from app.plans.models import Plan
from app.plans.pages.addresses import WORDS, Code, Version, may_decide, may_draft
from app.plans.queries import plans as asked_of
from app.plans.queries.coverage import coverage
from app.plans.queries.money import money, projects_by_node
from app.plans.rules import PlanState, Sum, System
from app.web import panels
from app.web.as_of import AsOf, as_of_in
from app.web.dependencies import Database, Identified, Viewing
from app.web.templating import render

router = APIRouter(prefix="/plans")
Before = Annotated[int | None, Query(ge=1, le=9999)]
Asked = Annotated[System, Query()]
InYear = Annotated[int | None, Query(ge=2500, le=2700)]


@router.get("")
def plans(request: Request, session: Database, viewer: Viewing, identity: Identified) -> Response:
    """Every plan with its versions."""
    found: dict[str, list[Plan]] = {}
    for one in asked_of.plans(session, viewer=viewer):
        found.setdefault(one.code, []).append(one)
    return render(
        request, "plans/plans.html", series=list(found.values()), owners=_owners(session, viewer),
        may_draft=identity.by is not None and identity.by.may(Permission.PLAN_DRAFT), **WORDS,
    )  # fmt: skip


@router.get("/{code}")
def plan(
    request: Request, session: Database, viewer: Viewing, identity: Identified, code: Code, as_of: AsOf
) -> Response:
    """The version in force on the day asked for; today also the latest, where none is in force. Raises NotFound."""
    found = asked_of.plan_at(session, code, viewer=viewer)
    if as_of is not None:
        found = asked_of.plan_on(session, code, as_of, viewer=viewer)
    return _page(request, session, viewer, identity.by, found)


@router.get("/{code}/{version}")
def version(
    request: Request, session: Database, viewer: Viewing, identity: Identified, code: Code, version: Version, as_of: AsOf
) -> Response:
    """One version as a tree, with the alignments that held on the day asked for."""
    del as_of
    return _page(request, session, viewer, identity.by, asked_of.plan_at(session, code, version, viewer=viewer))


@router.get("/{code}/{version}/difference")
def difference(
    request: Request, session: Database, viewer: Viewing, code: Code, version: Version, before: Before = None
) -> Response:
    """What a version has that an earlier one has not, and the other way round."""
    after = asked_of.plan_at(session, code, version, viewer=viewer)
    known = [one for one in asked_of.versions(session, code, viewer=viewer) if one.version != version]
    earlier = next((one for one in known if one.version < version), None)
    compared = asked_of.plan_at(session, code, before, viewer=viewer) if before is not None else earlier
    parts = {**asked_of.parts(session, after, viewer=viewer)}
    if compared is not None:
        parts = {**asked_of.parts(session, compared, viewer=viewer), **parts}
    return render(
        request, "plans/difference.html", plan=after, before=compared, known=known, parts=parts,
        told=asked_of.differences(session, compared, after, viewer=viewer) if compared is not None else None, **WORDS,
    )  # fmt: skip


@router.get("/{code}/{version}/coverage")
def covered(
    request: Request, session: Database, viewer: Viewing, code: Code, version: Version, as_of: AsOf,
    system: Asked = System.NS, year: InYear = None,
) -> Response:  # fmt: skip
    """The matrix of national goals against the issues of a version, with the projects and the money of a fiscal year."""
    found = asked_of.plan_at(session, code, version, viewer=viewer)
    covered = coverage(session, found, system, viewer=viewer, on=as_of)
    told = money(session, system, year, viewer=viewer, plan=found, on=as_of)
    in_force = _in_force(session, viewer, found.code, as_of)
    return render(
        request, "plans/coverage.html", plan=found, system=system, covered=covered, money=told, in_force=in_force,
        is_in_force=in_force is not None and in_force.id == found.id,
        beyond=exports.beyond(covered, told), by_year=exports.by_year(covered, told), NOTHING=Sum(),
        BEYOND=exports.BEYOND, SECOND=exports.SECOND, NONE=exports.NONE, ALL=exports.ALL, **WORDS,
    )  # fmt: skip


def _page(request: Request, session: Session, viewer: Viewer, by: Acting | None, found: Plan) -> Response:
    then = as_of_in(request)
    drafts = then is None and may_draft(by, found)
    in_force = None if then is None else _in_force(session, viewer, found.code, then)
    cited = {} if found.approved_by is None else meetings.decided(session, [found.approved_by], viewer=viewer)
    return render(
        request, "plans/plan.html", plan=found, owner=_owners(session, viewer).get(found.organization),
        versions=asked_of.versions(session, found.code, viewer=viewer),
        branches=asked_of.tree(session, found, viewer=viewer, on=then), in_force=in_force,
        projects=projects_by_node(session, viewer=viewer),
        decided=next(iter(cited.values()), None), numbered=numbered,
        panels=panels.filled(request, "plans.plan", session, viewer, f"{found.code}/{found.version}"),
        may_edit=drafts and found.state == PlanState.DRAFT,
        may_revise=drafts and found.state == PlanState.APPROVED,
        may_decide=then is None and found.state == PlanState.PROPOSED and may_decide(by, found),
        may_return=then is None and found.state == PlanState.PROPOSED and by is not None and by.may(Permission.PLAN_APPROVE),
        **WORDS,
    )  # fmt: skip


def _in_force(session: Session, viewer: Viewer, code: str, then: date | None) -> Plan | None:
    """The version of a plan that is or was in force."""
    found = asked_of.in_force_on(session, then or today(session), viewer=viewer)
    return next((one for one in found if one.code == code), None)


def _owners(session: Session, viewer: Viewer) -> dict[str, Organization]:
    return {one.code: one for one in posts.organizations(session, viewer=viewer)}
