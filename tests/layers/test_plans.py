"""Behind a security barrier an index serves only what can pass it; these are the plans that the speed rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import Connection

from app.core.authority import PUBLIC
from app.core.cluster import Database
from app.core.published import LAYERS
from app.core.roles import Role
from gis import mvt, statement
from gis.catalog import Catalog
from gis.layer import Layer
from gis.question import Question
from tests.conftest import TOY, clone_of, of_worker

MANY = """
INSERT INTO datasets.feature (dataset_id, id, geom, class, attributes)
SELECT 'facilities', 30000 - n, st_setsrid(st_point(100 + n % 100 * 0.03, 15 + n / 100 * 0.005), 4326), 'public', '{}'
FROM generate_series(1, 20000) AS n
"""
CATALOG = Catalog.read(LAYERS)
LAYER_IDS = sorted(layer.id for layer in CATALOG)


def layer(name: str) -> Layer:
    found = CATALOG.get(name, PUBLIC.visible())
    assert found is not None
    return found


@pytest.fixture(scope="module")
def public(server: Database) -> Iterator[Connection[tuple[object, ...]]]:
    """The public's connection to the toy province with 20,000 facilities more, written from the last id to the first.

    It reads only, so one province serves all.
    """
    with clone_of(server, TOY, of_worker("plans")) as database:
        with psycopg.connect(database.url(Role.OWNER), autocommit=True) as owner:
            owner.execute(MANY)
            owner.execute("VACUUM ANALYZE datasets.feature")
        with psycopg.connect(database.url(Role.PUBLIC), autocommit=True) as connection:
            yield connection


def plan(connection: Connection[tuple[object, ...]], text: str, values: dict[str, object]) -> str:
    return "\n".join(str(line[0]) for line in connection.execute(f"EXPLAIN {text}".encode(), values).fetchall())


def page(connection: Connection[tuple[object, ...]], name: str, question: Question, limit: int = 10) -> tuple[str, str]:
    """The plan of a page up to its sorting for the answer, and the whole."""
    text = statement.items(layer(name), question.shape(PUBLIC.visible()))
    values = {**question.bound(layer(name), PUBLIC.visible()), "limit": limit}
    whole = plan(connection, text, values)
    return whole.split("CTE shown")[0], whole


def test_a_page_reads_the_index_and_sorts_nothing(public: Connection[tuple[object, ...]]) -> None:
    for question in (Question(), Question(after=20_000)):
        first, _ = page(public, "facilities", question)
        assert "Index Scan using pk_feature" in first
        assert "Sort" not in first


def test_a_box_is_found_by_the_spatial_index(public: Connection[tuple[object, ...]]) -> None:
    first, _ = page(public, "facilities", Question(boxes=((100.0, 15.0, 100.1, 15.02),)))
    assert "ix_feature_geom" in first
    assert "Seq Scan on feature" not in first


def test_the_keys_of_a_tile_s_areas_reach_their_table(public: Connection[tuple[object, ...]]) -> None:
    text = mvt.tile(layer("subdistricts"), Question().shape(PUBLIC.visible()), 9)
    values = {**Question().bound(layer("subdistricts"), PUBLIC.visible()), "z": 9, "x": 398, "y": 233}
    found = plan(public, text, values)
    assert re.search(r"(Index Cond|Filter): .*\bid = ANY \(\$", found), found


def test_pages_follow_each_other_in_the_order_of_ids(public: Connection[tuple[object, ...]]) -> None:
    # 20,000 were written backwards as 10,000 … 29,999; the toy province has one of its own, whose number tells nothing.
    text = statement.items(layer("facilities"), Question(after=1).shape(PUBLIC.visible()))
    seen, last, met = 0, 0, []
    while True:
        values = {**Question(after=last).bound(layer("facilities"), PUBLIC.visible()), "limit": 3_000}
        row = public.execute(text.encode(), values).fetchone()
        assert row is not None
        seen, last = seen + int(str(row[2])), int(str(row[3]))
        met.append(last)
        if not row[1]:
            break
    assert seen == 20_001
    assert met == sorted(met)


@pytest.mark.parametrize("name", LAYER_IDS)
def test_every_view_is_in_the_order_of_its_ids(public: Connection[tuple[object, ...]], name: str) -> None:
    row = public.execute("SELECT pg_get_viewdef(%s::regclass)", (f"published.{name}",)).fetchone()
    assert row is not None
    ordered = str(row[0]).rstrip().rstrip(";").rpartition("ORDER BY ")[2]
    assert ordered.strip("()").removesuffix("::text").rpartition(".")[2].strip("()") == CATALOG_IDS[name]


CATALOG_IDS = {each.id: each.source.id for each in CATALOG}
