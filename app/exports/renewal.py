"""Atlases are compared with the data that they were made of, and made anew by night where their position wished so.

Versions of layers tell cheaply that nothing can have changed; where one moved, and once a day in any case (lights change with
the calendar), the figures of each page are read again and compared by their digests.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.briefs.atlas import Atlas, changed_pages, versions_of
from app.briefs.notes import Imprint
from app.core.authority import EVERYTHING, Acting, Basis, Viewer
from app.core.chores import Chore
from app.core.cluster import Database
from app.core.database import engine_of, transaction
from app.core.errors import Conflict
from app.core.roles import Role
from app.core.settings import Settings
from app.core.viewing import show_to
from app.exports.commands import renew_export
from app.exports.models import Export
from app.exports.queries import capacity_of, follower_of
from app.exports.rules import BOOK, COMPARED_MINUTES, State
from app.ogc.taking import taking_of
from app.web.words import BANGKOK
from gis.catalog import Catalog

LOG = logging.getLogger("phaen.exports")
EACH_SECONDS = 60 * COMPARED_MINUTES
BY_NIGHT = Acting("system:exports", "ระบบส่งออก", Basis.SYSTEM, title="ระบบส่งออก", viewer=EVERYTHING)
"""Who makes anew what a position wished to be kept current."""


@dataclass
class Renewer:
    """What compares atlases. ``stop`` ends the work behind the one that is being compared."""

    database: Database
    settings: Settings
    catalog: Catalog
    stop: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.engine: Engine = engine_of(self.database, Role.JOBS, pool_size=1)

    def work(self, now: datetime | None = None) -> int:
        """Compare every atlas that is due; how many are to be made anew. One that fails keeps no other from its turn."""
        begun = 0
        for export in self._finished():
            if self.stop.is_set():
                break
            try:
                begun += self._compared(export, now or datetime.now(UTC))
            except Exception:
                LOG.exception("the atlas %s could not be compared; it will be tried again", export.id)
        return begun

    def _finished(self) -> list[Export]:
        """The newest of each that follow one another."""
        there = select(Export).where(Export.state == State.DONE, Export.format == BOOK.id, Export.pages.is_not(None))
        with self._session() as session:
            return [
                one for one in session.scalars(there.order_by(Export.asked_at))
                if follower_of(session, one, viewer=EVERYTHING) is None
            ]  # fmt: skip

    def _compared(self, export: Export, now: datetime) -> bool:
        """Whether it is to be made anew."""
        with self._session() as session:
            by = capacity_of(session, export, viewer=EVERYTHING)
        layer = self.catalog.get(export.layer, by.viewer.visible()) if by else None
        if by is None or layer is None or not self._is_due(export, by.viewer, now):
            return False
        atlas = Atlas(taking_of(layer, export.parameters, BOOK), self.catalog, self.database, by.viewer, Imprint())
        atlas.compare()
        return self._noted(export, atlas, now)

    def _is_due(self, export: Export, viewer: Viewer, now: datetime) -> bool:
        assert export.checked_at is not None
        with transaction(self.database, viewer=viewer) as session:
            moved = versions_of(session, viewer=viewer) != export.versions
        return moved or _day(export.checked_at) < _day(now)

    def _noted(self, export: Export, atlas: Atlas, now: datetime) -> bool:
        """What came of it stands at the atlas. A night is over when the day is another than that of the file."""
        with self._session() as session:
            found = session.get_one(Export, export.id)
            session.refresh(found, with_for_update=True)
            if found.state != State.DONE:
                return False
            changed = changed_pages(found.pages, atlas.pages)
            found.versions, found.checked_at, found.changed = dict(atlas.versions), now, changed or None
            if not found.is_renewed:
                return False
            if not changed:
                found.expires_at = now + timedelta(hours=self.settings.export_hours)
                return False
            assert found.finished_at is not None
            session.flush()
            return _day(found.finished_at) < _day(now) and _is_asked_anew(session, found)

    @contextmanager
    def _session(self) -> Iterator[Session]:
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            show_to(session, EVERYTHING)
            yield session


def _is_asked_anew(session: Session, export: Export) -> bool:
    try:
        renew_export(session, by=BY_NIGHT, export=export)
    except Conflict as refused:
        LOG.warning("the atlas %s is not made anew: %s", export.id, refused.en)
        return False
    return True


def _day(at: datetime) -> date:
    return at.astimezone(BANGKOK).date()


def chores(renewer: Renewer) -> tuple[Chore, ...]:
    """The chore of atlases, for a thread of its own."""
    return (Chore("atlases", EACH_SECONDS, renewer.work),)
