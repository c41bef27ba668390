"""Keys that the database holds: the one that proves who looks."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base


class ViewerKey(Base):
    """The two pads of the key that signs viewers; readable by the owner alone, at most one row."""

    __tablename__ = "viewer_key"
    __table_args__ = (
        CheckConstraint("id", name="only_one"),
        CheckConstraint("octet_length(inner_pad) = 64 AND octet_length(outer_pad) = 64", name="pads_whole"),
        {"schema": "core"},
    )

    id: Mapped[bool] = mapped_column(primary_key=True, server_default=text("true"))
    inner_pad: Mapped[bytes] = mapped_column(LargeBinary)
    outer_pad: Mapped[bytes] = mapped_column(LargeBinary)
