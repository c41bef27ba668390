"""What the worker does for snapshots: make those of the day, look whether what is kept may and can still be given, make room.

All is done by one at a time, who holds an advisory lock. Each layer is a step of its own: what was cut off is begun anew
by the next, and what stands is not made again.
"""

from __future__ import annotations

import json
import logging
import shutil
import threading
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session, selectinload

from app.core.authority import EVERYTHING, PUBLIC, Viewer
from app.core.chores import Chore
from app.core.cluster import Database
from app.core.database import alone, engine_of
from app.core.records import today
from app.core.roles import Role
from app.core.settings import Settings
from app.ogc.files import Taker
from app.ogc.streams import Streams
from app.ogc.taking import taking_of
from app.snapshots.files import folder_of, is_sound, path_of, sha256_of
from app.snapshots.models import Day, File, Snapshot
from app.snapshots.rules import HIDDEN, KINDS, NO_LAYER
from gis import extract, statement
from gis.catalog import Catalog
from gis.layer import Layer
from gis.question import Question
from gis.writers.formats import FORMATS

LOG = logging.getLogger("phaen.snapshots")
EACH_SECONDS = 3600
LONGEST_SECONDS = 3600
TRIES = 3
WORK = 2572
"""The family of the lock that one at a time holds."""
RECORD = "\x1e"


class Unsettled(Exception):
    """The layer changed each time while its files were made; the next hour tries again."""


@dataclass
class Keeper:
    """What makes and keeps snapshots. ``stop`` ends the work behind the layer that is being made."""

    database: Database
    settings: Settings
    catalog: Catalog
    stop: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.folder = folder_of(self.settings)
        self.engine = engine_of(self.database, Role.JOBS, pool_size=2)
        self.streams = Streams(
            self.database.url(Role.PUBLIC), self.database.url(Role.APP), self.database.viewer_key(), most=2
        )

    def work(self) -> int:
        """All of it, unless somebody else is at it; how many layers have a snapshot of today that had none."""
        with alone(self.engine, WORK) as is_mine:
            if not is_mine:
                return 0
            self.sweep()
            self.check()
            return self.make()

    def make(self) -> int:
        """The snapshots of today that are not there yet."""
        with self._session() as session:
            day = today(session)
            there = set(session.scalars(select(Day.layer).where(Day.day == day)))
        made = 0
        for layer in self.catalog.visible(PUBLIC.visible()):
            if layer.id not in there and not self.stop.is_set():
                made += self._attempt(layer, day)
        return made

    def check(self) -> None:
        """Withdraw what holds features that were reclassified, and note what is no longer what was made."""
        for snapshot in self._live():
            for file in snapshot.files:
                if file.damaged_at is None and not is_sound(
                    path_of(self.folder, snapshot, file.format), file, anew=True
                ):
                    LOG.error("the file %s of the snapshot %s is not what was made", file.format, snapshot.id)
                    self._note_damaged(file)
        hidden: dict[str, frozenset[str] | None] = {}
        for snapshot in self._live():
            if snapshot.layer not in hidden:
                hidden[snapshot.layer] = self._hidden(snapshot.layer)
            ids = hidden[snapshot.layer]
            if ids is None:
                self._withdraw(snapshot, NO_LAYER)
            elif ids and any(each in ids for each in ids_in(path_of(self.folder, snapshot, KINDS[0]))):
                self._withdraw(snapshot, HIDDEN)

    def damaged(self) -> list[Path]:
        """The files that are no longer what was made."""
        return [
            path_of(self.folder, snapshot, file.format)
            for snapshot in self._live() for file in snapshot.files if file.damaged_at
        ]  # fmt: skip

    def sweep(self) -> None:
        """Let go of days that are too old, of what is of no day any more, and of files that nobody may take."""
        with self._session() as session:
            session.execute(delete(Day).where(Day.day <= today(session) - timedelta(days=self.settings.snapshot_days)))
            session.execute(delete(Snapshot).where(~exists().where(Day.snapshot_id == Snapshot.id)))
            kept = {str(each) for each in session.scalars(select(Snapshot.id).where(Snapshot.withdrawn_at.is_(None)))}
        for path in self.folder.glob("*") if self.folder.is_dir() else ():
            if path.name not in kept:
                shutil.rmtree(path)

    def _attempt(self, layer: Layer, day: date) -> bool:
        """Whether the layer has a snapshot of the day now; a layer that fails keeps no other from its own."""
        try:
            self._keep(layer, day)
        except Exception:
            if not self.stop.is_set():
                LOG.exception("no snapshot of %s was made; it will be tried again", layer.id)
            return False
        return True

    def _keep(self, layer: Layer, day: date) -> None:
        """The same files as before where the layer holds the same, new ones where it does not."""
        last = self._last(layer)
        made = self._made(layer) if last is None or last.state != self._state(layer) else None
        is_same = last is not None and made is not None and _content(last) == _content(made)
        with self._session() as session:
            if last is not None and made is not None and is_same:
                shutil.rmtree(self.folder / str(made.id))
                session.execute(update(Snapshot).where(Snapshot.id == last.id).values(state=made.state))
            elif made is not None:
                session.add(made)
                session.flush()
                last = made
            assert last is not None
            session.add(Day(day=day, layer=layer.id, snapshot_id=last.id))

    def _last(self, layer: Layer) -> Snapshot | None:
        """The newest of the layer, if it may and can still be given."""
        mine = [snapshot for snapshot in self._live() if snapshot.layer == layer.id]
        last = max(mine, key=lambda each: each.made_at, default=None)
        if last is None or any(each.damaged_at for each in last.files):
            return None
        return last

    def _made(self, layer: Layer) -> Snapshot:
        """A snapshot whose files are of one state of the layer. Raises Unsettled."""
        for _ in range(TRIES):
            snapshot = self._drawn(layer)
            if self._state(layer) == snapshot.state:
                return snapshot
            shutil.rmtree(self.folder / str(snapshot.id))
        raise Unsettled(layer.id)

    def _drawn(self, layer: Layer) -> Snapshot:
        metadata = layer.metadata
        snapshot = Snapshot(
            id=uuid.uuid4(), layer=layer.id, layer_hash=self.catalog.hash_of(layer.id), state=self._state(layer),
            title_th=metadata.title.th, title_en=metadata.title.en, source=metadata.data_source.th,
            licence=metadata.license_id, made_at=datetime.now(UTC),
        )  # fmt: skip
        (self.folder / str(snapshot.id)).mkdir(parents=True)
        for kind in KINDS:
            path = path_of(self.folder, snapshot, kind)
            taking = taking_of(layer, {}, FORMATS[kind])
            snapshot.features = Taker(taking, FORMATS[kind], PUBLIC, self.streams, LONGEST_SECONDS).write(path)
            path.chmod(0o640)
            snapshot.files.append(File(format=kind, bytes=path.stat().st_size, sha256=sha256_of(path)))
        return snapshot

    def _state(self, layer: Layer) -> str:
        with self.streams.reading(PUBLIC, on=None, seconds=LONGEST_SECONDS) as reading:
            (state,) = reading.one(f"SELECT {statement.state(layer)}", {"layer": layer.id})
        return f"{self.catalog.hash_of(layer.id)}.{state}"

    def _hidden(self, name: str) -> frozenset[str] | None:
        """The ids of the layer that are there, but not for the public; None where the layer is not."""
        public = self.catalog.get(name, PUBLIC.visible())
        if public is None:
            return None
        return self._ids(name, EVERYTHING) - self._ids(name, PUBLIC) if public.access.rows.class_ else frozenset()

    def _ids(self, name: str, viewer: Viewer) -> frozenset[str]:
        layer, visible = self.catalog.get(name, viewer.visible()), viewer.visible()
        assert layer is not None
        question = Question()
        with self.streams.reading(viewer, on=None, seconds=LONGEST_SECONDS) as reading:
            rows = reading.rows(extract.ids(layer, question.shape(visible)), question.bound(layer, visible))
            return frozenset(each for (each,) in rows)

    def _live(self) -> list[Snapshot]:
        live = select(Snapshot).where(Snapshot.withdrawn_at.is_(None)).options(selectinload(Snapshot.files))
        with self._session() as session:
            return list(session.scalars(live))

    def _withdraw(self, snapshot: Snapshot, reason: tuple[str, str]) -> None:
        LOG.warning("the snapshot %s of %s is withdrawn: %s", snapshot.id, snapshot.layer, reason[1])
        values = {"withdrawn_at": datetime.now(UTC), "withdrawn_for": " · ".join(reason)}
        with self._session() as session:
            session.execute(update(Snapshot).where(Snapshot.id == snapshot.id).values(**values))
        shutil.rmtree(self.folder / str(snapshot.id), ignore_errors=True)

    def _note_damaged(self, file: File) -> None:
        mine = (File.snapshot_id == file.snapshot_id, File.format == file.format)
        with self._session() as session:
            session.execute(update(File).where(*mine).values(damaged_at=datetime.now(UTC)))

    @contextmanager
    def _session(self) -> Iterator[Session]:
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session


def _content(snapshot: Snapshot) -> tuple[str, str]:
    """What two snapshots have alike that hold the same: how the layer is described, and the digest of its features."""
    return snapshot.layer_hash, snapshot.files[0].sha256


def ids_in(path: Path) -> Iterable[str]:
    """The ids of the features of a text sequence; none where the file is not there."""
    if not path.is_file():
        return
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield str(json.loads(line.lstrip(RECORD))["id"])


def chores(keeper: Keeper) -> tuple[Chore, ...]:
    """The chore of snapshots, for a thread of its own: the first hour of a day makes those of the day."""
    return (Chore("snapshots", EACH_SECONDS, keeper.work),)
