"""National goals that every installation begins with. Names and periods are facts; what was not compared with the
original text is marked so (``is_verified`` false) and shown so on the pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.plans.rules import System

UNCHECKED = "ยังไม่ได้ตรวจกับต้นฉบับ"
NATIONAL = "ยุทธศาสตร์ชาติ พ.ศ. 2561–2580"
MASTER = "แผนแม่บทภายใต้ยุทธศาสตร์ชาติ พ.ศ. 2561–2580"
FIVE_YEARS = "แผนพัฒนาเศรษฐกิจและสังคมแห่งชาติ ฉบับที่ 13 พ.ศ. 2566–2570"
SUSTAINABLE = "United Nations General Assembly resolution A/RES/70/1 (2015)"


@dataclass(frozen=True, slots=True)
class StandardFrame:
    system: System
    code: str
    rank: int
    name_th: str
    name_en: str
    valid_from: date
    valid_to: date
    source: str
    is_verified: bool = False


NS = (
    ("ความมั่นคง", "National security"),
    ("การสร้างความสามารถในการแข่งขัน", "Competitiveness"),
    ("การพัฒนาและเสริมสร้างศักยภาพทรัพยากรมนุษย์", "Human capital development"),
    ("การสร้างโอกาสและความเสมอภาคทางสังคม", "Social opportunity and equality"),
    ("การสร้างการเติบโตบนคุณภาพชีวิตที่เป็นมิตรต่อสิ่งแวดล้อม", "Growth on a quality of life friendly to the environment"),
    ("การปรับสมดุลและพัฒนาระบบการบริหารจัดการภาครัฐ", "Rebalancing and developing public administration"),
)
MP = (
    ("ความมั่นคง", "National security"),
    ("การต่างประเทศ", "Foreign affairs"),
    ("การเกษตร", "Agriculture"),
    ("อุตสาหกรรมและบริการแห่งอนาคต", "Industries and services of the future"),
    ("การท่องเที่ยว", "Tourism"),
    ("พื้นที่และเมืองน่าอยู่อัจฉริยะ", "Liveable and smart areas and cities"),
    ("โครงสร้างพื้นฐาน ระบบโลจิสติกส์ และดิจิทัล", "Infrastructure, logistics and digital systems"),
    ("ผู้ประกอบการและวิสาหกิจขนาดกลางและขนาดย่อมยุคใหม่", "Modern entrepreneurs and small enterprises"),
    ("เขตเศรษฐกิจพิเศษ", "Special economic zones"),
    ("การปรับเปลี่ยนค่านิยมและวัฒนธรรม", "Values and culture"),
    ("ศักยภาพคนตลอดช่วงชีวิต", "Potential of people through life"),
    ("การพัฒนาการเรียนรู้", "Learning"),
    ("การเสริมสร้างให้คนไทยมีสุขภาวะที่ดี", "Well-being"),
    ("ศักยภาพการกีฬา", "Sport"),
    ("พลังทางสังคม", "Social force"),
    ("เศรษฐกิจฐานราก", "Local economy"),
    ("ความเสมอภาคและหลักประกันทางสังคม", "Equality and social security"),
    ("การเติบโตอย่างยั่งยืน", "Sustainable growth"),
    ("การบริหารจัดการน้ำทั้งระบบ", "Water management"),
    ("การบริการประชาชนและประสิทธิภาพภาครัฐ", "Public services and efficient government"),
    ("การต่อต้านการทุจริตและประพฤติมิชอบ", "Anti-corruption"),
    ("กฎหมายและกระบวนการยุติธรรม", "Law and justice"),
    ("การวิจัยและพัฒนานวัตกรรม", "Research and innovation"),
)
MASTER_PLANS_READ = 11
"""The names of the first eleven were read in a published document."""
NESDP = (
    ("เกษตรและเกษตรแปรรูปมูลค่าสูง", "High-value agriculture"),
    ("การท่องเที่ยวที่เน้นคุณค่าและความยั่งยืน", "Tourism of quality"),
    ("ฐานการผลิตยานยนต์ไฟฟ้า", "Electric vehicles"),
    ("การแพทย์และสุขภาพมูลค่าสูง", "Medicine and health"),
    ("ประตูการค้าการลงทุนและโลจิสติกส์", "Gateway of trade and logistics"),
    ("อิเล็กทรอนิกส์อัจฉริยะและบริการดิจิทัล", "Smart electronics and digital services"),
    ("วิสาหกิจขนาดกลางและขนาดย่อมที่เข้มแข็ง", "Strong small enterprises"),
    ("พื้นที่และเมืองอัจฉริยะ", "Smart areas and cities"),
    ("ความยากจนข้ามรุ่นลดลง", "Less poverty across generations"),
    ("เศรษฐกิจหมุนเวียนและสังคมคาร์บอนต่ำ", "Circular economy and low carbon"),
    ("ลดความเสี่ยงจากภัยธรรมชาติและการเปลี่ยนแปลงภูมิอากาศ", "Less risk of natural hazards and climate change"),
    ("กำลังคนสมรรถนะสูง", "High-performing workforce"),
    ("ภาครัฐที่ทันสมัย", "Modern government"),
)
SDG = (
    ("ขจัดความยากจน", "No poverty"),
    ("ขจัดความหิวโหย", "Zero hunger"),
    ("สุขภาพและความเป็นอยู่ที่ดี", "Good health and well-being"),
    ("การศึกษาที่มีคุณภาพ", "Quality education"),
    ("ความเท่าเทียมทางเพศ", "Gender equality"),
    ("น้ำสะอาดและสุขาภิบาล", "Clean water and sanitation"),
    ("พลังงานสะอาดที่เข้าถึงได้", "Affordable and clean energy"),
    ("งานที่มีคุณค่าและการเติบโตทางเศรษฐกิจ", "Decent work and economic growth"),
    ("อุตสาหกรรม นวัตกรรม และโครงสร้างพื้นฐาน", "Industry, innovation and infrastructure"),
    ("ลดความเหลื่อมล้ำ", "Reduced inequalities"),
    ("เมืองและชุมชนที่ยั่งยืน", "Sustainable cities and communities"),
    ("การผลิตและบริโภคที่ยั่งยืน", "Responsible consumption and production"),
    ("การรับมือการเปลี่ยนแปลงสภาพภูมิอากาศ", "Climate action"),
    ("ทรัพยากรทางทะเล", "Life below water"),
    ("ระบบนิเวศบนบก", "Life on land"),
    ("สังคมสงบสุข ยุติธรรม และสถาบันเข้มแข็ง", "Peace, justice and strong institutions"),
    ("ความร่วมมือเพื่อการพัฒนาที่ยั่งยืน", "Partnerships for the goals"),
)


def _frames() -> Iterator[StandardFrame]:
    listed = (
        (System.NS, NS, date(2018, 1, 1), date(2038, 1, 1), NATIONAL, 0),
        (System.MP, MP, date(2018, 1, 1), date(2038, 1, 1), MASTER, MASTER_PLANS_READ),
        (System.NESDP, NESDP, date(2022, 10, 1), date(2027, 10, 1), FIVE_YEARS, 0),
        (System.SDG, SDG, date(2016, 1, 1), date(2031, 1, 1), SUSTAINABLE, 0),
    )
    for system, names, since, until, source, read in listed:
        for rank, (th, en) in enumerate(names, start=1):
            told = source if rank <= read else f"{source} ({UNCHECKED})"
            yield StandardFrame(system, str(rank), rank, th, en, since, until, told, rank <= read)


FRAMES = tuple(_frames())
