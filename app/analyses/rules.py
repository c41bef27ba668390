"""What analyses say: levels, classes of need against money, kinds of spots, and how each figure is computed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from gis.composite import Scale
from gis.layer import Text


class Level(StrEnum):
    """The areas that are compared."""

    DISTRICT = "district"
    SUBDISTRICT = "subdistrict"

    @property
    def digits(self) -> int:
        """Of the codes of its areas."""
        return 4 if self is Level.DISTRICT else 6


LEVELS = {Level.DISTRICT: Text(th="อำเภอ", en="District"), Level.SUBDISTRICT: Text(th="ตำบล", en="Subdistrict")}
SCALES = {
    Scale.MINMAX: Text(th="ต่ำสุด–สูงสุด (0–1)", en="Least to most (0–1)"),
    Scale.Z: Text(th="ส่วนเบี่ยงเบนมาตรฐาน (z)", en="Standard deviations (z)"),
}
FEWEST = 2
"""Of fewer areas nothing is compared."""
MOST_WEIGHT = 100.0


@dataclass(frozen=True, slots=True)
class Step:
    """How a figure is computed, and where that is written."""

    name: Text
    formula: str
    source: str


EQUITY = (
    Step(
        Text(
            th="งบประมาณต่อหัว = เงินที่ได้รับซึ่งระบุตำบลได้ ÷ ประชากร",
            en="Budget per head = money received that has a subdistrict ÷ people",
        ),
        "x = baht / people",
        "",
    ),
    Step(
        Text(
            th="เส้นลอเรนซ์: เรียงพื้นที่จากต่อหัวน้อยไปมาก สะสมสัดส่วนคน (p) และเงิน (L)",
            en="Lorenz curve: areas from the least per head on, running shares of people (p) and money (L)",
        ),
        "(p₀, L₀) = (0, 0) … (pₙ, Lₙ) = (1, 1)",
        "Lorenz (1905)",
    ),
    Step(
        Text(
            th="จีนี: สองเท่าของพื้นที่ระหว่างเส้นทแยงกับเส้นลอเรนซ์ 0 คือเท่ากันทุกคน",
            en="Gini: twice the area between the diagonal and the curve; 0 is the same for everybody",
        ),
        "G = 1 − Σ (pᵢ − pᵢ₋₁)(Lᵢ + Lᵢ₋₁)",
        "Gini (1914)",
    ),
    Step(
        Text(
            th="ไทล์ T: s คือสัดส่วนเงิน p คือสัดส่วนคน แยกเป็นระหว่างอำเภอกับภายในอำเภอ (รายตำบล) สองส่วนรวมได้ทั้งหมด",
            en="Theil T: s share of money, p share of people; parted into between districts and within them (by subdistrict), "
            "which add up to the whole",
        ),
        "T = Σ s·ln(s/p) = Σ S·ln(S/P) + Σ S·T(district)",
        "Theil (1967); Cowell (2011)",
    ),
    Step(
        Text(
            th="ดัชนีการกระจุกตัว: เรียงอำเภอจากต้องการมากที่สุด ต่ำกว่า 0 คือเงินไปหาผู้ที่ต้องการมากกว่า",
            en="Concentration index: districts from the neediest on; below 0 money goes to those who need more",
        ),
        "C = 1 − Σ (pᵢ − pᵢ₋₁)(Lᵢ + Lᵢ₋₁)",
        "Kakwani, Wagstaff, van Doorslaer (1997)",
    ),
)
NOT_COUNTED = Text(
    th="เงินทั้งจังหวัดและเงินที่ไม่ระบุพื้นที่ไม่ถูกเฉลี่ยให้พื้นที่ใด ความเหลื่อมล้ำภายในตำบลไม่ทราบ "
    "พื้นที่ที่ไม่ทราบจำนวนคนไม่นับ และทุกอย่างนับเฉพาะที่ตำแหน่งของผู้ดูมีสิทธิเห็น",
    en="Money for the whole province and money without a place is spread over no area. Inequality inside a subdistrict is not "
    "known. Areas whose people are not known are left out. Only what the viewer's position may see is counted.",
)
