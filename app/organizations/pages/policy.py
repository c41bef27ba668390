"""The policy as it stands: permissions, roles, and who has them today."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.permissions import SENTENCES
from app.organizations.queries import policy as asked
from app.web.dependencies import Database, Viewing
from app.web.templating import render

router = APIRouter(prefix="/organizations/policy")


@router.get("")
def policy(request: Request, session: Database, viewer: Viewing) -> Response:
    """Every permission with its sentence, its roles and the positions that hold it today."""
    return render(
        request,
        "organizations/policy.html",
        rules=asked.policy(session, viewer=viewer),
        roles=asked.roles(session, viewer=viewer),
        purposes=asked.purposes(session, viewer=viewer),
        SENTENCES=SENTENCES,
    )
