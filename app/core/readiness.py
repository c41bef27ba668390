"""Whether a database is fit for the service: what its administrator must still do, and what merely makes it slower."""

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg

from app.core.addresses import Database
from app.core.errors import PhaenError
from app.core.roles import (
    LEAKPROOF_FUNCTIONS,
    LOGIN_ROLES,
    OPTIONAL_EXTENSIONS,
    OWNERS_OF_VIEWS,
    REQUIRED_EXTENSIONS,
    Role,
)

OLDEST_SERVER = 15
OLDEST_POSTGIS = (3, 3)
CLOSED = ("set_config", "pg_sleep", "pg_notify", "pg_advisory_lock", "lo_create", "query_to_xml", "pg_terminate_backend")
"""A few of what ``app.core.roles.closing_sql`` closes."""
CALLABLE = (
    "SELECT p.proname FROM pg_proc AS p JOIN pg_roles AS r ON has_function_privilege(r.oid, p.oid, 'EXECUTE')"
    f" WHERE r.rolname = '{Role.ANALYST}' AND p.proname = ANY ('{{{','.join(CLOSED)}}}')"
)


@dataclass(frozen=True)
class Finding:
    """One thing that is missing; a warning leaves the service usable."""

    th: str
    en: str
    is_fatal: bool = True


def findings(database: Database) -> list[Finding]:
    """Everything that is missing, as the owner's account sees it; empty when the database is ready."""
    closed = [finding for role in LOGIN_ROLES if (finding := _door(database, role))]
    if any(f"{Role.OWNER} cannot connect" in finding.en for finding in closed):
        return closed
    with psycopg.connect(database.url(Role.OWNER)) as connection:
        inside = (_server, _roles, _extensions, _flags, _open)
        return [*closed, *(finding for look in inside for finding in look(connection))]


def _door(database: Database, role: Role) -> Finding | None:
    try:
        with psycopg.connect(database.url(role), connect_timeout=10):
            return None
    except PhaenError as error:
        th, en = error.th, error.en
    except psycopg.OperationalError as error:
        th = en = str(error)
    return Finding(f"บทบาท {role} เข้าฐานข้อมูลไม่ได้: {th}", f"The role {role} cannot connect: {en}")


def _server(connection: psycopg.Connection) -> Iterator[Finding]:
    version = connection.info.server_version // 10000
    if version < OLDEST_SERVER:
        yield Finding(
            f"PostgreSQL {version} เก่าเกินไป ต้องเป็นรุ่น {OLDEST_SERVER} ขึ้นไป",
            f"PostgreSQL {version} is too old: {OLDEST_SERVER} or newer is needed.",
        )
    encoding, character_type, is_ours = _row(
        connection,
        "SELECT pg_encoding_to_char(encoding), datctype, pg_has_role(datdba, 'MEMBER')"
        " FROM pg_database WHERE datname = current_database()",
    )
    if encoding != "UTF8" or character_type in {"C", "POSIX"}:
        yield Finding(
            f"ฐานข้อมูลใช้ {encoding}/{character_type} ค้นภาษาไทยไม่ได้: ให้สร้างใหม่ด้วย ENCODING 'UTF8' LOCALE 'C.UTF-8'",
            f"The database is {encoding}/{character_type}, where Thai cannot be searched: create it with"
            " ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0.",
        )
    if not is_ours:
        yield Finding(f"ฐานข้อมูลไม่ได้เป็นของ {Role.OWNER}", f"The database does not belong to {Role.OWNER}.")
    if not _names(connection, "SELECT collname FROM pg_collation WHERE collname = 'th-x-icu'"):
        yield Finding(
            "ไม่มีลำดับอักษรไทย th-x-icu: ต้องใช้ PostgreSQL ที่มี ICU",
            "The collation th-x-icu is missing: a PostgreSQL built with ICU is needed.",
        )


def _roles(connection: psycopg.Connection) -> Iterator[Finding]:
    known = _names(connection, "SELECT rolname FROM pg_roles WHERE rolname LIKE 'phaen\\_%'")
    for role in Role:
        if role not in known:
            yield Finding(f"ไม่มีบทบาท {role}", f"The role {role} is missing.")
    strong = "SELECT rolname FROM pg_roles WHERE rolname LIKE 'phaen\\_%' AND (rolsuper OR rolbypassrls)"
    for name in sorted(_names(connection, strong)):
        yield Finding(f"บทบาท {name} มีสิทธิ์เกินควร", f"The role {name} must not be superuser nor bypass row security.")
    for role in OWNERS_OF_VIEWS:
        if role in known and not _row(connection, f"SELECT pg_has_role('{role}', 'MEMBER')")[0]:
            yield Finding(f"{Role.OWNER} ไม่ได้เป็นสมาชิกของ {role}", f"{Role.OWNER} is not a member of {role}.")


def _extensions(connection: psycopg.Connection) -> Iterator[Finding]:
    present = _names(connection, "SELECT extname FROM pg_extension")
    for extension in REQUIRED_EXTENSIONS:
        if extension not in present:
            yield Finding(f"ไม่มีส่วนขยาย {extension}", f"The extension {extension} is missing.")
    for extension in OPTIONAL_EXTENSIONS:
        if extension not in present:
            yield Finding(
                f"ไม่มีส่วนขยาย {extension} (ไม่บังคับ): การค้นภาษาไทยจะใช้ไตรแกรมแทน",
                f"The optional extension {extension} is missing: Thai search falls back to trigrams.",
                is_fatal=False,
            )
    if "postgis" in present:
        version = str(_row(connection, "SELECT extversion FROM pg_extension WHERE extname = 'postgis'")[0])
        if tuple(map(int, version.split(".")[:2])) < OLDEST_POSTGIS:
            yield Finding(f"PostGIS {version} เก่าเกินไป", f"PostGIS {version} is too old: 3.3 or newer is needed.")


def _flags(connection: psycopg.Connection) -> Iterator[Finding]:
    flagged = _names(connection, "SELECT oid::regprocedure::text FROM pg_proc WHERE proleakproof AND oid > 16383")
    for signature in LEAKPROOF_FUNCTIONS:
        if signature not in flagged:
            yield Finding(
                f"{signature} ไม่ได้ตั้ง LEAKPROOF: แผนที่ของข้อมูลที่จำกัดสิทธิ์จะช้า",
                f"{signature} is not LEAKPROOF: maps of restricted rows will be slow.",
                is_fatal=False,
            )


def _open(connection: psycopg.Connection) -> Iterator[Finding]:
    """Functions of the server that the analyst could change something with."""
    found = sorted(_names(connection, CALLABLE))
    if found:
        yield Finding(
            f"บทบาท {Role.ANALYST} ยังเรียกฟังก์ชันต้องห้ามได้ ({', '.join(found)}): ให้รัน SQL ของ ./phaen database prepare อีกครั้ง",
            f"The role {Role.ANALYST} may still call {', '.join(found)}: run the SQL of ./phaen database prepare again.",
        )


def _names(connection: psycopg.Connection, query: str) -> set[str]:
    return {row[0] for row in connection.execute(query.encode())}


def _row(connection: psycopg.Connection, query: str) -> tuple[object, ...]:
    found = connection.execute(query.encode()).fetchone()
    return found if found is not None else ()
