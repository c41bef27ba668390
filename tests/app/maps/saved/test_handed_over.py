"""A saved map as one file, opened in Chromium with the network cut: what it says of itself to whoever gets it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from app.core.cluster import Database
from app.core.database import transaction
from app.core.roles import Role
from app.web.words import today
from gis.values import short_date
from tests.app.conftest import sent
from tests.gis.test_webmap import LEAFLET, chromium, hits_of, visit

__all__ = ["chromium", "visit"]
ClientOf = Callable[[str], TestClient]
FORM = {"title_th": "โครงการสำหรับประชุม", "title_en": "Projects for a meeting", "layer": "districts",
        "query": "layers=projects,districts,provinces", "view": "8/15.5/101.5"}  # fmt: skip
HIDDEN = {"th": "มีข้อมูลที่ไม่เปิดเผยต่อสาธารณะ (ใช้ภายใน)", "en": "Holds data that is not public (internal)"}

pytestmark = [
    pytest.mark.browser, pytest.mark.skipif(not LEAFLET.exists(), reason="node_modules/leaflet is absent: run npm ci first")
]  # fmt: skip


@pytest.fixture
def one_internal(province: Database) -> Iterator[None]:
    """Of the two projects with a place the second, the road P-2, is not public."""
    change = text("UPDATE projects.project SET class = :class WHERE reference = 'P-2'")
    with transaction(province, Role.OWNER) as session:
        session.execute(change, {"class": "internal"})
    yield
    with transaction(province, Role.OWNER) as session:
        session.execute(change, {"class": "public"})


def kept(client: TestClient, **given: str) -> str:
    """The address of a map that was kept."""
    status, there = sent(client, "/maps/saved/new", **{**FORM, **given})
    assert status == 303, there
    return there.removesuffix("/about")


def page_of(client: TestClient, there: str, lang: str = "th") -> str:
    return unescape(client.get(f"{there}/about?lang={lang}").text)


@pytest.mark.parametrize("lang", ["th", "en"])
@pytest.mark.usefixtures("one_internal")
def test_a_file_with_a_row_that_is_not_public_says_so_and_names_the_class(client_of: ClientOf, visit: Any, lang: str) -> None:
    """All layers are public; the map was kept as public. What O-2 gets holds both projects, what the public gets one."""
    planner, public = client_of("O-2"), client_of("")
    there = kept(planner)
    key = there.rpartition("/")[2]
    own, others = (client.get(f"{there}.html?lang={lang}") for client in (planner, public))
    seen = visit(own.text)
    assert seen.page.locator("header .hidden").inner_text() == HIDDEN[lang]
    assert seen.page.locator("header .hidden").bounding_box()["y"] == 0
    assert f'filename="map-{key}-internal.html"' in own.headers["content-disposition"]
    plain = visit(others.text)
    assert plain.count(".hidden") == 0
    assert "P-2" not in others.text
    assert f'filename="map-{key}.html"' in others.headers["content-disposition"]


@pytest.mark.usefixtures("one_internal")
def test_the_page_names_the_highest_class_that_the_position_sees_beside_the_download(client_of: ClientOf) -> None:
    planner = client_of("O-2")
    there = kept(planner)
    own = page_of(planner, there)
    assert "<dt>ชั้นความลับสูงสุดที่ตำแหน่งนี้เห็น</dt><dd>ใช้ภายใน</dd>" in own
    assert "แผนที่นี้มีข้อมูลที่ไม่เปิดเผยต่อสาธารณะ (ใช้ภายใน) แฟ้มและงานพิมพ์" in own
    assert "<dd>internal</dd>" in page_of(planner, there, "en")
    assert "This map holds data that is not public (internal) Files" in page_of(planner, there, "en")
    of_public = page_of(client_of(""), there)
    assert "ไม่เปิดเผยต่อสาธารณะ" not in of_public
    assert "ชั้นความลับ" not in of_public


@pytest.mark.usefixtures("one_internal")
def test_a_file_whose_filter_leaves_only_public_rows_carries_no_note(client_of: ClientOf, visit: Any) -> None:
    planner = client_of("O-2")
    there = kept(planner, layer="projects", query="filter=reference %3D 'P-1'&layers=projects,districts")
    assert visit(planner.get(f"{there}.html").text).count(".hidden") == 0
    assert "ไม่เปิดเผยต่อสาธารณะ" not in page_of(planner, there)
    road = kept(planner, layer="projects", query="filter=reference %3D 'P-2'&layers=projects,districts")
    assert visit(planner.get(f"{road}.html").text).count(".hidden") == 1


def test_a_wholly_public_map_carries_no_note_for_those_who_may_see_more(client_of: ClientOf, visit: Any) -> None:
    planner = client_of("O-2")
    there = kept(planner)
    assert visit(planner.get(f"{there}.html").text).count(".hidden") == 0
    assert "<dt>ชั้นความลับสูงสุดที่ตำแหน่งนี้เห็น</dt><dd>เปิดเผย</dd>" in page_of(planner, there)


@pytest.mark.usefixtures("one_internal")
def test_the_file_of_one_layer_says_it_as_well(client_of: ClientOf, visit: Any) -> None:
    assert visit(client_of("O-2").get("/maps/projects.html").text).page.locator(".hidden").inner_text() == HIDDEN["th"]
    assert visit(client_of("").get("/maps/projects.html").text).count(".hidden") == 0


def test_a_project_is_found_by_its_reference_and_shown_with_it(client_of: ClientOf, visit: Any) -> None:
    """Sites are told apart by UUIDs, which are nobody's codes; the two districts of one title stand in two layers."""
    planner = client_of("O-2")
    layers = "projects,districts,population_density_districts"
    there = kept(planner, layer="population_density_districts", query=f"layers={layers}")
    page = visit(planner.get(f"{there}.html").text).page
    for asked, found in (("p-1", ["ก่อสร้างฝายบ้านน้ำใส | P-1"]), ("เหนือ", ["เหนือ | 9802", "ปรับปรุงถนนสายเหนือ | P-2"]),
                         ("๙๘๐๓", ["ใต้ | 9803"])):  # fmt: skip
        assert hits_of(page, asked) == found
    page.keyboard.press("Enter")
    page.wait_for_selector(".said h2")
    assert page.text_content(".said h2") == "ใต้"


@pytest.mark.parametrize("width", [1280, 360])
def test_districts_are_named_at_every_width_and_the_province_does_not_stand_on_its_capital(
    client_of: ClientOf, visit: Any, width: int
) -> None:
    """As on the drawing and the print."""
    planner = client_of("O-2")
    there = kept(planner, layer="population_density_districts",
                 query="layers=provinces,districts,population_density_districts")  # fmt: skip
    page = visit(planner.get(f"{there}.html").text, width=width).page
    assert sorted(page.locator(".name span:not(.waits)").all_text_contents()) == ["เมืองของเล่น", "เหนือ", "ใต้"]
    drawing = planner.get(f"{there}.svg").text
    assert [f">{name}</text>" in drawing for name in ("เหนือ", "ของเล่น")] == [True, False]


def test_a_narrow_window_shows_what_of_the_view_holds_anything_from_edge_to_edge(client_of: ClientOf, visit: Any) -> None:
    """The view is 5.3° wide, the province 3°: it fills 336 of 360 px but for a step of the zoom, a quarter of a doubling."""
    there = kept(client_of("O-2"), view="7/15.5/101.5", query="layers=provinces,districts")
    page = visit(client_of("O-2").get(f"{there}.html").text, width=360).page
    ends = "[...document.querySelectorAll('.leaflet-land-pane path')].map((p) => p.getBoundingClientRect())"
    left, right = page.evaluate(f"(all => [Math.min(...all.map(r => r.left)), Math.max(...all.map(r => r.right))])({ends})")
    assert 336 / 2**0.25 - 1 <= right - left <= 337


def test_the_head_says_which_year_is_shown_and_both_dates(client_of: ClientOf, visit: Any) -> None:
    """Of the money of 2569 the last day is 30 September 2026; the density behind it is of the newest year before, 2567."""
    planner, now = client_of("O-2"), today()
    layers = "budget_districts,population_density_subdistricts"
    there = kept(planner, layer="budget_districts", query=f"layers={layers}&year=2569")
    shown = visit(planner.get(f"{there}.html").text).page.locator("header .said").first.inner_text()
    density = "ความหนาแน่นประชากรรายตำบล พ.ศ. 2567"
    known = f"รู้ ณ {short_date(now)}"
    assert shown == f"งบประมาณรายอำเภอ (ล้านบาท) · ปีงบประมาณ 2569 · {density} · จริง ณ 30 ก.ย. 2569 · {known}"
    english = planner.get(f"{there}.html?lang=en").text
    assert "Fiscal year 2569" in english
    assert f"True on 30 Sep 2026 · Known on {short_date(now, 'en')}" in english
    newest = kept(planner, layer="budget_districts", query="layers=budget_districts")
    year = (now.year + 543) + (now.month > 9)
    assert f"ปีงบประมาณ {year} · จริง ณ {short_date(now)} · {known}" in planner.get(f"{newest}.html").text
    past = kept(planner, layer="budget_districts", query="layers=budget_districts&as_of=2026-06-30")
    assert f"ปีงบประมาณ 2569 · จริง ณ 30 มิ.ย. 2569 · {known}" in planner.get(f"{past}.html").text


def test_the_digits_are_those_that_the_reader_prefers(client_of: ClientOf, visit: Any) -> None:
    """By the address, and by the cookie that an earlier address has left."""
    planner = client_of("O-2")
    there = kept(planner, layer="budget_districts", query="layers=budget_districts&year=2569")
    asked, plain = planner.get(f"{there}.html?lang=th-u-nu-thai"), planner.get(f"{there}.html?lang=th")
    assert "ปีงบประมาณ ๒๕๖๙" in visit(asked.text).page.locator("header").inner_text()
    assert "ปีงบประมาณ 2569" in visit(plain.text).page.locator("header").inner_text()
    later = planner.get(f"{there}.html", headers={"Cookie": "phaen=in; digits=thai"})
    assert "ปีงบประมาณ ๒๕๖๙" in visit(later.text).page.locator("header").inner_text()
