"""Statistics as a table for people: CSV, and a workbook that says how they were counted (แฟ้มสถิติ).

Nobody's words are run as a formula: in CSV they are quoted, in a workbook they are texts by their type.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.core.calendar import written_day
from app.core.workbooks import as_workbook
from gis import statistics
from gis.figures import Cell, Figures, Group
from gis.layer import Layer, Text
from gis.question import Question
from gis.statistics import LEVELS, PLACEMENTS
from gis.writers.content import legible

COUNT, TOUCHING = Text(th="จำนวน", en="Count"), Text(th="มีส่วนในกลุ่ม", en="With a part in the group")
TOTAL, UNSAID = Text(th="รวมทั้งหมด", en="Total"), Text(th="ไม่ระบุ", en="Not said")
HIDDEN = Text(th="ปกปิด", en="hidden")
SATANG = Decimal(100)
HOW = {
    "parts": Text(
        th="“จำนวน” นับแต่ละโครงการครั้งเดียวในกลุ่มที่มีส่วนมากที่สุด จึงรวมกันได้พอดี “มีส่วนในกลุ่ม” นับทุกกลุ่มที่โครงการอยู่ จึงรวมแล้วอาจเกิน",
        en="“Count” has each record once, in the group that holds most of it, and adds up; “with a part in the group” has it in"
        " each of its groups and may add up to more.",
    ),
    "money": Text(
        th="เงินแบ่งตามสัดส่วนของที่ตั้ง เศษสตางค์ให้ส่วนที่เหลือมากที่สุด",
        en="Money is divided by shares of sites, the odd satang to the largest remainder.",
    ),
    "places": Text(
        th="เงื่อนไขเชิงพื้นที่เลือกที่ตั้งที่แตะรูปนั้น: โครงการนับเมื่อมีที่ตั้งที่แตะ เงินนับเฉพาะส่วนของที่ตั้งเหล่านั้นทั้งส่วน ไม่ตัดตามขอบรูป",
        en="A spatial filter chooses the sites that meet the shape: a record counts if one of its sites does, money by the shares"
        " of those sites, whole, not cut at the border of the shape.",
    ),
    "whole": Text(
        th="ยอดรวมคือที่ระบุที่ตั้งได้ ทั้งจังหวัด และที่ยังไม่ระบุรวมกันเสมอ",
        en="The total is always what is located, for the whole province and not located.",
    ),
    "features": Text(
        th="ยอดรวมคือที่ระบุที่ตั้งได้รวมกับที่ยังไม่ระบุเสมอ", en="The total is always what is located and what is not."
    ),
}
"""How it is counted, in the words of the page and of the workbook."""
DATA, ABOUT = "สถิติ", "ที่มาและวิธีนับ"
"""The sheets of the workbook."""


@dataclass(frozen=True)
class Asked:
    """A layer as the viewer sees it, what it is to be grouped by, and which rows; ``told`` is how that was said."""

    layer: Layer
    by: tuple[str, ...]
    question: Question
    told: tuple[tuple[str, str], ...] = ()

    @property
    def has_places(self) -> bool:
        return any(name in LEVELS for name in self.by)


def how(layer: Layer) -> list[Text]:
    """The sentences that say how the statistics of a layer are counted."""
    if not layer.statistics.key:
        return [HOW["features"]]
    money = [HOW["money"]] if layer.statistics.sums else []
    places = [HOW["places"]] if statistics.has_places(layer) else []
    return [HOW["parts"], *money, *places, HOW["whole"]]


def as_rows(asked: Asked, found: Figures) -> Iterator[list[object]]:
    """A line for each group, then one for each place and one for the whole; the first column tells them apart."""
    told, by = asked.layer.statistics, asked.by
    head = ["แถว", *(title for name in by for title in (f"รหัส{_title(asked, name)}", _title(asked, name)))]
    head += ["ที่ตั้ง"] if asked.has_places else []
    head += [f"{COUNT.th} ({told.counted.th})", *([TOUCHING.th] if told.key else [])]
    yield [*head, *(f"{each.title.th} (บาท)" for each in told.sums)]
    for group in found.groups:
        yield _line(asked, "กลุ่ม", _said(group), group.placement, group.cell)
    blank: list[object] = [""] * (2 * len(by))
    for name, cell in found.placements.items():
        yield _line(asked, f"รวม{PLACEMENTS[name].th}", blank, name, cell)
    yield _line(asked, TOTAL.th, blank, None, found.whole)


def _title(asked: Asked, name: str) -> str:
    return statistics.title(asked.layer, name).th


def _said(group: Group) -> list[object]:
    pairs = zip(group.values, group.names, strict=True)
    return [part for value, name in pairs for part in (value, name.th if name else value or UNSAID.th)]


def _line(asked: Asked, kind: str, said: list[object], placement: str | None, cell: Cell) -> list[object]:
    placed = [PLACEMENTS[placement].th if placement else ""] if asked.has_places else []
    counts = [cell.count, cell.touching] if asked.layer.statistics.key else [cell.count]
    baht = [None if satang is None else satang / SATANG for satang in cell.sums]
    return [kind, *said, *placed, *(HIDDEN.th if each is None else each for each in [*counts, *baht])]


def book(asked: Asked, found: Figures, day: date) -> bytes:
    """The table on one sheet, numbers as numbers; on another what it is, what was asked and how it was counted."""
    head, *rows = as_rows(asked, found)
    about = [(label, legible(said)) for label, said in _about(asked, found, day)]
    sheets = ((DATA, [str(each) for each in head], rows), (ABOUT, ("เรื่อง", "รายละเอียด"), about))
    return as_workbook(sheets)


def _about(asked: Asked, found: Figures, day: date) -> Iterator[tuple[str, str]]:
    """Where the figures come from, line by line."""
    metadata = asked.layer.metadata
    yield "ชั้นข้อมูล", metadata.title.th
    yield "รหัสชั้น", asked.layer.id
    yield "หน่วยงานเจ้าของ", metadata.owner_org.th
    yield "แหล่งที่มา", metadata.data_source.th
    yield "สัญญาอนุญาต", metadata.license_id
    if statistics.source_of(asked.layer).source.dated:
        yield "ข้อมูล ณ วันที่", written_day(day)
    yield "รุ่นของข้อมูล", found.state or "ตามสิทธิของผู้ขอ"
    yield "จัดกลุ่มตาม", ", ".join(_title(asked, name) for name in asked.by) or "ไม่จัดกลุ่ม"
    for label, said in asked.told or (("เงื่อนไข", "ทั้งหมด"),):
        yield {"filter": "เงื่อนไข (CQL2)", "bbox": "กรอบพื้นที่ (bbox)"}.get(label, label), said
    for sentence in how(asked.layer):
        yield "วิธีนับ", sentence.th
