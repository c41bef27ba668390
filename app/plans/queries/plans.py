"""Plans with their versions and their trees: what is or was in force is for everybody, drafts for those in office."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.calendar import written_day
from app.core.errors import NotFound
from app.meetings.models import Meeting, Resolution
from app.plans.models import Alignment, NationalFrame, Plan, PlanNode, PlanTarget
from app.plans.rules import Difference, NodeKind, Part, PlanState, System, difference
from gis.access import Read

KNOWN = (PlanState.APPROVED, PlanState.SUPERSEDED)
ORDER = list(NodeKind)


@dataclass(frozen=True, slots=True)
class Link:
    """An alignment with the frame it names; ``until`` is exclusive, None while it holds."""

    id: uuid.UUID
    frame: NationalFrame
    role: str
    rationale: str | None
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Series:
    """An indicator of a node: its baseline and its targets by B.E. year."""

    indicator: str
    unit: str
    baseline: tuple[int, Decimal] | None
    values: dict[int, Decimal]


@dataclass(frozen=True, slots=True)
class Branch:
    """A node with what stands under it, what it serves and what it shall reach."""

    node: PlanNode
    below: tuple[Branch, ...]
    links: tuple[Link, ...]
    targets: tuple[Series, ...]


def plans(session: Session, *, viewer: Viewer) -> list[Plan]:
    """Every version that the viewer may know: by kind and period, of each plan the latest first."""
    asked = (
        select(Plan).where(_may_see(viewer)).order_by(Plan.first_year.desc(), Plan.kind, Plan.code, Plan.version.desc())
    )
    return list(session.scalars(asked))


def versions(session: Session, code: str, *, viewer: Viewer) -> list[Plan]:
    """The versions of a plan, the latest first. Raises NotFound when the viewer may know none."""
    asked = select(Plan).where(Plan.code == code, _may_see(viewer)).order_by(Plan.version.desc())
    found = list(session.scalars(asked))
    if not found:
        raise NotFound(f"ไม่มีแผน {code}", f"There is no plan {code}.")
    return found


def plan_at(session: Session, code: str, version: int | None = None, *, viewer: Viewer) -> Plan:
    """A version; without a number the one in force, else the latest. Raises NotFound."""
    known = versions(session, code, viewer=viewer)
    if version is None:
        return next((one for one in known if one.state == PlanState.APPROVED), known[0])
    found = next((one for one in known if one.version == version), None)
    if found is None:
        raise NotFound(f"ไม่มีแผน {code} ฉบับที่ {version}", f"There is no version {version} of a plan {code}.")
    return found


def in_force_on(session: Session, day: date, *, viewer: Viewer) -> list[Plan]:
    """The version of each plan that was in force on a day: of those resolved by then the latest.

    A version is in force from the day of the meeting that resolved it.
    """
    held = select(Resolution.id, Meeting.held_on).join(Meeting, Meeting.id == Resolution.meeting_id).subquery()
    asked = (
        select(Plan)
        .join(held, held.c.id == Plan.approved_by)
        .where(_may_see(viewer), Plan.state.in_(KNOWN), held.c.held_on <= day)
        .order_by(Plan.code, Plan.version.desc())
    )
    latest: dict[str, Plan] = {}
    for plan in session.scalars(asked):
        latest.setdefault(plan.code, plan)
    return list(latest.values())


def plan_on(session: Session, code: str, day: date, *, viewer: Viewer) -> Plan:
    """The version that was in force on a day. Raises NotFound."""
    found = next((one for one in in_force_on(session, day, viewer=viewer) if one.code == code), None)
    if found is None:
        told = written_day(day)
        raise NotFound(
            f"วันที่ {told} ยังไม่มีแผน {code} ฉบับใดใช้บังคับ", f"No version of the plan {code} was in force on {day.isoformat()}."
        )
    return found


def frames(session: Session, *, viewer: Viewer, system: System | None = None) -> list[NationalFrame]:
    """National frames in their order."""
    del viewer
    asked = select(NationalFrame)
    if system is not None:
        asked = asked.where(NationalFrame.system == system)
    found = session.scalars(asked.order_by(NationalFrame.rank, NationalFrame.code)).all()
    return sorted(found, key=lambda one: list(System).index(System(one.system)))


def nodes(session: Session, plan: Plan, *, viewer: Viewer) -> list[PlanNode]:
    """The nodes of a version, higher kinds first, each kind in its order."""
    del viewer
    found = session.scalars(select(PlanNode).where(PlanNode.plan_id == plan.id)).all()
    return sorted(found, key=_place)


def links_of(
    session: Session, plan: Plan, *, viewer: Viewer, on: date | None = None
) -> dict[uuid.UUID, tuple[Link, ...]]:
    """Alignments by node, those that hold first, in the order of the systems; of a day only those that held on it."""
    del viewer
    asked = (
        select(Alignment, NationalFrame)
        .join(NationalFrame, (NationalFrame.system == Alignment.system) & (NationalFrame.code == Alignment.frame_code))
        .where(Alignment.plan_id == plan.id)
        .order_by(Alignment.valid_to.desc().nulls_first(), Alignment.role, NationalFrame.rank, Alignment.valid_from)
    )
    found: dict[uuid.UUID, list[Link]] = defaultdict(list)
    for row, frame in session.execute(asked):
        if on is None or (row.valid_from <= on and (row.valid_to is None or row.valid_to > on)):
            found[row.node_id].append(Link(row.id, frame, row.role, row.rationale, row.valid_from, row.valid_to))
    systems = list(System)
    return {
        node: tuple(sorted(of, key=lambda one: (one.until is not None, systems.index(System(one.frame.system)))))
        for node, of in found.items()
    }


def targets_of(session: Session, plan: Plan, *, viewer: Viewer) -> dict[uuid.UUID, tuple[Series, ...]]:
    """Baselines and targets by node, indicators in the order of their names."""
    del viewer
    asked = select(PlanTarget).where(PlanTarget.plan_id == plan.id).order_by(PlanTarget.indicator, PlanTarget.year)
    found: dict[uuid.UUID, dict[str, list[PlanTarget]]] = defaultdict(lambda: defaultdict(list))
    for row in session.scalars(asked):
        found[row.node_id][row.indicator].append(row)
    return {node: tuple(_series(name, rows) for name, rows in of.items()) for node, of in found.items()}


def tree(session: Session, plan: Plan, *, viewer: Viewer, on: date | None = None) -> tuple[Branch, ...]:
    """The nodes of a version as they stand under one another, with the alignments of a day or all that ever held."""
    links, targets = links_of(session, plan, viewer=viewer, on=on), targets_of(session, plan, viewer=viewer)
    below: dict[uuid.UUID | None, list[PlanNode]] = defaultdict(list)
    for node in nodes(session, plan, viewer=viewer):
        below[node.parent_id].append(node)

    def grown(above: uuid.UUID | None) -> tuple[Branch, ...]:
        return tuple(
            Branch(node, grown(node.id), links.get(node.id, ()), targets.get(node.id, ())) for node in below[above]
        )

    return grown(None)


def parts(session: Session, plan: Plan, *, viewer: Viewer) -> dict[str, Part]:
    """The version as it is compared, by the lasting keys of its nodes."""
    links, targets = links_of(session, plan, viewer=viewer), targets_of(session, plan, viewer=viewer)
    found = nodes(session, plan, viewer=viewer)
    keys = {node.id: str(node.key) for node in found}
    return {str(node.key): _part(node, keys, links.get(node.id, ()), targets.get(node.id, ())) for node in found}


def differences(session: Session, before: Plan, after: Plan, *, viewer: Viewer) -> Difference:
    """What differs between two versions."""
    return difference(parts(session, before, viewer=viewer), parts(session, after, viewer=viewer))


def _may_see(viewer: Viewer) -> ColumnElement[bool]:
    """What is or was in force, and the rest for those who are cleared for what is internal."""
    return true() if Read.INTERNAL in viewer.classes else or_(*(Plan.state == state for state in KNOWN))


def _place(node: PlanNode) -> tuple[int, int, list[tuple[int, str]]]:
    """Numbers in codes count as numbers: 1.10 comes after 1.9."""
    pieces = node.code.replace("-", ".").split(".")
    return ORDER.index(NodeKind(node.kind)), node.rank, [(int(p), "") if p.isdecimal() else (0, p) for p in pieces]


def _series(name: str, rows: list[PlanTarget]) -> Series:
    baseline = next(((row.year, row.value) for row in rows if row.is_baseline), None)
    return Series(name, rows[0].unit, baseline, {row.year: row.value for row in rows if not row.is_baseline})


def _part(node: PlanNode, keys: dict[uuid.UUID, str], links: tuple[Link, ...], series: tuple[Series, ...]) -> Part:
    held = frozenset((one.frame.system, one.frame.code, one.role) for one in links if one.until is None)
    targets = {(one.indicator, year): (value, False) for one in series for year, value in one.values.items()}
    targets |= {(one.indicator, one.baseline[0]): (one.baseline[1], True) for one in series if one.baseline is not None}
    above = None if node.parent_id is None else keys[node.parent_id]
    return Part(str(node.key), NodeKind(node.kind), node.code, node.title_th, node.title_en, above, held, targets)
