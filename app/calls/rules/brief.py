"""What a project brief must say: the fifteen sections of แบบ จ.3, and what of them is still missing, where, and how to mend it.

The numbers and names of the sections follow the forms that provinces use; they are not verified with an official form.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.projects.rules.dossier import ITEMS, Item, ItemState, Readiness
from gis.layer import Text


class Section(StrEnum):
    """A section of a project brief (หัวข้อแบบ จ.3), in its order."""

    TITLE = "title"
    PLAN = "plan"
    ALIGNMENT = "alignment"
    RATIONALE = "rationale"
    OBJECTIVES = "objectives"
    INDICATORS = "indicators"
    PLACE = "place"
    BENEFICIARIES = "beneficiaries"
    ACTIVITIES = "activities"
    UNITS = "units"
    SCHEDULE = "schedule"
    MONEY = "money"
    READINESS = "readiness"
    RISKS = "risks"
    EVALUATION = "evaluation"


SECTIONS: Mapping[Section, Text] = {
    Section.TITLE: Text(th="ชื่อโครงการ", en="Title"),
    Section.PLAN: Text(th="ประเด็นการพัฒนา แนวทาง แผนงาน", en="Issue, approach, programme"),
    Section.ALIGNMENT: Text(th="ความสอดคล้องกับแผน 3 ระดับ", en="Alignment with plans of three levels"),
    Section.RATIONALE: Text(th="หลักการและเหตุผล", en="Rationale"),
    Section.OBJECTIVES: Text(th="วัตถุประสงค์", en="Objectives"),
    Section.INDICATORS: Text(th="ตัวชี้วัดและค่าเป้าหมาย", en="Indicators and targets"),
    Section.PLACE: Text(th="พื้นที่เป้าหมาย", en="Places"),
    Section.BENEFICIARIES: Text(th="กลุ่มเป้าหมาย/ผู้ได้รับประโยชน์", en="Beneficiaries"),
    Section.ACTIVITIES: Text(th="กิจกรรมหลัก", en="Main activities"),
    Section.UNITS: Text(th="หน่วยดำเนินงาน หน่วยสนับสนุน ผู้ประสาน", en="Units and coordinator"),
    Section.SCHEDULE: Text(th="ระยะเวลาและแผนปฏิบัติงาน", en="Time and schedule"),
    Section.MONEY: Text(th="งบประมาณ แหล่งเงิน แผนเบิกจ่าย", en="Budget, source, plan of payment"),
    Section.READINESS: Text(th="ความพร้อม", en="Readiness"),
    Section.RISKS: Text(th="ประเด็นความเสี่ยง", en="Risks"),
    Section.EVALUATION: Text(th="วิธีติดตามประเมินผล", en="Monitoring and evaluation"),
}


class Place(StrEnum):
    """Where something missing is filled in: on the pages of the project, or in the brief."""

    PROJECT = "project"
    BRIEF = "brief"


@dataclass(frozen=True, slots=True)
class Amount:
    """The money of one activity and class, in satang."""

    activity: int
    satang: int


@dataclass(frozen=True, slots=True)
class Content:
    """All that a brief says, from the project and from the brief itself."""

    title: str = ""
    primary_links: int = 0
    frames: int = 0
    rationale: str | None = None
    objectives: str | None = None
    outputs: int = 0
    outcomes: int = 0
    without_target: int = 0
    sites: int = 0
    located: int = 0
    unlocated_reason: str | None = None
    beneficiaries: int = 0
    activities: Collection[int] = ()
    owner: str | None = None
    coordinators: int = 0
    starts_on: date | None = None
    ends_on: date | None = None
    total: int | None = None
    quarters: Collection[int] = ()
    amounts: Collection[Amount] = ()
    readiness: Collection[Readiness] = field(default=())
    risks: str | None = None
    evaluation: str | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing: of which section, what, how it is mended, and where."""

    section: Section
    what: Text
    remedy: Text
    place: Place
    name: str
    """The field of the brief, or the part of the project's page."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What the parts of a brief's money come to, in satang; all three must be the same."""

    total: int | None
    activities: int
    quarters: int

    @property
    def agree(self) -> bool:
        return self.total is not None and self.total == self.activities == self.quarters


def sums(content: Content) -> Sums:
    """The total as stated, the sum of the activities, the sum of the plan of payment."""
    return Sums(content.total, sum(one.satang for one in content.amounts), sum(content.quarters))


def gaps(content: Content, sections: Collection[Section], files: Collection[Item]) -> list[Gap]:
    """What of the required sections and files is missing, in the order of the form."""
    found = [gap for gap in _all(content) if gap.section in sections]
    found += [_file(one, content) for one in Item if one in files and not _is_proven(one, content)]
    order = list(Section)
    return sorted(found, key=lambda gap: order.index(gap.section))


def _all(content: Content) -> Iterator[Gap]:
    for name, section, place, anchor, what, remedy in SAID:
        if not getattr(content, name):
            yield Gap(section, what, remedy, place, anchor)
    yield from _indicators(content)
    yield from _places(content)
    yield from _time(content)
    yield from _money(content)


_P, _B = Place.PROJECT, Place.BRIEF
_ON_PROJECT = Text(th="เติมที่หน้าโครงการ", en="Fill it in on the page of the project")
_IN_BRIEF = Text(th="เติมในแบบข้อเสนอ", en="Fill it in in the brief")
SAID: tuple[tuple[str, Section, Place, str, Text, Text], ...] = (
    ("title", Section.TITLE, _P, "general", Text(th="ยังไม่มีชื่อโครงการ", en="The title is missing."), _ON_PROJECT),
    ("primary_links", Section.PLAN, _P, "links", Text(th="ยังไม่เชื่อมกับแผนพัฒนา (หลัก)", en="No primary link to the plan."),
     _ON_PROJECT),
    ("frames", Section.ALIGNMENT, _P, "links", Text(th="ยังไม่ระบุเป้าหมายของแผนระดับชาติ", en="No national goal is named."),
     _ON_PROJECT),
    ("rationale", Section.RATIONALE, _P, "general", Text(th="ยังไม่มีหลักการและเหตุผล", en="The rationale is missing."),
     _ON_PROJECT),
    ("objectives", Section.OBJECTIVES, _P, "general", Text(th="ยังไม่มีวัตถุประสงค์", en="The objectives are missing."),
     _ON_PROJECT),
    ("outputs", Section.INDICATORS, _P, "indicators", Text(th="ยังไม่มีตัวชี้วัดผลผลิต", en="No output indicator."), _ON_PROJECT),
    ("outcomes", Section.INDICATORS, _P, "indicators", Text(th="ยังไม่มีตัวชี้วัดผลลัพธ์", en="No outcome indicator."),
     _ON_PROJECT),
    ("beneficiaries", Section.BENEFICIARIES, _P, "beneficiaries",
     Text(th="ยังไม่ระบุผู้ได้รับประโยชน์", en="Nobody who benefits is counted."), _ON_PROJECT),
    ("activities", Section.ACTIVITIES, _P, "activities", Text(th="ยังไม่มีกิจกรรมหลัก", en="No main activity."), _ON_PROJECT),
    ("owner", Section.UNITS, _P, "general", Text(th="ยังไม่ระบุหน่วยดำเนินงาน", en="The owner organisation is missing."),
     _ON_PROJECT),
    ("coordinators", Section.UNITS, _P, "responsible",
     Text(th="ยังไม่ระบุตำแหน่งผู้รับผิดชอบหรือผู้ประสาน", en="No position answers for it or coordinates it."), _ON_PROJECT),
    ("risks", Section.RISKS, _B, "risks", Text(th="ยังไม่ระบุประเด็นความเสี่ยง", en="The risks are missing."), _IN_BRIEF),
    ("evaluation", Section.EVALUATION, _B, "evaluation",
     Text(th="ยังไม่ระบุวิธีติดตามประเมินผล", en="How it is monitored is missing."), _IN_BRIEF),
)  # fmt: skip


def _indicators(content: Content) -> Iterator[Gap]:
    if content.without_target:
        what = Text(
            th=f"ตัวชี้วัด {content.without_target} ตัวยังไม่มีค่าเป้าหมาย",
            en=f"{content.without_target} indicator(s) without a target.",
        )
        yield Gap(Section.INDICATORS, what, _ON_PROJECT, Place.PROJECT, "indicators")


def _places(content: Content) -> Iterator[Gap]:
    if not content.sites:
        what = Text(th="ยังไม่ระบุพื้นที่เป้าหมาย", en="No place is named.")
        yield Gap(Section.PLACE, what, _ON_PROJECT, Place.PROJECT, "places")
    elif not content.located and not content.unlocated_reason:
        what = Text(th="ยังไม่มีพิกัดหรือแนวเขตบนแผนที่", en="No place has a geometry.")
        remedy = Text(
            th="วาดหรือพิมพ์พิกัดที่หน้าโครงการ หรือบอกเหตุผลในแบบข้อเสนอ",
            en="Draw or type it on the page of the project, or say in the brief why there is none",
        )
        yield Gap(Section.PLACE, what, remedy, Place.BRIEF, "unlocated_reason")


def _time(content: Content) -> Iterator[Gap]:
    if content.starts_on is None or content.ends_on is None:
        what = Text(th="ยังไม่ระบุวันเริ่มและวันสิ้นสุด", en="The first or the last day is missing.")
        yield Gap(Section.SCHEDULE, what, _IN_BRIEF, Place.BRIEF, "starts_on")


def _money(content: Content) -> Iterator[Gap]:
    told = sums(content)
    missing = sorted(set(content.activities) - {one.activity for one in content.amounts})
    if missing:
        numbers = ", ".join(map(str, missing))
        what = Text(th=f"กิจกรรมที่ {numbers} ยังไม่มีวงเงิน", en=f"Activity {numbers} has no amount.")
        yield Gap(Section.ACTIVITIES, what, _IN_BRIEF, Place.BRIEF, "items")
    if not told.total:
        what = Text(th="ยังไม่ระบุวงเงินรวม", en="The total is missing.")
        yield Gap(Section.MONEY, what, _IN_BRIEF, Place.BRIEF, "total")
        return
    for part, name, th, en in (
        (told.activities, "items", "ผลรวมกิจกรรม", "The activities"),
        (told.quarters, "q1", "ผลรวมแผนเบิกจ่ายรายไตรมาส", "The plan of payment"),
    ):
        if part != told.total:
            short = (told.total - part) / 100
            what = Text(
                th=f"{th}ต่างจากวงเงินรวม {short:,.2f} บาท", en=f"{en} differ from the total by {short:,.2f} baht."
            )
            remedy = Text(th="แก้ให้ตรงกันในแบบข้อเสนอ", en="Make them agree in the brief")
            yield Gap(Section.MONEY, what, remedy, Place.BRIEF, name)


def _is_proven(item: Item, content: Content) -> bool:
    held = next((one for one in content.readiness if one.item is item), None)
    if held is None:
        return False
    return held.state is ItemState.WAIVED or (held.state is ItemState.DONE and held.files > 0)


def _file(item: Item, content: Content) -> Gap:
    held = next((one for one in content.readiness if one.item is item), None)
    words = ITEMS[item]
    if held is not None and held.state is ItemState.DONE:
        what = Text(th=f"{words.th}: ยังไม่แนบแฟ้ม", en=f"{words.en}: its file is missing.")
    else:
        what = Text(th=f"{words.th}: ยังไม่มี", en=f"{words.en}: not there yet.")
    remedy = Text(
        th="แนบแฟ้มในรายการความพร้อมที่หน้าโครงการ หรือบอกว่าไม่ต้องใช้พร้อมเหตุผล",
        en="Attach it to the checklist on the page of the project, or say there why it does not apply",
    )
    return Gap(Section.READINESS, what, remedy, Place.PROJECT, "readiness")
