"""A version moves for those audiences alone that can see the row before or after the change."""

from __future__ import annotations

from itertools import pairwise

import pytest
from sqlalchemy import text

from app.core.authority import EVERYTHING, Viewer
from app.core.cluster import Database
from app.core.database import transaction
from app.core.roles import Role
from gis.access import BELOW, Read, cleared

INSERT = (
    "INSERT INTO datasets.feature (dataset_id, id, geom, class)"
    " VALUES ('roads', 5, 'SRID=4326;MULTILINESTRING((100 15,101 16))', :class)"
)
ASK = text("SELECT audience, version FROM core.layer_version WHERE layer = :layer")


def versions(database: Database, layer: str) -> dict[Read, int]:
    with transaction(database, Role.OWNER) as session:
        return {Read(audience): version for audience, version in session.execute(ASK, {"layer": layer})}


def moved(database: Database, statement: str, layer: str = "roads", **bound: object) -> set[Read]:
    """The audiences whose version moves, each by one."""
    before = versions(database, layer)
    with transaction(database, viewer=EVERYTHING) as session:
        session.execute(text(statement), bound)
    after = versions(database, layer)
    assert all(after[audience] - before[audience] in (0, 1) for audience in Read)
    return {audience for audience in Read if after[audience] > before[audience]}


def who_sees(class_: Read) -> set[Read]:
    return {audience for audience in Read if class_ in BELOW[audience]}


@pytest.mark.parametrize("class_", list(Read))
def test_a_row_moves_the_versions_of_who_is_cleared_for_it(toy_database: Database, class_: Read) -> None:
    assert moved(toy_database, INSERT, **{"class": class_}) == who_sees(class_)
    assert moved(toy_database, "UPDATE datasets.feature SET agency = 'x' WHERE id = 5") == who_sees(class_)
    assert moved(toy_database, "DELETE FROM datasets.feature WHERE id = 5") == who_sees(class_)


def test_raising_a_class_moves_the_versions_of_who_saw_the_row_before(toy_database: Database) -> None:
    moved(toy_database, INSERT, **{"class": "internal"})
    raised = moved(toy_database, "UPDATE datasets.feature SET class = 'confidential' WHERE id = 5")
    assert raised == who_sees(Read.INTERNAL)
    assert Read.PUBLIC not in raised


def test_what_changes_no_row_moves_nothing(toy_database: Database) -> None:
    assert moved(toy_database, "UPDATE datasets.feature SET agency = 'x' WHERE id = 5") == set()
    assert moved(toy_database, "DELETE FROM projects.site WHERE share_ppm = 3", "projects") == set()


def test_several_classes_in_one_transaction_move_each_version_once(toy_database: Database) -> None:
    several = INSERT.replace(":class)", "'confidential')") + ", ('roads', 6, NULL, 'personal')"
    assert moved(toy_database, several) == {Read.PERSONAL, Read.CONFIDENTIAL, Read.PERSONAL_CONFIDENTIAL}


def test_the_parts_of_a_draft_move_no_version_of_the_public(toy_database: Database) -> None:
    draft = (
        "WITH p AS (INSERT INTO projects.project (id, reference, title_th, kind, fiscal_year, state)"
        " VALUES (gen_random_uuid(), 'D-1', 't', 'infrastructure', 2569, 'draft') RETURNING id)"
    )
    inside = who_sees(Read.INTERNAL)
    assert moved(toy_database, draft + " SELECT id FROM p", "projects") == inside
    site = (
        "INSERT INTO projects.site (id, project_id, role, precision, share_ppm)"
        " SELECT gen_random_uuid(), id, 'site', 'none', {} FROM projects.project WHERE reference = '{}'"
    )
    assert moved(toy_database, site.format(1_000_000, "D-1"), "projects") == inside
    assert moved(toy_database, "UPDATE projects.site SET role = 'beneficiary' WHERE project_id IN (SELECT id FROM"
                               " projects.project WHERE reference = 'D-1')", "projects") == inside  # fmt: skip
    assert moved(toy_database, "DELETE FROM projects.project WHERE reference = 'D-1'", "projects") == inside
    assert moved(toy_database, site.format(0, "P-1"), "projects") == set(Read)


def test_boundaries_are_for_all_and_move_all(toy_database: Database) -> None:
    assert moved(toy_database, "UPDATE places.area SET name_en = 'x' WHERE code = '98'", "provinces") == set(Read)


@pytest.mark.parametrize("top", list(Read))
def test_whoever_looks_is_told_the_version_of_his_clearance(toy_database: Database, top: Read) -> None:
    for class_ in (Read.CONFIDENTIAL, Read.INTERNAL, Read.INTERNAL, Read.PERSONAL):
        moved(toy_database, INSERT.replace(", 5,", ", 8,"), **{"class": class_})
        moved(toy_database, "DELETE FROM datasets.feature WHERE id = 8")
    viewer = Viewer("x", cleared([top]))
    with transaction(toy_database, viewer=viewer) as session:
        told = session.scalar(text("SELECT version FROM published.layer_version WHERE layer = 'roads'"))
    assert told == versions(toy_database, "roads")[top]
    assert len(set(versions(toy_database, "roads").values())) >= 3


def test_the_public_s_login_is_told_the_public_s_version(toy_database: Database) -> None:
    moved(toy_database, INSERT, **{"class": "internal"})
    with transaction(toy_database, Role.PUBLIC, viewer=EVERYTHING) as session:
        told = session.scalar(text("SELECT version FROM published.layer_version WHERE layer = 'roads'"))
    assert told == versions(toy_database, "roads")[Read.PUBLIC]
    assert told < versions(toy_database, "roads")[Read.INTERNAL]


def test_numbers_of_features_do_not_tell_how_many_there_are(toy_database: Database) -> None:
    """Fifty-two random bits: of a hundred neither two alike nor two in a row, and none beyond what JavaScript counts."""
    made = text("SELECT core.opaque_id() FROM generate_series(1, 100)")
    with transaction(toy_database) as session:
        numbers = list(session.scalars(made))
        default = session.scalar(text(
            "SELECT column_default FROM information_schema.columns WHERE table_schema = 'datasets'"
            " AND table_name = 'feature' AND column_name = 'id'"))  # fmt: skip
    assert default == "core.opaque_id()"
    assert len(set(numbers)) == 100
    assert all(0 <= number < 2**52 for number in numbers)
    assert min(abs(one - other) for one, other in pairwise(numbers)) > 1_000
    assert max(numbers) > 2**50
