"""What refusals of PostgreSQL mean, and where in a statement they point."""

from __future__ import annotations

import pytest

from app.queries.answers import Table, packed, unpacked, value_of
from app.queries.console import Answer, Column
from app.queries.rules import MEANINGS, SHARINGS, STATES, Sharing, State, line_of, marked, refusal
from app.queries.schemas import StatementIn

POINT_98 = "0101000020E610000000000000000059400000000000002E40"  # SRID 4326, POINT(100 15)


def test_every_refusal_is_told_in_both_languages() -> None:
    assert set(SHARINGS) == set(Sharing)
    assert set(STATES) == set(State)
    for code in (*MEANINGS, "XX000"):
        told = refusal(code, "said")
        assert told.th.endswith(": said")
        assert told.en.endswith(": said")


def test_a_hint_of_the_server_stands_beside_what_it_said() -> None:
    told = refusal("42703", 'column "nme" does not exist', hint='Perhaps you meant "name".', at=8)
    assert told.en == 'There is no such column: column "nme" does not exist (Perhaps you meant "name".)'
    assert told.at == 8


@pytest.mark.parametrize(
    ("statement", "at", "parts", "line"),
    [
        ("SELECT nme\nFROM districts", 8, ("SELECT ", "nme", "\nFROM districts"), 1),
        ("SELECT 'ไทย',\n  ผิด", 17, ("SELECT 'ไทย',\n  ", "ผิด", ""), 2),
        ("SELECT (", 8, ("SELECT ", "(", ""), 1),
        ("SELECT", 7, ("SELECT", "", ""), 1),
        ('SELECT "A b".c', 8, ("SELECT ", '"A', ' b".c'), 1),
    ],
)
def test_the_word_that_is_meant_is_marked(statement: str, at: int, parts: tuple[str, str, str], line: int) -> None:
    assert marked(statement, at) == parts
    assert line_of(statement, at) == line


def test_where_nothing_is_meant_nothing_is_marked() -> None:
    assert marked("SELECT 1", None) == ("SELECT 1", "", "")


def test_values_are_of_their_type_and_exact_or_as_they_were_written() -> None:
    assert value_of("bigint", "9007199254740993") == 9007199254740993
    assert value_of("numeric", "0.1") == 0.1
    assert value_of("numeric", "123456789012345678.12") == "123456789012345678.12"
    assert [value_of("numeric", "NaN"), value_of("double precision", "-Infinity")] == ["NaN", "-Infinity"]
    assert [value_of("boolean", "f"), value_of("date", "2026-06-22"), value_of("text", "007")] == [
        False,
        "2026-06-22",
        "007",
    ]


def test_an_answer_is_kept_as_it_came() -> None:
    columns = (Column("code", "text"), Column("n", "integer"), Column("geom", "geometry"))
    table = unpacked(packed(Answer(columns, [("007", "5", POINT_98), ("ก", None, None)])))
    assert table.columns == columns
    assert table.rows == [["007", 5, POINT_98], ["ก", None, None]]
    assert table.geometry == 2
    assert [(one.geom.bounds, dict(one.properties)) for one in table.features()] == [
        ((100.0, 15.0, 100.0, 15.0), {"code": "007", "n": 5})
    ]
    assert table.written() == [["007", 5, "POINT (100 15)"], ["ก", None, None]]
    assert table.kind_of(POINT_98) == "Point · 1"


def test_shapes_of_other_systems_are_brought_to_degrees_and_strange_ones_are_left_out() -> None:
    utm = "01010000209F7F000000000000004C1D410000000000000000"  # SRID 32671: not known here
    assert Table((Column("g", "geometry"),), [[utm]]).features() == []
    far = "010100000000000000008056C1000000000000F03F"  # no SRID, x far outside of the earth
    assert Table((Column("g", "geometry"),), [[far]]).features() == []


def test_a_statement_is_text_that_the_server_can_read() -> None:
    assert StatementIn(statement=" SELECT 1\r\n;\r\n ").statement == "SELECT 1\n;"
    for wrong in ("", "  ", "SELECT '\0'", "x" * 20_001):
        with pytest.raises(ValueError, match="statement"):
            StatementIn(statement=wrong)
