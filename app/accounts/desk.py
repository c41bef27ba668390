"""What the accounts of one process work with; ``main`` hangs it up as ``state.desk``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from fastapi import Request
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from app.accounts.passwords import Hasher
from app.accounts.seals import Seals
from app.core.authority import EVERYTHING, Acting, Basis
from app.core.settings import Settings
from app.core.viewing import show_to
from app.web.buckets import Buckets

Result = TypeVar("Result")
DOOR = "system:door"
"""The position under which signing in and out is recorded: nobody acts in a position of his own before."""
GUESSES_AT_ONCE, GUESSES_A_SECOND = 60, 0.2


@dataclass
class Desk:
    """The engine, the seals, and the queue for passwords."""

    engine: Engine
    settings: Settings
    seals: Seals
    hasher: Hasher = field(default_factory=Hasher)
    guesses: Buckets = field(default_factory=lambda: Buckets(GUESSES_AT_ONCE, GUESSES_A_SECOND))
    paces: dict[int, Buckets] = field(default_factory=dict)

    def within(self, work: Callable[[Session], Result]) -> Result:
        """The result of some work in a transaction of its own that sees everything; nothing is held while one waits."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            show_to(session, EVERYTHING)
            return work(session)

    async def apart(self, work: Callable[[Session], Result]) -> Result:
        """The same from an ``async`` route."""
        return await run_in_threadpool(self.within, work)

    def pace_of(self, name: str, per_minute: int) -> float:
        """Take a token of so many a minute; the seconds to wait for one, 0 when there is."""
        buckets = self.paces.setdefault(per_minute, Buckets(per_minute, per_minute / 60))
        return buckets.take(name)

    def name_hash(self, name: str) -> bytes:
        """What stands for a name in the table of attempts and in the log."""
        return self.seals.mark("name", name)


def at_the_door(request_id: str | None, person: str = "–") -> Acting:
    """Who acts where somebody comes in or goes out."""
    return Acting(DOOR, person, Basis.SYSTEM, request_id=request_id, title="ประตูเข้าระบบ")


def desk_of(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk
