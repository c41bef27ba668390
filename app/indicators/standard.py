"""Indicators that every installation begins with, as data that the office may edit, grades and the rule of the lights.

None was checked against the original text; each says so (``is_verified`` false) and where it is from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.indicators.rules import Aggregation, Direction, PeriodKind, Theme

UNCHECKED = "ชุดตั้งต้นของโปรแกรม ยังไม่ได้ตรวจกับต้นฉบับ"


@dataclass(frozen=True, slots=True)
class StandardIndicator:
    """An indicator of the catalogue; the fields are those of the table."""

    code: str
    theme: str
    name_th: str
    name_en: str
    definition_th: str
    definition_en: str
    unit_th: str
    unit_en: str
    direction: str
    aggregation: str
    min_level: str
    period_kind: str
    source: str
    formula_th: str | None = None
    formula_en: str | None = None
    numerator_th: str | None = None
    numerator_en: str | None = None
    denominator_th: str | None = None
    denominator_en: str | None = None
    multiplier: float = 1
    decimals: int = 0
    release_lag_days: int | None = None
    caution_th: str | None = None
    caution_en: str | None = None
    is_about_persons: bool = False
    class_: str = "public"
    is_verified: bool = False


UP, DOWN, NONE = Direction.UP, Direction.DOWN, Direction.NONE
SUM, MEAN, NEVER, LATEST = Aggregation.SUM, Aggregation.WEIGHTED_MEAN, Aggregation.NONE, Aggregation.LATEST
YEAR, FISCAL, ACADEMIC, CROP = PeriodKind.CALENDAR, PeriodKind.FISCAL, PeriodKind.ACADEMIC, PeriodKind.CROP
QUARTER, ROUND = PeriodKind.QUARTER, PeriodKind.ROUND
PERCENT, PER_100K = ("ร้อยละ", "percent"), ("คนต่อแสนคน", "per 100,000 people")
PEOPLE = ("ประชากรกลางปี", "people in the middle of the year")
Ratio = tuple[float, tuple[str, str], tuple[str, str]]
"""Multiplier, numerator and denominator."""
Row = tuple[
    str, Theme, tuple[str, str], tuple[str, str], tuple[str, str], int, Direction, Aggregation, str, PeriodKind, str,
    int | None, Ratio | None, tuple[str, str] | None,
]  # fmt: skip
"""Code, theme, name, definition, unit, decimals, direction, aggregation, lowest level, period, source, lag, ratio, caution."""
ROWS: tuple[Row, ...] = (
    ("ECO-GPP", Theme.ECONOMY, ("ผลิตภัณฑ์มวลรวมจังหวัด", "Gross provincial product"),
     ("มูลค่าเพิ่ม ณ ราคาประจำปีของทุกสาขาการผลิตในจังหวัด", "Value added of all industries, at current prices"),
     ("ล้านบาท", "million baht"), 0, UP, NEVER, "province", YEAR, "สศช.", 730, None,
     ("ออกช้าราวสองปี และปรับปรุงย้อนหลัง (p, r)", "Published about two years late and revised later (p, r)")),
    ("ECO-GPPPC", Theme.ECONOMY, ("ผลิตภัณฑ์มวลรวมจังหวัดต่อหัว", "GPP per capita"),
     ("ผลิตภัณฑ์มวลรวมจังหวัดหารด้วยประชากร", "Gross provincial product over the people"),
     ("บาทต่อคนต่อปี", "baht per person and year"), 0, UP, MEAN, "province", YEAR, "สศช.", 730,
     (1, ("ผลิตภัณฑ์มวลรวมจังหวัด (บาท)", "gross provincial product (baht)"), PEOPLE),
     ("ไม่ใช่รายได้ของครัวเรือน", "Not the income of households")),
    ("ECO-INC", Theme.ECONOMY, ("รายได้เฉลี่ยต่อครัวเรือน", "Household income"),
     ("รายได้เฉลี่ยต่อเดือนของครัวเรือน จากการสำรวจภาวะเศรษฐกิจและสังคม", "Mean monthly income of households, by survey"),
     ("บาทต่อเดือน", "baht per month"), 0, UP, NEVER, "province", YEAR, "สสช.", 365, None,
     ("สำรวจปีเว้นปี มีค่าคลาดเคลื่อนจากการสุ่ม ไม่มีรายอำเภอ", "Every other year, with sampling error; not by district")),
    ("ECO-TOUR", Theme.ECONOMY, ("รายได้จากการท่องเที่ยว", "Tourism receipts"),
     ("รายได้จากผู้เยี่ยมเยือนทั้งชาวไทยและต่างประเทศ", "Receipts from Thai and foreign visitors"),
     ("ล้านบาท", "million baht"), 0, UP, SUM, "province", YEAR, "กระทรวงการท่องเที่ยวและกีฬา", 180, None, None),
    ("ECO-AGRI", Theme.ECONOMY, ("พื้นที่เกษตรที่ได้รับรอง GAP หรืออินทรีย์", "Certified GAP or organic land"),
     ("พื้นที่เพาะปลูกที่ได้รับการรับรองในปีเพาะปลูก", "Cropped land that is certified in the crop year"),
     ("ไร่", "rai"), 0, UP, SUM, "district", CROP, "สศก./กระทรวงเกษตรและสหกรณ์", 120, None,
     ("1 ไร่ = 1,600 ตารางเมตร และปีเพาะปลูกไม่ตรงปีปฏิทิน", "1 rai is 1,600 m²; crop years are not calendar years")),
    ("ECO-FARMINC", Theme.ECONOMY, ("รายได้เงินสดสุทธิทางการเกษตร", "Net cash income from farming"),
     ("รายได้เงินสดทางการเกษตรหักค่าใช้จ่ายเงินสดทางการเกษตร เฉลี่ยต่อครัวเรือน", "Cash income less cash cost, mean per household"),
     ("บาทต่อครัวเรือน", "baht per household"), 0, UP, MEAN, "district", CROP, "สศก.", 300,
     (1, ("รายได้เงินสดสุทธิรวม (บาท)", "net cash income of all (baht)"), ("ครัวเรือนเกษตร", "farm households")), None),
    ("ECO-UNEMP", Theme.ECONOMY, ("อัตราการว่างงาน", "Unemployment"),
     ("ผู้ว่างงานต่อกำลังแรงงานรวม", "The unemployed in the labour force"), PERCENT, 1, DOWN, MEAN, "province", QUARTER,
     "สสช.", 60, (100, ("ผู้ว่างงาน", "the unemployed"), ("กำลังแรงงาน", "the labour force")), None),
    ("SOC-POV", Theme.SOCIETY, ("สัดส่วนคนจน", "Poverty headcount"),
     ("ผู้มีรายจ่ายเพื่อการบริโภคต่ำกว่าเส้นความยากจน", "People who consume less than the poverty line"),
     PERCENT, 2, DOWN, MEAN, "province", YEAR, "สศช.", 365, (100, ("คนจน", "the poor"), PEOPLE),
     ("เส้นความยากจนเปลี่ยนทุกปี", "The poverty line moves every year")),
    ("SOC-TPMAP", Theme.SOCIETY, ("คนจนเป้าหมาย", "Target poor"),
     ("ยากจนตาม จปฐ. และถือบัตรสวัสดิการแห่งรัฐ", "Poor by basic needs and holder of a state welfare card"),
     PERCENT, 2, DOWN, MEAN, "district", YEAR, "TPMAP", 365,
     (100, ("คนจนเป้าหมาย", "target poor"), ("ผู้ได้รับการสำรวจ", "people surveyed")),
     ("ตัวหารคือผู้ได้รับการสำรวจ ไม่ใช่ประชากร", "The denominator is those surveyed, not the people")),
    ("SOC-JPT", Theme.SOCIETY, ("ครัวเรือนตกเกณฑ์ จปฐ.", "Households below basic needs"),
     ("ครัวเรือนที่ตกเกณฑ์อย่างน้อยหนึ่งตัวชี้วัด", "Households that fail one indicator or more"),
     ("ครัวเรือน", "households"), 0, DOWN, SUM, "village", YEAR, "กรมการพัฒนาชุมชน", 180, None,
     ("ชุดตัวชี้วัดปรับตามแผนพัฒนาฯ จึงเทียบข้ามชุดไม่ได้", "The set changes with each national plan; sets do not compare")),
    ("SOC-KCC2", Theme.SOCIETY, ("ระดับการพัฒนาหมู่บ้าน กชช.2ค", "Village development class"),
     ("ระดับ 1 ล้าหลัง 2 ปานกลาง 3 ก้าวหน้า", "1 lagging, 2 middling, 3 advanced"), ("ระดับ", "class"), 0, UP, NEVER,
     "village", ROUND, "กรมการพัฒนาชุมชน", 365, None,
     ("ไม่มีในเขตเทศบาลเดิม ช่องว่างไม่ใช่ศูนย์", "Not collected in old municipalities: blank is not zero")),
    ("SOC-HAI", Theme.SOCIETY, ("ดัชนีความก้าวหน้าของคน", "Human achievement index"),
     ("ดัชนีประกอบจากแปดด้าน", "Index of eight dimensions"), ("0–1", "0–1"), 4, UP, NEVER, "province", YEAR, "สศช.", 365,
     None, None),
    ("SOC-ROAD", Theme.SAFETY, ("ผู้เสียชีวิตจากอุบัติเหตุทางถนน", "Road deaths"),
     ("ผู้เสียชีวิตภายใน 30 วัน บูรณาการ 3 ฐาน", "Deaths within 30 days, by three registers joined"), PER_100K, 1, DOWN, MEAN,
     "district", YEAR, "บูรณาการข้อมูลการตาย 3 ฐาน", 120, (100_000, ("ผู้เสียชีวิต", "deaths"), PEOPLE),
     ("นับตามที่เกิดเหตุ ไม่ใช่ที่เสียชีวิต", "By the place of the crash, not of the death")),
    ("SOC-ELDER", Theme.SOCIETY, ("ผู้สูงอายุติดเตียง", "Bed-ridden elderly"),
     ("ผู้สูงอายุที่พึ่งพาผู้อื่นทั้งหมด", "The old who depend on others entirely"), ("คน", "people"), 0, NONE, SUM,
     "subdistrict", YEAR, "สธ./พม.", 90, None, ("ข้อมูลอ่อนไหว", "Sensitive")),
    ("HEA-DENGUE", Theme.HEALTH, ("อัตราป่วยไข้เลือดออก", "Dengue"), ("ผู้ป่วยรายใหม่ในปี", "New cases in the year"),
     PER_100K, 1, DOWN, MEAN, "district", YEAR, "สสจ. (HDC)", 60, (100_000, ("ผู้ป่วย", "cases"), PEOPLE), None),
    ("HEA-STROKE", Theme.HEALTH, ("อัตราป่วยโรคหลอดเลือดสมอง", "Stroke"), ("ผู้ป่วยรายใหม่ในปี", "New cases in the year"),
     PER_100K, 1, DOWN, MEAN, "district", FISCAL, "สสจ. (HDC)", 60, (100_000, ("ผู้ป่วย", "cases"), PEOPLE), None),
    ("HEA-TEEN", Theme.HEALTH, ("อัตราคลอดในวัยรุ่น", "Teenage births"),
     ("การคลอดของหญิงอายุ 15–19 ปี", "Births of women of 15 to 19"), ("ต่อพันคน", "per 1,000"), 1, DOWN, MEAN, "district",
     FISCAL, "สสจ. (HDC)", 60, (1_000, ("การคลอด", "births"), ("หญิงอายุ 15–19 ปี", "women of 15 to 19")), None),
    ("HEA-PREMATURE", Theme.HEALTH, ("การตายก่อนวัยอันควร", "Premature deaths"),
     ("การตายด้วยโรคไม่ติดต่อของผู้มีอายุ 30–69 ปี", "Deaths by non-communicable diseases at 30 to 69"), PER_100K, 1, DOWN, MEAN,
     "district", YEAR, "สสจ. (HDC)", 180, (100_000, ("ผู้เสียชีวิต", "deaths"), ("ประชากรอายุ 30–69 ปี", "people of 30 to 69")),
     None),
    ("EDU-ONET", Theme.EDUCATION, ("คะแนนเฉลี่ย O-NET ม.3", "O-NET, lower secondary"),
     ("คะแนนเฉลี่ยของผู้เข้าสอบ", "Mean score of those examined"), ("คะแนน", "points"), 2, UP, MEAN, "district", ACADEMIC,
     "ศธจ.", 90, (1, ("คะแนนรวม", "sum of scores"), ("ผู้เข้าสอบ", "those examined")),
     ("ปีการศึกษาเป็นปีอีกแบบหนึ่ง", "Academic years are years of a third kind")),
    ("EDU-DROP", Theme.EDUCATION, ("เด็กนอกระบบการศึกษา", "Children out of school"),
     ("เด็กวัยเรียนที่ไม่มีชื่อในสถานศึกษา", "Children of school age in no school"), ("คน", "people"), 0, DOWN, SUM, "district",
     ACADEMIC, "ศธจ.", 120, None, None),
    ("ENV-PM25", Theme.ENVIRONMENT, ("จำนวนวันที่ PM2.5 เกินมาตรฐาน", "Days of PM2.5 above the standard"),
     ("วันที่ค่าเฉลี่ย 24 ชั่วโมงเกิน 37.5 µg/m³", "Days on which the 24-hour mean exceeded 37.5 µg/m³"), ("วัน", "days"), 0,
     DOWN, NEVER, "district", YEAR, "กรมควบคุมมลพิษ", 30, None,
     ("มาตรฐานเปลี่ยนเมื่อ 1 มิ.ย. 2566 จาก 50 เป็น 37.5", "The standard went from 50 to 37.5 on 1 June 2023")),
    ("ENV-WQI", Theme.ENVIRONMENT, ("ดัชนีคุณภาพน้ำ", "Water quality index"), ("ดัชนีรวมของสถานีตรวจวัด", "Index of a station"),
     ("0–100", "0–100"), 0, UP, NEVER, "district", QUARTER, "กรมควบคุมมลพิษ", 60, None, None),
    ("ENV-WASTE", Theme.ENVIRONMENT, ("ขยะที่จัดการถูกต้อง", "Waste managed correctly"),
     ("ขยะที่กำจัดถูกต้องหรือใช้ประโยชน์", "Waste disposed of correctly or used"), PERCENT, 1, UP, MEAN, "district", FISCAL,
     "สถ./ทสจ.", 90, (100, ("ขยะที่จัดการถูกต้อง (ตัน)", "tons managed correctly"), ("ขยะที่เกิดขึ้น (ตัน)", "tons that arose")),
     ("ต้นทางเก็บตาม อปท. ไม่ใช่ตำบล", "Collected by local government, not by subdistrict")),
    ("ENV-FOREST", Theme.ENVIRONMENT, ("พื้นที่ป่า", "Forest"), ("พื้นที่ป่าจากภาพถ่ายดาวเทียม", "Forest by satellite"),
     ("ไร่", "rai"), 0, UP, SUM, "district", YEAR, "กรมป่าไม้", 365, None, None),
    ("ENV-HOTSPOT", Theme.ENVIRONMENT, ("จุดความร้อน", "Fire hotspots"), ("จุดความร้อนจากดาวเทียมในปี", "Hotspots in the year"),
     ("จุด", "hotspots"), 0, DOWN, SUM, "subdistrict", YEAR, "GISTDA", 7, None, None),
    ("DIS-FLOOD", Theme.HAZARDS, ("หมู่บ้านประสบอุทกภัย", "Villages flooded"), ("หมู่บ้านที่ประกาศเขตประสบภัย", "Villages declared"),
     ("หมู่บ้าน", "villages"), 0, DOWN, SUM, "subdistrict", FISCAL, "ปภ.", 60, None, None),
    ("DIS-DROUGHT", Theme.HAZARDS, ("หมู่บ้านประสบภัยแล้ง", "Villages in drought"),
     ("หมู่บ้านที่ประกาศเขตประสบภัย", "Villages declared"), ("หมู่บ้าน", "villages"), 0, DOWN, SUM, "subdistrict", FISCAL, "ปภ.",
     60, None, None),
    ("SAF-CRIME", Theme.SAFETY, ("คดีอาญา 4 กลุ่ม", "Crime"), ("คดีที่รับแจ้ง", "Cases reported"),
     ("คดีต่อแสนคน", "cases per 100,000"), 1, DOWN, MEAN, "district", FISCAL, "ตร.", 60,
     (100_000, ("คดี", "cases"), PEOPLE), ("ชั้นข้อมูลภายใน", "Internal")),
    ("SAF-DRUG", Theme.SAFETY, ("คดียาเสพติด", "Drug cases"), ("คดีที่จับกุม", "Cases of arrest"),
     ("คดีต่อแสนคน", "cases per 100,000"), 1, DOWN, MEAN, "district", FISCAL, "ป.ป.ส.", 60,
     (100_000, ("คดี", "cases"), PEOPLE), ("ชั้นข้อมูลภายใน", "Internal")),
    ("GOV-DISB", Theme.GOVERNANCE, ("อัตราเบิกจ่ายงบประมาณ", "Disbursement"), ("เบิกจ่ายต่อวงเงินที่ได้รับ", "Disbursed of allocated"),
     PERCENT, 2, UP, MEAN, "province", FISCAL, "กรมบัญชีกลาง", 30,
     (100, ("เบิกจ่าย (บาท)", "disbursed (baht)"), ("ได้รับจัดสรร (บาท)", "allocated (baht)")), None),
    ("GOV-COMPL", Theme.GOVERNANCE, ("เรื่องร้องเรียนที่ยุติในกำหนด", "Complaints closed in time"),
     ("เรื่องที่ยุติภายในกำหนดต่อเรื่องที่รับ", "Closed in time of those received"), PERCENT, 1, UP, MEAN, "district", FISCAL,
     "ศูนย์ดำรงธรรม", 30, (100, ("ยุติในกำหนด", "closed in time"), ("รับเรื่อง", "received")), None),
    ("GOV-SAT", Theme.GOVERNANCE, ("ความพึงพอใจต่อบริการ", "Satisfaction"), ("คะแนนเฉลี่ยจากการสำรวจ", "Mean of a survey"),
     ("1–5", "1–5"), 2, UP, NEVER, "province", ROUND, "สำนักงานจังหวัด", 90, None,
     ("ดูจำนวนตัวอย่างด้วย", "Mind the size of the sample")),
    ("GOV-ITA", Theme.GOVERNANCE, ("คะแนน ITA", "Integrity and transparency (ITA)"), ("คะแนนของจังหวัด", "Score of the province"),
     ("0–100", "0–100"), 2, UP, LATEST, "province", FISCAL, "ป.ป.ช.", 30, None, None),
    ("GOV-PMQA", Theme.GOVERNANCE, ("คะแนน PMQA", "PMQA"), ("คะแนนของจังหวัด", "Score of the province"),
     ("0–500", "0–500"), 1, UP, LATEST, "province", FISCAL, "ก.พ.ร.", 90, None, None),
)  # fmt: skip
ABOUT_PERSONS = frozenset({"SOC-TPMAP", "SOC-JPT", "SOC-ELDER", "EDU-DROP"})
INTERNAL = frozenset({"SAF-CRIME", "SAF-DRUG"})


def _indicators() -> Iterator[StandardIndicator]:
    for row in ROWS:
        (
            code,
            theme,
            name,
            definition,
            unit,
            decimals,
            direction,
            aggregation,
            level,
            kind,
            source,
            lag,
            ratio,
            caution,
        ) = row
        yield StandardIndicator(
            code, theme.value, *name, *definition, *unit, direction.value, aggregation.value, level, kind.value,
            source, **_of_ratio(ratio), decimals=decimals, release_lag_days=lag,
            caution_th=caution and caution[0], caution_en=caution and caution[1],
            is_about_persons=code in ABOUT_PERSONS, class_="internal" if code in INTERNAL else "public",
        )  # fmt: skip


def _of_ratio(ratio: Ratio | None) -> dict[str, Any]:
    """How a ratio is computed, in words."""
    if ratio is None:
        return {}
    multiplier, (over_th, over_en), (under_th, under_en) = ratio
    times = "" if multiplier == 1 else f" × {multiplier:,.0f}"
    return {
        "formula_th": f"{over_th} ÷ {under_th}{times}", "formula_en": f"{over_en} ÷ {under_en}{times}",
        "numerator_th": over_th, "numerator_en": over_en, "denominator_th": under_th, "denominator_en": under_en,
        "multiplier": multiplier,
    }  # fmt: skip


INDICATORS = tuple(_indicators())
GRADES = (
    (Decimal(90), "ระดับคุณภาพ", "Quality"), (Decimal(75), "ระดับมาตรฐานขั้นสูง", "High standard"),
    (Decimal(60), "ระดับมาตรฐานขั้นต้น", "Basic standard"), (Decimal(0), "ระดับต้องปรับปรุง", "To be improved"),
)  # fmt: skip
LIGHTS = (date(2019, 10, 1), Decimal(100), Decimal(75))
"""Since when, from which percent green, from which yellow."""
