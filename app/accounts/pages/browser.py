"""What the pages know of the browser: who is signed in there, its cookie, and where it goes next."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from app.accounts.commands.sessions import Browser
from app.accounts.desk import at_the_door
from app.accounts.identification import COOKIE, address_of, request_id_of
from app.accounts.queries.sessions import SignedIn
from app.accounts.rules import Step
from app.core.authority import Acting
from app.web.dependencies import Identified
from app.web.identity import Identity

SIGN_IN = "/accounts/sign-in"


async def signed_of(request: Request, _identity: Identified) -> SignedIn:
    """Who is signed in, with or without a position; sends others to sign in."""
    signed: SignedIn | None = getattr(request.state, "signed", None)
    if signed is None:
        raise HTTPException(303, headers={"Location": f"{SIGN_IN}?why=ended" if COOKIE in request.cookies else SIGN_IN})
    return signed


Signed = Annotated[SignedIn, Depends(signed_of)]


async def ready_of(signed: Signed) -> SignedIn:
    """Who has done every step that is due; sends others to it."""
    if signed.step is not Step.POSITION:
        raise HTTPException(303, headers={"Location": address(signed.step)})
    return signed


Ready = Annotated[SignedIn, Depends(ready_of)]


def address(step: Step) -> str:
    return f"/accounts/{step.value}"


def browser_of(request: Request) -> Browser:
    return Browser(address_of(request), request.headers.get("user-agent"))


def himself(request: Request, signed: SignedIn) -> Acting:
    """Somebody who acts on his own account, in no position."""
    by = at_the_door(request_id_of(request), signed.person_th)
    return Acting(by.position, by.person, by.basis, by.request_id, title="เจ้าของบัญชี", person_id=signed.person_id)


def see_other(where: str, *, cookie: str | None = None) -> Response:
    """On to another page, perhaps with a new cookie."""
    answer = RedirectResponse(where, 303)
    return answer if cookie is None else with_cookie(answer, cookie)


def with_cookie(answer: Response, cookie: str) -> Response:
    """The same answer, which opens the session of the cookie from now on."""
    answer.set_cookie(COOKIE, cookie, path="/", secure=True, httponly=True, samesite="lax")
    return answer


def identity_in(request: Request) -> Identity:
    """Who sent the request, as it was found out before."""
    known: Identity = request.state.identity
    return known


def forget(answer: Response) -> Response:
    """The same answer, which takes the cookie away."""
    answer.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    return answer
