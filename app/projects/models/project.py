"""A project, the steps that the database allows it, the history of those taken, and its versions."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.authority import Basis
from app.core.database import Base
from app.projects.rules import PROPOSED as PROPOSED_STATES
from app.projects.rules import State
from app.projects.rules.dossier import Kind, Priority, Sector
from app.projects.rules.states import KEPT_AT

SCHEMA = {"schema": "projects"}
STATES = tuple(state.value for state in State)
PROPOSED = tuple(state.value for state in State if state in PROPOSED_STATES)
"""What has not come into the plan: only for officials."""
CODES = "array_to_string({}, ',', '') ~ '^(([0-9]{{2}}){{1,4}}(,([0-9]{{2}}){{1,4}})*)?$'"
"""CHECK: an array of official codes."""


def one_of(column: str, values: type[StrEnum]) -> str:
    """The condition that a column holds a member of an enumeration."""
    return f"{column} IN ({', '.join(repr(each.value) for each in values)})"


class Project(Base):
    """A project with the identity that it keeps across plan versions (โครงการ).

    ``class``, ``agency`` (its owner's code) and ``area_codes`` (every subdistrict that its sites touch) decide who may see
    it and all its parts; ``own_class`` is what its content asks for whatever the state. ``fiscal_year`` is the first,
    ``last_year`` the last where there are several. ``state`` moves by a row of ``project_transition`` only.
    """

    __tablename__ = "project"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state_known"),
        CheckConstraint("fiscal_year BETWEEN 2500 AND 2700", name="fiscal_year_be"),
        CheckConstraint("last_year BETWEEN fiscal_year AND fiscal_year + 19", name="last_year_be"),
        CheckConstraint("btrim(title_th) <> ''", name="titled"),
        CheckConstraint("btrim(reference) <> ''", name="referenced"),
        CheckConstraint("class IN ('public', 'internal', 'confidential')", name="class_known"),
        CheckConstraint("own_class IN ('public', 'internal', 'confidential')", name="own_class_known"),
        CheckConstraint(f"class <> 'public' OR state NOT IN {PROPOSED}", name="proposed_is_internal"),
        CheckConstraint(CODES.format("area_codes"), name="area_codes_pattern"),
        CheckConstraint(one_of("kind", Kind), name="kind_known"),
        CheckConstraint(one_of("sector", Sector), name="sector_known"),
        CheckConstraint("btrim(rationale) <> '' AND btrim(objectives) <> ''", name="reasoned"),
        CheckConstraint(one_of("priority", Priority), name="priority_known"),
        CheckConstraint("rank > 0", name="rank_positive"),
        CheckConstraint("egp_id ~ '^[0-9]{11}$'", name="egp_id_pattern"),
        CheckConstraint("budget_code ~ '^[0-9A-Z]{10,30}$'", name="budget_code_pattern"),
        CheckConstraint("btrim(emenscr_id) <> '' AND length(emenscr_id) <= 60", name="emenscr_id_short"),
        SCHEMA,
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    reference: Mapped[str] = mapped_column(Text, unique=True)
    title_th: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    sector: Mapped[str | None] = mapped_column(Text)
    fiscal_year: Mapped[int] = mapped_column(Integer)
    last_year: Mapped[int | None] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(Text)
    class_: Mapped[str] = mapped_column("class", Text, server_default="internal")
    own_class: Mapped[str | None] = mapped_column(Text)
    agency: Mapped[str | None] = mapped_column(ForeignKey("organizations.organization.code"))
    area_codes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    rationale: Mapped[str | None] = mapped_column(Text)
    objectives: Mapped[str | None] = mapped_column(Text)
    is_flagship: Mapped[bool] = mapped_column(server_default=text("false"))
    priority: Mapped[str | None] = mapped_column(Text)
    rank: Mapped[int | None] = mapped_column(Integer)
    egp_id: Mapped[str | None] = mapped_column(Text)
    budget_code: Mapped[str | None] = mapped_column(Text)
    emenscr_id: Mapped[str | None] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))


class ProjectStep(Base):
    """An allowed step between states, as ``rules.STEPS`` has it (ขั้นตอนที่อนุญาต)."""

    __tablename__ = "project_step"
    __table_args__ = (
        UniqueConstraint("from_state", "to_state", "needs_reason", name="uq_project_step_reason"),
        CheckConstraint(f"from_state IN {STATES} AND to_state IN {STATES}", name="states_known"),
        CheckConstraint("from_state <> to_state", name="leads_on"),
        SCHEMA,
    )

    from_state: Mapped[str] = mapped_column(Text, primary_key=True)
    to_state: Mapped[str] = mapped_column(Text, primary_key=True)
    permission: Mapped[str] = mapped_column(Text)
    needs_reason: Mapped[bool] = mapped_column(Boolean)


class ProjectTransition(Base):
    """A step that a project took: when, in which position, on which ground, and why (ประวัติสถานะ). Append-only.

    Its insertion moves the project; the trigger refuses a step that does not begin where the project stands. Positions
    are snapshots; persons are named by key alone, so that erasing one erases the name.
    """

    __tablename__ = "project_transition"
    __table_args__ = (
        ForeignKeyConstraint(
            ["from_state", "to_state", "needs_reason"],
            [
                "projects.project_step.from_state",
                "projects.project_step.to_state",
                "projects.project_step.needs_reason",
            ],
            name="fk_project_transition_step",
        ),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("NOT needs_reason OR reason IS NOT NULL", name="reasoned"),
        CheckConstraint("btrim(reason) <> ''", name="reason_said"),
        CheckConstraint("btrim(position) <> '' AND btrim(title) <> ''", name="by_a_position"),
        CheckConstraint(one_of("basis", Basis), name="basis_known"),
        SCHEMA,
    )

    project_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("projects.project.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    from_state: Mapped[str] = mapped_column(Text)
    to_state: Mapped[str] = mapped_column(Text)
    needs_reason: Mapped[bool] = mapped_column(Boolean)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    position: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    person: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organizations.person.id"))
    basis: Mapped[str] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)


class ProjectVersion(Base):
    """The whole dossier as it was when a state began, for good (ฉบับของโครงการ).

    ``plan_code`` and ``plan_version`` name the version of the plan that was in force for its primary link.
    """

    __tablename__ = "project_version"
    __table_args__ = (
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint(
            f"state IN ({', '.join(repr(one.value) for one in State if one in KEPT_AT)})", name="state_kept"
        ),
        CheckConstraint("num_nulls(plan_code, plan_version) IN (0, 2)", name="plan_whole"),
        CheckConstraint("jsonb_typeof(snapshot) = 'object'", name="snapshot_whole"),
        CheckConstraint("btrim(position) <> '' AND btrim(title) <> ''", name="by_a_position"),
        SCHEMA,
    )

    project_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("projects.project.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    state: Mapped[str] = mapped_column(Text)
    plan_code: Mapped[str | None] = mapped_column(Text)
    plan_version: Mapped[int | None] = mapped_column(Integer)
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSONB)
    taken_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    position: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
