"""Signing in, the second factor, taking a position, signing out."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.accounts.commands.own import use_code, use_recovery_code
from app.accounts.commands.sessions import refuse_sign_in, renew, sign_in, sign_out, take_position
from app.accounts.desk import Desk, at_the_door, desk_of
from app.accounts.ending import end_one
from app.accounts.guarding import forgive, give_back, take_attempt
from app.accounts.identification import address_of, request_id_of
from app.accounts.models import Account
from app.accounts.pages.browser import Ready, Signed, address, browser_of, forget, himself, see_other
from app.accounts.queries.accounts import by_username, person_name
from app.accounts.queries.sessions import SignedIn
from app.accounts.rules import Ended, Step, next_step, normal_name
from app.accounts.schemas import CodeForm, PositionForm, SignInForm
from app.core.authority import EVERYTHING, Acting
from app.core.errors import Forbidden, TooMany, Unavailable
from app.organizations.queries.capacities import Capacity, acting_in, capacities
from app.web.buckets import neighbourhood
from app.web.dependencies import Identified, viewer_of
from app.web.forms import Form, Submitted, filled
from app.web.templating import render
from app.web.words import BANGKOK

router = APIRouter(prefix="/accounts", dependencies=[Depends(viewer_of)])
WRONG = "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง", "The username or the password is wrong."
WRONG_CODE = "รหัสไม่ถูกต้อง หรือใช้ไปแล้ว", "The code is wrong, or has been used."


@router.get("/sign-in")
async def sign_in_page(request: Request, why: str = "") -> Response:
    """The form."""
    return _sign_in_page(request, Form(), why=why)


def _sign_in_page(request: Request, form: Form[SignInForm], status: int = 200, why: str = "") -> Response:
    openid = desk_of(request).settings.oidc_issuer is not None
    return render(request, "accounts/sign_in.html", status=status, form=form, why=why, openid=openid)


@router.post("/sign-in")
async def sign_in_act(request: Request, given: Submitted) -> Response:
    """Check name and password with the same work and the same words, whether the account exists or not."""
    desk, form = desk_of(request), filled(SignInForm, given)
    if form.value is None:
        return _sign_in_page(request, form, 422)
    name = normal_name(form.value.username)
    place, marked = neighbourhood(address_of(request)), desk.name_hash(name)
    _take_guess(desk, place)
    locked, account = await desk.apart(lambda s: (take_attempt(s, marked), by_username(s, name, viewer=EVERYTHING)))
    if locked is not None:
        return _sign_in_page(request, form.refused("", *_locked(locked)), 429)
    try:
        is_right = await desk.hasher.verify(form.value.password, account.password_hash if account else None)
    except Unavailable:
        await desk.apart(lambda s: give_back(s, marked))
        raise
    if account is None or not is_right or account.disabled_at is not None:
        await desk.apart(lambda s: _refuse(s, request, marked, "password"))
        return _sign_in_page(request, form.refused("", *WRONG), 422)
    desk.guesses.give_back(place)
    return await desk.apart(lambda s: enter(s, request, account, marked))


def enter(session: Session, request: Request, account: Account, *marked: bytes) -> Response:
    """A session for an account whose owner has proved himself, and the next step."""
    account = session.merge(account)
    former: SignedIn | None = getattr(request.state, "signed", None)
    if former is not None:
        end_one(session, former.id_hash, Ended.SWITCHED)
    forgive(session, *marked)
    person = person_name(session, account.person_id, viewer=EVERYTHING)
    door = at_the_door(request_id_of(request), person)
    by = Acting(door.position, person, door.basis, door.request_id, title=door.title, person_id=account.person_id)
    cookie = sign_in(session, account, browser_of(request), by=by)
    has_factor = account.totp_confirmed_at is not None
    return see_other(
        address(next_step(has_factor=has_factor, passed=False, must_change=account.must_change)), cookie=cookie
    )


@router.get("/code")
async def code_page(request: Request, signed: Signed) -> Response:
    """Asks for the second factor."""
    return (
        render(request, "accounts/code.html", form=Form())
        if signed.step is Step.CODE
        else see_other(address(signed.step))
    )


@router.post("/code")
async def code_act(request: Request, signed: Signed, given: Submitted) -> Response:
    """A code from the authenticator, or one from paper."""
    desk, form = desk_of(request), filled(CodeForm, given)
    if form.value is None:
        return render(request, "accounts/code.html", status=422, form=form)
    _take_guess(desk, neighbourhood(address_of(request)))
    code, marked = form.value.code, desk.name_hash(f"code {signed.account_id}")

    def check(session: Session) -> str | datetime | None:
        locked = take_attempt(session, marked)
        if locked is not None:
            return locked
        by = himself(request, signed)
        if not use_code(session, signed, code, desk.seals, by=by) and not use_recovery_code(
            session, signed, code, by=by
        ):
            _refuse(session, request, marked, "code")
            return None
        forgive(session, marked)
        return renew(session, signed, browser_of(request), by=by, factor=True)

    found = await desk.apart(check)
    if isinstance(found, str):
        return see_other(address(Step.PASSWORD if signed.must_change else Step.POSITION), cookie=found)
    refusal = WRONG_CODE if found is None else _locked(found)
    return render(
        request, "accounts/code.html", status=422 if found is None else 429, form=form.refused("code", *refusal)
    )


@router.get("/positions")
async def positions_page(request: Request, signed: Ready) -> Response:
    """The capacities in which he may act now."""
    return await _positions_page(request, signed, Form())


async def _positions_page(request: Request, signed: SignedIn, form: Form[PositionForm], status: int = 200) -> Response:
    def held(session: Session) -> list[Capacity]:
        return capacities(session, signed.person_id, viewer=EVERYTHING)

    found = await desk_of(request).apart(held)
    taken = f"{signed.appointment_id}:{signed.delegation_id or ''}" if signed.appointment_id else None
    return render(request, "accounts/positions.html", status=status, form=form, capacities=found, taken=taken)


@router.post("/positions")
async def positions_act(request: Request, signed: Ready, given: Submitted) -> Response:
    """Act in one of them from now on."""
    form = filled(PositionForm, given)
    if form.value is None:
        return await _positions_page(
            request, signed, form.refused("capacity", "เลือกตำแหน่งหนึ่ง", "Choose a position."), 422
        )
    chosen = form.value

    def take(session: Session) -> str | None:
        asked = chosen.appointment_id, chosen.delegation_id
        by = acting_in(session, *asked, viewer=EVERYTHING, request_id=request_id_of(request))
        if by is None:
            raise Forbidden("คำสั่งนี้สิ้นผลแล้ว", "That order is not in force.")
        if by.person_id == signed.person_id and signed.lacks_factor_for(by.powers.permissions):
            return None
        return take_position(session, signed, browser_of(request), by=by, delegation_id=chosen.delegation_id)

    try:
        cookie = await desk_of(request).apart(take)
    except ValueError:
        raise Forbidden("ตำแหน่งนี้ไม่ใช่ของท่าน", "This capacity is not yours.") from None
    if cookie is None:
        return see_other(f"{address(Step.SECOND_FACTOR)}?why=position")
    return see_other(request.app.state.first_page, cookie=cookie)


@router.post("/sign-out")
async def sign_out_act(request: Request, signed: Signed, identity: Identified, _given: Submitted) -> Response:
    """End the session; the browser lets go of the cookie."""
    by = identity.by or himself(request, signed)
    await desk_of(request).apart(lambda s: sign_out(s, signed, by=by))
    return forget(see_other("/accounts/sign-in?why=out"))


def _take_guess(desk: Desk, place: str) -> None:
    """Raises TooMany when too many guesses came from one address."""
    waits = desk.guesses.take(place)
    if waits:
        raise TooMany(
            "มีการเข้าระบบผิดจากที่อยู่นี้มากเกินไป โปรดรอสักครู่",
            "Too many failed sign-ins from this address; wait a moment.",
            seconds=int(waits) + 1,
        )


def _refuse(session: Session, request: Request, marked: bytes, why: str) -> None:
    refuse_sign_in(session, marked, browser_of(request), by=at_the_door(request_id_of(request)), why=why)


def _locked(until: datetime) -> tuple[str, str]:
    at = until.astimezone(BANGKOK)
    return (
        f"ผิดหลายครั้งติดกัน ชื่อนี้ถูกพักไว้ ลองใหม่ได้หลังเวลา {at:%H.%M} น.",
        f"Too many failures in a row; this name rests. Try again after {at:%H:%M}.",
    )
