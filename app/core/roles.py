"""The database roles: who they are, what a superuser must run once, and what is still missing."""

import base64
import hashlib
import hmac
import os
from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """Login roles of the service; VIEWS owns the published views and never logs in, nor does AGGREGATES.

    AGGREGATES owns the few views that sum rows of every class for a lower one, by an order of declassification.
    """

    OWNER = "phaen_owner"
    VIEWS = "phaen_views"
    AGGREGATES = "phaen_aggregates"
    APP = "phaen_app"
    PUBLIC = "phaen_public"
    ANALYST = "phaen_analyst"
    JOBS = "phaen_jobs"


OWNERS_OF_VIEWS = (Role.VIEWS, Role.AGGREGATES)
LOGIN_ROLES = tuple(role for role in Role if role not in OWNERS_OF_VIEWS)
# Web and worker processes log in as these; the owner's password never reaches them.
WEB_ROLES = (Role.APP, Role.PUBLIC, Role.ANALYST, Role.JOBS)
READ_ONLY_ROLES = (Role.PUBLIC, Role.ANALYST)
REQUIRED_EXTENSIONS = ("postgis", "btree_gist", "pg_trgm")
OPTIONAL_EXTENSIONS = ("icu_ext",)
LEAKPROOF_FUNCTIONS = ("geometry_overlaps(geometry,geometry)",)
HARMLESS_FUNCTIONS = ("random", "clock_timestamp", "timeofday", "gen_random_uuid", "st_generatepoints", "st_clusterkmeans")
"""Volatile functions that change nothing."""
TELLING_FUNCTIONS = (
    "pg_stat_get_activity", "pg_current_xact_id", "txid_current", "pg_stat_get_backend_activity", "table_to_xml",
    "query_to_xmlschema", "database_to_xml", "schema_to_xml", "_postgis_stats", "_postgis_selectivity",
    "_postgis_join_selectivity", "_postgis_index_extent",
)  # fmt: skip
"""Functions that are not volatile, but tell of rows or sessions that the asker may not read, or run a text as SQL."""
ANALYST_CONNECTIONS = 12
SERVING = {"max_parallel_workers_per_gather": "0"}
"""Many ask at once, and each is one core's work: to gather the rows of helpers costs more than it saves (ADR 82)."""
ANALYST_LIMITS = {
    "temp_file_limit": "1GB",
    "work_mem": "16MB",
    "max_parallel_workers_per_gather": "0",
    "lock_timeout": "2s",
    "search_path": "published, public",
}
"""One who writes the statement himself spends no more of the machine than this."""
# A public reader never needs long; a migration and a desk command may.
STATEMENT_TIMEOUTS = {Role.PUBLIC: "3s", Role.APP: "8s", Role.ANALYST: "30s", Role.JOBS: "1h", Role.OWNER: "0"}
IDLE_TIMEOUTS = {Role.PUBLIC: "30s", Role.APP: "15min", Role.ANALYST: "1min", Role.JOBS: "15min", Role.OWNER: "0"}


def prepare_sql(passwords: Mapping[Role, str]) -> list[str]:
    """Statements that a superuser runs inside the database of the service; running them again changes nothing.

    A role without a password here keeps the one that it has. Table grants come from the migrations.
    """
    return [*roles_sql(passwords), *database_sql()]


def roles_sql(passwords: Mapping[Role, str]) -> list[str]:
    """Roles of the whole server, their limits and memberships."""
    created = [_create_role(role) for role in Role]
    keys = [f"ALTER ROLE {role} PASSWORD '{scram_verifier(password)}'" for role, password in passwords.items()]
    limits = [statement for role in LOGIN_ROLES for statement in _limits(role)]
    return [*created, *keys, *limits, f"GRANT {', '.join(OWNERS_OF_VIEWS)} TO {Role.OWNER}"]


def database_sql() -> list[str]:
    """Ownership, doors and extensions of one database."""
    logins = ", ".join(LOGIN_ROLES)
    return [
        _on_this_database(f"ALTER DATABASE %I OWNER TO {Role.OWNER}"),
        _on_this_database("REVOKE ALL ON DATABASE %I FROM PUBLIC"),
        _on_this_database(f"GRANT CONNECT ON DATABASE %I TO {logins}"),
        _on_this_database(f"GRANT TEMPORARY ON DATABASE %I TO {Role.OWNER}, {Role.APP}, {Role.JOBS}"),
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        *(f"CREATE EXTENSION IF NOT EXISTS {extension} SCHEMA public" for extension in REQUIRED_EXTENSIONS),
        *(_optional_extension(extension) for extension in OPTIONAL_EXTENSIONS),
        *leakproof_sql(),
        closing_sql(),
    ]


def closing_sql() -> str:
    """Closes to PUBLIC, which the analyst is of, what more than reads; a role of the service that writes keeps it.

    That is every function of the server and of its extensions that is volatile (set_config, pg_notify, pg_sleep, advisory
    locks, lo_*, query_to_xml …) or runs with the rights of its owner (st_estimatedextent tells where hidden rows lie), but
    for what is named harmless. A function of a later release is closed as well. A dump may not carry it.
    """
    harmless, telling = (", ".join(f"'{name}'" for name in names) for names in (HARMLESS_FUNCTIONS, TELLING_FUNCTIONS))
    keepers = ", ".join(role for role in LOGIN_ROLES if role is not Role.ANALYST)
    return f"""DO $$ DECLARE closed text; BEGIN
  FOR closed IN SELECT oid::regprocedure::text FROM pg_proc
    WHERE pronamespace IN ('pg_catalog'::regnamespace, 'public'::regnamespace) AND prokind <> 'a'
      AND (provolatile = 'v' OR prosecdef OR proname IN ({telling})) AND proname NOT IN ({harmless})
      AND EXISTS (SELECT FROM aclexplode(coalesce(proacl, acldefault('f', proowner))) WHERE grantee = 0) LOOP
    EXECUTE format('REVOKE EXECUTE ON ROUTINE %s FROM PUBLIC', closed);
    EXECUTE format('GRANT EXECUTE ON ROUTINE %s TO {keepers}', closed);
  END LOOP;
  REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC;
  GRANT USAGE ON LANGUAGE plpgsql TO {Role.OWNER};
END $$"""


def leakproof_sql() -> list[str]:
    """Flags that keep the spatial index in use under row-level security; a dump does not carry them."""
    return [f"ALTER FUNCTION public.{signature} LEAKPROOF" for signature in LEAKPROOF_FUNCTIONS]


def scram_verifier(password: str) -> str:
    """What PostgreSQL stores for SCRAM-SHA-256, so that the password itself reaches no log of the server."""
    salt, rounds = os.urandom(16), 4096
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, rounds)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    parts = [base64.b64encode(part).decode() for part in (salt, stored, server)]
    return f"SCRAM-SHA-256${rounds}:{parts[0]}${parts[1]}:{parts[2]}"


def _create_role(role: Role) -> str:
    login = "LOGIN" if role in LOGIN_ROLES else "NOLOGIN"
    return (
        f"DO $$ BEGIN CREATE ROLE {role}; EXCEPTION WHEN duplicate_object THEN NULL; END $$;\n"
        f"ALTER ROLE {role} {login} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
    )


def _limits(role: Role) -> list[str]:
    read_only = "on" if role in READ_ONLY_ROLES else "off"
    choices = {
        **(ANALYST_LIMITS if role is Role.ANALYST else {}),
        **(SERVING if role in (Role.APP, Role.PUBLIC) else {}),
        "statement_timeout": STATEMENT_TIMEOUTS[role],
        "idle_in_transaction_session_timeout": IDLE_TIMEOUTS[role],
        "default_transaction_read_only": read_only,
        "timezone": "Asia/Bangkok",
        "jit": "off",
    }
    most = [f"ALTER ROLE {role} CONNECTION LIMIT {ANALYST_CONNECTIONS}"] if role is Role.ANALYST else []
    return [*most, *(f"ALTER ROLE {role} SET {name} = {_literal(value)}" for name, value in choices.items())]


def _literal(value: str) -> str:
    """A list of names is no string."""
    return value if ", " in value else f"'{value}'"


def _on_this_database(statement: str) -> str:
    return f"DO $$ BEGIN EXECUTE format('{statement}', current_database()); END $$"


def _optional_extension(extension: str) -> str:
    return (
        f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_available_extensions WHERE name = '{extension}') THEN"
        f" CREATE EXTENSION IF NOT EXISTS {extension} SCHEMA public;"
        f" ELSE RAISE WARNING 'extension {extension} is not installed; Thai search falls back to trigrams';"
        " END IF; END $$"
    )
