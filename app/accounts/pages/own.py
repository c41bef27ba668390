"""My account: where I am signed in, my password, my second factor."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.accounts.commands.own import change_password, confirm_second_factor
from app.accounts.commands.sessions import end_session, renew
from app.accounts.desk import desk_of
from app.accounts.guarding import forgive, take_attempt
from app.accounts.models import Account
from app.accounts.pages.browser import Ready, Signed, address, browser_of, himself, identity_in, see_other, with_cookie
from app.accounts.queries.accounts import recovery_codes_left
from app.accounts.queries.sessions import SignedIn, places, signed_in
from app.accounts.rules import Step, objection
from app.accounts.schemas import EnrolmentForm, PasswordForm
from app.accounts.second_factor import address as otpauth
from app.accounts.second_factor import new_secret, step_of
from app.core.authority import EVERYTHING
from app.core.errors import Forbidden
from app.organizations.queries.capacities import capacities
from app.web.dependencies import viewer_of
from app.web.forms import Form, Submitted, filled
from app.web.qr import picture
from app.web.templating import render

router = APIRouter(prefix="/accounts/me", dependencies=[Depends(viewer_of)])
OWN = "/accounts/me"


@router.get("")
async def me(request: Request, signed: Ready, done: str = "") -> Response:
    """Everything about one's own account."""

    def look(session: Session) -> Response:
        return render(
            request, "accounts/me.html", signed=signed, done=done,
            places=places(session, signed.account_id, viewer=EVERYTHING),
            capacities=capacities(session, signed.person_id, viewer=EVERYTHING),
            codes_left=recovery_codes_left(session, signed.account_id, viewer=EVERYTHING),
        )  # fmt: skip

    return await desk_of(request).apart(look)


@router.post("/sessions/{number}/end")
async def session_end(request: Request, number: uuid.UUID, signed: Ready, _given: Submitted) -> Response:
    """End one of one's own sessions elsewhere."""
    by = himself(request, signed)
    await desk_of(request).apart(lambda s: end_session(s, number, signed.account_id, by=by))
    return see_other(f"{OWN}?done=session")


@router.get("/password")
async def password_page(request: Request, signed: Signed) -> Response:
    """The form; before anything else when an administrator gave the password."""
    if signed.step is Step.CODE:
        return see_other(address(Step.CODE))
    return render(request, "accounts/password.html", signed=signed, form=Form())


@router.post("/password")
async def password_act(request: Request, signed: Signed, given: Submitted) -> Response:
    """A new password, after the present one; the browser gets a new cookie, the others are signed out."""
    if signed.step is Step.CODE:
        return see_other(address(Step.CODE))
    desk, form = desk_of(request), filled(PasswordForm, given)
    form = _objected(form, signed)
    if form.value is not None and not await _is_present(request, signed, form.value.present):
        form = form.refused("present", "รหัสผ่านปัจจุบันไม่ถูกต้อง", "The present password is wrong.")
    if form.value is None:
        return render(request, "accounts/password.html", status=422, signed=signed, form=form)
    stored = await desk.hasher.hash(form.value.password)

    def change(session: Session) -> str:
        by = himself(request, signed)
        change_password(session, signed, stored, by=by)
        return renew(session, signed, browser_of(request), by=by, factor=False)

    return see_other(address(Step.POSITION), cookie=await desk.apart(change))


def _objected(form: Form[PasswordForm], signed: SignedIn) -> Form[PasswordForm]:
    """The form with what a new password must not be."""
    if form.value is None:
        return form
    if form.value.password != form.value.again:
        return form.refused("again", "ไม่ตรงกับรหัสผ่านใหม่", "This is not the new password.")
    if form.value.password == form.value.present:
        return form.refused("password", "ต้องต่างจากรหัสผ่านปัจจุบัน", "It must differ from the present one.")
    found = objection(form.value.password, signed.username)
    return form.refused("password", *found) if found else form


async def _is_present(request: Request, signed: SignedIn, password: str) -> bool:
    """Whether this is the present password; guesses are counted under the account."""
    desk, marked = desk_of(request), desk_of(request).name_hash(f"present {signed.account_id}")

    def look(session: Session) -> tuple[datetime | None, str | None]:
        return take_attempt(session, marked), session.get_one(Account, signed.account_id).password_hash

    locked, stored = await desk.apart(look)
    if locked is not None:
        raise Forbidden("ผิดหลายครั้งติดกัน โปรดรอแล้วลองใหม่", "Too many failures in a row; wait, then try again.")
    is_right = await desk.hasher.verify(password, stored)
    if is_right:
        await desk.apart(lambda s: forgive(s, marked))
    return is_right


@router.get("/second-factor")
async def second_factor_page(request: Request, signed: Ready, why: str = "") -> Response:
    """What it is for, and the button that begins."""
    return render(request, "accounts/second_factor.html", signed=signed, why=why)


@router.post("/second-factor")
async def second_factor_act(request: Request, signed: Ready, _given: Submitted) -> Response:
    """A new secret and its picture; shown in this answer and never again. What is in use stays so until it is confirmed."""
    _must_prove(signed)
    return _enrolment(request, signed, new_secret(), Form())


@router.post("/second-factor/confirm")
async def second_factor_confirm(request: Request, signed: Ready, given: Submitted) -> Response:
    """The first code takes the secret into use; the recovery codes are shown once."""
    _must_prove(signed)
    desk, form = desk_of(request), filled(EnrolmentForm, given)
    opened = desk.seals.opened(_bytes(given.get("sealed")), f"new {signed.account_id}")
    if opened is None:
        return see_other(address(Step.SECOND_FACTOR))
    secret = opened.decode()
    step = step_of(secret, form.value.code, datetime.now(UTC)) if form.value else None
    if step is None:
        wrong = form.refused("code", "รหัสไม่ถูกต้อง ตรวจเวลาของโทรศัพท์", "The code is wrong; check the phone's clock.")
        return _enrolment(request, signed, secret, wrong, 422)

    def confirm(session: Session) -> tuple[str, list[str], SignedIn]:
        by = himself(request, signed)
        codes = confirm_second_factor(session, signed, desk.seals.seal(opened, str(signed.account_id)), step, by=by)
        cookie = renew(session, signed, browser_of(request), by=by, factor=True)
        renewed = signed_in(session, cookie, viewer=EVERYTHING)
        assert renewed is not None
        return cookie, codes, renewed

    cookie, codes, renewed = await desk.apart(confirm)
    request.state.identity = replace(identity_in(request), by=None, token=renewed.token)
    return with_cookie(render(request, "accounts/recovery.html", codes=codes), cookie)


def _must_prove(signed: SignedIn) -> None:
    """Who has a second factor shows it before he replaces it."""
    if signed.has_factor and signed.second_factor_at is None:
        raise Forbidden("ต้องยืนยันตัวตนสองชั้นก่อน", "Show the second factor first.")


def _enrolment(
    request: Request, signed: SignedIn, secret: str, form: Form[EnrolmentForm], status: int = 200
) -> Response:
    """The secret travels sealed in the form, so that nothing is kept of an enrolment that is not finished."""
    sealed = desk_of(request).seals.seal(secret.encode(), f"new {signed.account_id}").hex()
    groups = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    drawn = picture(otpauth(secret, signed.username))
    return render(
        request, "accounts/enrolment.html", status=status, form=form, picture=drawn, secret=groups, sealed=sealed
    )


def _bytes(given: object) -> bytes:
    try:
        return bytes.fromhex(str(given))
    except ValueError:
        return b""
