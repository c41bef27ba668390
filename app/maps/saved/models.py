"""Saved maps. Each change is another row under an id of its own; what a row says never changes."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKeyConstraint, Integer, Text, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base
from app.core.short_ids import ID_PATTERN
from app.maps.saved.rules import MOST_LETTERS, MOST_TITLE, VIEW_PATTERN
from gis.access import Read

CLASSES = ", ".join(repr(each.value) for each in Read)


def _titled(column: str) -> str:
    return f"btrim({column}) <> '' AND length({column}) <= {MOST_TITLE}"


class SavedMap(Base):
    """One state of a saved map (แผนที่ที่บันทึก): an address of the workspace, its title and its day.

    ``first_id`` is the id of the map as it was first kept, ``number`` counts its versions. ``layer`` stands in front;
    ``query`` is canonical (``rules.canonical``); ``as_of`` None is the day on which it is opened. ``class`` is that of all
    its layers together when it was kept, ``front_class`` that of the one in front, without which nobody opens it.
    """

    __tablename__ = "saved_map"
    __table_args__ = (
        CheckConstraint(f"id ~ '{ID_PATTERN}'", name="id_pattern"),
        CheckConstraint("number > 0 AND (number = 1) = (first_id = id)", name="first_is_the_first"),
        CheckConstraint(_titled("title_th"), name="titled_in_thai"),
        CheckConstraint(_titled("title_en"), name="titled_in_english"),
        CheckConstraint("layer ~ '^[a-z][a-z0-9_]{0,62}$'", name="layer_pattern"),
        CheckConstraint(f"length(query) <= {3 * MOST_LETTERS}", name="query_bounded"),
        CheckConstraint(f"view ~ '{VIEW_PATTERN}'", name="view_pattern"),
        CheckConstraint(f"class IN ({CLASSES})", name="class_known"),
        CheckConstraint(f"front_class IN ({CLASSES})", name="front_class_known"),
        UniqueConstraint("id", "position_number", name="uq_saved_map_id_position"),
        UniqueConstraint("first_id", "number", name="uq_saved_map_first_number"),
        # A version is of the position that kept the first one.
        ForeignKeyConstraint(
            ["first_id", "position_number"], ["maps.saved_map.id", "maps.saved_map.position_number"],
            name="fk_saved_map_first_id", ondelete="CASCADE",
        ),
        ForeignKeyConstraint(["position_number"], ["organizations.position.number"], ondelete="CASCADE"),
        {"schema": "maps"},
    )  # fmt: skip

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    first_id: Mapped[str] = mapped_column(Text)
    number: Mapped[int] = mapped_column(Integer)
    position_number: Mapped[str] = mapped_column(Text, index=True)
    title_th: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text)
    layer: Mapped[str] = mapped_column(Text)
    query: Mapped[str] = mapped_column(Text)
    view: Mapped[str | None] = mapped_column(Text)
    as_of: Mapped[date | None] = mapped_column(Date)
    class_: Mapped[str] = mapped_column("class", Text)
    front_class: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
