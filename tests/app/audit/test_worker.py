"""The worker: chores at their times, a failing one stops no other, and TERM ends it at once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from app.core.chores import Chore, work_off
from app.core.cluster import Database
from app.core.database import transaction
from app.core.roles import WEB_ROLES, Role
from tests.app.audit.log import write

ROOT = Path(__file__).resolve().parents[3]


def test_each_chore_is_done_at_once_and_again_when_it_is_due_and_a_failing_one_stops_no_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    stop, done = threading.Event(), list[str]()

    def fails() -> None:
        done.append("fails")
        raise RuntimeError("on purpose")

    def works() -> None:
        done.append("works")
        if done.count("works") == 3:
            stop.set()

    work_off(
        (Chore("fails", 0.01, fails), Chore("works", 0.01, works), Chore("rare", 60, lambda: done.append("rare"))), stop
    )
    assert done.count("works") == 3
    assert done.count("fails") >= 2
    assert done.count("rare") == 1
    assert "the chore fails failed" in caplog.text


def environment(database: Database, home: Path) -> dict[str, str]:
    """As the service manager gives it: addresses and keys of its own roles only."""
    doors = {f"PHAEN_DATABASE_URL_{role.removeprefix('phaen_').upper()}": database.url(role) for role in WEB_ROLES}
    keys = {"PHAEN_VIEWER_KEY": database.viewer_key(), "PHAEN_MASTER_KEY": database.master_key()}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PHAEN_")}
    return kept | doors | keys | {
        "PHAEN_HOME": str(home), "PHAEN_DATABASE_URL": database.address, "PYTHONPATH": str(ROOT),
    }  # fmt: skip


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_worker_seals_verifies_writes_the_head_and_ends_at_once(
    fresh_database: Database, tmp_path: Path, number: signal.Signals
) -> None:
    write(fresh_database, 5)
    command = [sys.executable, "-P", "-m", "app", "work"]
    worker = subprocess.Popen(command, cwd=tmp_path, env=environment(fresh_database, tmp_path))
    try:
        until, checked = time.monotonic() + 60, None
        while checked is None and time.monotonic() < until:
            time.sleep(0.2)
            with transaction(fresh_database, Role.JOBS) as session:
                checked = session.execute(text("SELECT events, blocks, damage FROM core.audit_check")).one_or_none()
        assert checked is not None
        assert tuple(checked) == (5, 1, [])
        (head,) = (tmp_path / "files" / "heads").glob("*.json")
        assert json.loads(head.read_text())["events"] == 5
        began = time.monotonic()
        worker.send_signal(number)
        assert worker.wait(20) == 0
        assert time.monotonic() - began < 10, "sealing waits half a minute, TERM does not"
    finally:
        worker.kill()
        worker.wait()


def test_a_worker_whose_parent_has_gone_does_not_begin(fresh_database: Database, tmp_path: Path) -> None:
    command = [sys.executable, "-P", "-m", "app", "work", "--parent=1"]
    ended = subprocess.run(command, cwd=tmp_path, env=environment(fresh_database, tmp_path), check=False, timeout=60)
    assert ended.returncode == 1


def test_the_commands_of_the_log_verify_export_seal_and_show_the_head(fresh_database: Database, tmp_path: Path) -> None:
    def phaen(*arguments: str) -> tuple[int, str]:
        command = [sys.executable, "-P", "-m", "app", "audit", *arguments]
        given = environment(fresh_database, tmp_path)
        ended = subprocess.run(command, cwd=tmp_path, env=given, capture_output=True, text=True, check=False)
        return ended.returncode, ended.stdout + ended.stderr

    write(fresh_database, 3)
    assert "Sealed 3 events." in phaen("seal")[1]
    head = json.loads(phaen("head")[1].splitlines()[0])
    assert phaen("export", "log.jsonl")[0] == 0
    assert (tmp_path / "log.jsonl").stat().st_mode & 0o077 == 0
    code, told = phaen("verify", "log.jsonl", "--head", head["hash"])
    assert (code, "Verified 3 events in 1 blocks: the chain is whole." in told) == (0, True)
    url = fresh_database.superuser_url()
    assert url is not None
    with transaction(fresh_database, Role.OWNER) as session:
        session.execute(text("ALTER TABLE core.audit_event DISABLE TRIGGER audit_event_append_only"))
        session.execute(text("UPDATE core.audit_event SET by_position = 'G-1' WHERE seq = 2"))
    code, told = phaen("verify")
    assert (code, "event 2: เหตุการณ์ถูกแก้" in told) == (1, True)
    code, told = phaen("verify", "absent.jsonl")
    assert (code, "absent.jsonl" in told) == (1, True)
