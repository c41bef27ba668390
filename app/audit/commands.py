"""Acts on the log itself: reading and exporting it are noted in it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import Acting
from app.core.permissions import Permission

LOG, WHOLE = "audit_log", "*"


def open_log(session: Session, *, by: Acting, filters: Mapping[str, str]) -> None:
    """Note that somebody opens the log: once for each opening, which lasts a quarter of an hour, not for each page."""
    by.must(Permission.AUDIT_READ)
    if not audit.was_read_lately(session, by, LOG, WHOLE):
        audit.record(session, by, f"{LOG}.{audit.READ}", LOG, WHOLE, filters=_without_names(filters))


def export_log(session: Session, *, by: Acting, filters: Mapping[str, str], rows: int) -> None:
    """Note that somebody takes a part of the log away."""
    by.must(Permission.AUDIT_READ)
    audit.record(session, by, f"{LOG}.exported", LOG, WHOLE, rows=rows, filters=_without_names(filters))


def _without_names(filters: Mapping[str, str]) -> dict[str, str]:
    """What was asked for, but for the name of a person, which would stay readable after its erasure."""
    return {name: "…" if name == "person" else value for name, value in filters.items()}
