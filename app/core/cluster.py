"""The embedded PostgreSQL: a private PostGIS cluster on a socket of our own when no database is configured.

Every process that uses the cluster holds a shared lock on ``<home>/cluster.lock``; starting and stopping are
serialised by ``<home>/start.lock``. Who leaves last stops the cluster, so a second command attaches to a running one
and a cluster left behind by a killed command is adopted by the next.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg
from psycopg import sql

from app.core.addresses import SUPERUSER, Database, password_in
from app.core.errors import Unavailable
from app.core.postgres import (
    FAST,
    INITDB,
    LOGGING,
    OPTIONS,
    SERVER_USER,
    hand_over,
    inhabitants,
    is_root,
    make_private,
    memory_options,
    refuse_closed_path,
    run,
    server_process,
)
from app.core.roles import LOGIN_ROLES, Role, database_sql, prepare_sql, roles_sql
from app.core.settings import Settings

__all__ = ["Cluster", "Database", "create_database", "drop_database", "keep_up", "open_database"]

DATABASE = "phaen"
LONGEST_SOCKET_PATH = 107
# Half seconds that a start is tried again before its failure is told.
PATIENCE = 20


@contextmanager
def open_database(settings: Settings, *, fast: bool = False) -> Iterator[Database]:
    """The database of these settings, for as long as the block runs.

    Embedded: the cluster is made when absent, started when stopped, and stopped by whoever leaves last.
    `fast` gives up crash safety and is meant for tests and benchmarks with a home of their own.
    Raises Unavailable when PostgreSQL is missing or does not start.
    """
    if settings.database_url is not None:
        yield Database(
            settings.database_url,
            settings.secrets,
            is_embedded=False,
            explicit=settings.role_urls,
            given_key=settings.viewer_key,
            given_master=settings.master_key,
        )
        return
    cluster = Cluster(settings.home, settings.secrets, fast=fast)
    with cluster.in_use():
        yield cluster.database


def keep_up(settings: Settings) -> None:
    """Start the embedded cluster again if its server has died; for who has it open and serves for long."""
    if settings.database_url is None:
        Cluster(settings.home, settings.secrets).keep_up()


def create_database(database: Database, name: str, template: str | None = None) -> Database:
    """A new database on the embedded server: a copy of `template`, or an empty one with our extensions.

    Files are copied as they are: to write each page of a copy to the log first takes eight times as long.
    """
    statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY file_copy").format(
        sql.Identifier(name), sql.Identifier(Role.OWNER), sql.Identifier(template or "template0")
    )
    _run_as_superuser(database, [statement])
    created = database.named(name)
    _run_as_superuser(created, database_sql())
    return created


def drop_database(database: Database, name: str) -> None:
    """Remove a database of the embedded server together with the sessions in it."""
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    _run_as_superuser(database.named(SUPERUSER), [statement])


def _run_as_superuser(database: Database, statements: list[str] | list[sql.Composed]) -> None:
    url = database.superuser_url()
    if url is None:
        raise Unavailable(
            "ทำได้เฉพาะกับฐานข้อมูลในตัวของระบบ", "Only possible on the embedded cluster: no superuser is known here."
        )
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement if isinstance(statement, sql.Composed) else statement.encode())


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL data directory below `home` and the processes that share it."""

    home: Path
    secrets: Path
    fast: bool = False

    @property
    def data(self) -> Path:
        """The data directory of PostgreSQL."""
        return self.home / "data"

    @property
    def database(self) -> Database:
        """The database of the service in this cluster."""
        address = f"postgresql:///{DATABASE}?host={quote(str(self.socket_directory), safe='')}"
        return Database(address, self.secrets, is_embedded=True)

    @property
    def socket_directory(self) -> Path:
        """A folder whose socket path fits the 107 bytes of the kernel."""
        inside = self.home / "run"
        if len(os.fsencode(inside / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH:
            return inside
        mark = hashlib.sha256(str(self.home).encode()).hexdigest()[:8]
        return Path(f"/run/phaen-{mark}") if is_root() else Path(f"/tmp/phaen-{os.geteuid()}-{mark}")

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Hold the cluster up during the block."""
        self._make_home()
        with (self.home / "cluster.lock").open("a") as presence:
            try:
                with self._turn():
                    fcntl.flock(presence, fcntl.LOCK_SH)
                    self._bring_up()
                yield
            finally:
                with self._turn():
                    self._stop_if_last(presence)

    def keep_up(self) -> None:
        """Start a server that has died. Cheap when it lives."""
        if server_process(self.data) is None:
            with self._turn():
                self._bring_up()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        with (self.home / "start.lock").open("a") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            yield

    def _stop_if_last(self, presence: IO[str]) -> None:
        try:
            fcntl.flock(presence, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        if server_process(self.data) is not None:
            self._control("stop", "--mode=fast", "--wait")

    def _bring_up(self) -> None:
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        if not self._is_up():
            self.clear_after_death()
            if not self._is_up():
                self._start()
        self._wait_for_recovery()
        self._prepare()

    def _is_up(self) -> bool:
        return server_process(self.data) in inhabitants(self.data)

    def _make_home(self) -> None:
        absent = [folder for folder in (self.home, *self.home.parents) if not folder.exists()]
        self.home.mkdir(parents=True, exist_ok=True)
        self.secrets.mkdir(parents=True, exist_ok=True)
        if not is_root():
            self.secrets.chmod(0o700)
            make_private(self.socket_directory)
            return
        # The database and web processes run as other users and must pass through; each file has its own rights.
        for folder in {self.home, *absent}:
            folder.chmod(0o755)
        self.secrets.chmod(0o711)
        self.socket_directory.mkdir(exist_ok=True)
        hand_over(self.socket_directory, SERVER_USER, 0o755)
        refuse_closed_path(self.home, SERVER_USER)

    def _initialise(self) -> None:
        password = password_in(self.secrets, SUPERUSER)
        # Renamed when complete: a killed initdb leaves a folder that looks like a cluster.
        growing = self.home / "data.new"
        shutil.rmtree(growing, ignore_errors=True)
        growing.mkdir(mode=0o700)
        (self.home / "prepared").unlink(missing_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=self.home) as pwfile:
            pwfile.write(password)
            pwfile.flush()
            if is_root():
                hand_over(growing, SERVER_USER, 0o700)
                hand_over(Path(pwfile.name), SERVER_USER, 0o600)
            run(
                "initdb",
                f"--pgdata={growing}",
                f"--pwfile={pwfile.name}",
                *INITDB,
                *(["--no-sync"] if self.fast else []),
            )
        growing.rename(self.data)

    def _start(self) -> None:
        options = self.server_options() | (FAST if self.fast else LOGGING)
        flags = " ".join(f"-c {name}='{value}'" for name, value in options.items())
        arguments = ["start", "--wait", "--timeout=60", f"--log={self.data}/server.log", f"--options={flags}"]
        if not self._control(*arguments, check=False):
            raise Unavailable(
                f"เปิดฐานข้อมูลไม่สำเร็จ (บันทึก: {self.data}/server.log และ log/)\n" + self._last_words(),
                f"The database does not start; its last words stand above ({self.data}/server.log and log/).",
            )

    def _last_words(self) -> str:
        logs = [self.data / "server.log", *(self.data / "log").glob("*.log")]
        newest = sorted((log for log in logs if log.exists()), key=lambda log: log.stat().st_mtime)[-2:]
        lines = [line for log in newest for line in log.read_text("utf-8", errors="replace").splitlines()[-8:]]
        return "\n".join(lines)

    def server_options(self) -> dict[str, str]:
        """What the server is started with, whoever starts it."""
        places = {"listen_addresses": "", "unix_socket_directories": str(self.socket_directory)}
        return OPTIONS | memory_options() | places

    def clear_after_death(self) -> None:
        """Remove the lock files of a dead server; nothing when one lives or is just starting.

        Raises Unavailable when processes of a former server do not end.
        """
        # The number in the lock files may meanwhile belong to a corpse or to somebody else's process; what proves that the
        # data are free is that no living process works in their folder.
        for _ in range(PATIENCE):
            if not inhabitants(self.data):
                break
            if self._is_up():
                return
            time.sleep(0.5)
        else:
            raise Unavailable(
                f"ยังมีกระบวนการ PostgreSQL เดิมค้างอยู่ใน {self.data}: รอสักครู่แล้วสั่งใหม่",
                f"Processes of a former PostgreSQL still work in {self.data}: wait a moment and try again.",
            )
        for lock in (self.data / "postmaster.pid", self.socket_directory / ".s.PGSQL.5432.lock"):
            lock.unlink(missing_ok=True)

    def _wait_for_recovery(self) -> None:
        # An adopted server may still be replaying its log.
        for _ in range(10 * PATIENCE):
            if run("pg_isready", "--quiet", f"--host={self.socket_directory}", data=self.data, check=False):
                return
            time.sleep(0.5)
        raise Unavailable(
            f"ฐานข้อมูลยังไม่พร้อม: ดู {self.data}/server.log", f"The database is not ready; see {self.data}/server.log."
        )

    def _prepare(self) -> None:
        fresh = [role for role in LOGIN_ROLES if not (self.secrets / role).exists()]
        passwords: dict[Role, str] = {role: password_in(self.secrets, role) for role in LOGIN_ROLES}
        wanted = hashlib.sha256("".join(prepare_sql({})).encode()).hexdigest()
        stamp = self.home / "prepared"
        if not fresh and stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
            return
        server = self.database.named(SUPERUSER)
        _run_as_superuser(server, roles_sql(passwords))
        if not self._has_database(server):
            create_database(server, DATABASE)
        _run_as_superuser(self.database, database_sql())
        stamp.write_text(wanted, encoding="ascii")

    def _has_database(self, server: Database) -> bool:
        with psycopg.connect(server.superuser_url() or "") as connection:
            found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        return found is not None

    def _control(self, act: str, *arguments: str, check: bool = True) -> bool:
        return run("pg_ctl", act, f"--pgdata={self.data}", *arguments, data=self.data, check=check)
