"""Saving everything into one file, and bringing it back with proof that nothing is missing.

A backup is a tar of ``database.dump`` (pg_dump -Fc), of the files that people attached, and of ``manifest.json``, which
holds the facts of the database as the same snapshot saw them and the digest of each file. A restore counts as done only when
the restored database states the same facts and each file is what it was. A file is kept before the row that names it is
committed, so those of a snapshot are there when it is taken.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql

from app.core.addresses import Database, password_of, with_account
from app.core.archive import FORMAT, Manifest, bring_files, contents, digests, pack, sha256, unpacked
from app.core.census import Facts, differences, take_census
from app.core.cluster import create_database, drop_database
from app.core.database import engine_at
from app.core.errors import Conflict, Invalid, Unavailable
from app.core.postgres import client
from app.core.roles import OWNERS_OF_VIEWS, Role, closing_sql, leakproof_sql
from app.core.versions import start_epoch

Say = Callable[[str, str], None]


def save(database: Database, target: Path, *, version: str, say: Say, files: Path | None = None) -> Manifest:
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
            # The owner's policies show him all, as the census has made sure; a superuser passes row security by.
            seen = [] if database.is_embedded else ["--enable-row-security"]
            _run(database, "pg_dump", "--format=custom", *seen, f"--snapshot={snapshot}", f"--file={dump}")
        made_at = datetime.now(UTC).isoformat()
        manifest = Manifest(FORMAT, version, schema, made_at, sha256(dump), facts, digests(files))
        pack(folder, target, manifest, files)
    return manifest


def restore(
    database: Database, source: Path, *, replace: bool, say: Say, files: Path | None = None
) -> Manifest:  # fmt: skip
    """Bring the database to the state of `source` and compare every table; attached files come before it.

    Raises Invalid for a file that is no sound backup; Conflict when the database has tables and `replace` is not given,
    or when the result differs from the manifest: on the embedded server the former data then still stand.
    """
    with unpacked(source) as (manifest, dump):
        if not replace and _has_tables(database):
            raise Conflict(
                "ฐานข้อมูลมีข้อมูลอยู่แล้ว: ถ้าต้องการแทนที่ทั้งหมดให้เพิ่ม --replace",
                "The database already holds tables: add --replace to replace everything in it.",
            )
        if files is not None:
            bring_files(source, manifest, files)
        say("นำข้อมูลกลับเข้าฐานข้อมูล", "Bringing the data back")
        if database.is_embedded:
            _restore_beside(database, manifest, dump, say)
        else:
            _restore_in_place(database, manifest, dump)
            _verify(database, manifest, say)
            _begin_epoch(database)
    return manifest


def drill(database: Database, source: Path, *, say: Say) -> Manifest:
    """Restore `source` into a database of its own, compare every table with it, and drop that database again.

    Only on the embedded server. Raises Invalid for a file that is no sound backup, Conflict when the result differs.
    """
    with unpacked(source) as (manifest, dump), _rebuilt(database.named(f"{database.name}_drill"), manifest, dump, say):
        return manifest


def _restore_beside(database: Database, manifest: Manifest, dump: Path, say: Say) -> None:
    beside = database.named(f"{database.name}_restored")
    with _rebuilt(beside, manifest, dump, say):
        _begin_epoch(beside)
        _swap(database, beside.name)


@contextmanager
def _rebuilt(beside: Database, manifest: Manifest, dump: Path, say: Say) -> Iterator[None]:
    """A database of the embedded server that holds what the manifest says, for as long as the block runs."""
    drop_database(beside, beside.name)
    create_database(beside.named("postgres"), beside.name)
    try:
        _run(
            beside,
            "pg_restore",
            "--exit-on-error",
            "--jobs=2",
            *contents(dump),
            f"--dbname={_plain(beside)}",
            str(dump),
        )
        with psycopg.connect(_administrator(beside), autocommit=True) as connection:
            for statement in (*leakproof_sql(), closing_sql(), "ANALYZE"):
                connection.execute(statement.encode())
        _verify(beside, manifest, say)
        yield
    finally:
        drop_database(beside, beside.name)


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
    _run(database, "pg_restore", *contents(dump, besides=("EXTENSION", "SCHEMA")), f"--file={body}", str(dump))
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


def _administrator(database: Database) -> str:
    return database.superuser_url() or database.url(Role.OWNER)


def _plain(database: Database) -> str:
    """The administrator's address without the password: the command line of a process is public."""
    parts = urlsplit(_administrator(database))
    return with_account(parts.geturl(), unquote(parts.username or ""), "")


def _run(database: Database, program: str, *arguments: str) -> None:
    command = [str(client(program)), *arguments]
    if program == "pg_dump":
        command.append(_plain(database))
    # In a file of our own, for an environment can be read as long as the process lives.
    with tempfile.NamedTemporaryFile("w", prefix="phaen-pass-") as passwords:
        word = password_of(_administrator(database)).replace("\\", "\\\\").replace(":", "\\:")
        passwords.write(f"*:*:*:*:{word}\n")
        passwords.flush()
        environment = {**os.environ, "PGPASSFILE": passwords.name, "PGOPTIONS": "-c statement_timeout=0"}
        ran = subprocess.run(command, env=environment, stderr=subprocess.PIPE, text=True, check=False)
    if ran.returncode != 0:
        raise Unavailable(f"{program} ทำงานไม่สำเร็จ\n{ran.stderr.strip()}", f"{program} failed with the words above.")
