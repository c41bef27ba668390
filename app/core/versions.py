"""How often each layer has changed: the number in every ETag, tile address and cache key.

A statement trigger on each source table notes the change and who can see it: the class of the rows before and after.
The rows of ``touched`` carry a deferred trigger that moves the versions at commit, last and in layer order, so that
writers cannot deadlock and an aborted act moves nothing.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Connection, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base


class LayerVersion(Base):
    """The version of a layer for one audience; it moves with the rows that this audience is cleared for."""

    __tablename__ = "layer_version"
    __table_args__ = (
        CheckConstraint(
            "audience IN ('public', 'internal', 'personal', 'confidential', 'personal_confidential')",
            name="audience_known",
        ),
        {"schema": "core"},
    )

    layer: Mapped[str] = mapped_column(Text, primary_key=True)
    audience: Mapped[str] = mapped_column(Text, primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger, server_default="1")


class LayerSource(Base):
    """Which tables feed which layer, as read from ``pg_depend`` when the views are published."""

    __tablename__ = "layer_source"
    __table_args__ = {"schema": "core"}

    layer: Mapped[str] = mapped_column(Text, primary_key=True)
    table: Mapped[str] = mapped_column("source_table", Text, primary_key=True)


class Touched(Base):
    """Tables written by a transaction that has not yet committed, with the least audience that can see the rows.

    Always empty for everybody else.
    """

    __tablename__ = "touched"
    __table_args__ = (
        CheckConstraint(
            "audience IN ('public', 'internal', 'personal', 'confidential', 'personal_confidential')",
            name="audience_known",
        ),
        {"schema": "core"},
    )

    xid: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    table: Mapped[str] = mapped_column("source_table", Text, primary_key=True)
    audience: Mapped[str] = mapped_column(Text, primary_key=True)


class Deployment(Base):
    """What the published schema was built from, so that an unchanged start does nothing."""

    __tablename__ = "deployment"
    __table_args__ = {"schema": "core"}

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = mapped_column(Text)


def start_epoch(connection: Connection) -> None:
    """Move every version beyond any that was ever given out, after the views changed or a backup came back.

    A version moves at most once a second over the years, so the clock is always ahead of it.
    """
    connection.execute(
        text(
            "UPDATE core.layer_version SET version = greatest(version + 1, extract(epoch FROM clock_timestamp())::bigint)"
        )
    )
