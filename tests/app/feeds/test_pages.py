"""The pages of feeds, used as a planner uses them, in both languages and without script."""

from __future__ import annotations

import re
from collections.abc import Callable

from fastapi.testclient import TestClient
from sqlalchemy import select

from app.core.audit import AuditEvent
from app.core.authority import EVERYTHING
from app.core.cluster import Database
from app.core.database import transaction
from tests.app.conftest import sent

ClientOf = Callable[[str], TestClient]
FORM = {"layer": "subdistricts", "title_th": "ตำบลของอำเภอหนึ่ง", "title_en": "Subdistricts", "sharing": "own",
        "expires_on": "31/12/2570", "asked.filter": "parent_code = '9801'", "asked.bbox": "", "asked.properties": ""}  # fmt: skip


def keep(client: TestClient, **given: str) -> str:
    status, there = sent(client, "/feeds/new", **{**FORM, **given})
    assert (status, re.fullmatch(r"/feeds/[2-9][2-9a-z]{7}", there) is not None) == (303, True), there
    return there


def test_from_the_items_a_question_is_kept_with_its_conditions(client_of: ClientOf) -> None:
    planner = client_of("O-2")
    items = planner.get("/ogc/collections/subdistricts/items?f=html&filter=parent_code%20%3D%20'9801'&is_synthetic=false").text
    [way] = re.findall(r'href="(/feeds/new\?[^"]+)"', items)
    form = planner.get(way.replace("&amp;", "&")).text
    assert "parent_code = &#39;9801&#39;</textarea>" in form
    assert '<input type="hidden" name="asked.is_synthetic" value="false">' in form
    assert 'value="public"' not in form, "a planner does not publish"
    assert 'value="public"' in client_of("O-1").get("/feeds/new?layer=subdistricts").text
    assert "/feeds/new" not in client_of("").get("/ogc/collections/subdistricts/items?f=html").text
    assert client_of("").get("/feeds/new?layer=subdistricts").status_code == 403
    assert planner.get("/feeds/new?layer=vulnerable_households").status_code == 404
    assert "/feeds/new?layer=subdistricts" in planner.get("/maps/subdistricts").text


def test_a_feed_is_kept_edited_withdrawn_and_brought_back_by_its_pages(client_of: ClientOf, province: Database) -> None:
    planner = client_of("O-2")
    there = keep(planner)
    for lang, words in (("th", ("เฉพาะตำแหน่งนี้", "การอ้างอิง", "นักวิเคราะห์นโยบายและแผน")),
                        ("en", ("This position only", "Citation", "Policy and Plan Analyst"))):  # fmt: skip
        page = planner.get(f"{there}?lang={lang}").text
        assert all(word in page for word in words)
        assert f'value="https://testserver{there}/items.geojson"' in page
    assert there in planner.get("/feeds").text
    status, _ = sent(planner, f"{there}/edit", **{**FORM, "version": "1", "asked.filter": "code = '980201'"})
    assert status == 303
    assert planner.get(f"{there}/items.geojson").json()["features"][0]["id"] == "980201"
    assert sent(planner, f"{there}/withdrawal")[0] == 303
    assert "ถอนฟีดนี้แล้ว" in planner.get(f"{there}?lang=th").text
    assert planner.get(f"{there}/items.csv").status_code == 410
    assert sent(planner, f"{there}/restoration")[0] == 303
    assert planner.get(f"{there}/items.csv").status_code == 200
    with transaction(province, viewer=EVERYTHING) as session:
        asked = select(AuditEvent.act).where(AuditEvent.object_id == there.removeprefix("/feeds/")).order_by(AuditEvent.seq)
        assert list(session.scalars(asked)) == ["feed.kept", "feed.changed", "feed.withdrawn", "feed.restored"]


def test_what_is_wrong_is_told_in_the_form_and_nothing_of_it_is_lost(client_of: ClientOf) -> None:
    chief = client_of("O-1")
    for wrong, told in (
        ({"title_en": ""}, "ต้องกรอกช่องนี้"), ({"asked.filter": "parent_code ="}, "ตัวกรอง"), ({"expires_on": "1/1/2500"}, "5 ปี"),
        ({"sharing": "all"}, "เลือกจากรายการ"), ({"asked.properties": "x"}, "คุณลักษณะ"),
    ):  # fmt: skip
        status, page = sent(chief, "/feeds/new", **{**FORM, **wrong})
        assert status == 422, wrong
        assert told in page or "wrong" in page
        assert FORM["title_th"] in page
    there = keep(chief)
    status, page = sent(chief, f"{there}/edit", **{**FORM, "version": "7"})
    assert (status, "ถูกแก้ไขหลังจากที่ท่านเปิดดู" in page) == (422, True)


def test_the_list_without_any_says_what_to_do(client_of: ClientOf) -> None:
    assert "เก็บเป็นฟีด" in client_of("S-1").get("/feeds").text
    page = client_of("").get("/feeds?lang=en").text
    assert "Public feeds" in page
    assert "Of this position" not in page
