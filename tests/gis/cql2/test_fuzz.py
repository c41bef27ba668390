"""Whatever is given, the readers, the check and the compiler answer or raise Cql2Error, which says where and what to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.cql2.errors import Cql2Error
from gis.cql2.nodes import LIMITS, Node
from gis.cql2.read_json import read_json
from gis.cql2.read_text import read_text
from gis.cql2.sql import PLAIN, condition
from gis.cql2.write_json import as_json
from gis.cql2.write_text import as_text
from gis.crs import REGISTRY
from tests.gis.cql2.conftest import Connection
from tests.gis.cql2.making import COLUMNS, QUERYABLES, Maker

BATCH = 25
READERS = (read_text, read_json)
EVERY = LIMITS.length
EVIL = {
    "brackets": "(" * EVERY,
    "closed brackets": "(" * (EVERY // 2) + "1" + ")" * (EVERY // 2),
    "nots": "NOT " * (EVERY // 4),
    "sum": "1" + "+1" * ((EVERY - 1) // 2),
    "ands": "TRUE" + " AND TRUE" * ((EVERY - 4) // 9),
    "minus": "-" * EVERY,
    "quotes": "'" * (EVERY - 1),
    "open quote": "'" + "''" * (EVERY // 2 - 1) + "a",
    "backslashes": "'" + "\\'" * (EVERY // 2 - 1),
    "double quotes": '"' * (EVERY - 1),
    "digits": "9" * EVERY,
    "dots": "." * EVERY,
    "exponent": "1e" + "9" * (EVERY - 2),
    "vertices": "S_INTERSECTS(geom,LINESTRING(" + ",".join(["1 1"] * (EVERY // 4 - 20)) + "))",
    "collections": "GEOMETRYCOLLECTION(" * (EVERY // 19),
    "arrays": "A_EQUALS(" + "(" * (EVERY - 9),
    "functions": "abs(" * (EVERY // 4),
    "in": "whole IN (" + ",".join("1" for _ in range(EVERY // 2 - 10)) + ")",
    "blanks": " " * EVERY,
    "lines": "\n" * EVERY,
    "json lists": "[" * EVERY,
    "json objects": '{"op":"not","args":[' * (EVERY // 20),
    "json closed": '{"op":"not","args":[' * 400 + "true" + "]}" * 400,
    "json digits": '{"op":"=","args":[' + "9" * 6000 + ",1]}",
    "json geometry": '{"op":"s_equals","args":[{"type":"Polygon","coordinates":' + "[" * 4000,
    "powers": "whole = " + " + ".join(["(9 ^ 9) ^ 9"] * 30),
}
HOSTILE = (
    "x' OR 1=1 --",
    "x\\' OR 1=1 --",
    "'; DROP TABLE rows; --",
    '"; DROP TABLE rows; --',
    "%(limit)s",
    "%(cql0)s",
    "$1",
    "%s",
    "{0}",
    "\\",
    "\\\\'",
    "SRID=4326;POINT(0 0)",
    "') UNION SELECT secret FROM x --",
    "ก' OR ''='",
    "pg_sleep(10)",
    "\u2019 OR 1=1",
    "\uff07 OR 1=1 --",
)
anything = st.one_of(
    st.text(max_size=200),
    st.binary(max_size=200).map(lambda given: given.decode("latin-1")),
    st.text("()'\"\\,.<>=+-*/^% 0123456789eENOTADRLIKSBPXgeom\n", max_size=120),
)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.floats(), st.integers(), st.text(max_size=10)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(
                ("op", "args", "property", "date", "timestamp", "interval", "bbox", "type", "coordinates", "x")
            ),
            inner,
            max_size=3,
        ),
        st.builds(
            lambda op, args: {"op": op, "args": args},
            st.sampled_from(("and", "in", "like", "s_within", "t_meets", "abs")),
            inner,
        ),
    ),
    max_leaves=20,
)


def taken(read: Callable[[str], Node], source: str) -> bool:
    """Whether it is a filter; what is not says so in both languages, at a place."""
    try:
        tree = read(source)
        for crs in (None, REGISTRY[32647]):
            condition(tree, QUERYABLES, crs=crs)
        return True
    except Cql2Error as error:
        told = error
    assert told.th.startswith(("บรรทัด ", "ที่ /"))
    assert told.en.startswith(("line ", "at /"))
    return False


@settings(max_examples=400, deadline=None)
@given(source=anything)
def test_anything_at_all_is_answered_by_an_error_of_ours(source: str) -> None:
    for read in READERS:
        taken(read, source)


@settings(max_examples=400, deadline=None)
@given(value=values)
def test_any_json_is_answered_by_an_error_of_ours(value: object) -> None:
    taken(read_json, json.dumps(value))


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_filters_with_a_few_characters_changed_are_answered_too(seed: int) -> None:
    random = Random(seed)
    for _ in range(BATCH):
        _mutate(random)


@pytest.mark.deep
@pytest.mark.timeout(3600)
@settings(max_examples=20_000, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_very_many_filters_with_a_few_characters_changed_are_answered_too(seed: int) -> None:
    random = Random(seed)
    for _ in range(BATCH):
        _mutate(random)


def _mutate(random: Random) -> None:
    tree = Maker(random).filter()
    try:
        sources = ((read_text, as_text(tree)), (read_json, as_json(tree)))
    except Cql2Error:
        return
    for read, source in sources:
        characters = list(source)
        for _ in range(random.randint(1, 3)):
            place = random.randrange(len(characters))
            new = random.choice(
                ("", characters[place] * 2, random.choice("()'\"\\,;{}[]:.0-9eกๅ\0\ud800"), source[place : place + 9])
            )
            characters[place] = new
        taken(read, "".join(characters))


@pytest.mark.timeout(30)
@pytest.mark.parametrize("name", EVIL)
def test_what_is_made_to_be_slow_or_deep_is_answered_at_once(name: str) -> None:
    for read in READERS:
        taken(read, EVIL[name])


@pytest.mark.parametrize("read", READERS)
def test_one_character_too_many_is_refused_before_it_is_read(read: Callable[[str], Node]) -> None:
    with pytest.raises(Cql2Error, match="longer than 8192 characters"):
        read(" " * (LIMITS.length + 1))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_literal_stands_in_the_statement(scratch: Connection, text: str) -> None:
    """It is bound, comes back as it was, and finds the row that holds it, and no other."""
    found = condition(read_json(json.dumps({"op": "=", "args": [{"property": "note"}, text]})), QUERYABLES)
    assert found.text == f'((("note" {PLAIN}) = (CAST(%(cql0)s AS text) {PLAIN})))'
    assert found.values == {"cql0": text}
    rows = "(VALUES (%(mine)s::text), ('other'), (NULL)) AS rows (note)"
    assert scratch.execute(
        f"SELECT note FROM {rows} WHERE {found.text}", {**found.values, "mine": text}
    ).fetchall() == [(text,)]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_stands_in_the_statement_but_those_of_the_queryables(name: str) -> None:
    for given_ in ({"property": name}, {"op": name, "args": [1]}):
        with pytest.raises(Cql2Error, match=r"there is no (property|function)"):
            condition(read_json(json.dumps({"op": "isNull", "args": [given_]})), QUERYABLES)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_text_of_a_statement_is_made_of_known_words_alone(seed: int) -> None:
    """Two filters that differ in their literals only are one statement."""
    maker = Maker(Random(seed))
    for _ in range(BATCH):
        found = condition(maker.filter(), QUERYABLES)
        bare = found.text
        for name in (*found.values, *COLUMNS):
            bare = bare.replace(f"%({name})s", "").replace(f'"{name}"', "")
        assert bare.isascii()
        assert "%" not in bare
        assert ";" not in bare
        assert "--" not in bare
