"""What is asserted of maps in a real browser, by number; docs/accessibility.md says where each other assertion is shown."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
import pypdfium2
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageFilter
from playwright.sync_api import FloatRect, Locator, Page, expect

from gis.palettes import OFFERED, ramp
from tests.journeys.conftest import Visit
from tests.journeys.screens import asked

pytestmark = pytest.mark.browser
Visits = Callable[..., Visit]
Picture = NDArray[np.float64]
MAP = "/maps/population_density_subdistricts"
THE_MAP = "document.querySelector('gis-map').map"
DRAWN = f"""(layer) => [...new Set({THE_MAP}.queryRenderedFeatures({{ layers: document.querySelector("gis-map").partsOf(layer)
    .filter((id) => {THE_MAP}.getLayer(id) && !id.endsWith("/label")) }})
    .map(({{ id, properties }}) => String(properties.id ?? properties.code ?? id)))]"""


@pytest.mark.parametrize("width", [1440, 360])
def test_03_pressing_tab_stops_at_nothing_covered_or_out_of_sight(visit: Visits, width: int) -> None:
    """Every screen is asked the same without pressing keys (``screens.js``); closed panels are no stops."""
    seen = visit(width, 800)
    page, stops = seen.open_map(MAP), list[str]()
    page.locator("a.skip[href='#map-tools']").focus()
    page.keyboard.press("Enter")
    for _ in range(40):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.outerHTML.slice(0, 200)"))
        assert asked(seen, "here") == []
    assert any("data-act" in stop for stop in stops)
    assert any("/places/" in stop or "data-select" in stop or "select=" in stop for stop in stops), "it goes on behind the map"


@pytest.mark.parametrize("layer", ["population_density_subdistricts", "projects", "roads"])
def test_05_what_is_drawn_stands_in_the_table_of_the_same_page(visit: Visits, layer: str) -> None:
    page = visit().open_map(f"/maps/{layer}")
    drawn = page.evaluate(DRAWN, layer)
    rows = page.eval_on_selector_all("#twin tr[data-row]", "(rows) => rows.map((row) => row.dataset.row)")
    assert drawn
    assert set(drawn) <= set(rows)


def test_06_what_dragging_does_can_be_done_by_single_presses(visit: Visits) -> None:
    """The map is moved by buttons; tests/journeys shows order, opacity, the dividing line, and drawn places."""
    seen = visit()
    page = seen.open_map(MAP)
    middle = f"{THE_MAP}.getCenter().toArray()"
    page.locator("[data-act=in]").click()
    page.wait_for_selector("gis-map[data-idle]")
    page.locator(".pan summary").click()
    for act, axis, sign in (("east", 0, 1), ("west", 0, -1), ("north", 1, 1), ("south", 1, -1)):
        before = page.evaluate(middle)
        page.locator(f"[data-pan={act}]").click()
        page.wait_for_function(f"(was) => ({middle}[{axis}] - was) * {sign} > 0", arg=before[axis])
    assert (seen.axe(), seen.complaints) == ([], [])


def over(colour: str, halo: str) -> tuple[float, ...]:
    """The colour of a halo that lets something of what lies under it through."""
    *channels, share = (float(part) for part in re.findall(r"[\d.]+", halo))
    under = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return tuple(share * mine + (1 - share) * other for mine, other in zip(channels, under, strict=True))


def brightness(channels: tuple[float, ...]) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (each / 255 for each in channels)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_08_names_on_the_map_are_legible_over_each_class_of_each_palette(visit: Visits) -> None:
    page = visit().open_map(MAP)
    for layer in ("provinces", "districts", "subdistricts", "villages", "roads", "rivers"):
        page.evaluate("(layer) => document.querySelector('gis-map').show(layer)", layer)
    labels: list[dict[str, Any]] = page.evaluate(
        f"{THE_MAP}.getStyle().layers.filter(({{ id }}) => id.endsWith('/label')).map(({{ id, paint }}) => ({{ id, ...paint }}))"
    )
    assert len(labels) >= 4
    for label in labels:
        ink = tuple(int(label["text-color"][i : i + 2], 16) for i in (1, 3, 5))
        assert label["text-halo-width"] >= 1.5, label
        for palette in OFFERED:
            for colour in ramp(palette, 7):
                ground = brightness(over(colour, label["text-halo-color"]))
                assert (ground + 0.05) / (brightness(ink) + 0.05) >= 4.5, (label["id"], colour)


def grey(picture: bytes) -> Picture:
    return np.asarray(Image.open(io.BytesIO(picture)).convert("L"), dtype=float)


def unlike(one: Picture, other: Picture) -> float:
    """The share of the pixels inked in either that differ by more than a quarter of the range."""
    return float(np.mean(np.abs(one - other)[np.minimum(one, other) < 200] > 64))


LEAST_UNLIKE = 0.05
TWINS = """() => {
    for (const [id, colour] of [["red", "#c0392b"], ["green", "#2f7d32"]]) document.body.insertAdjacentHTML("afterbegin",
        `<svg id="${id}" width="18" height="18" viewBox="-16 -16 32 32"><circle r="11" fill="${colour}"/></svg>`);
}"""


def drawn_as(page: Page, marks: Locator) -> list[Picture]:
    """What each mark looks like now, cut from one picture of the page."""
    whole = grey(page.screenshot())
    boxes = marks.evaluate_all("(all) => all.map((e) => e.getBoundingClientRect()).map(({ x, y }) => [x, y].map(Math.round))")
    return [whole[y : y + 18, x : x + 18] for x, y in boxes]


def test_09_states_are_told_apart_by_shape_and_word_whatever_the_eye(visit: Visits) -> None:
    page = visit(1440, 1600, gl=False).open("/maps/projects")
    page.wait_for_selector("gis-map[data-state=simple]")
    lines, emulated = page.locator('.lay[data-layer="projects"] .legend li'), page.context.new_cdp_session(page)
    words = lines.locator(".tn").all_inner_texts()
    assert len(words) == len(set(words)) >= 7
    page.evaluate(TWINS)
    for eyes in ("achromatopsia", "deuteranopia", "protanopia", "tritanopia"):
        emulated.send("Emulation.setEmulatedVisionDeficiency", {"type": eyes})
        marks = drawn_as(page, lines.locator("svg"))
        for (one, mine), (other, theirs) in combinations(zip(words, marks, strict=True), 2):
            assert unlike(mine, theirs) > LEAST_UNLIKE, f"{one} and {other} look alike to {eyes}"
        if eyes == "achromatopsia":  # what colour alone tells is not told
            red, green = drawn_as(page, page.locator("#red, #green"))
            assert unlike(red, green) < LEAST_UNLIKE


def test_11_the_map_lets_the_focus_go_and_escape_leaves_drawing(visit: Visits) -> None:
    page = visit().open_map(MAP)
    canvas = page.locator("gis-map canvas")
    canvas.focus()
    page.keyboard.press("Tab")
    expect(canvas).not_to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(canvas).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(canvas).not_to_be_focused()
    page.locator("#map-tools [popovertarget=question]").click()
    page.locator("[data-narrow=draw]").click()
    expect(canvas).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".drawing-bar output")).to_have_text("1")
    page.keyboard.press("Escape")
    expect(page.locator(".drawing-bar")).to_be_hidden()
    expect(page.locator("#map-tools [popovertarget=question]")).to_be_focused()
    assert "within" not in page.url


WORDS = "กุ้งน้ำ ที่ตั้ง ญี่ปุ่น"
LETTER = 32
ON_THE_MAP = f"""(words) => new Promise((done) => {{
    const map = {THE_MAP}, at = map.getCenter().toArray();
    for (const {{ id }} of map.getStyle().layers) map.setLayoutProperty(id, "visibility", "none");
    map.addLayer({{ id: "white", type: "background", paint: {{ "background-color": "#fff" }} }});
    const data = {{ type: "Feature", properties: {{}}, geometry: {{ type: "Point", coordinates: at }} }};
    map.addLayer({{ id: "words", type: "symbol", source: {{ type: "geojson", data }}, paint: {{ "text-color": "#000" }},
        layout: {{ "text-field": words, "text-font": ["Sarabun"], "text-size": {LETTER}, "text-max-width": 40 }} }});
    map.once("idle", done);
}})"""
IN_THE_PAGE = f"""(words) => {{
    const line = Object.assign(document.createElement("p"), {{ id: "words", textContent: words }});
    Object.assign(line.style, {{ position: "fixed", left: "0", top: "0", zIndex: 999, padding: "40px", background: "#fff",
        color: "#000", font: "400 {LETTER}px/2 Sarabun", whiteSpace: "nowrap" }});
    document.body.append(line);
}}"""


def ink(picture: bytes) -> Image.Image:
    """What is written, without the paper around it: black letters on white."""
    paper = Image.open(io.BytesIO(picture)).convert("L")
    written = paper.point(lambda value: 255 if value < 128 else 0)
    box = written.getbbox()
    assert box is not None
    return written.crop(box)


def far_apart(one: Image.Image, other: Image.Image) -> float:
    """The share of the ink of each that has no ink of the other within two pixels, the greater of the two."""
    size = (max(one.width, other.width) + 4, max(one.height, other.height) + 4)
    canvases = [Image.new("L", size) for _ in range(2)]
    for canvas, written in zip(canvases, (one, other), strict=True):
        canvas.paste(written, (2, 2))
    bare = [np.asarray(canvas) > 0 for canvas in canvases]
    wide = [np.asarray(canvas.filter(ImageFilter.MaxFilter(5))) > 0 for canvas in canvases]
    return max(float(np.mean(~wide[1][bare[0]])), float(np.mean(~wide[0][bare[1]])))


def written_on_the_map(page: Page, words: str) -> Image.Image:
    page.evaluate(ON_THE_MAP, words)
    figure: Locator = page.locator("gis-map")
    box = figure.bounding_box()
    assert box is not None
    left, top = box["x"] + box["width"] / 2 - 230, box["y"] + box["height"] / 2 - 50
    return ink(page.screenshot(clip=FloatRect(x=left, y=top, width=460, height=100)))


def test_18_thai_on_the_map_is_shaped_as_it_is_on_the_page(visit: Visits) -> None:
    page = visit().open_map(MAP)
    on_the_map = written_on_the_map(page, WORDS)
    page.evaluate(IN_THE_PAGE, WORDS)
    in_the_page = ink(page.locator("#words").screenshot())
    assert abs(on_the_map.width - in_the_page.width) <= 0.04 * in_the_page.width
    assert abs(on_the_map.height - in_the_page.height) <= 3
    scaled = on_the_map.resize(in_the_page.size)
    assert far_apart(scaled, in_the_page) < 0.03
    # marks that stand beside their consonants, as older map libraries drew them, are found
    page.evaluate("document.querySelector('#words').textContent = 'กุ ้งน ้ำ ที ่ตั ้ง ญี ่ปุ ่น'")
    torn = ink(page.locator("#words").screenshot())
    assert far_apart(scaled, torn) > 0.1


def test_22_on_a_slow_computer_the_list_can_be_used_before_the_map(visit: Visits) -> None:
    seen = visit()
    page = seen.page
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 6})
    page.goto(seen.address + MAP, wait_until="commit")
    link = page.locator("#twin").get_by_role("link", name="ท่าข้าม")
    link.wait_for()
    assert page.locator("gis-map").get_attribute("data-state") != "ready"
    link.click(no_wait_after=True)
    expect(page.locator("#details h2")).to_have_text("ท่าข้าม", timeout=120_000)


def test_the_running_map_stands_on_paper_too(visit: Visits) -> None:
    page = visit().open_map(MAP)
    with pypdfium2.PdfDocument(page.pdf(format="A4", print_background=True)) as paper:
        sheet = np.asarray(paper[0].render(scale=1).to_pil().convert("RGB"), dtype=float)
    upper = sheet[: len(sheet) // 2]
    assert np.mean(np.ptp(upper, axis=2) > 20) > 0.05, "shaded areas are coloured, an empty map is grey"
    assert page.locator(".printed").count() == 0
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.locator("[data-scale]")).to_be_hidden()
    expect(page.locator(".printed")).to_be_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".printed").count() == 0
