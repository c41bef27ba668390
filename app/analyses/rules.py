"""What analyses say: levels, classes of need against money, kinds of spots, and how each figure is computed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from gis.clusters import Spot
from gis.composite import Scale
from gis.layer import Text
from gis.style import Category


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
FEWEST_RANKED = 3
"""Of fewer areas there are no thirds."""
GAP = (
    Step(
        Text(
            th="คะแนน: ค่าของตัวชี้วัดเทียบกับอำเภอที่เปรียบ 1 คือต้องการมากที่สุด ทิศทางตามที่ตัวชี้วัดกำหนดว่าทางใดดี (หรือ z)",
            en="Score: the value among the districts compared, 1 for most need, by the direction in which the indicator is "
            "better (or z)",
        ),
        "s = (x − min) / (max − min)   |   z = (x − mean) / sd",
        "OECD & JRC, Handbook on Constructing Composite Indicators (2008)",
    ),
    Step(
        Text(th="ดัชนีความต้องการ: ค่าเฉลี่ยถ่วงน้ำหนักของคะแนน", en="Need index: the weighted mean of the scores"),
        "N = Σ w·s / Σ w",
        "OECD & JRC (2008)",
    ),
    Step(
        Text(
            th="ช่องว่าง: ลำดับเงินต่อหัว ลบ ลำดับความต้องการ (1 คือมากที่สุด) มากกว่า 0 คือเงินตามหลังความต้องการกี่ลำดับ",
            en="Gap: rank of money per head less rank of need (1 is most); above 0 by how many ranks money is behind need",
        ),
        "gap = rank(baht / people) − rank(N)",
        "",
    ),
    Step(
        Text(
            th="ส่วนที่ 1–3: ตามสัดส่วนของอำเภออื่นที่มีน้อยกว่า ค่าเท่ากันอยู่ส่วนล่าง เช่นเดียวกับชั้นความต้องการเทียบเงิน",
            en="Thirds 1–3: by the share of the other districts that have less, equal ones in the lower, as in the layer of "
            "need against money",
        ),
        "min(⌊3·less / (n − 1)⌋ + 1, 3)",
        "",
    ),
    Step(
        Text(
            th="ความมั่นคงของลำดับ: สุ่มน้ำหนัก 1,000 ชุดจากการแจกแจง Dirichlet ที่มีค่าเฉลี่ยเท่าน้ำหนักที่ให้ (ชุดเดิมทุกครั้ง) "
            "ดูว่าอยู่ในหนึ่งในสามแรกกี่ครั้ง และลำดับในช่วงร้อยละ 5–95",
            en="Rank stability: 1,000 sets of weights from a Dirichlet distribution whose mean is the weights given (the same "
            "sets every time): how often in the top third, and the rank from the 5th to the 95th percentile",
        ),
        "w ~ Dirichlet(m·w₁/Σw, …, m·wₘ/Σw)",
        "Saisana, Saltelli, Tarantola (2005)",
    ),
)
GAP_CAUTION = Text(
    th="ดัชนีบอกได้เท่าที่ตัวชี้วัดที่เลือกบอก อำเภอที่ขาดค่าใดค่าหนึ่งไม่ถูกจัดลำดับและไม่มีการเดาค่า "
    "แต่ละตัวชี้วัดใช้รอบล่าสุดที่เริ่มภายในปีงบประมาณ เงินทั้งจังหวัดและเงินที่ไม่ระบุพื้นที่ไม่นับ",
    en="The index tells no more than the indicators chosen. A district that lacks a value is not ranked, and none is guessed. "
    "Each indicator counts in its newest period begun in the fiscal year or before. Money for the whole province and money "
    "without a place is not counted.",
)
FEWEST_SPOTS, USUAL_SPOTS = 6, 30
"""Of fewer areas no spot is looked for; of fewer than usual a test finds little."""
UNKNOWN_SPOT = "unknown"
SPOTS = (
    Category(
        value=Spot.HIGH_HIGH, th="สูงอยู่กับสูง (จุดร้อน)", en="High among high (hot spot)", colour="#b2182b", shape="square"
    ),
    Category(
        value=Spot.LOW_LOW, th="ต่ำอยู่กับต่ำ (จุดเย็น)", en="Low among low (cold spot)", colour="#2166ac", shape="square"
    ),
    Category(value=Spot.HIGH_LOW, th="สูงท่ามกลางต่ำ", en="High among low", colour="#f4a582", shape="square"),
    Category(value=Spot.LOW_HIGH, th="ต่ำท่ามกลางสูง", en="Low among high", colour="#92c5de", shape="square"),
    Category(value=Spot.NONE, th="ไม่มีนัยสำคัญ", en="Not significant", colour="#eeeeee", shape="square"),
    Category(value=Spot.ISLAND, th="ไม่มีพื้นที่ติดกัน", en="No neighbour", colour="#c9b79c", shape="square"),
    Category(value=UNKNOWN_SPOT, th="ไม่มีข้อมูล", en="No data", colour="#d9dde0", shape="hatched"),
)
"""What an area can be, with its word and colour."""
MARKS = {Spot.HIGH_HIGH: "HH", Spot.LOW_LOW: "LL", Spot.HIGH_LOW: "HL", Spot.LOW_HIGH: "LH"}
"""The letters by which a significant area is told without colour: its own value, then those around it."""
CLUSTERS = (
    Step(
        Text(
            th="เพื่อนบ้าน: พื้นที่ที่มีเส้นเขตหรือมุมร่วมกัน (queen) ทุกเพื่อนบ้านน้ำหนักเท่ากัน",
            en="Neighbours: areas that share a border or a corner (queen), all weighted alike",
        ),
        "wᵢⱼ = 1 / kᵢ",
        "",
    ),
    Step(
        Text(
            th="โมแรนเฉพาะที่: z คือระยะจากค่าเฉลี่ยเป็นจำนวนส่วนเบี่ยงเบนมาตรฐาน คูณค่าเฉลี่ย z ของเพื่อนบ้าน",
            en="Local Moran's I: z, the distance from the mean in standard deviations, times the mean z of the neighbours",
        ),
        "Iᵢ = zᵢ · Σ wᵢⱼ zⱼ",
        "Anselin (1995)",
    ),
    Step(
        Text(
            th="p: สุ่มค่าของพื้นที่อื่นมาเป็นเพื่อนบ้าน 999 ครั้ง (ชุดเดิมทุกครั้ง) นับว่าห่างไปทางนั้นเท่านี้หรือกว่านี้กี่ครั้ง (ข้างเดียว)",
            en="p: other areas drawn as neighbours 999 times (the same draws every time): how often they lie as far to that side "
            "(one-sided)",
        ),
        "p = (M + 1) / (999 + 1)",
        "Anselin (1995)",
    ),
    Step(
        Text(
            th="q: ปรับ p เพราะทดสอบหลายพื้นที่พร้อมกัน (อัตราการค้นพบผิด) มีนัยสำคัญเมื่อ q ≤ 0.05",
            en="q: p adjusted for testing many areas at once (false discovery rate); significant where q ≤ 0.05",
        ),
        "q₍ᵢ₎ = min over j ≥ i of p₍ⱼ₎ · n / j",
        "Benjamini, Hochberg (1995); Caldas de Castro, Singer (2006)",
    ),
)
CLUSTERS_CAUTION = Text(
    th="จุดร้อนคือค่าสูงที่อยู่ติดกันมากกว่าที่จะเกิดโดยบังเอิญ ไม่ได้บอกสาเหตุ ควรใช้ค่าต่อหัวหรืออัตรา ไม่ใช่จำนวน "
    "พื้นที่ที่ไม่มีค่าไม่นับและไม่เป็นเพื่อนบ้านของใคร",
    en="A hot spot is high values side by side more than by chance; it tells no cause. Rates serve better than counts. Areas "
    "without a value are not counted and are nobody's neighbours.",
)
TRAVEL = (
    Step(
        Text(
            th="โครงข่าย: ถนนทุกเส้นตัดกันที่จุดตัด จุดร่วม และปลายที่ห่างกันไม่เกิน 30 ม. "
            "เวลา = ระยะ ÷ ความเร็วตามประเภทถนน ประเภทอื่นใช้ความเร็วต่ำสุด",
            en="Network: all roads are joined where they cross, touch, or end within 30 m of each other; time = length ÷ speed "
            "of the kind of road, of an unknown kind the slowest",
        ),
        "minutes = 0.06 · metres / (km/h)",
        "",
    ),
    Step(
        Text(
            th="นอกถนน: จากจุดไปถนนที่ใกล้สุด หรือตรงไปยังสถานที่ ระยะตรง × ตัวคูณ ÷ ความเร็วนอกถนน แล้วใช้ทางที่เร็วกว่า",
            en="Off the roads: from a place to the nearest road, or straight to the facility: distance × detour factor ÷ speed "
            "off the roads; the quicker way counts",
        ),
        "",
        "",
    ),
    Step(
        Text(
            th="เวลาน้อยที่สุดไปยังสถานที่ใกล้สุด: วิธีของไดก์สตรา (networkx)",
            en="Least time to the nearest facility: Dijkstra's shortest paths (networkx)",
        ),
        "",
        "Dijkstra (1959)",
    ),
    Step(
        Text(
            th="ประชากรของตำบลแบ่งเท่ากันตามหมู่บ้านของตำบล ถ้าไม่มีหมู่บ้านบนแผนที่ถือว่าอยู่ที่จุดเดียวกลางตำบล",
            en="The people of a subdistrict are divided equally among its villages; without villages on the map all stand at one "
            "spot inside it",
        ),
        "within = Σ people · (villages within the time / villages)",
        "",
    ),
    Step(
        Text(
            th="ก่อนและหลัง: เพิ่มที่ตั้งของโครงการเป็นสถานที่อีกแห่ง คนที่เพิ่มขึ้นต่อล้านบาท = ส่วนต่าง ÷ วงเงินที่ใส่",
            en="Before and after: the project's place becomes one more facility; newly covered people per million baht = the "
            "difference ÷ the cost given",
        ),
        "(after − before) / (baht / 1,000,000)",
        "",
    ),
)
TRAVEL_CAUTION = Text(
    th="ความเร็วเป็นข้อสมมุติ ไม่รวมการจราจร ทางเดียว สะพานข้ามกัน และเวลารอ ถนนที่ไม่มีในระบบไม่นับ สถานที่นอกจังหวัดที่มีในระบบนับด้วย",
    en="Speeds are assumptions: no traffic, one-way streets, bridges over each other or waiting. Roads that are not stored do "
    "not count. Facilities beyond the province count where they are stored.",
)
