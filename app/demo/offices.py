"""The offices of the invented province and their establishment, after the structure of a Thai province (not checked)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.demo.province import province

PREFIX = "d99-"
STRATEGY, SOCIAL, SECURITY = "สบ.002", "สบ.003", "สบ.004"
GOVERNOR, AUDITOR, CHIEF = "สบ.001", "สบ.005", "สบ.010"
MANAGER, SENIOR, OFFICER = ("อำนวยการ", "ต้น"), ("วิชาการ", "ชำนาญการพิเศษ"), ("วิชาการ", "ปฏิบัติการ")
EXECUTIVE, DIRECTOR = ("บริหาร", "สูง"), ("อำนวยการ", "สูง")
ALL_CLASSES = ("public", "internal", "personal", "confidential")
SECRET, PLAIN, PERSONAL = (
    ("public", "internal", "confidential"),
    ("public", "internal"),
    ("public", "internal", "personal"),
)


@dataclass(frozen=True, slots=True)
class Office:
    """An organisation."""

    code: str
    kind: str
    th: str
    en: str
    parent: str | None
    area: str | None = "99"


@dataclass(frozen=True, slots=True)
class Group:
    """A unit of the provincial office."""

    code: str
    th: str
    en: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A position with its scope, its roles and its purpose."""

    number: str
    office: str
    th: str
    en: str
    above: str | None
    grade: tuple[str, str] = OFFICER
    roles: tuple[str, ...] = ("agency-officer",)
    unit: str | None = None
    reach: str = "own"
    areas: tuple[str, ...] | None = None
    clearance: tuple[str, ...] = PLAIN
    ceiling_baht: int | None = None
    purpose: str | None = None
    rank: int = 0


ROOT, OFFICE = f"{PREFIX}province", f"{PREFIX}office"
GROUPS = (
    Group(f"{PREFIX}strategy", "กลุ่มงานยุทธศาสตร์และข้อมูลเพื่อการพัฒนาจังหวัด", "Strategy and Development Data"),
    Group(f"{PREFIX}administration", "กลุ่มงานอำนวยการ", "General Administration"),
    Group(f"{PREFIX}personnel", "กลุ่มงานบริหารทรัพยากรบุคคล", "Human Resources"),
    Group(f"{PREFIX}damrongtham", "กลุ่มงานศูนย์ดำรงธรรมจังหวัด", "Damrongtham Complaint Centre"),
)
STRATEGY_UNIT, ADMINISTRATION_UNIT, PERSONNEL_UNIT, DAMRONGTHAM_UNIT = (group.code for group in GROUPS)
PROVINCIAL = (
    # code, name, English name, title of its head, English title, under which deputy, clearance, purpose
    ("works", "สำนักงานโยธาธิการและผังเมือง", "Public Works and Town Planning", "โยธาธิการและผังเมืองจังหวัด", STRATEGY, PLAIN, None),
    ("treasury", "สำนักงานคลังจังหวัด", "Provincial Treasury", "คลังจังหวัด", STRATEGY, PLAIN, None),
    ("statistics", "สำนักงานสถิติจังหวัด", "Provincial Statistics", "สถิติจังหวัด", STRATEGY, PLAIN, None),
    ("agriculture", "สำนักงานเกษตรจังหวัด", "Agricultural Extension", "เกษตรจังหวัด", STRATEGY, PLAIN, None),
    ("fisheries", "สำนักงานประมงจังหวัด", "Fisheries", "ประมงจังหวัด", STRATEGY, PLAIN, None),
    ("livestock", "สำนักงานปศุสัตว์จังหวัด", "Livestock", "ปศุสัตว์จังหวัด", STRATEGY, PLAIN, None),
    ("commerce", "สำนักงานพาณิชย์จังหวัด", "Commerce", "พาณิชย์จังหวัด", STRATEGY, PLAIN, None),
    ("industry", "สำนักงานอุตสาหกรรมจังหวัด", "Industry", "อุตสาหกรรมจังหวัด", STRATEGY, PLAIN, None),
    ("tourism", "สำนักงานการท่องเที่ยวและกีฬาจังหวัด", "Tourism and Sports", "ท่องเที่ยวและกีฬาจังหวัด", STRATEGY, PLAIN, None),
    ("environment", "สำนักงานทรัพยากรธรรมชาติและสิ่งแวดล้อมจังหวัด", "Natural Resources and Environment",
     "ผู้อำนวยการสำนักงานทรัพยากรธรรมชาติและสิ่งแวดล้อมจังหวัด", STRATEGY, PLAIN, None),
    ("community", "สำนักงานพัฒนาชุมชนจังหวัด", "Community Development", "พัฒนาการจังหวัด", SOCIAL, PLAIN, None),
    ("health", "สำนักงานสาธารณสุขจังหวัด", "Public Health", "นายแพทย์สาธารณสุขจังหวัด", SOCIAL, PERSONAL, "public-health"),
    ("welfare", "สำนักงานพัฒนาสังคมและความมั่นคงของมนุษย์จังหวัด", "Social Development and Human Security",
     "พัฒนาสังคมและความมั่นคงของมนุษย์จังหวัด", SOCIAL, PERSONAL, "social-welfare"),
    ("labour", "สำนักงานแรงงานจังหวัด", "Labour", "แรงงานจังหวัด", SOCIAL, PLAIN, None),
    ("culture", "สำนักงานวัฒนธรรมจังหวัด", "Culture", "วัฒนธรรมจังหวัด", SOCIAL, PLAIN, None),
    ("education", "สำนักงานศึกษาธิการจังหวัด", "Education", "ศึกษาธิการจังหวัด", SOCIAL, PLAIN, None),
    ("local", "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัด", "Local Administration", "ท้องถิ่นจังหวัด", SOCIAL, PLAIN, None),
    ("governance", "ที่ทำการปกครองจังหวัด", "Provincial Administration", "ปลัดจังหวัด", SECURITY, SECRET, None),
    ("disaster", "สำนักงานป้องกันและบรรเทาสาธารณภัยจังหวัด", "Disaster Prevention and Mitigation",
     "หัวหน้าสำนักงานป้องกันและบรรเทาสาธารณภัยจังหวัด", SECURITY, PERSONAL, "disaster-relief"),
    ("land", "สำนักงานที่ดินจังหวัด", "Land", "เจ้าพนักงานที่ดินจังหวัด", SECURITY, PLAIN, None),
)  # fmt: skip
CENTRAL = (
    ("highways", "แขวงทางหลวงสมมุติบุรี", "Sommut Buri Highway District", "ผู้อำนวยการแขวงทางหลวง", SECURITY, PLAIN, None),
    ("irrigation", "โครงการชลประทานสมมุติบุรี", "Sommut Buri Irrigation Project", "ผู้อำนวยการโครงการชลประทาน", SECURITY, PLAIN,
     None),
)  # fmt: skip
OUTSIDE = (
    ("pao", "local_government", "องค์การบริหารส่วนจังหวัดสมมุติบุรี", "Provincial Administrative Organisation",
     "นายกองค์การบริหารส่วนจังหวัด", "President"),
    ("municipality", "local_government", "เทศบาลเมืองสมมุติบุรี", "Sommut Buri Town Municipality", "นายกเทศมนตรี", "Mayor"),
    ("electricity", "state_enterprise", "การไฟฟ้าส่วนภูมิภาคจังหวัดสมมุติบุรี", "Provincial Electricity Authority",
     "ผู้จัดการการไฟฟ้า", "Manager"),
    ("waterworks", "state_enterprise", "การประปาส่วนภูมิภาคสาขาสมมุติบุรี", "Provincial Waterworks Authority",
     "ผู้จัดการการประปา", "Manager"),
    ("chamber", "private_body", "หอการค้าจังหวัดสมมุติบุรี", "Chamber of Commerce", "ประธานหอการค้าจังหวัด", "Chair"),
    ("federation", "private_body", "สภาอุตสาหกรรมจังหวัดสมมุติบุรี", "Federation of Industries", "ประธานสภาอุตสาหกรรมจังหวัด", "Chair"),
)  # fmt: skip


def offices() -> list[Office]:
    """42 organisations, each after its parent."""
    home = [
        Office(ROOT, "province", "จังหวัดสมมุติบุรี", "Sommut Buri Province", None),
        Office(OFFICE, "provincial_office", "สำนักงานจังหวัดสมมุติบุรี", "Sommut Buri Provincial Office", ROOT),
    ]
    under = [Office(PREFIX + code, "provincial_office", th + ("สมมุติบุรี" if th.endswith("จังหวัด") else "จังหวัดสมมุติบุรี"),
                    f"{en} Office", ROOT) for code, th, en, *_ in PROVINCIAL]  # fmt: skip
    central = [Office(PREFIX + code, "central_office", th, en, ROOT) for code, th, en, *_ in CENTRAL]
    outside = [Office(PREFIX + code, kind, th, en, ROOT) for code, kind, th, en, *_ in OUTSIDE]
    return [*home, *under, *central, *(_district_office(*each) for each in _districts()), *outside]


def seats() -> list[Seat]:
    """120 positions, each after its superior; ranks in the order of the list."""
    listed = (*_governors(), *_office(), *_agencies(), *_district_seats(), *_outside())
    return [replace(seat, rank=rank) for rank, seat in enumerate(listed, start=1)]


def _districts() -> list[tuple[str, str, str]]:
    return [(area.code, area.name_th, area.name_en) for area in province().areas if area.level == "district"]


def _district_office(code: str, th: str, en: str) -> Office:
    return Office(
        f"{PREFIX}district-{code}", "district_office", f"ที่ทำการปกครองอำเภอ{th}", f"{en} District Office", ROOT, code
    )


def _governors() -> Iterable[Seat]:
    yield Seat(GOVERNOR, ROOT, "ผู้ว่าราชการจังหวัด", "Governor", None, EXECUTIVE, ("governor",), None, "province", None,
               ALL_CLASSES, 50_000_000)  # fmt: skip
    for number, th, en in (
        (STRATEGY, "ด้านยุทธศาสตร์", "Strategy"), (SOCIAL, "ด้านสังคม", "Social Affairs"), (SECURITY, "ด้านความมั่นคง", "Security"),
    ):  # fmt: skip
        yield Seat(number, ROOT, f"รองผู้ว่าราชการจังหวัด {th}", f"Deputy Governor for {en}", GOVERNOR, EXECUTIVE,
                   ("deputy-governor",), None, "province", None, SECRET)  # fmt: skip


def _office() -> Iterable[Seat]:
    def seat(number: int, th: str, en: str, above: int, unit: str | None, *roles: str, **more: object) -> Seat:
        made = Seat(f"สบ.{number:03}", OFFICE, th, en, f"สบ.{above:03}", roles=roles, unit=unit, reach="province")
        return replace(made, **more)  # type: ignore[arg-type]

    analyst = "นักวิเคราะห์นโยบายและแผน", "Policy and Plan Analyst"
    yield seat(
        5,
        "หัวหน้าหน่วยตรวจสอบภายใน",
        "Head of Internal Audit",
        1,
        None,
        "internal-auditor",
        grade=SENIOR,
        clearance=SECRET,
    )
    yield seat(6, "นักวิชาการตรวจสอบภายใน", "Internal Auditor", 5, None, "internal-auditor")
    yield seat(10, "หัวหน้าสำนักงานจังหวัด", "Chief of the Provincial Office", 2, None, "chief-of-office", grade=DIRECTOR,
               clearance=ALL_CLASSES, ceiling_baht=5_000_000)  # fmt: skip
    yield seat(11, "ผู้อำนวยการกลุ่มงานยุทธศาสตร์ฯ", "Director of Strategy and Data", 10, STRATEGY_UNIT, "strategy-officer",
               grade=MANAGER, clearance=SECRET, ceiling_baht=500_000)  # fmt: skip
    yield seat(12, *analyst, 11, STRATEGY_UNIT, "strategy-officer", grade=SENIOR)
    yield seat(13, *analyst, 12, STRATEGY_UNIT, "strategy-officer")
    yield seat(14, *analyst, 12, STRATEGY_UNIT, "strategy-officer")
    yield seat(15, "นักภูมิสารสนเทศ", "Geoinformatics Officer", 11, STRATEGY_UNIT, "gis-officer")
    yield seat(17, *analyst, 12, STRATEGY_UNIT, "strategy-officer")
    yield seat(16, "นักวิชาการสถิติ", "Statistician", 11, STRATEGY_UNIT, "strategy-officer")
    yield seat(
        20, "ผู้อำนวยการกลุ่มงานอำนวยการ", "Director of Administration", 10, ADMINISTRATION_UNIT, "reader", grade=MANAGER
    )
    yield seat(21, "เลขานุการผู้ว่าราชการจังหวัด", "Secretary to the Governor", 20, ADMINISTRATION_UNIT, "reader", grade=SENIOR,
               clearance=SECRET)  # fmt: skip
    yield seat(22, "นักวิชาการเงินและบัญชี", "Finance and Accounting Officer", 20, ADMINISTRATION_UNIT, "reader")
    yield seat(23, "นักวิชาการคอมพิวเตอร์", "Computer Officer", 20, ADMINISTRATION_UNIT, "system-administrator")
    yield seat(24, "นักจัดการงานทั่วไป", "General Administration Officer", 20, ADMINISTRATION_UNIT, "reader")
    yield seat(25, "เจ้าพนักงานธุรการ", "Clerk", 20, ADMINISTRATION_UNIT, "reader", grade=("ทั่วไป", "ปฏิบัติงาน"))
    yield seat(30, "ผู้อำนวยการกลุ่มงานบริหารทรัพยากรบุคคล", "Director of Human Resources", 10, PERSONNEL_UNIT, "hr-officer",
               grade=MANAGER, clearance=PERSONAL, purpose="personnel")  # fmt: skip
    yield seat(31, "นักทรัพยากรบุคคล", "Human Resources Officer", 30, PERSONNEL_UNIT, "hr-officer", grade=SENIOR)
    yield seat(32, "นิติกร", "Legal Officer", 30, PERSONNEL_UNIT, "data-protection-officer", clearance=ALL_CLASSES)
    yield seat(40, "ผู้อำนวยการกลุ่มงานศูนย์ดำรงธรรม", "Director of the Damrongtham Centre", 10, DAMRONGTHAM_UNIT,
               "strategy-officer", grade=MANAGER, clearance=PERSONAL, purpose="petitions")  # fmt: skip
    yield seat(41, "นักจัดการงานทั่วไป", "General Administration Officer", 40, DAMRONGTHAM_UNIT, "reader")
    yield seat(42, "นักประชาสัมพันธ์", "Public Relations Officer", 40, DAMRONGTHAM_UNIT, "reader")


def _agencies() -> Iterable[Seat]:
    """A head and two officers for each provincial office; a head and one officer for each central one."""
    for number, (code, _, en, head, deputy, clearance, purpose) in enumerate((*PROVINCIAL, *CENTRAL), start=10):
        first, office = f"สบ.{number}01", PREFIX + code
        yield Seat(first, office, head, f"Head of {en}", deputy, DIRECTOR, ("agency-head",), clearance=clearance,
                   ceiling_baht=1_000_000, purpose=purpose)  # fmt: skip
        yield Seat(f"สบ.{number}02", office, "หัวหน้ากลุ่มงานแผนและข้อมูล", "Head of Planning and Data", first, SENIOR)
        if number < 10 + len(PROVINCIAL):
            yield Seat(f"สบ.{number}03", office, "นักวิชาการข้อมูล", "Data Officer", f"สบ.{number}02")


def _district_seats() -> Iterable[Seat]:
    for code, th, en in _districts():
        office, chief = f"{PREFIX}district-{code}", f"สบ.{code}"
        yield Seat(chief, office, f"นายอำเภอ{th}", f"District Chief of {en}", SECURITY, DIRECTOR, ("district-chief",),
                   reach="province", areas=(code,))  # fmt: skip
        yield Seat(f"{chief}-2", office, "ปลัดอำเภอ", "Assistant District Chief", chief, SENIOR, reach="province",
                   areas=(code,))  # fmt: skip


def _outside() -> Iterable[Seat]:
    """Outside the governor's chain of command: they answer to nobody here."""
    for number, (code, _, _, _, th, en) in enumerate(OUTSIDE, start=1):
        yield Seat(f"สบ.90{number:02}", PREFIX + code, th, en, None, EXECUTIVE, ("reader",))
