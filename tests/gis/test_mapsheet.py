"""A map on paper: what it says can be read back, its scale can be measured with a ruler, its grid with a calculator."""

from __future__ import annotations

import io
from dataclasses import replace
from math import cos, radians
from typing import NamedTuple

import numpy as np
import pypdfium2
import pytest
import shapely
from PIL import Image
from shapely.geometry import box

from app.core.faces import faces
from gis.crs import transform_coordinates
from gis.geojson import Feature
from gis.mapsheet import Legend, Orientation, Paper, Room, Sheet, framed, grid_of, room_of, rounded_up, to_pdf, to_png
from gis.mapsheet.paper import PX_PER_MM
from gis.mapsheet.scale import ratio_of
from gis.svgmap import Drawn, draw, legend_of
from tests.gis.test_svgmap import CHOROPLETH, MARKS, layer_with

WORDS = {"scale": "มาตราส่วน", "legend": "คำอธิบายสัญลักษณ์", "count": "จำนวน", "sources": "ที่มา", "overleaf": "หน้าถัดไป",
         "km": "กม.", "north": "น", "page": "หน้า"}  # fmt: skip
LABELLED = {**CHOROPLETH, "label": {"min_zoom": 0, "size": 13, "weight": 600, "colour": "#1b1f24"}}
NAMES = ("กุ้งน้ำ", "ที่ตั้ง", "ญี่ปุ่น")
A4 = room_of(Paper.A4, Orientation.LANDSCAPE)


TITLE, SUBTITLE = "น้ำท่วมซ้ำซาก ที่กำแพง", "อ.กุ้งน้ำ"


def sheet_of(layers: int = 1, room: Room = A4, title: str = TITLE, subtitle: str = SUBTITLE) -> Sheet:
    """Three squares of half a degree with values 0.5, 1.5 and none, around 100.75° E 15.25° N."""
    layer = layer_with(LABELLED)
    squares = [
        Feature(str(number), name, box(100 + number / 2, 15, 100.5 + number / 2, 15.5), {"rate": rate, "name_th": name})
        for number, (name, rate) in enumerate(zip(NAMES, (0.5, 1.5, None), strict=True))
    ]
    frame, ratio = framed((100, 15, 101.5, 15.5), room)
    picture = draw([Drawn(layer, squares)], size=room.pixels, frame=frame, furniture=False)
    legend = Legend("อัตราการกู้", "(คน/ตร.กม.)", legend_of(layer, squares))
    return Sheet(
        title=title, subtitle=subtitle, office="จังหวัดทดลองมูญุ", room=room, picture=picture, ratio=ratio,
        legends=(legend,) * layers, dates=("จริง ณ 26 พฤศจิกายน 2569",), sources=("ทะเบียนที่ตั้ง",), notes=("หมายเหตุ",),
        address="/maps/trial/print", words=WORDS, system="กริด UTM 47", grid=grid_of(frame),
    )  # fmt: skip


def text_of(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def test_every_text_on_the_page_can_be_searched_as_it_was_written_and_once() -> None:
    [text] = text_of(to_pdf(sheet_of(), faces()))
    said = ("น้ำท่วมซ้ำซาก ที่กำแพง", "อัตราการกู้", "จริง ณ 26 พฤศจิกายน 2569", "ทะเบียนที่ตั้ง", "/maps/trial/print", *NAMES[1:])
    for one in said:
        assert text.replace("\r\n", " ").count(one) == (2 if one == "ที่ตั้ง" else 1), one
    assert "\u25cc" not in text


def test_thai_digits_reach_every_number_but_those_of_the_coordinate_system() -> None:
    [text] = text_of(to_pdf(replace(sheet_of(), thai_digits=True), faces()))
    assert "๒๖ พฤศจิกายน ๒๕๖๙" in text
    assert "๑ : ๑,๐๐๐,๐๐๐" in text
    assert "UTM 47" in text


def test_the_scale_is_that_of_a_ruler_on_the_paper() -> None:
    """1.5 degrees of longitude at 15.25° N are 161.1 km: at 1:800,000 they would leave under 2 mm at the edges of 205 mm."""
    frame, ratio = framed((100, 15, 101.5, 15.5), A4)
    assert ratio == 1_000_000
    (left, _), (right, _) = frame.project(np.array([[100.0, 15.25], [101.5, 15.25]]))
    ground_mm = 1.5 * 111_319.49 * cos(radians(15.25)) * 1000
    assert (right - left) / PX_PER_MM == pytest.approx(ground_mm / 1_000_000, rel=0.001)


def test_a_scale_that_is_asked_for_is_kept_about_the_same_middle() -> None:
    frame, ratio = framed((100, 15, 101.5, 15.5), A4, 50_000)
    assert (ratio, round(ratio_of(frame))) == (50_000, 50_000)
    middle = frame.lonlat(np.array([[frame.width / 2, frame.height / 2]]))[0]
    assert middle == pytest.approx([100.75, 15.25], abs=0.001)
    assert rounded_up(800_001) == 1_000_000


def test_pixels_and_degrees_go_both_ways() -> None:
    frame, _ = framed((100, 15, 101.5, 15.5), A4)
    degrees = np.array([[100.2, 15.1], [101.4, 15.49]])
    assert frame.lonlat(frame.project(degrees)) == pytest.approx(degrees, abs=1e-9)
    west, south, east, north = frame.bounds
    assert frame.project(np.array([[west, north], [east, south]])) == pytest.approx(
        np.array([[0, 0], [frame.width, frame.height]]), abs=1e-6
    )


def test_a_number_of_the_grid_stands_where_that_coordinate_is() -> None:
    frame, _ = framed((100, 15, 101.5, 15.5), A4)
    grid = grid_of(frame)
    assert grid.reference.code == 32647
    for each in (one for one in grid.numbers if one.edge == "bottom"):
        [[easting, _]] = transform_coordinates(frame.lonlat(np.array([[each.at, frame.height]])), 4326, 32647)
        assert easting == pytest.approx(float(each.text) * 1000, abs=60)
    assert {one.edge for one in grid.numbers} == {"top", "bottom", "left", "right"}


def test_east_of_102_degrees_it_is_the_grid_of_zone_48() -> None:
    assert grid_of(framed((104, 15, 104.4, 15.2), A4)[0]).reference.code == 32648


def test_a_legend_that_finds_no_room_stands_on_a_second_page_and_the_first_says_so() -> None:
    pages = text_of(to_pdf(sheet_of(layers=12), faces()))
    assert len(pages) == 2
    assert "หน้าถัดไป" in pages[0]
    assert "".join(pages[1].split()).count("อัตราการกู้") == 12


def test_a_second_page_says_of_what_it_is_as_the_first_does() -> None:
    for number, page in enumerate(text_of(to_pdf(sheet_of(layers=12), faces())), 1):
        for said in (TITLE, SUBTITLE, "จังหวัดทดลอง", "จริง ณ 26 พฤศจิกายน 2569", "หมายเหตุ", "ทะเบียนที่ตั้ง", f"หน้า {number}/2"):
            assert said in page.replace("\r\n", " ")
    [alone] = text_of(to_pdf(sheet_of(), faces()))
    assert "หน้า 1" not in alone


def test_an_upright_legend_of_six_layers_has_room_in_columns_on_the_sheet() -> None:
    room = room_of(Paper.A4, Orientation.PORTRAIT)
    [page] = text_of(to_pdf(sheet_of(layers=6, room=room), faces()))
    assert "".join(page.split()).count("อัตราการกู้") == 6


LONG = "แผนที่ประกอบการประชุมคณะกรรมการ ครั้งที่ 3 เรื่องน้ำท่วมซ้ำซาก ปู่ ป้า กุ้ง ฟุ้ง ญี่ปุ่น ที่กำแพงสูงของลุ่มน้ำ ปีนี้และปีก่อน"
LONGER = "ผลต่าง ความหนาแน่นประชากร พ.ศ. 2568 ลบ ความหนาแน่นประชากร พ.ศ. 2566 · เฉพาะอำเภอที่มีผู้อยู่มาก · ผู้ใหญ่ที่อยู่ทั้งปี " * 2


@pytest.mark.parametrize("orientation", list(Orientation))
@pytest.mark.parametrize("title", ["ที่ตั้งโครงการ ปี่ ฟื้น", LONG])
@pytest.mark.parametrize("subtitle", ["อ.ปุ้งน้ำ", LONGER.strip()])
def test_lines_of_the_head_keep_clear_of_each_other_and_of_the_map(orientation: Orientation, title: str, subtitle: str) -> None:
    sheet = sheet_of(1, room_of(Paper.A4, orientation, title, subtitle), title, subtitle)
    page = pypdfium2.PdfDocument(to_pdf(sheet, faces()))[0]
    office, head, below = (reach_of(page, said) for said in (sheet.office, title, subtitle))
    numbers = page.get_height() - (10 + sheet.room.head) / 25.4 * 72  # the top of the room of the grid's numbers
    assert office.bottom > head.top
    assert head.bottom > below.top
    assert below.bottom > numbers


class Reach(NamedTuple):
    """From where to where words stand on a page with all their marks, in points above its foot."""

    top: float
    bottom: float


def reach_of(page: pypdfium2.PdfPage, said: str) -> Reach:
    told = page.get_textpage()
    letters = [(at, each) for at, each in enumerate(told.get_text_range()) if not each.isspace()]
    wanted = "".join(said.split())
    begin = "".join(each for _, each in letters).index(wanted)
    boxes = [told.get_charbox(at) for at, _ in letters[begin : begin + len(wanted)]]
    return Reach(max(box[3] for box in boxes), min(box[1] for box in boxes))


@pytest.mark.parametrize(("orientation", "size"), [(Orientation.LANDSCAPE, (702, 496)), (Orientation.PORTRAIT, (496, 702))])
def test_a_picture_is_one_page_of_so_many_dots(orientation: Orientation, size: tuple[int, int]) -> None:
    room = room_of(Paper.A4, orientation)
    frame, ratio = framed((100, 15, 101.5, 15.5), room)
    layer = layer_with({"kind": "symbol", "attribute": "state", "categories": MARKS, "size": 6}, kind="Point")
    spots = [Feature("1", "ก", shapely.Point(100.7, 15.2), {"state": "late"})]
    picture = draw([Drawn(layer, spots)], size=room.pixels, frame=frame, furniture=False)
    sheet = replace(sheet_of(), room=room, picture=picture, ratio=ratio, grid=None, legends=())
    with Image.open(io.BytesIO(to_png(sheet, faces(), 60))) as made:
        assert made.size == size
        x, y = (part / PX_PER_MM + 14.5 for part in frame.project(np.array([[100.7, 15.2]]))[0])
        colour = made.convert("RGB").getpixel((round(x / 25.4 * 60), round((y + room.head) / 25.4 * 60)))
    assert colour == pytest.approx((0xA5, 0, 0x26), abs=2)  # the mark of what is late, where it should be


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert to_pdf(sheet_of(), faces()) == to_pdf(sheet_of(), faces())
