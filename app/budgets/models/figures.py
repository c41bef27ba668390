"""What statistics add up, kept by the database beside the ledger: a project by year, source and part (ADR 67)."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Integer, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base


class ProjectFigure(Base):
    """Money of a project in satang, of one fiscal year and source, at one of its parts (ยอดของส่วนโครงการ).

    ``weight``: the part's in a million millions, ``share``: that of its site ``site_id``. It counts ``from_on`` a day
    ``until_on`` another, which are infinite unless an event is dated in the future. Written by triggers alone.
    """

    __tablename__ = "project_figure"
    __table_args__ = (
        CheckConstraint("from_on < until_on", name="lasts"),
        CheckConstraint("placement IN ('located', 'province_wide', 'unlocated')", name="placement_known"),
        CheckConstraint("(placement = 'located') = (area_code IS NOT NULL)", name="located_in_an_area"),
        CheckConstraint("share BETWEEN 1 AND weight", name="share_of_weight"),
        {"schema": "derived"},
    )

    project_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("projects.project.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    fiscal_year: Mapped[int] = mapped_column(Integer)
    source: Mapped[str | None] = mapped_column(Text)
    from_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date] = mapped_column(Date)
    placement: Mapped[str] = mapped_column(Text)
    area_code: Mapped[str | None] = mapped_column(Text)
    site_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    weight: Mapped[int] = mapped_column(BigInteger)
    share: Mapped[int] = mapped_column(BigInteger)
    received: Mapped[int] = mapped_column(BigInteger)
    obligated: Mapped[int] = mapped_column(BigInteger)
    disbursed: Mapped[int] = mapped_column(BigInteger)
