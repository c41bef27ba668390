"""Saving everything into one file, and bringing it back with proof that nothing is missing.

A backup is a tar of ``database.dump`` (pg_dump -Fc) and ``manifest.json``, which holds the facts of the database as the
same snapshot saw them. A restore counts as done only when the restored database states the same facts.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql

from app.core.addresses import Database, password_of, with_account
from app.core.census import Facts, differences, take_census
from app.core.cluster import create_database, drop_database
from app.core.database import engine_at
from app.core.errors import Conflict, Invalid, Unavailable
from app.core.postgres import client
from app.core.roles import OWNERS_OF_VIEWS, Role, leakproof_sql
from app.core.versions import start_epoch

FORMAT = 1
MEMBERS = ("manifest.json", "database.dump")
Say = Callable[[str, str], None]


@dataclass(frozen=True)
class Manifest:
    """What a backup says about itself; `schema` is alembic's revision, `version` the product's."""

    format: int
    version: str
    schema: str
    made_at: str
    sha256: str
    facts: Facts


def save(database: Database, target: Path, *, version: str, say: Say) -> Manifest:
    """Write a backup to `target`, readable by its maker alone. An existing file is replaced only when all is well."""
    if not target.absolute().parent.is_dir():
        raise Invalid(f"ไม่มีโฟลเดอร์ {target.parent}", f"The folder {target.parent} does not exist.")
    with tempfile.TemporaryDirectory(dir=target.absolute().parent, prefix=".phaen-backup-") as name:
        folder = Path(name)
        with psycopg.connect(_administrator(database)) as connection:
            say("นับและตรวจผลรวมทุกตาราง", "Counting and summing every table")
            facts, schema, snapshot = _census_in_snapshot(connection)
            say("เขียนข้อมูลออก", "Writing the data")
            dump = folder / "database.dump"
            _run(database, "pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={dump}")
        manifest = Manifest(FORMAT, version, schema, datetime.now(UTC).isoformat(), _sha256(dump), facts)
        (folder / "manifest.json").write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1), "utf-8")
        _pack(folder, target)
    return manifest


def restore(database: Database, source: Path, *, replace: bool, say: Say) -> Manifest:
    """Bring the database to the state of `source` and compare every table.

    Raises Invalid for a file that is no sound backup; Conflict when the database has tables and `replace` is not given,
    or when the result differs from the manifest: on the embedded server the former data then still stand.
    """
    with _unpacked(source) as (manifest, dump):
        if not replace and _has_tables(database):
            raise Conflict(
                "ฐานข้อมูลมีข้อมูลอยู่แล้ว: ถ้าต้องการแทนที่ทั้งหมดให้เพิ่ม --replace",
                "The database already holds tables: add --replace to replace everything in it.",
            )
        say("นำข้อมูลกลับเข้าฐานข้อมูล", "Bringing the data back")
        if database.is_embedded:
            _restore_beside(database, manifest, dump, say)
        else:
            _restore_in_place(database, manifest, dump)
            _verify(database, manifest, say)
            _begin_epoch(database)
    return manifest


def _restore_beside(database: Database, manifest: Manifest, dump: Path, say: Say) -> None:
    name = f"{database.name}_restored"
    drop_database(database, name)
    beside = create_database(database, name)
    try:
        _run(
            beside,
            "pg_restore",
            "--exit-on-error",
            "--jobs=2",
            *_contents(dump),
            f"--dbname={_plain(beside)}",
            str(dump),
        )
        with psycopg.connect(_administrator(beside), autocommit=True) as connection:
            for statement in (*leakproof_sql(), "ANALYZE"):
                connection.execute(statement.encode())
        _verify(beside, manifest, say)
        _begin_epoch(beside)
        _swap(database, name)
    finally:
        drop_database(database, name)


def _swap(database: Database, name: str) -> None:
    server = database.named("postgres")
    names = {"old": database.name, "new": name, "away": f"{database.name}_replaced"}
    drop_database(database, names["away"])
    words = {key: sql.Identifier(value) for key, value in names.items()}
    with psycopg.connect(_administrator(server), autocommit=True) as connection:
        connection.execute(sql.SQL("ALTER DATABASE {old} ALLOW_CONNECTIONS false").format(**words))
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [names["old"]]
        )
        with connection.transaction():
            connection.execute(sql.SQL("ALTER DATABASE {old} RENAME TO {away}").format(**words))
            connection.execute(sql.SQL("ALTER DATABASE {new} RENAME TO {old}").format(**words))
    drop_database(database, names["away"])


def _restore_in_place(database: Database, manifest: Manifest, dump: Path) -> None:
    """One transaction that drops our schemas and makes them anew; an error leaves all as it was."""
    body, script = dump.with_suffix(".body"), dump.with_suffix(".sql")
    _run(database, "pg_restore", *_contents(dump, besides=("EXTENSION", "SCHEMA")), f"--file={body}", str(dump))
    with psycopg.connect(_administrator(database)) as connection:
        before, after = _rooms(manifest, _schemas(connection), connection)
    with script.open("wb") as file:
        file.write(before)
        with body.open("rb") as statements:
            shutil.copyfileobj(statements, file)
        file.write(after)
    _run(
        database,
        "psql",
        "--no-psqlrc",
        "--quiet",
        "--single-transaction",
        "--set=ON_ERROR_STOP=1",
        "--output=/dev/null",
        f"--file={script}",
        f"--dbname={_plain(database)}",
    )


def _rooms(manifest: Manifest, present: list[sql.Identifier], connection: psycopg.Connection) -> tuple[bytes, bytes]:
    """SQL that drops our schemas and makes those of the backup, and SQL for the end.

    While the rooms are filled, the owners of views may create in those where something is to be theirs: else no owner
    but a superuser could hand a view over.
    """
    names = [name for name in manifest.facts["schemas"] if name != "public"]
    owned = {
        (name.split(".")[0], owner) for name, owner in manifest.facts["owners"].items() if owner in OWNERS_OF_VIEWS
    }
    lent = [(name, role) for name, role in owned if f"{role}=CREATE" not in manifest.facts["schemas"][name]]
    before = [sql.SQL("SET client_min_messages TO {}").format("warning")]
    before += [sql.SQL("DROP SCHEMA {} CASCADE").format(name) for name in present]
    before += [sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(name)) for name in names]
    lend, take = sql.SQL("GRANT CREATE ON SCHEMA {} TO {}"), sql.SQL("REVOKE CREATE ON SCHEMA {} FROM {}")
    before += [lend.format(*map(sql.Identifier, door)) for door in sorted(owned)]
    after = [take.format(*map(sql.Identifier, door)) for door in sorted(lent)]
    written = [b"".join(line.as_bytes(connection) + b";\n" for line in lines) for lines in (before, after)]
    return written[0], written[1]


def _verify(database: Database, manifest: Manifest, say: Say) -> None:
    say("เทียบทุกตารางกับบัญชีในแฟ้มสำรอง", "Comparing every table with the manifest")
    with psycopg.connect(_administrator(database)) as connection:
        found, _schema, _snapshot = _census_in_snapshot(connection)
    differing = differences(manifest.facts, found)
    if differing:
        shown = "\n".join(f"  {line}" for line in differing[:20])
        raise Conflict(
            f"ข้อมูลที่กู้คืนไม่ตรงกับแฟ้มสำรอง {len(differing)} รายการ\n{shown}", "The restored data differ as listed."
        )


def _begin_epoch(database: Database) -> None:
    """No version of a layer is given out twice: caches may know later ones than the backup does."""
    engine = engine_at(database.url(Role.OWNER), pool_size=1)
    try:
        with engine.begin() as connection:
            start_epoch(connection)
    finally:
        engine.dispose()


def _census_in_snapshot(connection: psycopg.Connection) -> tuple[Facts, str, str]:
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    snapshot = connection.execute("SELECT pg_export_snapshot()").fetchone()
    facts = take_census(connection)
    known = connection.execute("SELECT to_regclass('core.alembic_version') IS NOT NULL").fetchone()
    head = connection.execute("SELECT version_num FROM core.alembic_version").fetchone() if known and known[0] else None
    return facts, head[0] if head else "", snapshot[0] if snapshot else ""


def _has_tables(database: Database) -> bool:
    with psycopg.connect(_administrator(database)) as connection:
        return bool(take_census(connection)["tables"])


def _schemas(connection: psycopg.Connection) -> list[sql.Identifier]:
    found = connection.execute(
        "SELECT nspname FROM pg_namespace n WHERE nspowner::regrole::text IN (%s, %s)"
        " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = n.oid AND d.deptype = 'e')",
        [Role.OWNER, Role.VIEWS],
    )
    return [sql.Identifier(row[0]) for row in found]


@contextmanager
def _unpacked(source: Path) -> Iterator[tuple[Manifest, Path]]:
    """The manifest and the verified dump of a backup. Raises Invalid."""
    with tempfile.TemporaryDirectory(prefix="phaen-restore-") as folder:
        dump = Path(folder) / "database.dump"
        try:
            with tarfile.open(source, "r:") as tar:
                manifest = Manifest(**json.loads(_member(tar, "manifest.json").read()))
                with dump.open("wb") as file:
                    shutil.copyfileobj(_member(tar, "database.dump"), file)
        except (OSError, tarfile.TarError, KeyError, TypeError, ValueError) as error:
            raise Invalid(f"{source} ไม่ใช่แฟ้มสำรองของแผน: {error}", f"{source} is no backup of Phaen: {error}") from None
        if manifest.format != FORMAT or manifest.sha256 != _sha256(dump):
            raise Invalid(f"{source} เสียหายหรือเป็นรุ่นที่ไม่รู้จัก", f"{source} is damaged or of an unknown format.")
        yield manifest, dump


def _member(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    member = tar.extractfile(name)
    if member is None:
        raise ValueError(f"{name} is no file")
    return member


def _pack(folder: Path, target: Path) -> None:
    packed = folder / "backup.tar"
    with tarfile.open(packed, "x") as tar:
        for name in MEMBERS:
            tar.add(folder / name, name)
    packed.chmod(0o600)
    with packed.open("rb") as file:
        os.fsync(file.fileno())
    packed.replace(target)


def _contents(dump: Path, *, besides: tuple[str, ...] = ("EXTENSION",)) -> list[str]:
    """Everything of the dump but these kinds and what `prepare` has made already: extensions and their table."""
    listed = subprocess.run([client("pg_restore"), "--list", dump], capture_output=True, text=True, check=True).stdout
    left_out = re.compile(rf"\d+; \d+ \d+ ((COMMENT - )?({'|'.join(besides)}) |TABLE DATA public spatial_ref_sys)")
    chosen = dump.with_suffix(".list")
    chosen.write_text(
        "".join(f"{line}\n" for line in listed.splitlines() if not left_out.match(line)), encoding="utf-8"
    )
    return [f"--use-list={chosen}"]


def _administrator(database: Database) -> str:
    return database.superuser_url() or database.url(Role.OWNER)


def _plain(database: Database) -> str:
    """The administrator's address without the password: the command line of a process is public."""
    parts = urlsplit(_administrator(database))
    return with_account(parts.geturl(), unquote(parts.username or ""), "")


def _run(database: Database, program: str, *arguments: str) -> None:
    password = password_of(_administrator(database))
    command = [str(client(program)), *arguments]
    if program == "pg_dump":
        command.append(_plain(database))
    environment = {**os.environ, "PGPASSWORD": password, "PGOPTIONS": "-c statement_timeout=0"}
    ran = subprocess.run(command, env=environment, stderr=subprocess.PIPE, text=True, check=False)
    if ran.returncode != 0:
        raise Unavailable(f"{program} ทำงานไม่สำเร็จ\n{ran.stderr.strip()}", f"{program} failed with the words above.")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
