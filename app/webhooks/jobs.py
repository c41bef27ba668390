"""What the worker does for webhooks: see that a public layer has another version, and tell who wants to know.

The version that was noted stands beside the webhook, so that nothing is missed while no worker runs. A notice is taken,
with the moment of its next attempt, before it is sent, and noted after it was answered: a worker that dies in between
leaves a notice that is tried again, under the same id; one whose acknowledgement was noted is never sent again.
"""

from __future__ import annotations

import json
import logging
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.seals import Seals
from app.core.authority import EVERYTHING, PUBLIC
from app.core.chores import Chore
from app.core.cluster import Database
from app.core.database import alone, engine_of
from app.core.roles import Role
from app.core.settings import Settings
from app.core.viewing import show_to
from app.ogc.streams import Reading, Streams
from app.webhooks.models import Attempt, Notice, Webhook
from app.webhooks.rules import ANEW_AFTER, Fate, Kind, State, about_of, hosts_of, pause_after, signature
from app.webhooks.sending import Outcome, send
from gis import statement
from gis.catalog import Catalog
from gis.layer import Text

LOG = logging.getLogger("phaen.webhooks")
EACH_SECONDS = 2
READ_SECONDS = 30
AT_ONCE = 4
"""Receivers that are told at the same time: a slow one keeps few others waiting."""
SEALED = Text(
    th="เปิดกุญแจลงนามไม่ได้ เพราะ account_key เปลี่ยนไป ให้เปลี่ยนกุญแจของการแจ้งเตือนนี้",
    en="The signing secret cannot be opened, since account_key is another; give the webhook a new secret.",
)
WORK = 2573
"""The family of the lock that one at a time holds."""


@dataclass(frozen=True)
class Message:
    """A notice ready to be sent: where to, its body, and the secrets that sign it, the newest first."""

    notice_id: uuid.UUID
    url: str
    body: bytes
    secrets: tuple[str, ...]

    def headers(self, timestamp: int) -> dict[str, str]:
        return {
            "Content-Type": "application/json",
            "User-Agent": "Phaen",
            "Phaen-Notice": str(self.notice_id),
            "Phaen-Signature": signature(self.secrets, timestamp, self.body),
        }


@dataclass
class Herald:
    """What tells other offices. ``stop`` ends the work before the next notice."""

    database: Database
    settings: Settings
    catalog: Catalog
    stop: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.engine = engine_of(self.database, Role.JOBS, pool_size=AT_ONCE + 2)
        self.streams = Streams(
            self.database.url(Role.PUBLIC), self.database.url(Role.APP), self.database.viewer_key(), most=1
        )
        self.hosts = hosts_of(self.settings.webhook_hosts)
        self.seals = Seals.of(self.settings)

    def work(self) -> int:
        """Note what has changed and tell it, unless somebody else is at it; how many were acknowledged."""
        with alone(self.engine, WORK) as is_mine:
            if not is_mine:
                return 0
            self.note()
            return self.tell()

    def note(self) -> None:
        """One waiting notice for each webhook whose layer the public sees in another version than was noted."""
        with self._session() as session:
            hooks = list(session.scalars(select(Webhook).where(Webhook.state == State.ACTIVE).with_for_update()))
            if not hooks:
                return
            with self.streams.reading(PUBLIC, on=None, seconds=READ_SECONDS) as reading:
                versions = {name: self._version(reading, name) for name in {each.layer for each in hooks}}
            for hook in hooks:
                version = versions[hook.layer]
                if version is None or version == hook.noted:
                    continue
                if hook.noted is not None:
                    _notice(session, hook, version)
                hook.noted = version

    def tell(self) -> int:
        """Send what is due, to each receiver one after another; how many were acknowledged."""
        with self._session() as session:
            due = select(Notice.id).join(Webhook).where(
                Notice.fate == Fate.WAITING, Notice.due_at <= datetime.now(UTC), Webhook.state == State.ACTIVE
            )  # fmt: skip
            waiting = list(session.scalars(due.order_by(Notice.due_at, Notice.id)))
        with ThreadPoolExecutor(AT_ONCE) as threads:
            return sum(threads.map(self._tell, waiting))

    def _tell(self, notice_id: uuid.UUID) -> bool:
        """Whether this notice was acknowledged."""
        message = None if self.stop.is_set() else self._taken(notice_id)
        if message is None:
            return False
        outcome = self._sent(message)
        self._note(notice_id, outcome)
        return outcome.is_taken

    def _sent(self, message: Message) -> Outcome:
        if not message.secrets:
            return Outcome(None, SEALED, 0)
        headers = message.headers(int(time.time()))
        return send(message.url, headers, message.body, self.hosts, self.settings.webhook_authority)

    def _taken(self, notice_id: uuid.UUID) -> Message | None:
        """The message, whose next attempt is set to when this one must have ended; None where it no longer waits."""
        now = datetime.now(UTC)
        with self._session() as session:
            notice = session.get(Notice, notice_id, with_for_update={"skip_locked": True})
            if notice is None or notice.fate != Fate.WAITING or notice.due_at > now:
                return None
            hook = session.get_one(Webhook, notice.webhook_id)
            secrets = self._secrets(hook, now)
            notice.attempts, notice.due_at = notice.attempts + 1, now + ANEW_AFTER
            return Message(notice.id, hook.url, self._body(hook, notice), secrets)

    def _secrets(self, hook: Webhook, now: datetime) -> tuple[str, ...]:
        sealed = [hook.secret]
        if hook.previous is not None and hook.previous_until is not None and hook.previous_until > now:
            sealed.append(hook.previous)
        opened = [self.seals.opened(each, about_of(hook.id)) for each in sealed]
        return tuple(each.decode() for each in opened if each is not None)

    def _body(self, hook: Webhook, notice: Notice) -> bytes:
        """What is told: which layer, at which version, since when, and where to ask. No row, and nothing of one."""
        layer = self.catalog.get(hook.layer, PUBLIC.visible())
        path = f"{hook.origin}/ogc/collections/{hook.layer}"
        told = {
            "id": str(notice.id), "kind": notice.kind, "layer": hook.layer,
            "title": layer.metadata.title.model_dump() if layer else None,
            "version": notice.version, "noticed_at": notice.made_at.isoformat(),
            "collection": path, "changes": f"{path}/changes?since=",
        }  # fmt: skip
        return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()

    def _note(self, notice_id: uuid.UUID, outcome: Outcome) -> None:
        """What came of the attempt: acknowledged, to be tried again, or given up together with its webhook."""
        now = datetime.now(UTC)
        with self._session() as session:
            notice = session.get(Notice, notice_id, with_for_update=True)
            if notice is None:
                return
            session.add(Attempt(
                notice_id=notice_id, number=notice.attempts, status=outcome.status, milliseconds=outcome.milliseconds,
                told_th=outcome.told.th, told_en=outcome.told.en,
            ))  # fmt: skip
            if outcome.is_taken:
                notice.fate, notice.ended_at = Fate.DELIVERED, now
                return
            if notice.fate == Fate.WAITING:
                _failed(session, notice, now)

    def _version(self, reading: Reading, name: str) -> str | None:
        """What the public is told that the layer is at; None where it is not public (any more)."""
        layer = self.catalog.get(name, PUBLIC.visible())
        if layer is None:
            return None
        (state,) = reading.one(f"SELECT {statement.state(layer)}", {"layer": name})
        return f"{self.catalog.hash_of(name)}.{state}"

    @contextmanager
    def _session(self) -> Iterator[Session]:
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            show_to(session, EVERYTHING)
            yield session


def _failed(session: Session, notice: Notice, now: datetime) -> None:
    """To be tried again, or given up together with its webhook; a test is tried once."""
    pause = pause_after(notice.attempts) if notice.kind == Kind.CHANGED else None
    if pause is not None:
        notice.due_at = now + pause
        return
    notice.fate, notice.ended_at = Fate.GIVEN_UP, now
    if notice.kind == Kind.CHANGED:
        session.execute(update(Webhook).where(Webhook.id == notice.webhook_id).values(state=State.GIVEN_UP))
        LOG.warning("the webhook %s was given up", notice.webhook_id)


def _notice(session: Session, hook: Webhook, version: str) -> None:
    """The version is to be told. One that waits untried is told instead; one that was tried is replaced, with its pause."""
    mine = (Notice.webhook_id == hook.id, Notice.kind == Kind.CHANGED, Notice.fate == Fate.WAITING)
    waiting = session.scalars(select(Notice).where(*mine).with_for_update()).one_or_none()
    if waiting is not None and waiting.attempts == 0:
        waiting.version = version
        return
    made = Notice(webhook_id=hook.id, kind=Kind.CHANGED, version=version, fate=Fate.WAITING)
    if waiting is not None:
        waiting.fate, waiting.ended_at = Fate.SUPERSEDED, datetime.now(UTC)
        made.attempts, made.due_at = waiting.attempts, waiting.due_at
        session.flush()
    session.add(made)
    session.flush()


def chores(herald: Herald) -> tuple[Chore, ...]:
    """The chore of webhooks, for a thread of its own: a slow receiver keeps no other work waiting."""
    return (Chore("webhooks", EACH_SECONDS, herald.work),)
