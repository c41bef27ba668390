"""The policy as it stands: permissions, roles, and who has them today."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.authority import Resource
from app.core.permissions import SENTENCES, Permission
from app.organizations.queries import policy as asked
from app.organizations.rules import ANYWHERE
from app.web.dependencies import Database, Identified, Viewing
from app.web.templating import render

router = APIRouter(prefix="/organizations/policy")


@router.get("")
def policy(request: Request, session: Database, viewer: Viewing, identity: Identified) -> Response:
    """Every permission with its sentence, its roles and the positions that hold it today."""
    return render(
        request,
        "organizations/policy.html",
        rules=asked.policy(session, viewer=viewer),
        roles=asked.roles(session, viewer=viewer),
        purposes=asked.purposes(session, viewer=viewer),
        SENTENCES=SENTENCES,
        may_define=identity.by is not None and identity.by.may(Permission.ROLE_GRANT, Resource(organization=ANYWHERE)),
    )
