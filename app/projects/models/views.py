"""Views of the list of projects that a position keeps."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Integer, Text, Uuid, func, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base
from app.projects.models.project import SCHEMA, one_of
from app.projects.rules.views import MOST_ADDRESS, MOST_LETTERS, Sharing


class SavedView(Base):
    """A name for an address of the list, kept by a position: who holds it next finds it (มุมมองที่บันทึกไว้).

    ``address`` is the query of the list without what passes; ``version`` grows with each change, so that nobody writes over
    what he has not read. One that is deleted stays for a while, to be brought back.
    """

    __tablename__ = "saved_view"
    __table_args__ = (
        CheckConstraint(f"btrim(name) <> '' AND length(name) <= {MOST_LETTERS}", name="named"),
        CheckConstraint(
            f"address <> '' AND length(address) <= {MOST_ADDRESS} AND address !~ '[?#[:space:]]'", name="addressed"
        ),
        CheckConstraint(one_of("sharing", Sharing), name="sharing_known"),
        CheckConstraint("version > 0", name="version_positive"),
        CheckConstraint("NOT is_default OR deleted_at IS NULL", name="deleted_is_no_default"),
        Index(
            "ix_saved_view_name", "position_number", "name", unique=True, postgresql_where=text("deleted_at IS NULL")
        ),
        Index("ix_saved_view_default", "position_number", unique=True, postgresql_where=text("is_default")),
        SCHEMA,
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    position_number: Mapped[str] = mapped_column(ForeignKey("organizations.position.number", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    sharing: Mapped[str] = mapped_column(Text)
    is_default: Mapped[bool] = mapped_column(server_default=text("false"))
    version: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    deleted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
