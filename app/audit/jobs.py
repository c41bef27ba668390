"""What the worker does for the audit log: seal it, write its head beside the data, and verify all of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from app.audit.verify import Log, verify
from app.core import sealing
from app.core.chores import Chore
from app.core.cluster import Database
from app.core.database import engine_at, transaction
from app.core.roles import Role
from app.core.sealing import AuditCheck
from app.web.words import BANGKOK

SEAL_SECONDS, CHECK_SECONDS = 30, 3600
HEADS = "heads"


def chores(database: Database, files: Path) -> tuple[Chore, ...]:
    """The chores of the audit log; the heads go into a folder below ``files``."""
    return (
        Chore("seal", SEAL_SECONDS, lambda: seal(database, files)),
        Chore("verify", CHECK_SECONDS, lambda: check(database, files)),
    )


def seal(database: Database, files: Path) -> int:
    """Seal what is new, then write the head of the day; how many events were sealed."""
    with transaction(database, Role.JOBS) as session:
        sealed = sealing.seal(session)
    with transaction(database, Role.JOBS) as session:
        write_head(session, files)
    return sealed


def write_head(session: Session, files: Path) -> Path | None:
    """The head of the chain in the file of the day on which it was sealed; None before the first block."""
    head = sealing.head(session)
    if head is None:
        return None
    folder = files / HEADS
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{head.sealed_at.astimezone(BANGKOK).date().isoformat()}.json"
    told = json.dumps(head.as_json()) + "\n"
    if not target.exists() or target.read_text("utf-8") != told:
        growing = target.with_suffix(".new")
        growing.write_text(told, "utf-8")
        growing.replace(target)
    return target


def written_head(files: Path) -> str | None:
    """The newest head that was written down, as the verifier reads it (``NUMBER:HASH``)."""
    newest = max((files / HEADS).glob("*.json"), default=None)
    if newest is None:
        return None
    told = json.loads(newest.read_text("utf-8"))
    return f"{told['block']}:{told['hash']}"


def set_heads_aside(files: Path, moment: datetime) -> Path | None:
    """Put the heads of a log that has been replaced by a backup into a folder of their own; None where there are none."""
    present = sorted((files / HEADS).glob("*.json"))
    if not present:
        return None
    aside = files / HEADS / f"before-{moment.astimezone(BANGKOK):%Y-%m-%dT%H%M%S}"
    aside.mkdir()
    for head in present:
        head.rename(aside / head.name)
    return aside


def read_log(database: Database, head: str | None = None) -> Log:
    """The whole log verified as it stands in the database, with what is wrong with it."""
    with one_snapshot(database) as session:
        return verify(sealing.lines(session), head)


@contextmanager
def one_snapshot(database: Database) -> Iterator[Session]:
    """A session that sees blocks and events as they were at one moment."""
    engine = engine_at(database.url(Role.JOBS), pool_size=1).execution_options(isolation_level="REPEATABLE READ")
    try:
        with Session(engine) as session:
            yield session
    finally:
        engine.dispose()


def check(database: Database, files: Path) -> Log:
    """Verify the whole log against the newest head that was written down, and note the outcome."""
    log = read_log(database, written_head(files))
    damage = [found._asdict() for found in log.findings]
    with transaction(database, Role.JOBS) as session:
        session.add(AuditCheck(events=len(log.events), blocks=len(log.blocks), damage=damage))
    return log
