"""The second line: a login sees only rows of its classes, whatever a statement forgets to ask for."""

import psycopg
import pytest
from sqlalchemy import text

from app.core.cluster import Database
from app.core.database import transaction
from app.core.roles import Role
from app.projects.models import STATES


def classes(database: Database, role: Role) -> list[str]:
    with psycopg.connect(database.url(role)) as connection:
        return [row[0] for row in connection.execute("SELECT class FROM published.roads ORDER BY class").fetchall()]


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.PUBLIC, ["public"]),
        (Role.ANALYST, ["internal", "public"]),
        (Role.APP, ["confidential", "internal", "personal", "public"]),
    ],
)
def test_a_login_sees_the_classes_of_its_role(toy_database: Database, role: Role, seen: list[str]) -> None:
    with transaction(toy_database) as session:
        session.execute(
            text(
                "INSERT INTO datasets.feature (dataset_id, geom, attributes, class)"
                " SELECT f.dataset_id, f.geom, f.attributes, c.class FROM datasets.feature f,"
                " unnest(ARRAY['internal', 'personal', 'confidential']) AS c (class) WHERE f.dataset_id = 'roads'"
            )
        )
    assert classes(toy_database, role) == seen


def test_a_project_is_published_from_the_day_it_is_in_the_plan(toy_database: Database) -> None:
    hidden = {"draft", "submitted", "returned", "screened", "rejected"}
    shown = set()
    for state in STATES:
        with transaction(toy_database) as session:
            session.execute(
                text("UPDATE projects.project SET state = :state WHERE reference = 'P-1'"), {"state": state}
            )
        with transaction(toy_database) as session:
            shown |= {row.state for row in session.execute(text("SELECT state FROM published.projects"))}
    assert shown == set(STATES) - hidden
