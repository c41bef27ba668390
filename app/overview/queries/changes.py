"""What changed since the last meeting that was held, by the very views that tell how things stand today."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from sqlalchemy import Date, func, select, true
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.then import TRUE_ON
from app.meetings.queries import meetings
from app.meetings.rules import MeetingState
from app.monitoring.queries.lights import Standing, standings
from app.monitoring.rules import LIGHTS, Light
from app.overview.schemas import Line, Since
from app.projects.models import PROPOSED, Project, ProjectTransition
from app.projects.rules import State
from app.projects.rules.states import STATES
from app.projects.sight import knows_inside, may_see
from gis.layer import Text


def since_last_meeting(session: Session, now: date, *, viewer: Viewer) -> Since | None:
    """None while no meeting was held that the viewer may know."""
    held = [one for one in meetings(session, viewer=viewer) if one.meeting.state == MeetingState.HELD]
    last = next((one for one in held if one.meeting.held_on <= now), None)
    if last is None:
        return None
    day = last.meeting.held_on
    after = standings(session, viewer=viewer)
    with _as_true(session, day):
        before = {one.project_id: one.light for one in standings(session, viewer=viewer)}
    board = Text(th=last.committee.title_th, en=last.committee.title_en or last.committee.title_th)
    return Since(
        day, board,
        [_turned(one, before.get(one.project_id)) for one in after
         if one.light is Light.LATE and before.get(one.project_id) is not Light.LATE],
        [_turned(one, Light.LATE) for one in after
         if one.light is Light.ON_TRACK and before.get(one.project_id) is Light.LATE],
        [_turned(one, before.get(one.project_id)) for one in after
         if one.light is Light.DONE and before.get(one.project_id) is not Light.DONE],
        moved_since(session, day, viewer=viewer, until=now),
    )  # fmt: skip


def moved_since(session: Session, day: date, *, viewer: Viewer, until: date | None = None) -> list[Line]:
    """The projects that took a step after a day, until another, each with its latest one; what was only proposed is for
    those inside."""
    hidden = (*PROPOSED, "cancelled")
    open_ = ProjectTransition.from_state.not_in(PROPOSED) & ProjectTransition.to_state.not_in(hidden)
    taken = func.timezone("Asia/Bangkok", ProjectTransition.at).cast(Date)
    asked = (
        select(Project, ProjectTransition)
        .join(ProjectTransition, ProjectTransition.project_id == Project.id)
        .where(may_see(viewer), open_ | knows_inside(viewer))
        .where(taken > day, true() if until is None else taken <= until)
        .order_by(Project.id, ProjectTransition.number.desc())
        .ext(distinct_on(Project.id))
    )
    rows = sorted(session.execute(asked).all(), key=lambda row: row[1].at, reverse=True)
    return [
        Line(_named(project), f"/projects/{project.reference}#history", Text(
            th=f"{project.reference} · {STATES[State(step.from_state)].th} → {STATES[State(step.to_state)].th}",
            en=f"{project.reference}; {STATES[State(step.from_state)].en} → {STATES[State(step.to_state)].en}"))
        for project, step in rows
    ]  # fmt: skip


@contextmanager
def _as_true(session: Session, day: date) -> Iterator[None]:
    """Let the views answer as of a day; afterwards as before."""
    was = session.scalar(select(func.current_setting(TRUE_ON, True)))
    session.execute(select(func.set_config(TRUE_ON, day.isoformat(), True)))
    yield
    session.execute(select(func.set_config(TRUE_ON, was or "", True)))


def _turned(one: Standing, before: Light | None) -> Line:
    was = Text(th="ไม่มีไฟ", en="no light") if before is None else LIGHTS[before]
    now = LIGHTS[one.light]
    return Line(
        Text(th=one.title_th, en=one.title_en or one.title_th), f"/monitoring/projects/{one.reference}",
        Text(th=f"{one.reference} · {was.th} → {now.th}", en=f"{one.reference}; {was.en} → {now.en}"),
    )  # fmt: skip


def _named(project: Project) -> Text:
    return Text(th=project.title_th, en=project.title_en or project.title_th)
