"""What happens when the database has no time, no connection, or was away."""

import time

import psycopg
from fastapi.testclient import TestClient

from app.core.cluster import Database
from app.core.roles import Role
from app.core.settings import Settings
from app.main import create_app

ITEMS = "/ogc/collections/districts/items"


def test_a_connection_that_the_server_ended_is_replaced_unnoticed(settings: Settings, toy_database: Database) -> None:
    with TestClient(create_app(settings, toy_database)) as client:
        assert client.get(ITEMS).status_code == 200
        superuser = toy_database.superuser_url()
        assert superuser is not None
        with psycopg.connect(superuser, autocommit=True) as connection:
            ended = connection.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND usename = 'phaen_public'"
            ).fetchone()
        assert ended is not None
        assert ended[0] >= 1
        assert client.get(ITEMS).status_code == 200


def test_a_table_that_is_locked_costs_503_within_the_role_s_time_and_no_more(
    settings: Settings, toy_database: Database
) -> None:
    with (
        TestClient(create_app(settings, toy_database)) as client,
        psycopg.connect(toy_database.url(Role.OWNER)) as owner,
    ):
        owner.execute("LOCK TABLE places.area IN ACCESS EXCLUSIVE MODE")
        began = time.monotonic()
        answer = client.get(ITEMS)
        assert answer.status_code == 503
        assert time.monotonic() - began < 10
        owner.rollback()
        assert client.get(ITEMS).status_code == 200
