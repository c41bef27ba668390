"""Who sent a request: what ``main`` lets the slice of accounts find out, once for each request."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import Scope

from app.core.authority import BASES, PUBLIC, Acting, Basis, Viewer
from app.web.headers import RawHeaders
from gis.layer import Text

SESSION_COOKIES = ("__Host-phaen", "phaen")
"""The cookie of a session over TLS, and the same without it (a desk without certificates)."""
SESSION = re.compile(rb"(?:^|;)\s*(?:%s)=" % b"|".join(re.escape(name.encode()) for name in SESSION_COOKIES))


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody who has signed in stands here, for people to read; without a title until a position is taken."""

    person: Text
    title: Text | None = None
    basis: Basis = Basis.SUBSTANTIVE
    order_no: str | None = None
    until: date | None = None

    @property
    def ground(self) -> Text:
        return BASES[self.basis]

    @property
    def is_for_another(self) -> bool:
        """Whether every page must say that the position is not his own."""
        return self.title is not None and self.basis is not Basis.SUBSTANTIVE


@dataclass(frozen=True, slots=True)
class Identity:
    """One who sent a request: who looks, and who acts where a position has been taken.

    ``account`` is the name of who has signed in; ``token`` is what a form of this session must carry.
    """

    viewer: Viewer = PUBLIC
    by: Acting | None = None
    account: str | None = None
    token: str | None = None
    standing: Standing | None = None


NOBODY = Identity()
Identify = Callable[[Request], Identity]


async def identity_of(request: Request) -> Identity:
    """Who sent this request; asked once. Without credentials everybody is the public, and nothing is asked."""
    if not carries_credentials(request.scope):
        return NOBODY
    known: Identity | None = getattr(request.state, "identity", None)
    if known is None:
        identify: Identify = request.app.state.identify
        known = await run_in_threadpool(identify, request)
        request.state.identity = known
    return known


def carries_credentials(scope: Scope) -> bool:
    """Whether a request says who sends it."""
    return says_who(scope["headers"])


def says_who(headers: RawHeaders) -> bool:
    """Whether headers name the sender. Other cookies, as that of the language, say nothing about that."""
    return any(
        name == b"authorization" or (name == b"cookie" and SESSION.search(value) is not None) for name, value in headers
    )


def is_nobody(request: Request) -> bool:
    """Whether the answer to this request is the one that everybody gets."""
    known: Identity | None = getattr(request.state, "identity", None)
    return known is None or known == NOBODY
