"""Saved maps as a planner keeps them and as others open them: the whole address, each by his own sight."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pypdfium2
import pytest
import segno
from fastapi.testclient import TestClient
from PIL import Image
from sqlalchemy import select

from app.core.audit import AuditEvent
from app.core.authority import EVERYTHING
from app.core.cluster import Database
from app.core.database import transaction
from app.core.errors import Invalid
from app.core.settings import Settings
from tests.app.conftest import sent

ClientOf = Callable[[str], TestClient]
ASKED = "layers=roads~50,vulnerable_households,population_density_districts&select=9801&year=2567&flt.roads=a"
FORM = {"title_th": "ถนนและประชากร", "title_en": "Roads and people", "layer": "population_density_districts",
        "query": f"{ASKED}&lang=en", "view": "9/15.5/101"}  # fmt: skip


def keep(client: TestClient, **given: str) -> str:
    """The address of a map that was kept."""
    status, there = sent(client, "/maps/saved/new", **{**FORM, **given})
    assert status == 303, there
    found = re.fullmatch(r"(/maps/saved/[2-9][2-9a-z]{7})/about", there)
    assert found, there
    return found[1]


def test_the_workspace_offers_to_save_what_it_shows_to_those_who_hold_a_position(client_of: ClientOf) -> None:
    planner = client_of("O-2")
    assert '<a data-save href="/maps/saved/new?layer=roads"' in planner.get("/maps/roads").text
    assert "data-save" not in client_of("").get("/maps/roads").text
    form = planner.get("/maps/saved/new", params={k: FORM[k] for k in ("layer", "query", "view")}).text
    assert '<input type="hidden" name="view" value="9/15.5/101">' in form
    assert client_of("").get("/maps/saved/new?layer=roads").status_code == 403
    assert "เข้าระบบในตำแหน่งก่อน" in client_of("").get("/maps/saved").text


def test_a_map_opens_with_its_whole_address_and_each_reader_sees_what_is_his(client_of: ClientOf) -> None:
    """The holder of S-1 sees the personal layer of households; the public does not, so for it the layer is not there."""
    there = keep(client_of("S-1"))
    key = there.rpartition("/")[2]
    for number, layers in (("S-1", "roads~50,vulnerable_households,population_density_districts"),
                           ("O-2", "roads~50,population_density_districts"),
                           ("", "roads~50,population_density_districts")):  # fmt: skip
        answer = client_of(number).get(there)
        assert answer.status_code == 303
        assert answer.headers["location"] == (
            f"/maps/population_density_districts?flt.roads=a&layers={layers}&select=9801&year=2567&saved={key}"
            "#9.00/15.5000/101.0000"
        )
        assert client_of(number).get(answer.headers["location"].partition("#")[0]).status_code == 200
    for number in ("O-2", ""):
        for path in (f"{there}/about", f"{there}.svg"):
            answer = client_of(number).get(path)
            assert answer.status_code == 200
            assert not re.search("vulnerable|เปราะบาง", answer.text)
    assert "เปราะบาง" in client_of("S-1").get(f"{there}/about").text


def test_a_map_whose_front_layer_is_not_the_reader_s_does_not_exist_for_him(client_of: ClientOf) -> None:
    there = keep(client_of("S-1"), layer="vulnerable_households", query="layers=vulnerable_households")
    for number, status in (("S-1", 200), ("O-2", 404), ("W-1", 404), ("", 404)):
        for path in (f"{there}/about", f"{there}.svg", f"{there}/embed", there):
            expected = 404 if path.endswith("embed") else 303 if path == there and status == 200 else status
            assert client_of(number).get(path).status_code == expected, (number, path)
    assert client_of("O-2").get("/maps/saved/2zzzzzzz").text.replace("2zzzzzzz", "") == client_of("O-2").get(
        there
    ).text.replace(there.rpartition("/")[2], "")


def test_what_may_not_be_kept_is_refused_at_its_field(client_of: ClientOf) -> None:
    planner = client_of("O-2")
    for wrong, said in (
        ({"query": "layers=vulnerable_households"}, "ไม่มีชั้นข้อมูล “vulnerable_households”"),
        ({"query": "layers=nothing"}, "ไม่มีชั้นข้อมูล “nothing”"),
        ({"query": "as_of=2600-01-01"}, "ยังไม่มาถึง"),
        ({"query": "a=%00"}, "ตัวแปรที่ใช้ไม่ได้"),
        ({"view": "9/95/101"}, "มุมมองต้องเป็น"),
        ({"title_th": " "}, "ต้องกรอกช่องนี้"),
    ):
        status, page = sent(planner, "/maps/saved/new", **{**FORM, "query": "", **wrong})
        assert (status, said in page) == (422, True), (wrong, page[:400])
    assert sent(planner, "/maps/saved/new", **{**FORM, "layer": "nothing"})[0] == 404


def test_a_change_is_a_version_under_its_own_id_and_the_old_one_stays(client_of: ClientOf, province: Database) -> None:
    planner = client_of("O-2")
    first = keep(planner, query="layers=roads")
    key = first.rpartition("/")[2]
    form = planner.get("/maps/saved/new", params={"layer": "roads", "query": f"layers=roads&saved={key}"}).text
    assert f'<input type="radio" name="of" value="{key}" checked>' in form
    second = keep(planner, query="layers=rivers,roads", of=key)
    status, there = sent(planner, f"{second}/edit", title_th="ชื่อใหม่", title_en="Renamed")
    third = there.removesuffix("/about")
    assert status == 303
    assert len({first, second, third}) == 3
    layers = [re.search("layers=([a-z,]+)", planner.get(path).headers["location"]) for path in (first, second, third)]
    assert [found and found[1] for found in layers] == ["roads", "rivers,roads", "rivers,roads"]
    old, listed = planner.get(f"{first}/about").text, planner.get("/maps/saved").text
    assert f'href="{third}/about"' in old
    assert (third in listed, first in listed) == (True, False)
    assert [planner.get(f"{third}/about?lang=en").text.count(f'href="{each}/about"') for each in (first, second)] == [1, 1]
    assert sent(client_of("O-1"), f"{first}/edit", title_th="x", title_en="x")[0] == 403
    with transaction(province, viewer=EVERYTHING) as session:
        acts = select(AuditEvent.act).where(AuditEvent.object_id == third.rpartition("/")[2])
        assert list(session.scalars(acts)) == ["saved_map.renamed"]


def test_a_withdrawn_map_answers_410_under_all_its_ids_until_it_is_brought_back(client_of: ClientOf) -> None:
    planner, public = client_of("O-2"), client_of("")
    first = keep(planner, query="layers=roads")
    second = keep(planner, query="layers=rivers", of=first.rpartition("/")[2])
    assert sent(client_of("O-1"), f"{second}/withdrawal")[0] == 403
    assert sent(planner, f"{second}/withdrawal")[0] == 303
    for path in (first, second, f"{second}.svg", f"{second}/about", f"{second}/embed"):
        assert public.get(path).status_code == 410, path
    assert "ถอนแผนที่นี้แล้ว" in planner.get(f"{second}/about").text
    assert sent(planner, f"{second}/withdrawal")[0] == 409
    assert sent(planner, f"{second}/edit", title_th="x", title_en="x")[0] == 422
    assert sent(planner, f"{first}/restoration")[0] == 303
    assert public.get(second).status_code == 303
    assert sent(planner, f"{first}/restoration")[0] == 409


def test_another_site_shows_public_maps_alone_and_only_where_the_administrator_says(client_of: ClientOf) -> None:
    there, mixed = keep(client_of("O-2"), query="layers=roads"), keep(client_of("S-1"))
    public = client_of("")
    way = public.get(f"{there}/embed")
    assert (way.status_code, way.headers["location"].partition("#")[0]) == (
        303, f"{there}/embed?layers=roads&saved={there.rpartition('/')[2]}",
    )  # fmt: skip
    page = public.get(way.headers["location"].partition("#")[0])
    assert "frame-ancestors https://www.example.go.th https://*.example.or.th:8443" in page.headers["content-security-policy"]
    assert page.text.count("<gis-map") == 1
    assert '<base target="_blank">' in page.text
    assert "&lt;iframe src=" in public.get(f"{there}/about").text
    framed = client_of("O-2").get(way.headers["location"].partition("#")[0]).text
    assert "_token" not in framed
    assert "/accounts/sign-in" in framed, "as the public sees it, whoever looks"
    assert public.get(f"{mixed}/embed").status_code == 404
    assert client_of("S-1").get(f"{mixed}/embed").status_code == 404, "not to him who sees it all, either"
    assert "&lt;iframe" not in client_of("S-1").get(f"{mixed}/about").text


def test_a_title_cannot_leave_the_code_that_another_site_copies(client_of: ClientOf) -> None:
    there = keep(client_of("O-2"), query="layers=roads", title_th='x"></iframe><script src=//evil></script>')
    [shown] = re.findall(r'<textarea id="embed"[^>]*>(.*?)</textarea>', client_of("").get(f"{there}/about").text, re.DOTALL)
    code = unescape(shown)
    assert 'title="x&quot;&gt;&lt;/iframe&gt;&lt;script src=//evil&gt;&lt;/script&gt;"' in code
    assert code.count("<") == 2


@pytest.mark.parametrize("wrong", ["http://www.example.go.th", "*", "https://a b", "https://x; script-src *", "'self'"])
def test_a_setting_that_names_no_site_is_refused(wrong: str) -> None:
    with pytest.raises(Invalid, match="EMBED_ORIGINS"):
        Settings.load(embed_origins=wrong)


def test_the_file_to_hand_over_has_every_layer_that_the_reader_may_see_and_no_other(client_of: ClientOf) -> None:
    there = keep(client_of("S-1"), query="layers=roads~50,vulnerable_households,population_density_districts")
    of_welfare, of_planner = (client_of(number).get(f"{there}.html").text for number in ("S-1", "O-2"))
    for page, names in ((of_welfare, ("ถนน", "ครัวเรือนเปราะบาง", "ความหนาแน่นประชากรรายอำเภอ")),
                        (of_planner, ("ถนน", "ความหนาแน่นประชากรรายอำเภอ"))):  # fmt: skip
        assert [name for name in names if name not in page] == []
        assert "<h1>ถนนและประชากร</h1>" in page
        assert page.count('"opacity":0.5') == 1
        assert not re.findall(r"""(?:src|href)=["'](?!data:)[^"'#]""", page)
    assert "เปราะบาง" not in of_planner


def test_the_code_on_page_and_print_leads_to_the_map(client_of: ClientOf) -> None:
    """The modules on the paper, read at their middles, are those of the address' code as segno makes it."""
    public = client_of("")
    there = keep(client_of("O-2"), query="layers=roads,districts")
    about = public.get(f"{there}/about").text
    assert '<svg viewBox="0 0' in about
    [print_page] = re.findall(r'href="(/maps/population_density_districts/print\?[^"]+)"', about)
    form = public.get(print_page.replace("&amp;", "&")).text
    [pdf] = re.findall(r'href="(/maps/population_density_districts\.pdf\?[^"]+)"', form)
    document = pypdfium2.PdfDocument(public.get(pdf.replace("&amp;", "&")).content)
    assert f"https://testserver{there}" in document[0].get_textpage().get_text_range()
    image = document[0].render(scale=300 / 72).to_pil().convert("L")
    matrix = [[int(bit) for bit in row] for row in segno.make(f"https://testserver{there}", error="m").matrix]
    assert read(image, len(matrix)) == matrix


RIGHT, BOTTOM = 219.5, 179.5
"""Millimetres: the inner corner of the map on a lying A4 sheet, 10 + 4.5 + 205 from the left, 10 + 18 + 4.5 + 147 from above."""


def read(image: Image.Image, size: int) -> list[list[int]]:
    """The code of so many modules (four white ones around) that fills the last 22 mm before that corner."""
    module, dots = 22 / (size + 8), 300 / 25.4
    middles = [(place + 4.5) * module - 22 for place in range(size)]
    return [
        [int(image.getpixel((int((RIGHT + x) * dots), int((BOTTOM + y) * dots))) < 128) for x in middles] for y in middles  # type: ignore[operator]
    ]


def test_the_pages_speak_english_whole(client_of: ClientOf) -> None:
    planner = client_of("O-2")
    there = keep(planner, query="layers=roads")
    for path in ("/maps/saved", f"{there}/about", f"{there}/edit", "/maps/saved/new?layer=roads"):
        page = planner.get(f"{path}{'&' if '?' in path else '?'}lang=en").text
        assert "Saved maps" in page
    assert "Address that does not change" in planner.get(f"{there}/about?lang=en").text


def test_picture_frame_file_and_print_of_a_saved_map_show_its_year_filter_and_classes(client_of: ClientOf) -> None:
    """At most 1 for each km² live in three of six subdistricts (0.8, 1, 1), which are below 1.5."""
    layer = "population_density_subdistricts"
    there = keep(client_of("O-2"), layer=layer, view="", query=(
        f"classes=manual_0_1.5_2_5_viridis_reverse&filter=people_per_sqkm %3C= 1&layers={layer}&year=2567"
    ))  # fmt: skip
    public = client_of("")
    drawing = public.get(f"{there}.svg").text
    assert drawing.count('data-class="0" fill="#440154"') == drawing.count("data-class=") == 3
    for said in ("พ.ศ. 2567", "เฉพาะ people_per_sqkm &lt;= 1", "แสดง 3 จาก 6 รายการ"):
        assert said in drawing.partition('<g class="caption"')[2]
    frame = public.get(public.get(f"{there}/embed").headers["location"].partition("#")[0]).text
    assert drawing in frame
    assert frame.split('id="twin"')[1].count("<tr data-row") == 3
    file = public.get(f"{there}.html").text
    assert len(re.findall(r'"id":"98\d{4}","title"', file)) == 3
    assert '<p class="said">แสดง 3 จาก 6 รายการ</p>' in file
    about = public.get(f"{there}/about").text
    assert "ที่ไม่แสดงคือ" not in about
    [link] = re.findall(r'href="(/maps/[a-z_]+/print\?[^"]+)"', about)
    assert "แสดง 3 จาก 6 รายการ" in public.get(unescape(link)).text


def test_classes_of_a_layer_behind_the_one_in_front_are_seen_in_frame_and_picture(client_of: ClientOf) -> None:
    layer = "population_density_subdistricts"
    there = keep(client_of("O-2"), layer="districts", view="", query=(
        f"classes={layer}:manual_0_1.5_2_5_viridis_reverse&layers=districts,{layer}"
    ))  # fmt: skip
    public = client_of("")
    frame = public.get(public.get(f"{there}/embed").headers["location"].partition("#")[0]).text
    for page in (public.get(f"{there}.svg").text, frame):
        assert page.count('data-class="0" fill="#440154"') == 4
    assert f"/api/maps/{layer}/values?classes=manual_0_1.5_2_5_viridis_reverse" in frame


def test_a_page_names_what_its_picture_leaves_out_and_what_can_no_longer_be_opened(client_of: ClientOf) -> None:
    planner, public = client_of("O-2"), client_of("")
    faded = public.get(f"{keep(planner, query='layers=roads~50,districts&flt=x')}/about?lang=en").text
    assert "Not shown: <code>flt</code>, the opacity of layers" in faded
    gone = keep(planner, query="year=2450", layer="budget_districts")
    told = planner.get(f"{gone}/about?lang=en").text
    assert "can no longer be opened as it was kept: There is no data of the year 2450" in told
    assert public.get(f"{gone}.svg").status_code == 400
