"""The second line: a login sees only rows of its classes, whatever a statement forgets to ask for."""

import psycopg
import pytest
from sqlalchemy import text

from app.core.authority import PUBLIC, Viewer
from app.core.cluster import Database
from app.core.database import transaction
from app.core.roles import Role
from app.projects.models import STATES
from app.projects.rules import State, class_of
from gis.access import Read


def classes(database: Database, role: Role) -> list[str]:
    """What a login sees that says of nobody that he looks."""
    with psycopg.connect(database.url(role)) as connection:
        return [row[0] for row in connection.execute("SELECT class FROM published.roads ORDER BY class").fetchall()]


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.PUBLIC, ["public"]),
        (Role.ANALYST, ["internal", "public"]),
        (Role.APP, ["public"]),
        (Role.JOBS, ["public"]),
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


def test_a_project_is_shown_to_officials_at_once_and_to_the_public_once_it_is_in_the_plan(
    toy_database: Database,
) -> None:
    proposed = {"draft", "submitted", "returned", "screened", "rejected"}
    inside = Viewer("O-2", frozenset({Read.PUBLIC, Read.INTERNAL}))
    seen: dict[bool, set[str]] = {False: set(), True: set()}
    with transaction(toy_database, Role.OWNER) as session:
        session.execute(text("ALTER TABLE projects.project DISABLE TRIGGER project_moves_by_history"))
    for state in STATES:
        with transaction(toy_database) as session:
            change = text("UPDATE projects.project SET state = :state, class = :class WHERE reference = 'P-1'")
            session.execute(change, {"state": state, "class": class_of(State(state), None)})
        for viewer in (PUBLIC, inside):
            with transaction(toy_database, viewer=viewer) as session:
                seen[viewer is inside] |= set(session.scalars(text("SELECT state FROM published.projects")))
    assert seen[False] == set(STATES) - proposed
    assert seen[True] == set(STATES)
