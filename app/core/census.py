"""Facts by which two databases are told apart: rows and checksums, owners, grants, policies, flags, roles."""

from collections.abc import Mapping

import psycopg
from psycopg import sql

from app.core.errors import Unavailable

Facts = Mapping[str, Mapping[str, str]]
"""Kind of fact → name of the thing → what is true of it."""

# The text of a row must not depend on who asks.
FIXED = ("SET LOCAL timezone TO 'UTC'", "SET LOCAL datestyle TO 'ISO'", "SET LOCAL extra_float_digits TO 1",
         "SET LOCAL statement_timeout TO 0")  # fmt: skip
OURS = """n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')"""
TABLES = f"""SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'm') AND c.relpersistence <> 't' AND {OURS} ORDER BY 1, 2"""
# Order does not matter, a row twice does: each row adds the first 64 bits of its own digest.
CHECKSUM = """SELECT count(*)::text || ' ' || coalesce(sum(('x' || left(md5((t.*)::text), 16))::bit(64)::bigint), 0)
    FROM {table} AS t"""
WHO = "CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END"
PRIVILEGES = f"string_agg({WHO} || '=' || privilege_type, ' ' ORDER BY {WHO}, privilege_type)"
KIND_OF_ACL = """CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char" """
QUERIES = {
    "sequences": """SELECT schemaname || '.' || sequencename, coalesce(last_value::text, 'unused') FROM pg_sequences""",
    "owners": f"""SELECT n.nspname || '.' || c.relname, c.relowner::regrole::text
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'v', 'm', 'p', 'S') AND {OURS}""",
    "grants": f"""SELECT n.nspname || '.' || c.relname, {PRIVILEGES}
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,
            aclexplode(coalesce(c.relacl, acldefault({KIND_OF_ACL}, c.relowner)))
        WHERE c.relkind IN ('r', 'v', 'm', 'p', 'S') AND {OURS} GROUP BY 1""",
    "column grants": f"""SELECT n.nspname || '.' || c.relname || '.' || a.attname, {PRIVILEGES}
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace,
            aclexplode(a.attacl) WHERE {OURS} GROUP BY 1""",
    "schemas": f"""SELECT c.nspname, c.nspowner::regrole::text || ' ' || {PRIVILEGES}
        FROM pg_namespace c JOIN pg_namespace n ON n.oid = c.oid,
            aclexplode(coalesce(c.nspacl, acldefault('n', c.nspowner))) WHERE {OURS} GROUP BY c.nspname, c.nspowner""",
    "functions": f"""SELECT c.oid::regprocedure::text, concat_ws(' ', c.proowner::regrole, c.provolatile, c.prosecdef,
            c.proleakproof, CASE c.prokind WHEN 'f' THEN md5(pg_get_functiondef(c.oid)) END, {PRIVILEGES})
        FROM pg_proc c JOIN pg_namespace n ON n.oid = c.pronamespace,
            aclexplode(coalesce(c.proacl, acldefault('f', c.proowner))) WHERE {OURS} GROUP BY c.oid""",
    "leakproof": """SELECT p.oid::regprocedure::text, 'leakproof' FROM pg_proc p
        JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.proleakproof AND n.nspname <> 'pg_catalog'""",
    "policies": """SELECT schemaname || '.' || tablename || '.' || policyname,
            concat_ws(' | ', permissive, roles, cmd, qual, with_check) FROM pg_policies""",
    "row security": f"""SELECT n.nspname || '.' || c.relname, concat_ws(' ', c.relrowsecurity, c.relforcerowsecurity)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND {OURS}""",
    "triggers": f"""SELECT n.nspname || '.' || c.relname || '.' || t.tgname, concat_ws(' ', t.tgenabled, t.tgtype)
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE NOT t.tgisinternal AND {OURS}""",
    "indexes": f"""SELECT n.nspname || '.' || c.relname, pg_get_indexdef(c.oid)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'i' AND {OURS}
        AND n.nspname <> 'pg_toast'""",
    "roles": """SELECT r.rolname, concat_ws(' ', rolcanlogin, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole,
            (SELECT string_agg(c, ' ' ORDER BY c) FROM unnest(rolconfig) AS c),
            (SELECT string_agg(m.roleid::regrole::text, ' ') FROM pg_auth_members m WHERE m.member = r.oid))
        FROM pg_roles r WHERE rolname LIKE 'phaen\\_%'""",
}


# To the owner row security shows all by a policy, and `row_security = off` would refuse him; so it is made sure of.
UNSEEN = """SELECT c.oid::regclass::text FROM pg_class c JOIN pg_roles r ON r.rolname = current_user
    WHERE c.relrowsecurity AND NOT r.rolsuper AND (c.relforcerowsecurity OR NOT pg_has_role(c.relowner, 'USAGE'))
    AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polpermissive AND p.polcmd = '*'
        AND r.oid = ANY (p.polroles) AND pg_get_expr(p.polqual, p.polrelid) = 'true')"""


def take_census(connection: psycopg.Connection) -> Facts:
    """The facts of the whole database, as the connection's current transaction sees it.

    Raises Unavailable where row security hides rows from who counts.
    """
    for statement in FIXED:
        connection.execute(statement.encode())
    unseen = [row[0] for row in connection.execute(UNSEEN.encode())]
    if unseen:
        raise Unavailable(
            f"บัญชีนี้มองไม่เห็นทุกแถวของ {', '.join(unseen)}", f"This account does not see every row of {', '.join(unseen)}."
        )
    return {"tables": _tables(connection)} | {kind: _pairs(connection, query) for kind, query in QUERIES.items()}


def differences(wanted: Facts, found: Facts) -> list[str]:
    """One line for each fact that is not the same in both."""
    lines: list[str] = []
    for kind in sorted({*wanted, *found}):
        one, other = wanted.get(kind, {}), found.get(kind, {})
        for name in sorted({*one, *other}):
            if one.get(name) != other.get(name):
                lines.append(f"{kind} {name}: {one.get(name, '-')} ≠ {other.get(name, '-')}")
    return lines


def rows(facts: Facts) -> int:
    """Rows of all tables together."""
    return sum(int(fact.split()[0]) for fact in facts["tables"].values())


def _pairs(connection: psycopg.Connection, query: str) -> dict[str, str]:
    return {row[0]: row[1] for row in connection.execute(query.encode())}


def _tables(connection: psycopg.Connection) -> dict[str, str]:
    found: dict[str, str] = {}
    for schema, name in connection.execute(TABLES.encode()).fetchall():
        query = sql.SQL(CHECKSUM).format(table=sql.Identifier(schema, name))
        row = connection.execute(query).fetchone()
        found[f"{schema}.{name}"] = row[0] if row else ""
    return found
