"""To the provider of single sign-on and back. Who comes back must have been linked to an account by an administrator."""

from __future__ import annotations

import hmac

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.accounts.commands.sessions import refuse_sign_in
from app.accounts.desk import Desk, at_the_door, desk_of
from app.accounts.identification import request_id_of
from app.accounts.openid import REFUSED, Provider, new_errand, opened
from app.accounts.pages.browser import browser_of, see_other
from app.accounts.pages.signing import enter
from app.accounts.queries.accounts import by_subject
from app.core.authority import EVERYTHING
from app.core.errors import NotFound
from app.web.dependencies import PUBLIC

router = APIRouter(prefix="/accounts/openid", dependencies=[PUBLIC])
ERRAND = "__Host-phaen-openid"
BACK = "/accounts/openid/back"


@router.get("")
async def leave(request: Request) -> Response:
    """Off to the provider, with what proves on return that it was this browser."""
    desk, errand = desk_of(request), new_errand()
    provider = _provider(desk)
    answer = see_other(await run_in_threadpool(provider.way_there, errand, _back(request)))
    # A browser follows the provider's redirect back from another site: Lax lets the cookie come along.
    answer.set_cookie(
        ERRAND, errand.sealed(desk.seals), max_age=600, path="/", secure=True, httponly=True, samesite="lax"
    )
    return answer


@router.get("/back")
async def come_back(request: Request, code: str = "", state: str = "") -> Response:
    """Back with a code; a session for the account that is linked with its subject."""
    desk = desk_of(request)
    provider, errand = _provider(desk), opened(request.cookies.get(ERRAND, ""), desk.seals)
    if errand is None or not code or not hmac.compare_digest(errand.state.encode(), state.encode()):
        raise REFUSED
    subject = await run_in_threadpool(provider.subject, errand, code, _back(request))

    def let_in(session: Session) -> Response | None:
        account = by_subject(session, provider.issuer, subject, viewer=EVERYTHING)
        if account is None or account.disabled_at is not None:
            marked = desk.name_hash(f"subject {subject}")
            by = at_the_door(request_id_of(request))
            refuse_sign_in(session, marked, browser_of(request), by=by, why="openid")
            return None
        return enter(session, request, account)

    answer = await desk.apart(let_in) or see_other("/accounts/sign-in?why=stranger")
    answer.delete_cookie(ERRAND, path="/", secure=True, httponly=True, samesite="lax")
    return answer


def _provider(desk: Desk) -> Provider:
    if desk.settings.oidc_issuer is None or desk.settings.oidc_client_id is None:
        raise NotFound("ระบบนี้ไม่ได้ตั้งการเข้าระบบร่วมไว้", "Single sign-on is not set up here.")
    return Provider(desk.settings)


def _back(request: Request) -> str:
    return f"{str(request.base_url).rstrip('/')}{BACK}"
