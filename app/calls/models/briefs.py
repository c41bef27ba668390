"""What an agency files in a call: a brief of its project, with what the project itself does not say, and its money."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.budgets.rules import Class5, Road
from app.calls.models.calls import AMOUNT, COMMON_ERA, SCHEMA, one_of
from app.calls.rules import SubmissionState
from app.core.database import Base
from app.projects.rules.dossier import Priority

LAID = "state IN ('filed', 'unsupported')"
"""A brief that lies before the committee."""


class Submission(Base):
    """A project brief in a call (แบบ จ.3 / Project Brief): what the project says, and what is only asked for here.

    ``version_number`` is the version of the project that was filed; ``deadline_at`` the deadline that held for its agency.
    ``requested_satang`` is what the ledger had when it was filed; ``reason`` says why it was returned, withdrawn or not
    supported.
    """

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("call_id", "project_id", name="uq_submission_call_id"),
        UniqueConstraint("call_id", "rank", name="uq_submission_rank"),
        UniqueConstraint("id", "call_id", name="uq_submission_id_call"),
        UniqueConstraint("id", "project_id", name="uq_submission_id_project"),
        UniqueConstraint("id", "agency", name="uq_submission_id_agency"),
        ForeignKeyConstraint(
            ["project_id", "version_number"],
            ["projects.project_version.project_id", "projects.project_version.number"],
            name="fk_submission_version",
        ),
        CheckConstraint(one_of("state", SubmissionState), name="state_known"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_it_starts"),
        CheckConstraint(f"starts_on {COMMON_ERA} AND ends_on {COMMON_ERA}", name="common_era"),
        CheckConstraint("btrim(supports) <> '' AND btrim(dimensions) <> '' AND btrim(risks) <> ''"
                        " AND btrim(evaluation) <> '' AND btrim(unlocated_reason) <> ''", name="said"),
        CheckConstraint(f"total_satang {AMOUNT} AND q1_satang {AMOUNT} AND q2_satang {AMOUNT} AND q3_satang {AMOUNT}"
                        f" AND q4_satang {AMOUNT} AND requested_satang {AMOUNT}", name="amount_range"),
        CheckConstraint(f"NOT {LAID} OR num_nulls(filed_at, deadline_at, version_number, requested_satang,"
                        " filer_position, filer_title) = 0", name="filed_whole"),
        CheckConstraint(f"NOT {LAID} OR (total_satang = requested_satang AND total_satang"
                        " = q1_satang + q2_satang + q3_satang + q4_satang) IS TRUE", name="sums_agree"),
        CheckConstraint("filed_at <= deadline_at", name="in_time"),
        CheckConstraint("readiness_done BETWEEN 0 AND readiness_required", name="readiness_range"),
        CheckConstraint("rank > 0", name="rank_positive"),
        CheckConstraint("rank IS NULL OR state = 'filed'", name="ranked_when_filed"),
        CheckConstraint("state NOT IN ('returned', 'unsupported') OR reason IS NOT NULL", name="reasoned"),
        CheckConstraint("btrim(reason) <> ''", name="reason_said"),
        CheckConstraint(one_of("result", Priority), name="result_known"),
        CheckConstraint("CASE WHEN result IN ('Y1', 'Y2') THEN rank IS NOT NULL"
                        " WHEN result IS NOT NULL THEN state = 'unsupported' END", name="result_of_rank"),
        SCHEMA,
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    call_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("calls.call.id", ondelete="CASCADE"))
    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.project.id"))
    agency: Mapped[str] = mapped_column(ForeignKey("organizations.organization.code"))
    state: Mapped[str] = mapped_column(Text, server_default="draft")
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    supports: Mapped[str | None] = mapped_column(Text)
    dimensions: Mapped[str | None] = mapped_column(Text)
    risks: Mapped[str | None] = mapped_column(Text)
    evaluation: Mapped[str | None] = mapped_column(Text)
    unlocated_reason: Mapped[str | None] = mapped_column(Text)
    total_satang: Mapped[int | None] = mapped_column(BigInteger)
    q1_satang: Mapped[int | None] = mapped_column(BigInteger)
    q2_satang: Mapped[int | None] = mapped_column(BigInteger)
    q3_satang: Mapped[int | None] = mapped_column(BigInteger)
    q4_satang: Mapped[int | None] = mapped_column(BigInteger)
    filed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    deadline_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    version_number: Mapped[int | None] = mapped_column(Integer)
    requested_satang: Mapped[int | None] = mapped_column(BigInteger)
    readiness_done: Mapped[int | None] = mapped_column(Integer)
    readiness_required: Mapped[int | None] = mapped_column(Integer)
    filer_person: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organizations.person.id"))
    filer_position: Mapped[str | None] = mapped_column(Text)
    filer_title: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    rank: Mapped[int | None] = mapped_column(Integer)
    result: Mapped[str | None] = mapped_column(Text)
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))


class BriefAmount(Base):
    """The money that a brief asks for one activity and class of expenditure (วงเงินรายกิจกรรม)."""

    __tablename__ = "brief_amount"
    __table_args__ = (
        ForeignKeyConstraint(["submission_id", "project_id"], ["calls.submission.id", "calls.submission.project_id"],
                             name="fk_brief_amount_submission", ondelete="CASCADE"),
        ForeignKeyConstraint(["project_id", "activity_number"],
                             ["projects.activity.project_id", "projects.activity.number"],
                             name="fk_brief_amount_activity"),
        CheckConstraint(one_of("class5", Class5), name="class5_known"),
        CheckConstraint(one_of("road", Road), name="road_known"),
        CheckConstraint("amount_satang BETWEEN 1 AND 1000000000000000", name="amount_range"),
        SCHEMA,
    )  # fmt: skip

    submission_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    activity_number: Mapped[int] = mapped_column(Integer, primary_key=True)
    class5: Mapped[str] = mapped_column(ForeignKey("budgets.expense_class.code"), primary_key=True)
    road: Mapped[str] = mapped_column(Text)
    amount_satang: Mapped[int] = mapped_column(BigInteger)
    project_id: Mapped[uuid.UUID] = mapped_column(Uuid)
