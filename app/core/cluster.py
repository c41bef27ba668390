"""The embedded PostgreSQL: a private PostGIS cluster on a socket of our own when no database is configured.

Every process that uses the cluster holds a shared lock on ``<home>/cluster.lock``; starting and stopping are
serialised by ``<home>/start.lock``. Who leaves last stops the cluster, so a second command attaches to a running one
and a cluster left behind by a killed command is adopted by the next.
"""

import fcntl
import hashlib
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote, urlsplit

import psycopg
from psycopg import sql

from app.core.errors import Unavailable
from app.core.roles import LOGIN_ROLES, Role, database_sql, prepare_sql, roles_sql
from app.core.settings import Settings

DATABASE = "phaen"
SUPERUSER = "postgres"
WEB_USER = "phaen"
SERVER_USER = "postgres"
LONGEST_SOCKET_PATH = 107
BINARIES = Path("/usr/lib/postgresql")
# The web and worker processes log in as these; the other passwords stay with root.
WEB_ROLES = frozenset({Role.APP, Role.PUBLIC, Role.ANALYST, Role.JOBS})


@dataclass(frozen=True)
class Database:
    """One database of the service and how each role reaches it."""

    address: str
    secrets: Path
    is_embedded: bool
    explicit: Mapping[str, str] = field(default_factory=dict)

    def url(self, role: Role) -> str:
        """libpq URI of `role`. Raises Unavailable when no password of the role is known."""
        if role in self.explicit:
            return self.explicit[role]
        if urlsplit(self.address).username == role:
            return self.address
        secret = self.secrets / role
        if not os.access(secret, os.R_OK):
            raise Unavailable(
                f"ไม่พบรหัสผ่านของบทบาท {role}: ให้สั่ง ./phaen database prepare หรือกำหนด PHAEN_DATABASE_URL_*",
                f"No password of the role {role} in {secret}: run ./phaen database prepare, or set its own"
                f" PHAEN_DATABASE_URL_{role.removeprefix('phaen_').upper()}.",
            )
        return with_account(self.address, role, secret.read_text(encoding="ascii").strip())

    def superuser_url(self) -> str | None:
        """libpq URI of the superuser; only an embedded cluster has one."""
        if not self.is_embedded:
            return None
        return with_account(self.address, SUPERUSER, (self.secrets / SUPERUSER).read_text(encoding="ascii").strip())

    def named(self, name: str) -> "Database":
        """Another database of the same server."""
        return replace(
            self,
            address=with_database(self.address, name),
            explicit={role: with_database(url, name) for role, url in self.explicit.items()},
        )

    @property
    def name(self) -> str:
        """The database's name on its server."""
        return urlsplit(self.address).path.removeprefix("/")


def with_account(url: str, user: str, password: str) -> str:
    """`url` with another account."""
    parts = urlsplit(url)
    server = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{quote(user)}:{quote(password, safe='')}@{server}{parts.path}?{parts.query}"


def with_database(url: str, name: str) -> str:
    """`url` with another database name."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/{name}?{parts.query}"


@contextmanager
def open_database(settings: Settings, *, fast: bool = False) -> Iterator[Database]:
    """The database of these settings, for as long as the block runs.

    Embedded: the cluster is made when absent, started when stopped, and stopped by whoever leaves last.
    `fast` gives up crash safety and is meant for tests and benchmarks with a home of their own.
    Raises Unavailable when PostgreSQL is missing or does not start.
    """
    if settings.database_url is not None:
        yield Database(settings.database_url, settings.secrets, is_embedded=False, explicit=settings.role_urls)
        return
    cluster = Cluster(settings.home, settings.secrets, fast=fast)
    with cluster.in_use():
        yield cluster.database


def create_database(database: Database, name: str, template: str | None = None) -> Database:
    """A new database on the embedded server: a copy of `template`, or an empty one with our extensions."""
    statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
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
        return Path(f"/run/phaen-{mark}") if _is_root() else Path(f"/tmp/phaen-{os.geteuid()}-{mark}")

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Hold the cluster up during the block."""
        self._make_home()
        with (self.home / "cluster.lock").open("a") as presence:
            with self._turn():
                fcntl.flock(presence, fcntl.LOCK_SH)
                self._bring_up()
            try:
                yield
            finally:
                with self._turn():
                    self._stop_if_last(presence)

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
        self._control("stop", "--mode=fast", "--wait")

    def _bring_up(self) -> None:
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        if not self._is_running():
            self._start()
        self._prepare()

    def _make_home(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        self.secrets.mkdir(parents=True, exist_ok=True)
        if not _is_root():
            self.secrets.chmod(0o700)
            _make_private(self.socket_directory)
            return
        # The database and web processes run as other users and must pass through; each file has its own rights.
        self.home.chmod(0o755)
        self.secrets.chmod(0o711)
        self.socket_directory.mkdir(exist_ok=True)
        _hand_over(self.socket_directory, SERVER_USER, 0o755)
        self._refuse_closed_path()

    def _refuse_closed_path(self) -> None:
        seen = subprocess.run(["/usr/bin/test", "-x", self.home], **_as(SERVER_USER), check=False)
        if seen.returncode != 0:
            raise Unavailable(
                f"ผู้ใช้ {SERVER_USER} เข้าโฟลเดอร์ {self.home} ไม่ได้: ให้กำหนด PHAEN_HOME เป็นโฟลเดอร์ที่ผู้ใช้อื่นผ่านเข้าได้",
                f"The user {SERVER_USER} cannot enter {self.home}: set PHAEN_HOME to a folder below one that"
                " others may pass through, such as /var/lib/phaen.",
            )

    def _initialise(self) -> None:
        password = self._secret(SUPERUSER)
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(mode=0o700)
        if _is_root():
            _hand_over(self.data, SERVER_USER, 0o700)
        with tempfile.NamedTemporaryFile("w", dir=self.socket_directory) as pwfile:
            pwfile.write(password)
            pwfile.flush()
            if _is_root():
                _hand_over(Path(pwfile.name), SERVER_USER, 0o600)
            self._run("initdb", f"--pgdata={self.data}", f"--username={SUPERUSER}", "--auth=scram-sha-256",
                      f"--pwfile={pwfile.name}", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums",
                      *(["--no-sync"] if self.fast else []))  # fmt: skip

    def _is_running(self) -> bool:
        return self._control("status", check=False).returncode == 0

    def _start(self) -> None:
        options = {"listen_addresses": "", "unix_socket_directories": str(self.socket_directory), **memory_options()}
        if self.fast:
            options |= FAST
        flags = " ".join(f"-c {name}='{value}'" for name, value in (OPTIONS | options).items())
        until = time.monotonic() + 20
        while self._control("start", "--wait", "--timeout=60", f"--log={self.data}/server.log", f"--options={flags}",
                            check=time.monotonic() > until).returncode != 0:  # fmt: skip
            # Backends of a killed postmaster need a moment to let go of the shared memory.
            time.sleep(0.5)

    def _prepare(self) -> None:
        fresh = [role for role in LOGIN_ROLES if not (self.secrets / role).exists()]
        passwords: dict[Role, str] = {role: self._secret(role) for role in LOGIN_ROLES}
        wanted = hashlib.sha256("".join(prepare_sql({})).encode()).hexdigest()
        stamp = self.home / "prepared"
        if not fresh and stamp.exists() and stamp.read_text(encoding="ascii") == self._stamp(wanted):
            return
        server = self.database.named(SUPERUSER)
        _run_as_superuser(server, roles_sql(passwords))
        if not self._has_database(server):
            create_database(server, DATABASE)
        _run_as_superuser(self.database, database_sql())
        stamp.write_text(self._stamp(wanted), encoding="ascii")

    def _stamp(self, wanted: str) -> str:
        return f"{wanted} {(self.data / 'PG_VERSION').stat().st_ino}"

    def _has_database(self, server: Database) -> bool:
        with psycopg.connect(server.superuser_url() or "") as connection:
            found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        return found is not None

    def _secret(self, name: str) -> str:
        """The password of `name`, made on first use; readable by its user alone."""
        path = self.secrets / name
        if not path.exists():
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_urlsafe(32))
        if _is_root() and name in WEB_ROLES and _exists(WEB_USER):
            _hand_over(path, WEB_USER, 0o600)
        return path.read_text(encoding="ascii").strip()

    def _control(self, act: str, *arguments: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
        return self._run("pg_ctl", act, f"--pgdata={self.data}", *arguments, check=check)

    def _run(self, program: str, *arguments: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
        """Run a PostgreSQL program as the right user. Raises Unavailable with its last words."""
        command = [str(binaries(self.data) / program), *arguments]
        with tempfile.TemporaryFile("w+") as words:
            # Not a pipe: the server inherits it and would keep it open.
            ran = subprocess.run(command, check=False, cwd="/", stdin=subprocess.DEVNULL, stdout=words, stderr=words,
                                 text=True, **(_as(SERVER_USER) if _is_root() else {}))  # fmt: skip
            words.seek(0)
            said = words.read().strip()
        if check and ran.returncode != 0:
            raise Unavailable(
                f"{program} ทำงานไม่สำเร็จ: ดู {self.data}/server.log\n{said}",
                f"{program} failed; see {self.data}/server.log",
            )
        return ran


OPTIONS = {
    "jit": "off",
    "random_page_cost": "1.1",
    "max_connections": "100",
    "work_mem": "32MB",
    "wal_compression": "on",
    "max_wal_size": "2GB",
    "log_min_messages": "warning",
}
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum_naptime": "5min",
}


def memory_options() -> dict[str, str]:
    """Shares of this machine's memory: an eighth for the server's buffers (64 MB to 1 GB), half as cache estimate."""
    megabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    buffers = min(max(megabytes // 8, 64), 1024)
    return {
        "shared_buffers": f"{buffers}MB",
        "effective_cache_size": f"{max(megabytes // 2, 128)}MB",
        "maintenance_work_mem": f"{min(buffers, 256)}MB",
    }


def binaries(data: Path | None = None) -> Path:
    """The program folder of the release that made `data`, else of the newest installed. Raises Unavailable."""
    made_by = data / "PG_VERSION" if data else None
    if made_by is not None and made_by.exists():
        wanted = BINARIES / made_by.read_text(encoding="ascii").strip() / "bin"
        if (wanted / "initdb").exists():
            return wanted
        version = wanted.parent.name
        raise Unavailable(
            f"ข้อมูลใน {data} สร้างด้วย PostgreSQL {version} ซึ่งไม่มีในเครื่องนี้: ให้ติดตั้งรุ่นนั้น หรือใช้ ./phaen restore",
            f"{data} was made by PostgreSQL {version}, which is not installed: install it, or restore a backup.",
        )
    found = sorted(BINARIES.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise Unavailable(
            "ไม่พบ PostgreSQL ในเครื่อง: ให้สั่ง ./phaen setup หรือ apt-get install postgresql postgresql-postgis",
            "PostgreSQL is not installed: run ./phaen setup, or apt-get install postgresql postgresql-postgis.",
        )
    return found[-1].parent


def _is_root() -> bool:
    return os.geteuid() == 0


def _as(user: str) -> dict[str, Any]:
    """Arguments of subprocess that drop root for good: no group of root's stays."""
    account = pwd.getpwnam(user)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


def _hand_over(path: Path, user: str, mode: int) -> None:
    account = pwd.getpwnam(user)
    os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)
    path.chmod(mode)


def _make_private(directory: Path) -> None:
    directory.mkdir(mode=0o700, exist_ok=True)
    if directory.is_symlink() or directory.stat().st_uid != os.geteuid():
        raise Unavailable(
            f"{directory} เป็นของผู้ใช้อื่น: ให้ลบทิ้งก่อน", f"{directory} belongs to another user: remove it first."
        )
    directory.chmod(0o700)
