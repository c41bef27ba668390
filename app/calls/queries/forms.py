"""The forms of a call, filled in from the projects and the ledger, as papers."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.budgets.models import FundingSource
from app.budgets.rules import Class5
from app.budgets.views import LINES
from app.calls.blanks import FormTemplate
from app.calls.models import Call
from app.calls.papers import Block, Cell, Column, Heading, Paper, Paragraph, Table, summed
from app.calls.queries.calls import Brief, briefs
from app.calls.queries.content import amounts_of
from app.calls.queries.ranking import ranking, sees_scores
from app.calls.rules import SubmissionState
from app.calls.rules.brief import SECTIONS, Section
from app.calls.rules.calls import CLASSES
from app.core.authority import Viewer
from app.core.calendar import written_day
from app.core.money import SATANG, written_money
from app.places.models import Area
from app.plans.models import Plan, PlanNode
from app.plans.views import WAYS
from app.projects.models import (
    Activity,
    Beneficiary,
    FrameLink,
    PlanLink,
    Project,
    ProjectIndicator,
    Responsible,
    Site,
)
from app.projects.rules.dossier import ITEM_STATES, ITEMS, LEVELS, UNITS, IndicatorLevel, Unit

LAID = {SubmissionState.FILED, SubmissionState.UNSUPPORTED}
TIERS = {"Y1": "Y1", "Y2": "Y2", "not_supported": "ไม่สนับสนุน"}
TRUE = func.published.true_on()
Values = dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A filed brief with its place in the list."""

    told: Brief
    rank: int | None
    tier: str


def paper(
    session: Session, call: Call, template: FormTemplate, *, viewer: Viewer, on: date | None = None
) -> Paper:
    """A form of a call for what the viewer may see of it; totals are those of the ledger.

    ``on``: as of a day, for which the session answers too.
    """
    rows = _ranked(session, call, viewer, on)
    if template.kind == "briefs":
        blocks = [block for row in rows for block in _brief(session, row, viewer, on)]
    else:
        columns = [Column(one.title, one.width, one.is_amount) for one in template.columns]
        cells = [[_values(session, call, row)[one.name] for one in template.columns] for row in rows]
        blocks = [Table(columns, cells, summed(columns, cells, "รวม"))]
    head = Paragraph(f"{call.title_th} ปีงบประมาณ พ.ศ. {call.fiscal_year} · จำนวน {len(rows)} โครงการ · หน่วย บาท")
    foot = f"{template.code}-{template.version} · {template.source}"
    return Paper(template.title, foot, [head, *blocks], template.wide)


def _ranked(session: Session, call: Call, viewer: Viewer, on: date | None) -> list[Ranked]:
    """Filed briefs: by rank where it may be known, else by reference."""
    lines = {}
    if sees_scores(call, viewer=viewer):
        for row in ranking(session, call, viewer=viewer, on=on).rows:
            lines[row.brief.id] = (row.brief.rank, TIERS[row.brief.result] if row.brief.result else (row.tier or ""))
    found = [one for one in briefs(session, call, viewer=viewer, on=on) if one.brief.state in LAID]
    ranked = [Ranked(one, *lines.get(one.brief.id, (None, ""))) for one in found]
    return sorted(ranked, key=lambda one: (one.rank is None, one.rank or 0, one.told.project.reference))


def _values(session: Session, call: Call, row: Ranked) -> Values:
    """What each column of a form may show of a project."""
    project = row.told.project
    years = _by_year(session, project.id)
    nodes = _nodes(session, project)
    values: Values = {
        "rank": str(row.rank or ""), "tier": row.tier, "project": f"{project.title_th} ({project.reference})",
        "issue": nodes.get("issue", ""), "approach": nodes.get("approach", ""), "programme": nodes.get("programme", ""),
        "indicator": "\n".join(_indicators(session, project)), "activities": "\n".join(_activities(session, project)),
        "owner": row.told.owner.name_th, "place": _places(session, project),
        "source": session.get_one(FundingSource, call.source).name_th, "year": years.get(call.fiscal_year, 0),
    }  # fmt: skip
    return values | {f"year{number}": years.get(call.fiscal_year + number - 1, 0) for number in range(2, 6)}


def _by_year(session: Session, project_id: uuid.UUID) -> dict[int, int]:
    """What the ledger has as requested of a project in each fiscal year on the day asked for, in satang."""
    asked = (
        select(LINES.c.fiscal_year, func.sum(LINES.c.requested_baht))
        .where(LINES.c.project_id == project_id)
        .group_by(LINES.c.fiscal_year)
    )
    return {row[0]: round(row[1] * SATANG) for row in session.execute(asked)}


def _nodes(session: Session, project: Project) -> dict[str, str]:
    """What the project serves first of all and the nodes of the plan above it, by their kind.

    Of the version in force on the day asked for; while none is, of the latest draft.
    """
    served = (
        select(PlanNode)
        .join(PlanLink, PlanLink.node_key == PlanNode.key)
        .join(Plan, Plan.id == PlanNode.plan_id)
        .outerjoin(WAYS, (WAYS.c.project_id == PlanLink.project_id) & (WAYS.c.node_id == PlanNode.id))
        .where(PlanLink.project_id == project.id, PlanLink.role == "primary")
        .order_by(WAYS.c.node_id.is_(None), Plan.version.desc(), Plan.code)
    )
    node, found = session.scalars(served.limit(1)).first(), dict[str, str]()
    while node is not None:
        found[node.kind] = f"{node.code} {node.title_th}"
        node = None if node.parent_id is None else session.get(PlanNode, node.parent_id)
    return found


def _indicators(session: Session, project: Project) -> list[str]:
    rows = session.scalars(
        select(ProjectIndicator).where(ProjectIndicator.project_id == project.id).order_by(ProjectIndicator.number)
    )
    return [
        f"{LEVELS[IndicatorLevel(one.level)].th}: {one.name_th} {_number(one.baseline)} → {_number(one.target)} {one.unit}"
        for one in rows
    ]


def _number(value: object) -> str:
    return "–" if value is None else f"{value:,}"


def _activities(session: Session, project: Project) -> list[str]:
    rows = session.scalars(select(Activity).where(Activity.project_id == project.id).order_by(Activity.number))
    return [f"{one.number}. {one.title_th}" + (f" ({one.place})" if one.place else "") for one in rows]


def _places(session: Session, project: Project) -> str:
    named = session.scalars(
        select(Area.name_th)
        .where(Area.code.in_(project.area_codes), Area.valid_from <= TRUE, (Area.valid_to.is_(None) | (Area.valid_to > TRUE)))
        .distinct()
        .order_by(Area.name_th)
    )
    return ", ".join(named)


def _brief(session: Session, row: Ranked, viewer: Viewer, on: date | None) -> list[Block]:
    """The fifteen sections of one brief."""
    told, project = row.told, row.told.project
    blocks: list[Block] = [Heading(f"{project.reference} {project.title_th}", 1)]
    for number, section in enumerate(Section, start=1):
        blocks.append(Heading(f"{number}. {SECTIONS[section].th}"))
        blocks += _SECTIONS[section](session, told, viewer, on)
    return blocks


Says = Callable[[Session, Brief, Viewer, date | None], Sequence[Block]]


def _said(*texts: str | None) -> list[Block]:
    found = [text for text in texts if text]
    return [Paragraph("\n".join(found) if found else "–")]


def _money(session: Session, told: Brief, viewer: Viewer, on: date | None) -> Sequence[Block]:
    columns = [Column("กิจกรรม", 6), Column("งบรายจ่าย", 12), Column("บาท", 12, is_amount=True)]
    rows: list[list[Cell]] = [
        [str(one.activity_number), CLASSES[Class5(one.class5)].th, one.amount_satang]
        for one in amounts_of(session, told.brief, viewer=viewer, on=on)
    ]
    quarters = ", ".join(
        f"ไตรมาส {number}: {written_money(satang)} บาท" for number, satang in enumerate(told.content.quarters, start=1)
    )
    return [Table(columns, rows, summed(columns, rows, "รวม")), Paragraph(f"แผนเบิกจ่าย {quarters}")]


def _readiness(_session: Session, told: Brief, _viewer: Viewer, _on: date | None) -> Sequence[Block]:
    percent = told.readiness.percent
    lines = [f"{ITEMS[one.item].th}: {ITEM_STATES[one.state].th}" for one in told.content.readiness]
    return _said(f"คะแนนความพร้อม {'–' if percent is None else percent}%", *lines)


def _place(session: Session, told: Brief, _viewer: Viewer, _on: date | None) -> Sequence[Block]:
    points = session.execute(
        select(func.st_y(func.st_centroid(Site.geom)), func.st_x(func.st_centroid(Site.geom)))
        .where(Site.project_id == told.project.id, Site.geom.is_not(None))
        .order_by(Site.added_at, Site.id)
    )
    named = [f"พิกัดกลาง {row[0]:.5f}, {row[1]:.5f}" for row in points]
    return _said(_places(session, told.project), *named, told.brief.dimensions, told.brief.unlocated_reason)


def _frames(session: Session, told: Brief, _viewer: Viewer, _on: date | None) -> Sequence[Block]:
    asked = select(FrameLink).where(FrameLink.project_id == told.project.id)
    rows = session.scalars(asked.order_by(FrameLink.system, FrameLink.frame_code))
    return _said(", ".join(f"{one.system} {one.frame_code}" for one in rows))


def _people(session: Session, told: Brief, _viewer: Viewer, _on: date | None) -> Sequence[Block]:
    rows = session.scalars(
        select(Beneficiary).where(Beneficiary.project_id == told.project.id).order_by(Beneficiary.unit)
    )
    return _said(*(f"{one.count:,} {UNITS[Unit(one.unit)].th} {one.kind or ''}".strip() for one in rows))


def _units(session: Session, told: Brief, _viewer: Viewer, _on: date | None) -> Sequence[Block]:
    asked = select(Responsible.position_number).where(Responsible.project_id == told.project.id)
    numbers = ", ".join(session.scalars(asked.order_by(Responsible.position_number)))
    return _said(told.owner.name_th, told.brief.supports, f"ตำแหน่งเลขที่ {numbers}" if numbers else None)


def _schedule(_session: Session, told: Brief, _viewer: Viewer, _on: date | None) -> Sequence[Block]:
    return _said(f"{written_day(told.brief.starts_on)} – {written_day(told.brief.ends_on)}")


_SECTIONS: dict[Section, Says] = {
    Section.TITLE: lambda _s, told, _v, _on: _said(told.project.title_th),
    Section.PLAN: lambda session, told, _v, _on: _said(*_nodes(session, told.project).values()),
    Section.ALIGNMENT: _frames,
    Section.RATIONALE: lambda _s, told, _v, _on: _said(told.project.rationale),
    Section.OBJECTIVES: lambda _s, told, _v, _on: _said(told.project.objectives),
    Section.INDICATORS: lambda session, told, _v, _on: _said(*_indicators(session, told.project)),
    Section.PLACE: _place,
    Section.BENEFICIARIES: _people,
    Section.ACTIVITIES: lambda session, told, _v, _on: _said(*_activities(session, told.project)),
    Section.UNITS: _units,
    Section.SCHEDULE: _schedule,
    Section.MONEY: _money,
    Section.READINESS: _readiness,
    Section.RISKS: lambda _s, told, _v, _on: _said(told.brief.risks),
    Section.EVALUATION: lambda _s, told, _v, _on: _said(told.brief.evaluation),
}
