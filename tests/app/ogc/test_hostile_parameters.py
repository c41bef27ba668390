"""Whatever a parameter says, the answer is data or an error of ours, and no word of it ever reaches the database as SQL."""

from __future__ import annotations

import itertools
import random
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.authority import PUBLIC
from app.core.errors import Invalid
from app.core.published import LAYERS
from app.ogc.parameters import CRS84, Page, page_of
from gis.catalog import Catalog

DISTRICTS = Catalog.read(LAYERS).get("districts", PUBLIC.visible())
SOUND = {
    "bbox": "100.5,15.25,0,101.5,16.75,9",
    "bbox-crs": "http://www.opengis.net/def/crs/EPSG/0/32647",
    "crs": CRS84,
    "datetime": "2026-01-01T00:00:00.5+07:00/..",
    "limit": "100",
    "offset": "99999",
    "cursor": "WyI5ODAxIl0",
    "code": "9801",
    "area_sqkm": "1e2",
    "valid_from": "2020-01-01",
    "is_synthetic": "true",
}
"""Each parameter as it may be."""
BATCH = 10
CHANGES = "0123456789.,-+/:eE TZ\0\ud800๑๒é'\"%{}[]=_nanifNaN∞"
BREAKS = ("'", '"', "\\'", "')", '")', "';", "$$", "/*", "--", "\0", "%00", "ก'", "\u202e'", "%(limit)s", "{0}", "${x}")
ENDS = (" OR 1=1 --", "; DROP TABLE places.area; --", " UNION SELECT version() --", "||(SELECT current_user)||",
        " AND 1=CAST((SELECT 'canary') AS int)", "));SELECT pg_sleep(9)--", "\n\rX: y", "<script>x</script>", "../../etc/passwd",
        ".geom)", "::regclass", "{{7*7}}", "'; COPY x TO PROGRAM 'id' --", " IN (SELECT 1)", "%s%s%n", "\\x27 OR 1=1",
        "AND(1)LIKE(1", "ＯＲ 1=1", "'||chr(65)||'", "' AND extractvalue(1,2)", "0x7", "NULL", "1e999", "𝒳", " ")  # fmt: skip
STRINGS = [begin + end for begin, end in itertools.product(BREAKS, ENDS)]
ITEMS = "/ogc/collections/districts/items?{}="
INPUTS = (
    *(ITEMS.format(name) for name in (*SOUND, "filter", "filter-lang", "filter-crs", "f", "lang", "name_th")),
    "/ogc/collections/districts/items?f=csv&properties=", "/ogc/collections/districts/items?filter=name_th%20LIKE%20'",
    "/ogc/collections/districts/items/", "/ogc/collections/", "/ogc/collections/districts/tiles/", "/ogc/tileMatrixSets/",
    "/ogc/collections/catalog/items?q=", "/ogc/collections/catalog/items?keywords=", "/ogc/collections/catalog/items/",
    "/api/3/action/package_show?id=", "/api/3/action/package_search?q=", "/api/stats/projects?group_by=",
    "/api/geocode?q=", "/tiles/districts/5/24/14.mvt?v=", "/tiles/districts/5/24/14.mvt?filter=", "/feeds/districts.csv?filter=",
    "/api/choropleth/budget_districts?filter=", "/api/datasets/",
)  # fmt: skip
TOLD = ("psycopg", "syntax error at", "pg_catalog", "PostgreSQL 1", "Traceback", "LINE 1:", 'relation "', "invalid input syntax")
"""What an answer would hold that lets the database speak."""


def changed(chance: random.Random, sound: str) -> str:
    """The text with a few characters changed, put in or taken out."""
    letters = list(sound)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(letters) + 1)
        letters[at : at + chance.randint(0, 2)] = [chance.choice(CHANGES) for _ in range(chance.randint(0, 3))]
    return "".join(letters)


def refused(given: dict[str, str]) -> Invalid | None:
    """The error of ours where the parameters are not taken; any other is not caught."""
    assert DISTRICTS is not None
    try:
        assert isinstance(page_of(DISTRICTS, given), Page)
    except Invalid as error:
        return error
    return None


def answered(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(BATCH):
        given = {name: changed(chance, SOUND[name]) for name in chance.sample(list(SOUND), chance.randint(1, 3))}
        error = refused(given)
        assert error is None or (error.place in given and error.th and error.en), given


@pytest.mark.parametrize("name", SOUND)
def test_every_parameter_as_it_may_be_is_taken(name: str) -> None:
    assert refused({name: SOUND[name]}) is None


@settings(max_examples=500, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_a_changed_parameter_is_taken_or_refused_by_name(seed: int) -> None:
    answered(seed)


@settings(max_examples=300, deadline=None)
@given(name=st.sampled_from(list(SOUND)), value=st.text(max_size=60))
def test_any_text_at_all_is_taken_or_refused_by_name(name: str, value: str) -> None:
    error = refused({name: value})
    assert error is None or error.place == name


@pytest.mark.deep
@pytest.mark.timeout(3600)
@settings(max_examples=100_000, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_a_million_changed_parameters_are_taken_or_refused_by_name(seed: int) -> None:
    answered(seed)


def asked(client: TestClient, address: str, said: str) -> None:
    answer = client.get(address + quote(said.encode("utf-8", "surrogatepass"), safe=""))
    assert answer.status_code < 500, (address, said)
    assert [word for word in TOLD if word in answer.text.replace(said, "")] == [], (address, said)


def known(session: Session) -> tuple[int, ...]:
    """How many tables and views there are, and how many rows lie in what the strings would throw away."""
    tables = "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'v', 'p', 'm') AND relpersistence <> 't'"
    return tuple(session.execute(text(asking)).scalar_one() for asking in (tables, "SELECT count(*) FROM places.area"))


@pytest.mark.parametrize("address", INPUTS)
def test_hostile_strings_are_words_and_nothing_else(client: TestClient, session: Session, address: str) -> None:
    """A dozen of four hundred for each input, others for each, the same in every run."""
    before = known(session)
    for said in random.Random(address).sample(STRINGS, 12):
        asked(client, address, said)
    assert known(session) == before


@pytest.mark.deep
@pytest.mark.parametrize("address", INPUTS)
def test_every_hostile_string_is_a_word_in_every_input(client: TestClient, session: Session, address: str) -> None:
    before = known(session)
    assert len(STRINGS) == 400
    for said in STRINGS:
        asked(client, address, said)
    assert known(session) == before
