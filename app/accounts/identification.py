"""Who sent a request: a cookie, a key or a signed link, looked up anew each time, so that what has ended has ended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session
from starlette.requests import Request

from app.accounts.desk import Desk, at_the_door
from app.accounts.ending import end_one
from app.accounts.keys import LINK_NOT_GOOD, Admitted, by_key, by_link, read_link
from app.accounts.models import UserSession
from app.accounts.queries.sessions import SignedIn, signed_in
from app.accounts.rules import IDLE, Ended, Step
from app.core.authority import EVERYTHING, Acting, Basis
from app.core.errors import Forbidden, PhaenError
from app.organizations.queries.capacities import acting_in
from app.web.identity import NOBODY, Identify, Identity, Standing
from gis.layer import Text

COOKIE = "__Host-phaen"
SCHEME = "bearer "
SEEN_EVERY = timedelta(minutes=1)


def identification(desk: Desk) -> Identify:
    """What ``main`` hands to the web: from a request to who sent it."""

    def identify(request: Request) -> Identity:
        if getattr(request.state, "link", None) is not None:
            return _by_link(desk, request, request.state.link)
        given = request.headers.get("authorization", "")
        if given.lower().startswith(SCHEME):
            return _by_key(desk, request, given[len(SCHEME) :].strip())
        cookie = request.cookies.get(COOKIE)
        return NOBODY if cookie is None else _by_cookie(desk, request, cookie)

    return identify


def address_of(request: Request) -> str | None:
    """Where a request comes from, as trusted proxies tell it."""
    return request.client.host if request.client else None


def request_id_of(request: Request) -> str | None:
    return getattr(request.state, "request_id", None)


def _by_cookie(desk: Desk, request: Request, cookie: str) -> Identity:
    def look(session: Session) -> tuple[SignedIn, Acting | None] | None:
        signed = signed_in(session, cookie, viewer=EVERYTHING)
        if signed is None:
            return None
        _seen(session, signed)
        if signed.appointment_id is None:
            return signed, None
        by = acting_in(
            session, signed.appointment_id, signed.delegation_id, viewer=EVERYTHING, request_id=request_id_of(request)
        )
        if by is None:
            end_one(session, signed.id_hash, Ended.ORDER)
            return None
        return signed, by

    found = desk.within(look)
    if found is None:
        return NOBODY
    signed, by = found
    request.state.signed = signed
    if by is None or signed.step is not Step.POSITION or signed.lacks_factor_for(by.powers.permissions):
        return Identity(account=signed.username, token=signed.token, standing=Standing(_person(signed)))
    return Identity(by.viewer, by, signed.username, signed.token, _standing(signed))


def _seen(session: Session, signed: SignedIn) -> None:
    """Note at most once a minute that the session is in use."""
    now = datetime.now(UTC)
    if now - signed.seen_at > SEEN_EVERY:
        session.execute(
            update(UserSession)
            .where(UserSession.id_hash == signed.id_hash)
            .values(seen_at=now, idle_until=min(now + IDLE, signed.ends_at))
        )


def _by_key(desk: Desk, request: Request, given: str) -> Identity:
    if request.method not in ("GET", "HEAD"):
        raise Forbidden("กุญแจใช้อ่านได้อย่างเดียว", "A key reads and does nothing else.")
    by = at_the_door(request_id_of(request))
    return _let_in(request, desk.within(lambda s: by_key(s, given, address_of(request), desk.pace_of, by=by)))


def _by_link(desk: Desk, request: Request, token: str) -> Identity:
    link = read_link(token, desk.seals, datetime.now(UTC))
    if link is None:
        raise LINK_NOT_GOOD
    by = at_the_door(request_id_of(request))
    return _let_in(request, desk.within(lambda s: by_link(s, link, address_of(request), desk.pace_of, by=by)))


def _let_in(request: Request, found: Admitted | PhaenError) -> Identity:
    if isinstance(found, PhaenError):
        raise found
    request.state.answer_headers = found.headers
    return Identity(found.viewer)


def _person(signed: SignedIn) -> Text:
    return Text(th=signed.person_th, en=signed.person_en or signed.person_th)


def _standing(signed: SignedIn) -> Standing:
    title = Text(th=signed.title_th or "", en=signed.title_en or signed.title_th or "")
    until = None if signed.valid_to is None else signed.valid_to - timedelta(days=1)
    return Standing(_person(signed), title, signed.basis or Basis.SUBSTANTIVE, signed.order_no, until)
