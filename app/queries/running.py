"""Running a statement for a request: let in and noted, asked in a thread, ended for good, whatever happens meanwhile.

The run ends early when its asker says so, on whichever process, and when his browser goes away.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from threading import Event

from fastapi import Request
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from app.core.authority import Acting, Viewer
from app.core.viewing import show_to
from app.queries.answers import packed
from app.queries.commands import begin_run
from app.queries.console import Answer, Refused, ask
from app.queries.models import Run
from app.queries.rules import LOST, Limits, Refusal, State
from app.queries.schemas import StatementIn

GLANCE_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Desk:
    """Where analysts' statements are run: the address of their login, and what a run may spend."""

    engine: Engine
    url: str
    limits: Limits = field(default_factory=Limits)


async def run(request: Request, by: Acting, given: StatementIn) -> uuid.UUID:
    """The run of a statement, ended. Raises Forbidden and TooMany before anything runs."""
    desk: Desk = request.app.state.analysts
    run_id, on = await run_in_threadpool(_begin, desk, by, given)
    stop = Event()
    work = asyncio.create_task(run_in_threadpool(_carried_out, desk, by.viewer, run_id, given.statement, stop, on))
    try:
        while not (await asyncio.wait({work}, timeout=GLANCE_SECONDS))[0]:
            if await request.is_disconnected() or await run_in_threadpool(_is_asked_to_stop, desk, by.viewer, run_id):
                stop.set()
    finally:
        stop.set()
    await work
    return run_id


def _begin(desk: Desk, by: Acting, given: StatementIn) -> tuple[uuid.UUID, date]:
    """The run, with its day, and its event in the log are there before the database is asked."""
    with opened(desk, by.viewer) as session:
        made = begin_run(session, by=by, given=given)
        return made.id, made.true_on


def _carried_out(desk: Desk, viewer: Viewer, run_id: uuid.UUID, statement: str, stop: Event, on: date) -> None:
    """Ask, and write down what came of it."""
    told: Answer | Refusal = LOST
    try:
        told = ask(desk.url, statement, desk.limits, stop, on)
    except Refused as error:
        told = error.told
    finally:
        with opened(desk, viewer) as session:
            session.execute(
                update(Run).where(Run.id == run_id).values(ended_at=func.clock_timestamp(), **_outcome(told))
            )


def _outcome(told: Answer | Refusal) -> dict[str, object]:
    if isinstance(told, Answer):
        return {"state": State.DONE, "rows": len(told.rows), "cut": told.cut, "answer": packed(told)}
    state = State.STOPPED if told.is_stop else State.REFUSED
    return {"state": state, "told_th": told.th, "told_en": told.en, "told_at": told.at}


def _is_asked_to_stop(desk: Desk, viewer: Viewer, run_id: uuid.UUID) -> bool:
    with opened(desk, viewer) as session:
        return bool(session.scalar(select(Run.stop_asked).where(Run.id == run_id)))


@contextmanager
def opened(desk: Desk, viewer: Viewer) -> Iterator[Session]:
    """A session that commits at once, so that other processes know of the run while it is at work."""
    with Session(desk.engine) as session, session.begin():
        show_to(session, viewer)
        yield session
