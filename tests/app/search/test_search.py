"""One box finds everything, and of each reader only what he may see."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.authority import PUBLIC
from app.projects.models import Project
from app.search import queries
from gis.access import Read
from gis.catalog import Catalog
from gis.thai import folded
from tests.app.projects.dossiers import draft
from tests.architecture.tree import ROOT

Found = dict[str, list[str]]
LAYERS = Catalog.read(ROOT / "layers")


def found(client: TestClient, asked: str) -> Found:
    """The codes of what was found, by kind in the order of the answer."""
    answer = client.get("/api/search", params={"q": asked})
    assert answer.status_code == 200
    return {group["kind"]: [hit["code"] for hit in group["hits"]] for group in answer.json()["groups"]}


@pytest.mark.parametrize(
    "asked", ["15.5, 100.25", "100.25 15.5", "๑๕.๕, ๑๐๐.๒๕", "47N 634076 1714020", "634076 1714020", "15°30'00\"N 100°15'00\"E"]
)
def test_coordinates_lead_to_the_map_there(client: TestClient, asked: str) -> None:
    (group, *others) = client.get("/api/search", params={"q": asked}).json()["groups"]
    assert (group["kind"], others) == ("point", [])
    (hit,) = group["hits"]
    assert hit["title_th"] == "15.50000, 100.25000"
    assert hit["code"].startswith("47N 63")
    assert hit["note_th"].startswith("ตำบล")
    assert re.fullmatch(r"/maps/subdistricts\?select=98\d{4}#13\.00/15\.5000/100\.2500", hit["path"])
    assert client.get(hit["path"].partition("#")[0]).status_code == 200


def test_coordinates_of_no_area_lead_to_the_map_but_not_where_the_zone_is_a_guess(client: TestClient) -> None:
    (group,) = client.get("/api/search", params={"q": "7.88, 98.39"}).json()["groups"]
    assert [hit["path"] for hit in group["hits"]] == ["/maps#13.00/7.8800/98.3900"]
    assert client.get("/api/search", params={"q": "432000 871000"}).json()["groups"] == []


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("เหนือ", {"place": ["9802"], "project": ["P-2"]}),
        ("ถนน", {"project": ["P-2"], "layer": ["road_deaths_districts", "roads"]}),
        ("SOC", {"indicator": ["SOC-ROAD", "SOC-TPMAP"], "position": ["S-1"]}),
        ("ผูวา", {"position": ["G-1", "G-2"]}),
        ("road network of nowhere", {}),
        (" . ", {}),
    ],
)
def test_each_kind_is_found_by_a_part_of_its_name_or_code(client: TestClient, asked: str, expected: Found) -> None:
    assert found(client, asked) == expected


def test_five_of_a_kind_are_shown_and_the_way_to_all_of_them(client: TestClient) -> None:
    (places,) = client.get("/api/search", params={"q": "98"}).json()["groups"]
    assert (len(places["hits"]), places["more"]) == (5, "/places?q=98")
    layers = client.get("/api/search", params={"q": "districts"}).json()["groups"][-1]
    assert (layers["kind"], len(layers["hits"])) == ("layer", 5)
    shown = client.get(layers["more"], headers={"Accept": "text/html"})
    assert shown.status_code == 200
    assert all(hit["code"] in shown.text for hit in layers["hits"])


def test_places_that_are_only_like_the_words_come_after_what_holds_them(session: Session) -> None:
    project = session.scalars(select(Project).where(Project.reference == "P-1")).one()
    assert kinds(session, "ป่าดง") == ["place"]  # like ป่าแดง
    project.title_th = "ปลูกป่าดง"
    session.flush()
    assert kinds(session, "ป่าดง") == ["project", "place"]
    assert kinds(session, "ป่าแดง") == ["place"]


def kinds(session: Session, asked: str) -> list[str]:
    return [group.kind.value for group in queries.found(session, LAYERS, asked, viewer=PUBLIC)]


def test_a_hit_says_where_it_is_and_leads_to_its_page(client: TestClient) -> None:
    hits = [hit for asked in ("เหนือ", "SOC", "ถนน") for group in client.get("/api/search", params={"q": asked}).json()["groups"]
            for hit in group["hits"]]  # fmt: skip
    place = hits[0]
    assert (place["note_th"], place["place"]["bbox"]) == ("อำเภอ · ของเล่น", [101.0, 15.0, 102.0, 16.0])
    for hit in hits:
        page = client.get(hit["path"])
        assert page.status_code == 200, hit["path"]
        assert hit["title_th"] in page.text


def test_names_of_holders_are_for_those_who_may_know_them(
    client: TestClient, client_as: Callable[[str], TestClient]
) -> None:
    assert found(client, "สายใจ") == {}
    officer = client_as("O-1")
    assert found(officer, "สายใจ") == {"position": ["S-1"]}
    (group,) = officer.get("/api/search", params={"q": "สายใจ"}).json()["groups"]
    assert group["hits"][0]["note_th"] == "นางสายใจ การุณ · สำนักงานพัฒนาสังคม"


def test_a_project_of_a_class_above_the_reader_is_not_found(session: Session) -> None:
    hidden = draft(session, title_th="โครงการลับเฉพาะกิจ")
    hidden.class_ = Read.INTERNAL.value
    session.flush()
    assert kinds(session, "เฉพาะกิจ") == []
    officer = replace(PUBLIC, classes=frozenset({Read.PUBLIC, Read.INTERNAL}))
    (group,) = queries.found(session, LAYERS, "เฉพาะกิจ", viewer=officer)
    assert [hit.code for hit in group.hits] == [hidden.reference]


def test_the_page_shows_what_the_box_would_and_says_so_when_there_is_nothing(client: TestClient) -> None:
    page = client.get("/search", params={"q": "เหนือ"}).text
    assert re.findall(r'<section class="sec" id="(\w+)"', page) == ["place", "project"]
    assert '<a href="/places/9802">เหนือ</a>' in page
    assert "Nothing holds these words" in client.get("/search", params={"q": "zzzz", "lang": "en"}).text
    assert "พิมพ์ในช่องค้นหาด้านบน" in client.get("/search", params={"lang": "th"}).text
    assert client.get("/search", params={"q": "x" * 101}).status_code == 400


def test_what_one_sees_by_office_is_kept_by_nobody_else(client_as: Callable[[str], TestClient]) -> None:
    answer = client_as("O-1").get("/api/search", params={"q": "98"})
    assert answer.headers["cache-control"] == "private, no-store"


@given(st.text(st.sampled_from("กขบำานะิี่้๊๋์็ฯๆ๐๙AZaz09 .-é\u0301"), max_size=12))
def test_the_database_folds_text_as_we_do(engine: Any, text: str) -> None:
    with Session(engine) as session:
        assert session.scalar(select(func.core.search_norm(text))) == folded(text)
