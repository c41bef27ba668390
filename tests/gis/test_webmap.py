"""The file to hand over, opened in Chromium with the network cut."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page, Playwright, Route
from shapely import from_wkt
from shapely.geometry import LineString, Point, box

from gis.access import Read
from gis.layer import Text
from gis.svgmap import Drawn
from gis.webmap import to_html
from gis.webmap.assets import PackageMissing
from gis.webmap.content import script_json
from tests.conftest import CHROMIUM
from tests.gis.test_svgmap import ATTACK, CHOROPLETH, MARKS, SQUARES, feature, layer_with, outlines, shaded

ROOT = Path(__file__).resolve().parents[2]
LEAFLET = ROOT / "node_modules" / "leaflet"
SARABUN = ROOT / "node_modules" / "@fontsource" / "sarabun"
MADE = date(2026, 6, 22)

pytestmark = pytest.mark.skipif(not LEAFLET.exists(), reason="node_modules/leaflet is absent: run npm ci first")


def density(**more: Any) -> str:
    features = [*shaded(0.5, 1.5, None)]
    return to_html(layer_with(CHOROPLETH), features, overlays=[outlines()], leaflet_dir=LEAFLET, made_on=MADE, **more)


def attacked() -> str:
    """Every value, title and name that a stranger may write is an attack."""
    bad = feature(ATTACK, ATTACK, box(0, 0, 1, 1), rate=0.5, state=ATTACK, is_synthetic=True)
    mark = feature(ATTACK, ATTACK, Point(0.5, 0.5), rate=1.5, state=ATTACK)
    symbols = layer_with({"kind": "symbol", "attribute": "state", "label": {"size": 13}}, "projects")
    metadata = {name: {"th": ATTACK, "en": ATTACK} for name in ("title", "notes", "owner_org", "data_source")}
    layers = [
        layer.model_copy(update={"metadata": layer.metadata.model_validate(layer.metadata.model_dump() | metadata)})
        for layer in (layer_with(CHOROPLETH), symbols)
    ]
    return to_html(layers[0], [bad], overlays=[Drawn(layers[1], [mark])], leaflet_dir=LEAFLET, made_on=MADE)


def test_the_same_input_gives_the_same_bytes() -> None:
    assert density() == density()


def test_no_address_in_the_file_leads_outside() -> None:
    html = density(font_dir=SARABUN)
    assert not re.findall(r"""(?:src|href)=["'](?!data:)[^"'#]""", html)
    assert not re.findall(r"url\((?!data:|#)", html)
    for stranger in ("jquery", "bootstrap", "awesome", "cdn.", "openstreetmap"):
        assert stranger not in html.lower()


def head_of(html: str) -> str:
    return html[html.index("<header>") : html.index("</header>")]


def test_the_head_says_the_year_and_both_dates_in_the_buddhist_era_and_the_foot_the_source() -> None:
    html = density(true_on=date(2025, 12, 31), period="ปีงบประมาณ 2569")
    assert '<html lang="th">' in html
    assert '<p class="said">ปีงบประมาณ 2569 · จริง ณ 31 ธ.ค. 2568 · รู้ ณ 22 มิ.ย. 2569</p>' in head_of(html)
    footer = html[html.index("<footer>") : html.index("</footer>")]
    for words in ("ที่มา ทะเบียนทดลอง", "สัญญาอนุญาต Open Data Common"):
        assert words in footer


def test_below_a_title_of_its_own_stands_what_is_shown_with_its_unit() -> None:
    told = '<p class="said">ทดลอง (คน/ตร.กม.) · จริง ณ 22 มิ.ย. 2569 · รู้ ณ 22 มิ.ย. 2569</p>'
    assert told in head_of(density(title="สำหรับประชุม"))


def test_in_english_the_dates_are_of_the_common_era() -> None:
    html = density(lang="en")
    assert '<p class="said">True on 22 Jun 2026 · Known on 22 Jun 2026</p>' in head_of(html)
    assert '<html lang="en">' in html


def test_synthetic_rows_are_declared_and_counted() -> None:
    rows = [feature(*square, rate=1, is_synthetic=square[0] != "9903") for square in SQUARES]
    some = to_html(layer_with(CHOROPLETH), rows, leaflet_dir=LEAFLET, made_on=MADE)
    every = to_html(layer_with(CHOROPLETH), rows[:2], leaflet_dir=LEAFLET, made_on=MADE)
    assert "มีข้อมูลสมมุติเพื่อสาธิต 2 จาก 3 รายการ" in some
    assert "ข้อมูลสมมุติเพื่อสาธิต ไม่ใช่ข้อมูลราชการจริง" in every
    assert 'class="synthetic"' not in density()


def test_a_file_with_an_attribute_or_a_layer_above_public_says_so() -> None:
    layer = layer_with(CHOROPLETH)
    told = [a.model_copy(update={"class_": Read.PERSONAL}) if a.name == "state" else a for a in layer.attributes]
    layers = {
        "ส่วนบุคคล": layer.model_copy(update={"attributes": tuple(told)}),
        "ลับ": layer.model_copy(update={"access": layer.access.model_copy(update={"read": Read.CONFIDENTIAL})}),
    }
    for name, one in layers.items():
        html = to_html(one, shaded(1, 1, 1), leaflet_dir=LEAFLET, made_on=MADE)
        assert f'<div class="hidden" role="note">มีข้อมูลที่ไม่เปิดเผยต่อสาธารณะ ({name})</div>' in html
    both = to_html(
        layers["ลับ"], shaded(1, 1, 1), overlays=[Drawn(layers["ส่วนบุคคล"], shaded(1, 1, 1))], leaflet_dir=LEAFLET,
        made_on=MADE, lang="en",
    )  # fmt: skip
    assert "Holds data that is not public (personal, confidential)" in both
    assert 'class="hidden"' not in density()


def test_the_legend_is_that_of_the_drawn_map_with_its_unit() -> None:
    html = density()
    legend = html[html.index('<details class="legend"') : html.index("</details>")]
    assert "<h2>ทดลอง (คน/ตร.กม.)</h2>" in legend
    assert re.findall(r"<span>([^<]+)</span><span>(\d+)</span>", legend) == [
        ("0–1", "1"), ("1–2", "1"), ("ไม่มีข้อมูล", "1"), ("ทดลอง", "3"),
    ]  # fmt: skip


def test_geometry_is_written_with_five_decimals_at_most() -> None:
    tilted = feature("1", "เมือง", LineString([(100.123456789, 13.987654321), (101, 14)]))
    layer = layer_with({"kind": "line", "colour": "#8fb3cb"}, kind="LineString")
    html = to_html(layer, [tilted], leaflet_dir=LEAFLET, made_on=MADE)
    assert "[[100.12346,13.98765],[101.0,14.0]]" in html


def test_json_cannot_leave_its_script() -> None:
    text = script_json(ATTACK)
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == ATTACK


def test_no_attack_is_in_the_file_as_markup() -> None:
    html = attacked()
    assert "<img" not in html
    assert html.count("</script>") == 2  # Leaflet's and the file's own


def test_a_missing_package_says_how_to_bring_it(tmp_path: Path) -> None:
    with pytest.raises(PackageMissing, match="npm ci"):
        to_html(layer_with(CHOROPLETH), shaded(1, 1, 1), leaflet_dir=tmp_path, made_on=MADE)


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("Chromium is absent: apt-get install chromium")
    browser = playwright.chromium.launch(
        executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-background-networking"]
    )
    yield browser
    browser.close()


class Visit:
    """A page with every request cut off, and what it tried."""

    def __init__(self, page: Page, html: str, path: Path) -> None:
        self.page, self.requests, self.alarms = page, list[str](), list[str]()
        path.write_text(html, "utf-8")
        page.on("dialog", self._dismissed)
        page.on("pageerror", lambda error: self.alarms.append(str(error)))
        page.on("console", lambda message: self.alarms.append(message.text))
        page.route(re.compile("^https?:"), self._cut)
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-ready]")

    def _dismissed(self, dialog: Dialog) -> None:
        self.alarms.append(dialog.message)
        dialog.dismiss()

    def _cut(self, route: Route) -> None:
        self.requests.append(route.request.url)
        route.abort()

    def count(self, selector: str) -> int:
        return self.page.locator(selector).count()


@pytest.fixture
def visit(chromium: Browser, tmp_path: Path) -> Iterator[Any]:
    pages: list[Page] = []

    def open_file(html: str, width: int = 1280) -> Visit:
        pages.append(chromium.new_page(viewport={"width": width, "height": 760}))
        return Visit(pages[-1], html, tmp_path / "map.html")

    yield open_file
    for page in pages:
        page.close()


@pytest.mark.browser
def test_the_map_stands_with_no_network(visit: Any) -> None:
    seen = visit(density(font_dir=SARABUN))
    assert (seen.requests, seen.alarms) == ([], [])
    assert seen.count(".leaflet-pane path") == 6  # three areas, three outlines
    fills = seen.page.eval_on_selector_all(".leaflet-layer0-pane path", "all => all.map(p => p.getAttribute('fill'))")
    assert fills == ["#f6f1d5", "#1f5588", "url(#none)"]
    assert seen.page.locator(".name span:not(.waits)").all_text_contents() == ["เมือง", "เหนือ", "ใต้"]
    assert seen.page.evaluate("document.fonts.check('16px Sarabun', 'กุ้ง')")


@pytest.mark.browser
def test_features_without_a_place_are_left_out_and_the_rest_stands(visit: Any) -> None:
    odd = ("POINT EMPTY", "POLYGON EMPTY", "MULTIPOINT(0.2 0.2, 0.4 0.4)", "POLYGON((0 0, 0.000001 0, 0 0.000001, 0 0))",
           "GEOMETRYCOLLECTION(POLYGON((0 0, 1 0, 1 1, 0 0)), LINESTRING(0 0, 2 2))")  # fmt: skip
    rows = [feature(str(i), "ชื่อ", from_wkt(wkt), state="ok") for i, wkt in enumerate(odd)]
    layer = layer_with({"kind": "symbol", "attribute": "state", "categories": MARKS, "label": {"size": 13}})
    seen = visit(to_html(layer, rows, leaflet_dir=LEAFLET, made_on=MADE))
    assert seen.alarms == []
    assert seen.count(".mark") >= 2


@pytest.mark.browser
def test_strange_values_stay_words_in_the_browser(visit: Any) -> None:
    seen = visit(attacked())
    seen.page.fill("#find", "<img")
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_selector(".said h2")
    assert seen.page.text_content(".said h2") == ATTACK
    seen.page.mouse.move(700, 400)
    seen.page.wait_for_timeout(200)
    assert (seen.requests, seen.alarms) == ([], [])
    assert seen.count("img") == 0


@pytest.mark.browser
def test_injected_script_would_not_run(visit: Any) -> None:
    seen = visit(density())
    seen.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"document.title=1\">')")
    seen.page.wait_for_timeout(200)
    assert seen.page.title() == "ทดลอง"
    assert any("Content Security Policy" in alarm for alarm in seen.alarms)


@pytest.mark.browser
def test_a_place_is_found_without_its_tone_marks_and_tells_its_numbers(visit: Any) -> None:
    seen = visit(density())
    seen.page.fill("#find", "ไต")
    assert seen.page.is_visible(".find p")  # 'ใต้' is spelt with another vowel
    seen.page.fill("#find", "ใต")
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_selector(".said h2")
    assert seen.page.text_content(".said h2") == "ใต้"
    rows = seen.page.eval_on_selector_all(".said tr", "rows => rows.map(r => [...r.cells].map(c => c.textContent))")
    assert rows == [["รหัส", "9903"], ["อัตรา", "ไม่มีข้อมูล"]]


KEY = "0b9f6a52-1c1e-4c57-9d0e-1f6f0c1d2e3f"


def with_projects(**more: Any) -> str:
    """Three districts, shaded and outlined; project P2568-0040 on two sites, known to machines by a UUID; and a street."""
    marks = layer_with({"kind": "symbol", "attribute": "state", "categories": MARKS}, "projects", kind="Geometry")
    told = [
        a.model_copy(update={"popup": False}) if a.role == "id" else a.model_copy(update={"role": "reference"})
        if a.name == "state" else a for a in marks.attributes
    ]  # fmt: skip
    projects = marks.model_copy(update={"attributes": tuple(told)})
    streets = projects.model_copy(update={
        "id": "streets", "metadata": projects.metadata.model_copy(update={"title": Text(th="ถนน", en="Streets")}),
    })  # fmt: skip
    sites = [
        feature(f"{KEY[:-1]}{place}", "ซ่อมถนน", Point(place + 0.5, 0.5), state="P2568-0040") for place in (0, 1)
    ]
    street = feature(KEY, "เหนือ", LineString([(1, 0.1), (2, 0.1)]))
    return to_html(
        layer_with(CHOROPLETH), shaded(0.5, 1.5, None), leaflet_dir=LEAFLET, made_on=MADE,
        overlays=[outlines(), Drawn(projects, sites), Drawn(streets, [street])], **more,
    )  # fmt: skip


def hits_of(page: Page, asked: str) -> list[str]:
    """The lines under the field: a title and what stands beside it."""
    page.fill("#find", asked)
    return [" | ".join(button.evaluate("b => [...b.childNodes].map(n => n.textContent)"))
            for button in page.locator(".find button").all()]  # fmt: skip


@pytest.mark.browser
@pytest.mark.parametrize("asked", ["P2568-0040", "p2568", "0040", "๒๕๖๘-๐๐๔๐", "P25680040", "ซ่อม"])
def test_a_reference_is_found_by_part_in_any_case_and_with_thai_digits(visit: Any, asked: str) -> None:
    page = visit(with_projects()).page
    assert hits_of(page, asked) == ["ซ่อมถนน | P2568-0040"]
    page.keyboard.press("Enter")
    page.wait_for_selector(".said h2")
    assert page.text_content(".said td") == "P2568-0040"
    boxes = [mark.bounding_box() for mark in page.locator(".mark[aria-label^=ซ่อมถนน]").all()]
    assert [box is not None and 0 < box["x"] < 1280 for box in boxes] == [True, True], "both sites are in view"


@pytest.mark.browser
def test_each_thing_is_found_once_and_a_shared_title_is_told_apart_by_its_layer(visit: Any) -> None:
    """The district 9902 is in two layers and one thing; the street of its name is another; keys are no codes."""
    page = visit(with_projects()).page
    assert hits_of(page, "เหนือ") == ["เหนือ | 9902 · ทดลอง", "เหนือ | ถนน"]
    assert hits_of(page, "990") == ["เมือง | 9901", "เหนือ | 9902", "ใต้ | 9903"]
    assert hits_of(page, KEY[:8]) == []
    assert page.is_visible(".find p")


@pytest.mark.browser
def test_an_overlay_can_be_switched_off_with_its_names(visit: Any) -> None:
    seen = visit(density())
    assert seen.count(".leaflet-control-layers-overlays input") == 2
    seen.page.locator(".leaflet-control-layers-overlays input").nth(1).uncheck()
    assert seen.count(".leaflet-pane path") == 3
    assert seen.page.locator(".name span:visible").count() == 0


@pytest.mark.browser
def test_marks_keep_their_shapes_and_the_first_category_lies_on_top(visit: Any) -> None:
    layer = layer_with({"kind": "symbol", "attribute": "state", "categories": MARKS}, kind="Geometry")
    rows = [
        feature("p1", "ถนน", LineString([(0.2, 0.2), (0.4, 0.2)]), state="late"),
        feature("p2", "ฝาย", Point(1.5, 0.5), state="ok"),
    ]
    seen = visit(to_html(layer, rows, overlays=[outlines()], leaflet_dir=LEAFLET, made_on=MADE))
    assert seen.alarms == []
    assert seen.count(".mark") == 2
    assert seen.count(".mark path[fill='#a50026']") == 1
    assert seen.count(".mark circle[fill='#0072b2']") == 1
    assert seen.count(".leaflet-land-pane path") == 3


@pytest.mark.browser
def test_axe_finds_no_barrier(chromium: Browser, tmp_path: Path) -> None:
    layer = layer_with({"kind": "symbol", "attribute": "state", "categories": MARKS}, kind="Point")
    rows = [feature("p1", "ฝาย", Point(1.5, 0.5), state="ok", is_synthetic=True)]
    html = to_html(layer, rows, overlays=[outlines()], leaflet_dir=LEAFLET, made_on=MADE)
    with chromium.new_context(bypass_csp=True) as context:  # the file's own policy keeps even axe out
        page = Visit(context.new_page(), html, tmp_path / "map.html").page
        page.add_script_tag(path=ROOT / "node_modules" / "axe-core" / "axe.min.js")
        found = page.evaluate("axe.run().then(r => r.violations.map(v => [v.id, v.nodes.length]))")
    assert found == []


@pytest.mark.browser
def test_in_a_narrow_window_nothing_hangs_over_and_the_legend_is_folded(visit: Any) -> None:
    seen = visit(density(), width=360)
    assert seen.page.evaluate("document.documentElement.scrollWidth") == 360
    assert seen.count("details.legend:not([open])") == 1
    assert seen.count(".leaflet-control-layers-expanded") == 0


DIGITS = """[...document.querySelectorAll("header, footer, .side, .said, .leaflet-control-layers, .leaflet-control-scale")]
    .map((part) => part.innerText.replace(/[!-~]*[A-Za-z][!-~]*/g, "")).join("\\n").match(/[0-9]/g)"""


@pytest.mark.browser
def test_thai_digits_are_shown_where_people_read_and_found_when_typed_so(visit: Any) -> None:
    page = visit(with_projects(thai_digits=True, period="ปีงบประมาณ 2569")).page
    assert hits_of(page, "9903") == hits_of(page, "๙๙๐๓") == ["ใต้ | ๙๙๐๓"]
    page.keyboard.press("Enter")
    page.wait_for_selector(".said h2")
    rows = page.eval_on_selector_all(".said table tr", "rows => rows.map(r => [...r.cells].map(c => c.textContent))")
    assert rows[0] == ["รหัส", "๙๙๐๓"]
    assert "ปีงบประมาณ ๒๕๖๙ · จริง ณ ๒๒ มิ.ย. ๒๕๖๙" in page.locator("header").inner_text()
    assert "๐–๑" in page.locator(".legend").inner_text()
    assert page.evaluate(DIGITS) is None
    assert hits_of(page, "0040") == ["ซ่อมถนน | P2568-0040"]
    english = visit(with_projects(thai_digits=True, lang="en")).page
    assert "22 Jun 2026" in english.locator("header").inner_text()


@pytest.mark.browser
def test_in_a_narrow_window_what_is_found_stands_below_the_field(visit: Any) -> None:
    page = visit(with_projects(), width=360).page
    page.fill("#find", "P2568-0040")
    page.keyboard.press("Enter")
    page.wait_for_selector(".said h2")
    page.wait_for_timeout(600)  # the map moves
    field, found = page.locator(".side").bounding_box(), page.locator(".leaflet-popup").bounding_box()
    assert field is not None
    assert found is not None
    assert found["y"] >= field["y"] + field["height"]
    assert 0 <= found["x"] <= found["x"] + found["width"] <= 360
