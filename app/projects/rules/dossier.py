"""What a project must have before it goes on: its kinds, its readiness, and what is still missing at a step."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.projects.rules.states import State
from gis.layer import Text


class Kind(StrEnum):
    """What a project is in its nature (ประเภทโครงการ)."""

    INFRASTRUCTURE = "infrastructure"
    ACTIVITY = "activity"
    EQUIPMENT = "equipment"
    STUDY = "study"


KINDS: dict[Kind, Text] = {
    Kind.INFRASTRUCTURE: Text(th="สิ่งก่อสร้าง", en="Infrastructure"),
    Kind.ACTIVITY: Text(th="กิจกรรม", en="Activity"),
    Kind.EQUIPMENT: Text(th="ครุภัณฑ์", en="Equipment"),
    Kind.STUDY: Text(th="การศึกษา", en="Study"),
}


class Sector(StrEnum):
    """The field of work (ประเภทงาน)."""

    TRANSPORT = "transport"
    WATER = "water"
    FARMING = "farming"
    LIVING = "living"
    TOURISM = "tourism"
    SAFETY = "safety"
    ENVIRONMENT = "environment"
    HEALTH = "health"
    GOVERNANCE = "governance"


SECTORS: dict[Sector, Text] = {
    Sector.TRANSPORT: Text(th="ถนนและการขนส่ง", en="Roads and transport"),
    Sector.WATER: Text(th="แหล่งน้ำและตลิ่ง", en="Water and river banks"),
    Sector.FARMING: Text(th="เกษตรและรายได้", en="Farming and income"),
    Sector.LIVING: Text(th="คุณภาพชีวิต", en="Quality of life"),
    Sector.TOURISM: Text(th="เศรษฐกิจและการท่องเที่ยว", en="Economy and tourism"),
    Sector.SAFETY: Text(th="ความปลอดภัย", en="Public safety"),
    Sector.ENVIRONMENT: Text(th="สิ่งแวดล้อม", en="Environment"),
    Sector.HEALTH: Text(th="สาธารณสุข", en="Health"),
    Sector.GOVERNANCE: Text(th="บริการภาครัฐ", en="Public services"),
}


class Priority(StrEnum):
    """What a committee made of a proposal (ผลการจัดลำดับ): within the ceiling, suitable above it, or not."""

    Y1 = "Y1"
    Y2 = "Y2"
    NOT_SUPPORTED = "not_supported"
    RETURNED = "returned"


class LinkRole(StrEnum):
    """Whether a project serves a goal first of all, or also (น้ำหนักความเชื่อมโยง)."""

    PRIMARY = "primary"
    SECONDARY = "secondary"


class Unit(StrEnum):
    """In what those who benefit are counted (หน่วยของผู้รับประโยชน์)."""

    HOUSEHOLDS = "households"
    PERSONS = "persons"
    RAI = "rai"


UNITS: dict[Unit, Text] = {
    Unit.HOUSEHOLDS: Text(th="ครัวเรือน", en="households"),
    Unit.PERSONS: Text(th="คน", en="persons"),
    Unit.RAI: Text(th="ไร่", en="rai"),
}


class IndicatorLevel(StrEnum):
    """What an indicator of a project measures: what is made, or what becomes of it (ผลผลิต/ผลลัพธ์)."""

    OUTPUT = "output"
    OUTCOME = "outcome"


LEVELS: dict[IndicatorLevel, Text] = {
    IndicatorLevel.OUTPUT: Text(th="ผลผลิต", en="Output"),
    IndicatorLevel.OUTCOME: Text(th="ผลลัพธ์", en="Outcome"),
}


class Relation(StrEnum):
    """What a related project is to this one (OC4IDS 0.9, codelist relatedProject)."""

    CONSTRUCTION = "construction"
    REHABILITATION = "rehabilitation"
    REPLACEMENT = "replacement"
    EXPANSION = "expansion"


RELATIONS: dict[Relation, Text] = {
    Relation.CONSTRUCTION: Text(th="ก่อสร้างเดิม", en="its construction"),
    Relation.REHABILITATION: Text(th="ฟื้นฟูของเดิม", en="rehabilitation of the same"),
    Relation.REPLACEMENT: Text(th="ทดแทนของเดิม", en="replacement of the same"),
    Relation.EXPANSION: Text(th="ขยายต่อเนื่อง", en="expansion of the same"),
}


class Duty(StrEnum):
    """What a position has to do with a project (หน้าที่ในโครงการ)."""

    RESPONSIBLE = "responsible"
    COORDINATOR = "coordinator"


DUTIES: dict[Duty, Text] = {
    Duty.RESPONSIBLE: Text(th="ผู้รับผิดชอบ", en="Responsible"),
    Duty.COORDINATOR: Text(th="ผู้ประสานงาน", en="Coordinator"),
}


class Item(StrEnum):
    """What makes a project ready to be contracted (รายการความพร้อม แบบ จ.3 ข้อ 13)."""

    DESIGN = "design"
    CENTRAL_PRICE = "central_price"
    QUOTATION = "quotation"
    LAND = "land"
    LAND_FOREST = "land_forest"
    LAND_ALRO = "land_alro"
    LAND_TREASURY = "land_treasury"
    LAND_MARINE = "land_marine"
    LAND_HIGHWAYS = "land_highways"
    EIA = "eia"
    COMMUNITY = "community"
    MAINTENANCE = "maintenance"


ITEMS: dict[Item, Text] = {
    Item.DESIGN: Text(th="แบบรูปรายการและ BOQ (ปร.4/ปร.5)", en="Design and bill of quantities"),
    Item.CENTRAL_PRICE: Text(th="ราคากลาง", en="Central price"),
    Item.QUOTATION: Text(th="ใบเสนอราคา", en="Quotations"),
    Item.LAND: Text(th="หนังสืออนุญาตใช้พื้นที่ของเจ้าของที่ดิน", en="Consent of the owner of the land"),
    Item.LAND_FOREST: Text(th="อนุญาตใช้พื้นที่ป่าสงวน", en="Permission for forest reserve"),
    Item.LAND_ALRO: Text(th="อนุญาตใช้ที่ดิน ส.ป.ก.", en="Permission for land-reform land"),
    Item.LAND_TREASURY: Text(th="อนุญาตใช้ที่ราชพัสดุ", en="Permission for treasury land"),
    Item.LAND_MARINE: Text(th="อนุญาตจากกรมเจ้าท่า", en="Permission of the Marine Department"),
    Item.LAND_HIGHWAYS: Text(th="อนุญาตจากกรมทางหลวงหรือทางหลวงชนบท", en="Permission of the highways departments"),
    Item.EIA: Text(th="รายงานผลกระทบสิ่งแวดล้อม (EIA)", en="Environmental impact assessment"),
    Item.COMMUNITY: Text(th="บันทึกประชาคม", en="Consent of the community"),
    Item.MAINTENANCE: Text(th="หนังสือรับดูแลบำรุงรักษา", en="Acceptance of maintenance"),
}
PERMITS = frozenset(item for item in Item if item.value.startswith("land") or item is Item.EIA) | {Item.COMMUNITY}


class ItemState(StrEnum):
    """How far a requirement is met (สถานะความพร้อม); what does not apply is waived, with a reason."""

    OPEN = "open"
    ASKED = "asked"
    DONE = "done"
    WAIVED = "waived"


ITEM_STATES: dict[ItemState, Text] = {
    ItemState.OPEN: Text(th="ยังไม่มี", en="Missing"),
    ItemState.ASKED: Text(th="ยื่นขอแล้ว รอผล", en="Asked for, waiting"),
    ItemState.DONE: Text(th="มีแล้ว", en="Done"),
    ItemState.WAIVED: Text(th="ไม่ต้องใช้", en="Does not apply"),
}
REQUIRED: Mapping[Kind, frozenset[Item]] = {
    Kind.INFRASTRUCTURE: frozenset({Item.DESIGN, Item.CENTRAL_PRICE, Item.LAND, Item.COMMUNITY, Item.MAINTENANCE}),
    Kind.ACTIVITY: frozenset({Item.COMMUNITY}),
    Kind.EQUIPMENT: frozenset({Item.QUOTATION, Item.CENTRAL_PRICE, Item.MAINTENANCE}),
    Kind.STUDY: frozenset({Item.CENTRAL_PRICE}),
}
"""What each kind of project needs from the beginning; further items are required where the office says so."""
NEEDED_BEFORE: Mapping[State, frozenset[Item]] = {
    State.PROCURING: frozenset({Item.DESIGN, Item.CENTRAL_PRICE, Item.QUOTATION}),
    State.CONTRACTED: frozenset(PERMITS),
    State.HANDED_OVER: frozenset({Item.MAINTENANCE}),
}
"""Which required items must be done, with their file, before a state is entered."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """One item of the checklist as it stands."""

    item: Item
    state: ItemState
    is_required: bool
    files: int = 0

    @property
    def counts(self) -> bool:
        return self.is_required and self.state is not ItemState.WAIVED


@dataclass(frozen=True, slots=True)
class Score:
    """How many of the required items are done."""

    done: int
    required: int

    @property
    def percent(self) -> int | None:
        """Whole percent, rounded down, so that only a complete list reads 100; None where nothing is required."""
        return 100 * self.done // self.required if self.required else None


def score(items: Iterable[Readiness]) -> Score:
    """Done over required; what was waived does not count.

    >>> score([Readiness(Item.DESIGN, ItemState.DONE, True), Readiness(Item.LAND, ItemState.OPEN, True)]).percent
    50
    """
    counted = [one for one in items if one.counts]
    return Score(sum(one.state is ItemState.DONE for one in counted), len(counted))


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is known of a project when it asks to go on."""

    kind: Kind
    agency: str | None = None
    rationale: str | None = None
    objectives: str | None = None
    primary_links: int = 0
    activities: int = 0
    outputs: int = 0
    beneficiaries: int = 0
    sites: int = 0
    unlocated_without_reason: int = 0
    share_ppm: int = 0
    readiness: Collection[Readiness] = field(default=())


SAID: tuple[tuple[str, Text], ...] = (
    ("agency", Text(th="ยังไม่ระบุหน่วยงานเจ้าของ", en="The owner organisation is missing.")),
    ("rationale", Text(th="ยังไม่มีหลักการและเหตุผล", en="The rationale is missing.")),
    ("objectives", Text(th="ยังไม่มีวัตถุประสงค์", en="The objectives are missing.")),
    ("primary_links", Text(th="ยังไม่เชื่อมโยงกับแผน (หลัก)", en="No primary link to the plan.")),
    ("activities", Text(th="ยังไม่มีกิจกรรม", en="No activity.")),
    ("outputs", Text(th="ยังไม่มีตัวชี้วัดผลผลิต", en="No output indicator.")),
    ("beneficiaries", Text(th="ยังไม่ระบุผู้รับประโยชน์", en="Nobody who benefits is named.")),
    ("sites", Text(th="ยังไม่ระบุที่ตั้ง หรือว่าทั้งจังหวัด หรือเหตุที่ไม่มีที่ตั้ง",
                   en="No place, nor that it is province-wide, nor why it has none.")),
)  # fmt: skip
UNSAID = Text(th="ที่ตั้งที่ยังไม่ทราบต้องบอกเหตุผล", en="A place that is not known needs a reason.")
UNDIVIDED = Text(th="สัดส่วนของที่ตั้งรวมกันไม่ครบ 1,000,000", en="The shares of the places do not sum to 1,000,000.")


def missing(after: State, dossier: Dossier) -> list[Text]:
    """What stands against entering a state. Completeness begins with ``submitted``, files where the work needs them."""
    if after is State.SUBMITTED:
        return _incomplete(dossier)
    needed = NEEDED_BEFORE.get(after, frozenset())
    return [_told(one) for one in dossier.readiness if one.item in needed and one.counts and not _is_proven(one)]


def _incomplete(dossier: Dossier) -> list[Text]:
    told = [words for name, words in SAID if not getattr(dossier, name)]
    told += [UNSAID] if dossier.unlocated_without_reason else []
    return [*told, *([UNDIVIDED] if dossier.sites and dossier.share_ppm != 1_000_000 else [])]


def _is_proven(one: Readiness) -> bool:
    return one.state is ItemState.DONE and one.files > 0


def _told(one: Readiness) -> Text:
    words = ITEMS[one.item]
    if one.state is ItemState.DONE:
        return Text(th=f"{words.th}: ยังไม่แนบแฟ้ม", en=f"{words.en}: its file is missing.")
    return Text(th=f"{words.th}: {ITEM_STATES[one.state].th}", en=f"{words.en}: {ITEM_STATES[one.state].en.lower()}.")
