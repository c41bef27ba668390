"""Administering accounts. What is shown once is shown in the answer to the act, and stands nowhere else."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.accounts.commands import administration as acts
from app.accounts.desk import desk_of
from app.accounts.pages.browser import see_other
from app.accounts.queries.accounts import Listed, account, accounts, candidates
from app.accounts.queries.sessions import places
from app.accounts.rules import generated_password
from app.accounts.schemas import AccountForm, OpenIdForm
from app.core.authority import Acting
from app.core.errors import Conflict, Invalid, NotFound
from app.core.permissions import Permission
from app.web.dependencies import Acts, Database
from app.web.forms import Form, Submitted, filled
from app.web.templating import render

router = APIRouter(prefix="/accounts")
ADMINISTER = Permission.ACCOUNT_ADMINISTER
DONE = {"unlock", "disable", "enable", "sessions", "factor", "openid"}


@router.get("")
def accounts_page(request: Request, by: Acts, session: Database) -> Response:
    """All accounts within the reach of the position."""
    by.must(ADMINISTER)
    return render(request, "accounts/accounts.html", accounts=accounts(session, viewer=by.viewer))


@router.get("/new")
def new_page(request: Request, by: Acts, session: Database) -> Response:
    """The form for a person without an account."""
    by.must(ADMINISTER)
    return _new_page(request, by, session, Form())


def _new_page(request: Request, by: Acting, session: Session, form: Form[AccountForm], status: int = 200) -> Response:
    found = candidates(session, viewer=by.viewer)
    return render(request, "accounts/new.html", status=status, form=form, candidates=found)


@router.post("/new")
async def new_act(request: Request, by: Acts, given: Submitted) -> Response:
    """An account with a password that is shown once and must be changed."""
    by.must(ADMINISTER)
    desk, form, password = desk_of(request), filled(AccountForm, given), generated_password()
    if form.value is None:
        return await desk.apart(lambda s: _new_page(request, by, s, form, 422))
    chosen, stored = form.value, await desk.hasher.hash(password)

    def create(session: Session) -> Response:
        try:
            made = acts.create_account(session, chosen.person, chosen.username, stored, by=by)
        except (Conflict, Invalid) as error:
            return _new_page(request, by, session, form.refused(error.place or "", error.th, error.en), 422)
        return _shown(request, _found(session, made, by), password)

    return await desk.apart(create)


@router.get("/{account_id}")
def account_page(request: Request, account_id: uuid.UUID, by: Acts, session: Database, done: str = "") -> Response:
    """One account: where it is signed in, and what may be done about it."""
    by.must(ADMINISTER)
    found = _found(session, account_id, by)
    return render(
        request, "accounts/account.html", account=found, places=places(session, account_id, viewer=by.viewer),
        is_own=found.person_id == by.person_id, done=done if done in DONE else "",
        issuer=desk_of(request).settings.oidc_issuer,
    )  # fmt: skip


@router.post("/{account_id}/password")
async def password_reset(request: Request, account_id: uuid.UUID, by: Acts, _given: Submitted) -> Response:
    """A new password, shown once; it must be changed at the next sign-in."""
    by.must(ADMINISTER)
    desk, password = desk_of(request), generated_password()
    stored = await desk.hasher.hash(password)

    def reset(session: Session) -> Response:
        found = _found(session, account_id, by)
        acts.reset_password(session, account_id, stored, desk.name_hash(found.username), by=by)
        return _shown(request, found, password)

    return await desk.apart(reset)


@router.post("/{account_id}/factor")
async def factor_reset(request: Request, account_id: uuid.UUID, by: Acts, _given: Submitted) -> Response:
    """Take the second factor off."""
    return await _done(request, account_id, "factor", lambda s: acts.reset_second_factor(s, account_id, by=by))


@router.post("/{account_id}/unlock")
async def unlock(request: Request, account_id: uuid.UUID, by: Acts, _given: Submitted) -> Response:
    """Forget failed attempts, at the door and at the code."""
    desk = desk_of(request)

    def work(session: Session) -> None:
        by.must(ADMINISTER)
        names = (_found(session, account_id, by).username, f"code {account_id}", f"present {account_id}")
        acts.unlock(session, account_id, *map(desk.name_hash, names), by=by)

    return await _done(request, account_id, "unlock", work)


@router.post("/{account_id}/disable")
async def disable(request: Request, account_id: uuid.UUID, by: Acts, _given: Submitted) -> Response:
    """Nobody signs in with it any more."""
    return await _done(request, account_id, "disable", lambda s: acts.disable(s, account_id, by=by))


@router.post("/{account_id}/enable")
async def enable(request: Request, account_id: uuid.UUID, by: Acts, _given: Submitted) -> Response:
    """It may be used again."""
    return await _done(request, account_id, "enable", lambda s: acts.enable(s, account_id, by=by))


@router.post("/{account_id}/sessions")
async def sessions_end(request: Request, account_id: uuid.UUID, by: Acts, _given: Submitted) -> Response:
    """End all its sessions."""
    return await _done(request, account_id, "sessions", lambda s: acts.end_sessions(s, account_id, by=by))


@router.post("/{account_id}/openid")
async def openid_link(request: Request, account_id: uuid.UUID, by: Acts, given: Submitted) -> Response:
    """Who the issuer's subject is here."""
    by.must(ADMINISTER)
    issuer, form = desk_of(request).settings.oidc_issuer, filled(OpenIdForm, given)
    if issuer is None or form.value is None:
        raise Invalid("ระบบนี้ไม่ได้ตั้งการเข้าระบบร่วมไว้", "Single sign-on is not set up here.")
    subject = form.value.subject
    return await _done(request, account_id, "openid", lambda s: acts.link_openid(s, account_id, issuer, subject, by=by))


async def _done(request: Request, account_id: uuid.UUID, act: str, work: Callable[[Session], None]) -> Response:
    await desk_of(request).apart(work)
    return see_other(f"/accounts/{account_id}?done={act}")


def _found(session: Session, account_id: uuid.UUID, by: Acting) -> Listed:
    found = account(session, account_id, viewer=by.viewer)
    if found is None:
        raise NotFound("ไม่มีบัญชีนี้", "There is no such account.")
    return found


def _shown(request: Request, found: Listed, password: str) -> Response:
    return render(request, "accounts/password_shown.html", account=found, password=password)
