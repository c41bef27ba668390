"""What the worker does for exports: make one after another, and throw away what nobody may take any more.

Who makes an export holds an advisory lock for it, on a connection of its own: when a worker dies, the lock is gone with
it, and the next one begins the work anew. What it is to do is read again then, with the rights of that moment.
"""

from __future__ import annotations

import hashlib
import logging
import shutil
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Engine, delete, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.briefs.atlas import Atlas
from app.briefs.notes import Imprint
from app.core.authority import EVERYTHING, Viewer
from app.core.chores import Chore
from app.core.cluster import Database
from app.core.database import alone, engine_of
from app.core.errors import PhaenError, Unavailable
from app.core.roles import Role
from app.core.settings import Settings
from app.core.viewing import show_to
from app.exports.files import FOLDER, draft_of, file_of
from app.exports.models import Export
from app.exports.queries import ENDED, capacity_of
from app.exports.rules import BOOK, HANDED, KEPT_DAYS, MADE, MOST_ATTEMPTS, OPEN, State, reach_of
from app.maps.saved.handover import HandedOver, HandOver
from app.ogc.files import Taker
from app.ogc.streams import Streams
from app.ogc.taking import taking_of
from app.web.words import NUMERALS, Language
from gis.catalog import Catalog

LOG = logging.getLogger("phaen.exports")
MAKE_SECONDS, SWEEP_SECONDS = 2, 600
NEWS_SECONDS = 1.0
"""How often the list is told how far a work is, and asked whether it is still wanted."""
LONGEST_SECONDS = 3600
FORGOTTEN_SECONDS = 3600
"""How old what was left of a direct answer must be before it is thrown away."""
WORK = 2571
"""The family of the locks that who makes an export holds."""
CUT_OFF = PhaenError("งานถูกตัดซ้ำหลายครั้ง จึงไม่เริ่มอีก", "The work was cut off again and again, and is not begun anew.")
BROKEN = PhaenError(
    "ระบบขัดข้องขณะทำแฟ้ม ผู้ดูแลระบบได้รับบันทึกแล้ว", "Something broke while the file was made; it is in the log."
)


class Ended(Exception):
    """The work is not to go on: cancelled, or the worker stops."""


@dataclass
class Maker:
    """What makes exports. ``stop`` ends a work in the middle; it is begun anew by the next worker.

    ``imprint`` tells who puts out what is made at that moment.
    """

    database: Database
    settings: Settings
    catalog: Catalog
    imprint: Callable[[], Imprint]
    stop: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.folder = self.settings.files / FOLDER
        self.engine: Engine = engine_of(self.database, Role.JOBS, pool_size=2)
        self.streams = Streams(
            self.database.url(Role.PUBLIC), self.database.url(Role.APP), self.database.viewer_key(), most=1
        )

    def make_all(self) -> int:
        """Make every export that waits or was cut off; how many were begun."""
        begun = 0
        for export_id in self._open():
            with alone(self.engine, WORK, str(export_id)) as is_mine:
                if is_mine and not self.stop.is_set():
                    begun += self._make(export_id)
        return begun

    def sweep(self) -> None:
        """Throw away files that have expired or were cancelled, what was left of direct answers, and old lines."""
        now = datetime.now(UTC)
        with self._session() as session:
            gone = update(Export).where(Export.state == State.DONE, Export.expires_at < now).values(state=State.EXPIRED)
            session.execute(gone)
            old = Export.asked_at < now - timedelta(days=KEPT_DAYS)
            session.execute(delete(Export).where(Export.state.not_in((*OPEN, State.DONE)), old))
            kept = {
                f"{each}" for each in session.scalars(select(Export.id).where(Export.state.in_((*OPEN, State.DONE))))
            }
        for path in self.folder.glob("*") if self.folder.is_dir() else ():
            if path.name.partition(".")[0] not in kept and (path.is_file() or _is_old(path)):
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)

    def _open(self) -> list[uuid.UUID]:
        with self._session() as session:
            return list(session.scalars(select(Export.id).where(Export.state.in_(OPEN)).order_by(Export.asked_at)))

    @contextmanager
    def _session(self) -> Iterator[Session]:
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            show_to(session, EVERYTHING)
            yield session

    def _make(self, export_id: uuid.UUID) -> bool:
        """One export from its beginning to its end; whether it was begun."""
        export = self._begun(export_id)
        if export is None:
            return False
        try:
            self._note(export_id, self._finished(export))
        except Ended:
            draft_of(self.folder, export).unlink(missing_ok=True)
        except PhaenError as error:
            self._refused(export, error)
        except (psycopg.OperationalError, DBAPIError):
            LOG.exception("export %s was cut off; it will be begun anew", export_id)
        except Exception:
            LOG.exception("export %s broke", export_id)
            self._refused(export, BROKEN)
        return True

    def _begun(self, export_id: uuid.UUID) -> Export | None:
        with self._session() as session:
            found = session.get(Export, export_id, with_for_update=True)
            if found is None or found.state not in OPEN:
                return None
            found.state, found.attempts = State.RUNNING, found.attempts + 1
            found.rows_done, found.rows_total = 0, None
            return found

    def _finished(self, export: Export) -> dict[str, Any]:
        """The file made; what is to be noted of it. Raises Ended and PhaenError."""
        if export.attempts > MOST_ATTEMPTS:
            raise CUT_OFF
        viewer = self._viewer(export)
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = draft_of(self.folder, export)
        shutil.rmtree(f"{draft}.parts", ignore_errors=True)
        draft.unlink(missing_ok=True)
        taker = self._taker(export, viewer)
        rows = taker.write(draft, passed=self._news(export.id))
        digest = sha256_of(draft)
        draft.chmod(0o640)
        size = draft.stat().st_size
        draft.replace(file_of(self.folder, export))
        now = datetime.now(UTC)
        return {
            "state": State.DONE, "rows_done": rows, "rows_total": rows, "bytes": size, "sha256": digest,
            "reach": reach_of(viewer), "finished_at": now,
            "expires_at": now + timedelta(hours=self.settings.export_hours),
            **({"versions": taker.versions, "pages": taker.pages, "checked_at": now} if isinstance(taker, Atlas) else {}),
        }  # fmt: skip

    def _viewer(self, export: Export) -> Viewer:
        """The rights of the position as they are now. Raises Forbidden when the capacity has ended."""
        with self._session() as session:
            by = capacity_of(session, export, viewer=EVERYTHING)
        if by is None:
            raise ENDED
        return by.viewer

    def _taker(self, export: Export, viewer: Viewer) -> Taker | Atlas | HandedOver:
        layer = self.catalog.get(export.layer, viewer.visible())
        if layer is None:
            raise Unavailable(
                f"ตำแหน่งนี้ไม่มีสิทธิเห็นชั้นข้อมูล {export.layer} แล้ว", f"The position no longer sees the layer {export.layer}."
            )
        file_format, asked = MADE[export.format], export.parameters
        if file_format is HANDED:
            said = Language.ENGLISH if asked.get("lang") == "en" else Language.THAI
            thai = asked.get("lang") == NUMERALS
            hand_over = HandOver(self.catalog, viewer, said, self.settings.home_province, thai)
            return HandedOver(hand_over, self.database, asked.get("saved", ""))
        taking = taking_of(layer, export.parameters, file_format)
        if file_format is BOOK:
            return Atlas(taking, self.catalog, self.database, viewer, self.imprint())
        return Taker(taking, file_format, viewer, self.streams, LONGEST_SECONDS)

    def _news(self, export_id: uuid.UUID) -> Callable[[int, int], None]:
        """What a work tells as it goes; raises Ended when it is not to go on."""
        told = [0.0]

        def tell(done: int, total: int) -> None:
            if time.monotonic() - told[0] < NEWS_SECONDS and done < total:
                return
            told[0] = time.monotonic()
            if self.stop.is_set() or not self._note(export_id, {"rows_done": min(done, total), "rows_total": total}):
                raise Ended

        return tell

    def _note(self, export_id: uuid.UUID, values: dict[str, Any]) -> bool:
        """Whether the work is still wanted; the file of one that was cancelled in the last moment is swept away."""
        running = update(Export).where(Export.id == export_id, Export.state == State.RUNNING)
        with self._session() as session:
            noted = session.execute(running.values(**values).returning(Export.id)).one_or_none()
        return noted is not None

    def _refused(self, export: Export, error: PhaenError) -> None:
        draft_of(self.folder, export).unlink(missing_ok=True)
        values = {"state": State.FAILED, "reason_th": error.th, "reason_en": error.en, "finished_at": datetime.now(UTC)}
        self._note(export.id, values)


def chores(maker: Maker) -> tuple[Chore, ...]:
    """The chores of exports, for a thread of their own: a long work keeps no other waiting."""
    return (Chore("exports", MAKE_SECONDS, maker.make_all), Chore("sweep", SWEEP_SECONDS, maker.sweep))


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_old(path: Path) -> bool:
    return time.time() - path.stat().st_mtime > FORGOTTEN_SECONDS
