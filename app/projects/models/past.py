"""What projects and their parts said until they were changed."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, Date, ForeignKey, Text, text
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base

PARTS = (
    "project", "site", "site_area", "plan_link", "frame_link", "responsible", "activity", "beneficiary",
    "project_indicator", "readiness_item", "readiness_file", "related_project", "milestone", "asset", "registered", "found",
)  # fmt: skip
HELD: ColumnElement[Any] = text("daterange(since, until)")  # type: ignore[assignment]


class Past(Base):
    """A row of a project or of its parts, as it was until the day on which it became another (ประวัติรายวันของโครงการ).

    Milestones and assets, which monitoring keeps, are parts too.
    Triggers write it with the change, the end of a day counts. ``since`` is NULL for what was so from the beginning;
    ``held`` is NULL while there was no such row; ``class`` is the project's when the row ceased. A row of the part
    ``registered`` tells on which day a project was registered, since when all is kept of it; one of ``found``, that it was
    there when the keeping began, and what it said before is not known. Read through the schema ``projects_then``
    (``app.core.then``).
    """

    __tablename__ = "past"
    __table_args__ = (
        CheckConstraint(f"part IN {PARTS}", name="part_known"),
        CheckConstraint("class IN ('public', 'internal', 'confidential')", name="class_known"),
        CheckConstraint("jsonb_typeof(held) = 'object'", name="held_a_row"),
        CheckConstraint("part <> 'project' OR held IS NOT NULL", name="stays"),
        CheckConstraint("part NOT IN ('registered', 'found') OR (since IS NULL AND held IS NULL)", name="from_a_day"),
        CheckConstraint("since < until", name="lasted"),
        CheckConstraint("until BETWEEN '1941-01-01' AND '2156-12-31'", name="common_era"),
        ExcludeConstraint(
            ("project_id", "="), ("part", "="), ("key", "="), (HELD, "&&"), using="gist", name="ex_past_one_at_a_time"
        ),
        {"schema": "projects"},
    )

    project_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("projects.project.id", ondelete="CASCADE"), primary_key=True
    )
    part: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    since: Mapped[date | None] = mapped_column(Date)
    until: Mapped[date] = mapped_column(Date, primary_key=True)
    class_: Mapped[str] = mapped_column("class", Text)
    area_code: Mapped[str | None] = mapped_column(Text)
    held: Mapped[dict[str, Any] | None] = mapped_column(JSONB)

