"""The SQL of a random filter is true, false and unknown on the very rows where our evaluator in Python says so."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gis.cql2.nodes import Node, Property
from gis.cql2.read_json import read_json
from gis.cql2.read_text import read_text
from gis.cql2.sql import condition
from gis.cql2.write_json import as_json
from gis.cql2.write_text import as_text
from tests.gis.cql2.conftest import Connection
from tests.gis.cql2.evaluator import evaluate
from tests.gis.cql2.making import COLUMNS, QUERYABLES, Maker, row_of

ROWS = 24
BATCH = 50
QUICK, DEEP = 2_000, 50_000
SEEDS = st.integers(0, 2**32 - 1)
ASIDE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@pytest.fixture(scope="module")
def rows(scratch: Connection) -> list[dict[str, Any]]:
    """The rows as Python has them; PostgreSQL has the same in ``rows``, in the order of ``id``."""
    made = ", ".join(f'"{name}" {type_}' for name, (type_, _) in COLUMNS.items())
    scratch.execute(f"CREATE TEMP TABLE rows (id integer, {made})")
    random = Random(2569)
    found = [row_of(random) for _ in range(ROWS)]
    for number, row in enumerate(found):
        row["geom"] = None if row["geom"] is None else evaluate(row["geom"], {})
        values = [number, *row.values()]
        values[-1] = (
            None
            if row["geom"] is None
            else shapely.to_wkb(shapely.set_srid(row["geom"], 4326), True, include_srid=True)
        )
        marks = ", ".join(["%s"] * len(values))
        scratch.execute(f"INSERT INTO rows VALUES ({marks})", values)
    return found


def _answers(scratch: Connection, trees: Sequence[Node]) -> list[tuple[Any, ...]]:
    """For each tree the column of its values over the rows."""
    parts = [condition(tree, QUERYABLES, prefix=f"f{number}_") for number, tree in enumerate(trees)]
    values = {name: value for part in parts for name, value in part.values.items()}
    text = f"SELECT {', '.join(part.text for part in parts)} FROM rows ORDER BY id"
    return list(zip(*scratch.execute(text, values).fetchall(), strict=True))


def _agree(scratch: Connection, rows: list[dict[str, Any]], seed: int) -> None:
    maker = Maker(Random(seed))
    trees = [maker.filter() for _ in range(BATCH)]
    for tree, answers in zip(trees, _answers(scratch, trees), strict=True):
        expected = tuple(evaluate(tree, row) for row in rows)
        assert answers == expected, as_json(tree)


@settings(max_examples=QUICK // BATCH, deadline=None, suppress_health_check=ASIDE)
@given(seed=SEEDS)
def test_sql_and_python_agree_on_every_row(scratch: Connection, rows: list[dict[str, Any]], seed: int) -> None:
    _agree(scratch, rows, seed)


@pytest.mark.deep
@pytest.mark.timeout(3600)
@settings(max_examples=DEEP // BATCH, deadline=None, suppress_health_check=ASIDE)
@given(seed=SEEDS)
def test_sql_and_python_agree_on_every_row_of_very_many(
    scratch: Connection, rows: list[dict[str, Any]], seed: int
) -> None:
    _agree(scratch, rows, seed)


def test_random_filters_are_true_false_and_unknown_about_as_often(
    scratch: Connection, rows: list[dict[str, Any]]
) -> None:
    """A test of agreement shows nothing where everything is NULL."""
    maker = Maker(Random(1))
    answers = [value for column in _answers(scratch, [maker.filter() for _ in range(200)]) for value in column]
    assert len(answers) == 200 * len(rows)
    for value in (True, False, None):
        assert answers.count(value) > len(answers) / 10, value


def test_what_our_evaluator_says_differs_where_the_sql_is_wrong(
    scratch: Connection, rows: list[dict[str, Any]]
) -> None:
    """A comparison that misses NULLs would agree with a wrong tree: this one must not."""
    [answers] = _answers(scratch, [Property("is_open")])
    assert answers != tuple(bool(evaluate(Property("is_open"), row)) for row in rows)


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS)
def test_every_random_filter_is_read_again_as_it_was_written(seed: int) -> None:
    maker = Maker(Random(seed))
    for _ in range(BATCH):
        tree = maker.filter()
        assert read_json(as_json(tree)) == tree
        if '\\\\"' not in as_json(tree):
            assert read_text(as_text(tree)) == tree
