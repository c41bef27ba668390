"""Households by subdistrict: 3 and 7 in เมือง, 12 and 0 in เหนือ, 2 and 0 in ใต้. Small numbers are hidden from everybody."""

from __future__ import annotations

from random import Random

import psycopg
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from app.core.authority import PUBLIC
from app.core.cluster import Database
from app.core.database import transaction
from app.core.published import LAYERS
from app.core.roles import Role
from gis.catalog import Catalog, read_layer
from gis.disclosure import disclosed
from gis.legend import legend_of

SHOWN = "SELECT code, households, district_households, remark FROM published.vulnerable_subdistricts"
CROWD = """
INSERT INTO places.area (level, code, name_th, valid_from, source, parent_code, geom)
SELECT 'subdistrict', code, code, '2020-01-01', 't', left(code, 4),
       st_multi(st_makeenvelope(100, 15, 101, 16, 4326)) FROM unnest(CAST(:codes AS text[])) AS code
"""
HOUSES = """
INSERT INTO datasets.feature (dataset_id, class, area_code, attributes)
SELECT 'vulnerable_households', 'personal', code, '{}'
FROM unnest(CAST(:codes AS text[]), CAST(:counts AS int[])) AS wanted (code, houses), generate_series(1, houses)
"""


def shown(session: Session) -> dict[str, tuple[int | None, int | None, str]]:
    return {row.code: (row.households, row.district_households, row.remark) for row in session.execute(text(SHOWN))}


def test_small_numbers_are_hidden_with_what_would_tell_them(session: Session) -> None:
    assert shown(session) == {
        "980101": (None, 10, "hidden"), "980102": (None, 10, "hidden"),  # 3, and 7 by which 10 - 7 would tell it
        "980201": (12, 12, "shown"), "980202": (0, 12, "shown"),
        "980301": (None, None, "hidden"), "980302": (0, None, "shown"),  # 2: nothing to hide it with, so no total
    }  # fmt: skip


def test_without_any_household_nothing_is_known(session: Session) -> None:
    session.execute(text("DELETE FROM datasets.feature WHERE dataset_id = 'vulnerable_households'"))
    assert set(shown(session).values()) == {(None, None, "no_data")}


def test_the_view_hides_what_the_rule_hides(session: Session) -> None:
    """1,900 districts at random: the view of SQL and the rule of Python agree on each subdistrict and total."""
    rng = Random(2569)
    counts = {
        f"{district:04d}{number:02d}": rng.choice([0, 0, rng.randint(1, 4), rng.randint(1, 9), rng.randint(5, 60)])
        for district in range(1001, 2900)
        for number in range(1, rng.randint(2, 9))
    }
    given = {"codes": list(counts), "counts": list(counts.values())}
    session.execute(text(CROWD), given)
    session.execute(text(HOUSES), given)
    layer = read_layer(LAYERS / "vulnerable_subdistricts.toml")
    assert layer.access.declassified is not None
    seen = shown(session)
    compared = hidden = 0
    for district in sorted({code[:4] for code in counts}):
        cells = {code: count for code, count in counts.items() if code[:4] == district}
        rule = disclosed(cells, layer.access.declassified.least)
        assert {code: seen[code][:2] for code in cells} == {code: (rule.cells[code], rule.total) for code in cells}
        compared, hidden = compared + len(cells), hidden + len(rule.hidden)
    assert compared > 7_000
    assert hidden > 2_000


def test_the_public_reads_the_sums_and_no_household(client: TestClient) -> None:
    page = client.get("/ogc/collections/vulnerable_subdistricts/items?limit=10").json()
    assert {f["id"]: f["properties"]["households"] for f in page["features"]}["980201"] == 12
    assert {f["id"]: f["properties"]["remark"] for f in page["features"]}["980101"] == "hidden"
    for path in ("/ogc/collections/vulnerable_households/items", "/tiles/vulnerable_households/6/49/29.mvt",
                 "/maps/vulnerable_households", "/feeds/vulnerable_households.csv"):  # fmt: skip
        assert client.get(path).status_code == 404


def test_the_map_says_what_is_hidden_apart_from_zero(client: TestClient) -> None:
    page = client.get("/maps/vulnerable_subdistricts?select=980101").text
    assert "ปกปิด เพื่อไม่ให้รู้ตัวบุคคล" in page
    assert "ปกปิด หรือไม่มีข้อมูล" in page
    assert "ปกปิดจำนวน 1–4" in page


def test_its_legend_counts_what_is_hidden() -> None:
    layer = read_layer(LAYERS / "vulnerable_subdistricts.toml")
    entries = legend_of(layer, {12: 1, 0: 2, None: 3})
    assert [(entry.title.th, entry.count) for entry in entries if entry.count] == [
        ("0–5", 2), ("10–20", 1), ("ปกปิด หรือไม่มีข้อมูล", 3),
    ]  # fmt: skip


@pytest.mark.parametrize("statement", ["SELECT attributes FROM datasets.feature", "SELECT geom FROM datasets.feature"])
def test_the_owner_of_sums_reads_no_more_than_it_counts(toy_database: Database, statement: str) -> None:
    with transaction(toy_database, Role.OWNER) as session:
        session.execute(text("SET LOCAL ROLE phaen_aggregates"))
        counted = session.execute(text("SELECT count(area_code) FROM datasets.feature")).scalar()
        assert counted == 24 + 4
        with pytest.raises(ProgrammingError, match="permission denied"):
            session.execute(text(statement))


def test_with_row_level_security_the_sum_stays_and_the_rows_go(toy_database: Database) -> None:
    """Whatever other policies show a reader: the sums belong to a role with a policy of its own, without BYPASSRLS."""
    with psycopg.connect(toy_database.superuser_url() or "", autocommit=True) as superuser:
        superuser.execute("ALTER TABLE datasets.feature ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    with psycopg.connect(toy_database.url(Role.PUBLIC)) as public:
        counted = public.execute("SELECT sum(households) FROM published.vulnerable_subdistricts").fetchone()
        roads = public.execute("SELECT count(*) FROM published.roads").fetchone()
        assert (counted, roads is not None) == ((12,), True)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            public.execute("SELECT * FROM published.vulnerable_households")


def test_only_declassified_layers_name_an_order() -> None:
    declassified = {layer.id: layer.access.declassified for layer in Catalog.read(LAYERS) if layer.access.declassified}
    assert set(declassified) == {"vulnerable_subdistricts"}
    assert {order.least for order in declassified.values()} == {5}
    assert {layer.id for layer in Catalog.read(LAYERS).visible(PUBLIC.visible())} >= set(declassified)
