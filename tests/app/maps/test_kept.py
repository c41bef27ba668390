"""What maps count is kept while it is true, and for nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from functools import partial

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session

from app.core import then
from app.core.authority import PUBLIC, Viewer
from app.core.cluster import Database
from app.core.database import engine_of, transaction
from app.core.roles import Role
from app.core.viewing import show_to
from app.maps import queries
from app.maps.kept import Kept
from gis.access import Read
from gis.catalog import Catalog
from gis.layer import Layer
from tests.conftest import ROOT

FEW = 3
OFFICIAL = Viewer("O-9", frozenset({Read.PUBLIC, Read.INTERNAL}))
OF_ONE_DISTRICT = Viewer("D-9", frozenset({Read.PUBLIC, Read.INTERNAL}), None, frozenset({"9802"}))
CLASSIFIED = "UPDATE projects.project SET class = 'internal' WHERE reference = :reference"
REMOVED = """DELETE FROM datasets.feature
    WHERE id = (SELECT min(id) FROM datasets.feature WHERE dataset_id = 'facilities') RETURNING id"""


def test_an_answer_is_made_once_for_each_key() -> None:
    held, made = Kept[str](FEW), list[str]()

    def make(key: str) -> str:
        made.append(key)
        return key.upper()

    for key in ("a", "b", "a", "a"):
        assert held.get(key, partial(make, key)) == key.upper()
    assert made == ["a", "b"]


def test_the_least_recently_used_answer_gives_way() -> None:
    held = Kept[str](FEW)
    for number in range(FEW + 1):
        held.get(number, lambda: "old")
    assert held.get(0, lambda: "made again") == "made again"
    assert held.get(FEW, lambda: "made again") == "old"


def test_threads_may_ask_together() -> None:
    held = Kept[str](FEW)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: held.get(number % 5, lambda: str(number % 5)), range(500)))
    assert answers == [str(number % 5) for number in range(500)]


@pytest.fixture
def facilities() -> Layer:
    return layer("facilities")


def layer(name: str) -> Layer:
    found = Catalog.read(ROOT / "layers").get(name, PUBLIC.visible())
    assert found is not None
    return found


@contextmanager
def seen(engine: Engine, viewer: Viewer) -> Iterator[Session]:
    with Session(engine) as session:
        show_to(session, viewer)
        yield session


def count(engine: Engine, layer: Layer, viewer: Viewer = PUBLIC) -> int:
    with seen(engine, viewer) as session:
        return queries.entry(session, layer, viewer=viewer).count


def true_count(engine: Engine, viewer: Viewer) -> int:
    with seen(engine, viewer) as session:
        return int(session.execute(text("SELECT count(*) FROM published.projects")).scalar_one())


@pytest.fixture
def own(toy_database: Database) -> Iterator[Engine]:
    made = engine_of(toy_database)
    yield made
    made.dispose()


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements that count a layer while the block runs."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "count(*)" in statement:
            found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def test_a_layer_is_counted_once_until_it_changes(own: Engine, toy_database: Database, facilities: Layer) -> None:
    with counted(own) as statements:
        before = count(own, facilities)
        assert count(own, facilities) == before
        assert len(statements) == 1
        with transaction(toy_database, Role.OWNER) as session:
            assert len(session.execute(text(REMOVED)).all()) == 1
        assert count(own, facilities) == before - 1
        assert len(statements) == 2


def test_nobody_is_given_the_count_of_another(own: Engine, toy_database: Database) -> None:
    projects, viewers = layer("projects"), (OFFICIAL, OF_ONE_DISTRICT, PUBLIC)
    with transaction(toy_database, Role.OWNER) as session:
        elsewhere = session.execute(text("SELECT min(reference) FROM published.projects WHERE area_code LIKE '9801%'")).scalar()
        session.execute(text(CLASSIFIED), {"reference": elsewhere})
    for _again in range(2):
        counts = [count(own, projects, viewer) for viewer in viewers]
        assert counts == [true_count(own, viewer) for viewer in viewers]
        assert counts[0] > counts[1] >= counts[2]


def test_what_a_transaction_has_written_itself_is_kept_for_nobody(own: Engine, facilities: Layer) -> None:
    before = count(own, facilities)
    with seen(own, PUBLIC) as session:
        session.execute(text("CREATE TEMPORARY TABLE written (id int) ON COMMIT DROP"))
        with counted(own) as statements:
            for _again in range(2):
                assert queries.entry(session, facilities, viewer=PUBLIC).count == before
            assert len(statements) == 2


def test_a_day_of_the_past_has_its_own_count(own: Engine) -> None:
    late = layer("projects")
    today = count(own, late)
    with seen(own, PUBLIC) as session:
        then.look_back(session, date(1990, 1, 1))
        with counted(own) as statements:
            queries.entry(session, late, viewer=PUBLIC)
            assert len(statements) == 1
    assert count(own, late) == today


def test_another_file_of_the_layer_is_counted_by_itself(own: Engine, facilities: Layer) -> None:
    count(own, facilities)
    other = facilities.model_copy(update={"metadata": layer("districts").metadata})
    with seen(own, PUBLIC) as session:
        assert queries.entry(session, other, viewer=PUBLIC).layer == other
