"""What pages and JSON of queries share: who may ask, and a run with its answer."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from app.core.authority import Acting
from app.core.errors import NotFound
from app.queries.answers import Table, unpacked
from app.queries.commands import LOST_AFTER, QUERY
from app.queries.models import Run
from app.queries.queries import run_of
from app.queries.rules import LOST, PROVINCE, Refusal, State


def analyst(by: Acting) -> None:
    """Raises Forbidden for who may not query: what is shown here is internal in the whole province."""
    by.must(QUERY, PROVINCE)


def told_of(run: Run) -> Refusal | None:
    """Why a run gave no answer; one that its process left behind was lost."""
    if run.told_th is not None and run.told_en is not None:
        return Refusal(run.told_th, run.told_en, run.told_at, run.state == State.STOPPED)
    return LOST if run.state == State.RUNNING and not is_running(run) else None


def is_running(run: Run) -> bool:
    return run.state == State.RUNNING and datetime.now(UTC) - run.started_at < LOST_AFTER


def answered(session: Session, by: Acting, run_id: uuid.UUID) -> tuple[Run, Table]:
    """A run that has its answer. Raises NotFound for one that has none."""
    analyst(by)
    run = run_of(session, run_id, viewer=by.viewer)
    if run.answer is None:
        raise NotFound("การสอบถามนี้ไม่มีผล", "This run has no answer.")
    return run, unpacked(run.answer)
