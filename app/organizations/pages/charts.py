"""The chart of the province on a day, the list of its organisations, and the page of one organisation."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.core.authority import Resource
from app.core.permissions import Permission
from app.organizations.models import Organization
from app.organizations.pages.asked import On, as_of
from app.organizations.queries import charts, finding, positions, posts
from app.organizations.rules import KINDS, OrganizationKind, last_day
from app.web.dependencies import Database, Identified, Viewing
from app.web.templating import render

router = APIRouter(prefix="/organizations")
Find = Annotated[str, Query(max_length=100)]


@router.get("")
def organizations(
    request: Request, session: Database, viewer: Viewing, identity: Identified, on: On = "", q: Find = ""
) -> Response:
    """The chain of command of a day, what a search finds, and every organisation with its posts."""
    asked = as_of(session, viewer, on)
    every = posts.posts(session, viewer=viewer, on=asked.on)
    roots = charts.province_chart(session, viewer=viewer, on=asked.on)
    return render(
        request,
        "organizations/organizations.html",
        asked=asked,
        roots=roots,
        orders=positions.orders_to(session, viewer=viewer, on=asked.on),
        kinds=_by_kind(posts.organizations(session, viewer=viewer, on=asked.on)),
        KINDS=KINDS,
        total=Counter(post.organization for post in every),
        filled=Counter(post.organization for post in every if post.holder is not None),
        states=Counter(post.state.value for post in every),
        vacant=sorted((p for p in every if p.holder is None), key=lambda p: (-(p.vacant_days or 0), p.number)),
        names={each.code: each for each in posts.organizations(session, viewer=viewer, on=asked.on)},
        q=q.strip(),
        found=finding.found_posts(session, q.strip(), viewer=viewer) if q.strip() else None,
        may_edit=identity.by is not None and identity.by.may(Permission.ORGANIZATION_EDIT),
    )


@router.get("/{code}")
def organization(
    request: Request, session: Database, viewer: Viewing, identity: Identified, code: str, on: On = ""
) -> Response:
    """One organisation: its positions, its units, and what stands under it."""
    asked = as_of(session, viewer, on)
    found = positions.organization_at(session, code, viewer=viewer)
    every = posts.organizations(session, viewer=viewer, on=asked.on)
    return render(
        request,
        "organizations/organization.html",
        asked=asked,
        organization=found,
        kind=KINDS[OrganizationKind(found.kind)],
        ended=last_day(found.valid_to),
        parent=next((each for each in every if each.code == found.parent_code), None),
        below=[each for each in every if each.parent_code == code],
        roots=charts.organization_chart(session, code, viewer=viewer, on=asked.on),
        listed=posts.posts(session, viewer=viewer, on=asked.on, organization=code),
        units=positions.units_of(session, code, viewer=viewer),
        orders=positions.orders_to(session, viewer=viewer, on=asked.on),
        may_edit=identity.by is not None and identity.by.may(Permission.ORGANIZATION_EDIT, Resource(organization=code)),
    )


def _by_kind(found: list[Organization]) -> list[tuple[OrganizationKind, list[Organization]]]:
    by_kind: dict[str, list[Organization]] = {}
    for each in found:
        by_kind.setdefault(each.kind, []).append(each)
    return [(kind, by_kind[kind]) for kind in KINDS if kind in by_kind]
