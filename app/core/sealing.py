"""Sealing the audit log: blocks of events, each with the hash of the one before (ลูกโซ่ของบันทึก).

A block lists its events by number with the SHA-256 of each, and the snapshot of the transaction that sealed it: every
event that this snapshot could see is in this block or an earlier one. So an event whose transaction ended late is sealed
late and lost never, and one slipped in later among sealed ones is found. What is hashed is the text that SQL makes
(``core.audit_text``, ``core.audit_block_text``), which is also what an export holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, DateTime, Identity, Index, LargeBinary, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.schema import UniqueConstraint

from app.core.database import Base

TURN = 2570
"""The advisory lock that lets one process seal at a time; it ends with the transaction."""
GENESIS = bytes(32)
"""What the first block names as the hash before it."""
ROWS_AT_A_TIME = 5000
CLUSTERS = """
    clusters (cluster) AS (
        SELECT min(cluster) FROM core.audit_event
        UNION ALL
        SELECT (SELECT min(e.cluster) FROM core.audit_event e WHERE e.cluster > c.cluster)
        FROM clusters c WHERE c.cluster IS NOT NULL
    )
"""
PENDING = """
    pending AS (
        SELECT e.seq, sha256(convert_to(core.audit_text(e), 'UTF8')) AS digest
        FROM clusters c
        LEFT JOIN LATERAL (
            SELECT b.snapshot::txid_snapshot AS seen FROM core.audit_block b
            WHERE b.cluster = c.cluster ORDER BY b.number DESC LIMIT 1
        ) AS last ON true
        JOIN core.audit_event e ON e.cluster = c.cluster AND e.xid >= coalesce(txid_snapshot_xmin(last.seen), 0)
        WHERE last.seen IS NULL OR NOT txid_visible_in_snapshot(e.xid, last.seen)
    )
"""
SEAL = text(f"""
    WITH RECURSIVE {CLUSTERS}, {PENDING},
    last AS (SELECT number, hash FROM core.audit_block ORDER BY number DESC LIMIT 1),
    next AS (
        SELECT coalesce((SELECT number FROM last), 0) + 1 AS number,
            coalesce((SELECT hash FROM last), :genesis) AS previous,
            clock_timestamp() AS sealed_at, core.cluster_identity() AS cluster,
            txid_current_snapshot()::text AS snapshot, events, digests
        FROM (SELECT array_agg(seq ORDER BY seq) AS events, string_agg(digest, ''::bytea ORDER BY seq) AS digests
              FROM pending) AS listed
        WHERE events IS NOT NULL
    )
    INSERT INTO core.audit_block (number, previous, sealed_at, cluster, snapshot, events, digests, hash)
    SELECT number, previous, sealed_at, cluster, snapshot, events, digests, sha256(convert_to(
        core.audit_block_text(previous, sealed_at, cluster, snapshot, events, digests), 'UTF8'))
    FROM next
    RETURNING cardinality(events)
""")
HEAD = text("""
    SELECT number, encode(hash, 'hex') AS hash, sealed_at, (SELECT sum(cardinality(events)) FROM core.audit_block) AS events
    FROM core.audit_block ORDER BY number DESC LIMIT 1
""")
DAILY = text("""
    SELECT DISTINCT ON (day) number, encode(hash, 'hex') AS hash, sealed_at, up_to AS events
    FROM (SELECT *, timezone('Asia/Bangkok', sealed_at)::date AS day,
              sum(cardinality(events)) OVER (ORDER BY number) AS up_to FROM core.audit_block) AS blocks
    ORDER BY day DESC, number DESC LIMIT :days
""")
BLOCK_LINES = """
    SELECT '{"block": ' || number || ', "hash": "' || encode(hash, 'hex') || '", "sealed": '
        || core.audit_block_text(previous, sealed_at, cluster, snapshot, events, digests) || '}'
    FROM core.audit_block ORDER BY number
"""
EVENT_LINES = """
    SELECT '{"seq": ' || seq || ', "event": ' || core.audit_text(e) || '}' FROM core.audit_event e ORDER BY seq
"""


class AuditBlock(Base):
    """Events sealed together. ``digests`` are the 32 bytes of each event, in the order of ``events``."""

    __tablename__ = "audit_block"
    __table_args__ = (
        CheckConstraint("number > 0", name="numbered"),
        CheckConstraint("octet_length(previous) = 32 AND octet_length(hash) = 32", name="hashes_whole"),
        CheckConstraint(
            "octet_length(digests) = 32 * cardinality(events) AND cardinality(events) > 0", name="digested"
        ),
        UniqueConstraint("previous", name="uq_audit_block_one_after_another"),
        Index("ix_audit_block_cluster_number", "cluster", "number"),
        {"schema": "core"},
    )

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    previous: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    cluster: Mapped[int] = mapped_column(BigInteger)
    snapshot: Mapped[str] = mapped_column(Text)
    events: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    digests: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class AuditCheck(Base):
    """One verification of the whole chain by the worker; ``damage`` is empty when it is whole."""

    __tablename__ = "audit_check"
    __table_args__ = (
        CheckConstraint("events >= 0 AND blocks >= 0", name="counted"),
        CheckConstraint("jsonb_typeof(damage) = 'array'", name="damage_listed"),
        {"schema": "core"},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    checked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    events: Mapped[int] = mapped_column(BigInteger)
    blocks: Mapped[int] = mapped_column(BigInteger)
    damage: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")


@dataclass(frozen=True, slots=True)
class Head:
    """The last block: whoever knows its hash can prove that nothing up to it was changed or cut off."""

    number: int
    hash: str
    sealed_at: datetime
    events: int

    def as_json(self) -> dict[str, object]:
        return {
            "block": self.number,
            "hash": self.hash,
            "sealed_at": self.sealed_at.isoformat(),
            "events": self.events,
        }


def seal(session: Session) -> int:
    """Put every committed event that is in no block yet into a new one; how many there were. Runs as ``phaen_jobs``."""
    session.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": TURN})
    return session.scalar(SEAL, {"genesis": GENESIS}) or 0


def head(session: Session) -> Head | None:
    """The head of the chain; None before the first block."""
    row = session.execute(HEAD).one_or_none()
    return None if row is None else Head(row.number, row.hash, row.sealed_at, int(row.events))


def daily_heads(session: Session, days: int) -> list[Head]:
    """The last head of each day on which something was sealed, the newest first."""
    return [
        Head(row.number, row.hash, row.sealed_at, int(row.events)) for row in session.execute(DAILY, {"days": days})
    ]


def lines(session: Session) -> Iterator[bytes]:
    """The log as its export has it: blocks by number, then events by number, one JSON document a line.

    In a transaction of one snapshot (REPEATABLE READ), so that blocks and events belong together.
    """
    for query in (BLOCK_LINES, EVENT_LINES):
        for row in session.execute(text(query), execution_options={"yield_per": ROWS_AT_A_TIME}):
            yield row[0].encode()
