"""The invented plan of the invented province: its words, what it serves, what it shall reach, and its revision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

CODE = "sommutburi-2566"
FIRST, LAST = 2566, 2570
SINCE = date(2022, 10, 1)
REVISED_ON = date(2024, 10, 1)
TITLE = ("แผนพัฒนาจังหวัดสมมุติบุรี พ.ศ. 2566–2570", "Development plan of Sommut Buri, B.E. 2566–2570")
REVISED = ("แผนพัฒนาจังหวัดสมมุติบุรี พ.ศ. 2566–2570 (ฉบับทบทวน)", "Development plan of Sommut Buri, B.E. 2566–2570 (revised)")
VISION = (
    "เมืองเกษตรปลอดภัย ท่องเที่ยวชุมชน คนอยู่ดี พร้อมรับภัย",
    "Safe farming, community tourism, good lives, ready for hazards",
)
GOALS = (
    ("G1", "เศรษฐกิจจังหวัดเติบโตอย่างทั่วถึง", "The economy grows for everybody"),
    ("G2", "ประชาชนมีคุณภาพชีวิตที่ดีและปลอดภัย", "People live well and safely"),
)


@dataclass(frozen=True, slots=True)
class PlannedNode:
    """A node under another, by codes; of an approach the national goals, the first of each system its primary one."""

    kind: str
    code: str
    under: str
    th: str
    en: str
    serves: tuple[str, ...] = ()


ISSUES = (
    PlannedNode("issue", "1", "G1", "เกษตรมูลค่าสูงและอาหารปลอดภัย", "High-value farming and safe food", ("NS:2",)),
    PlannedNode("issue", "2", "G1", "ท่องเที่ยวและเศรษฐกิจชุมชน", "Tourism and the local economy", ("NS:2",)),
    PlannedNode("issue", "3", "G2", "คุณภาพชีวิตและสังคม", "Quality of life", ("NS:4",)),
    PlannedNode("issue", "4", "G2", "สิ่งแวดล้อมและความพร้อมรับภัยพิบัติ", "Environment and readiness for hazards", ("NS:5",)),
)
OBJECTIVES = (
    PlannedNode("objective", "O1", "1", "เกษตรกรมีรายได้เพิ่มขึ้น", "Farmers earn more"),
    PlannedNode("objective", "O2", "2", "รายได้จากการท่องเที่ยวเพิ่มขึ้น", "Tourism earns more"),
    PlannedNode("objective", "O3", "3", "ความสูญเสียและความยากจนลดลง", "Less loss and less poverty"),
    PlannedNode("objective", "O4", "4", "สิ่งแวดล้อมดีขึ้นและเสียหายจากภัยน้อยลง", "A better environment, less damage"),
)
APPROACHES = (
    PlannedNode("approach", "1.1", "O1", "ส่งเสริมการผลิตตามมาตรฐาน GAP และเกษตรอินทรีย์", "Promote GAP and organic farming",
                ("NS:2", "MP:3", "NESDP:1", "SDG:2")),
    PlannedNode("approach", "1.2", "O1", "แปรรูปสินค้าเกษตร", "Process farm products", ("NS:2", "MP:3", "NESDP:1")),
    PlannedNode("approach", "1.3", "O1", "พัฒนาแหล่งน้ำเพื่อการเกษตร", "Develop water sources for farming",
                ("NS:5", "NS:2", "MP:19", "SDG:6")),
    PlannedNode("approach", "1.4", "O1", "เชื่อมตลาดและโลจิสติกส์สินค้าเกษตร", "Link farm products to markets",
                ("NS:2", "MP:7", "NESDP:5")),
    PlannedNode("approach", "2.1", "O2", "พัฒนาเส้นทางท่องเที่ยวเชื่อมโยงชุมชน", "Develop routes of community tourism",
                ("NS:2", "MP:5", "NESDP:2", "SDG:8")),
    PlannedNode("approach", "2.2", "O2", "ยกระดับผู้ประกอบการและสินค้าชุมชน", "Raise local businesses and products",
                ("NS:2", "NS:4", "MP:16", "NESDP:7")),
    PlannedNode("approach", "2.3", "O2", "ปรับปรุงสิ่งอำนวยความสะดวกของแหล่งท่องเที่ยว", "Improve facilities for visitors",
                ("NS:2", "MP:5")),
    PlannedNode("approach", "3.1", "O3", "ดูแลครัวเรือนเปราะบางและผู้สูงอายุ", "Care for vulnerable households and the old",
                ("NS:4", "MP:17", "NESDP:9", "SDG:1")),
    PlannedNode("approach", "3.2", "O3", "เสริมระบบสุขภาพปฐมภูมิ", "Strengthen primary health care", ("NS:3", "MP:13", "SDG:3")),
    PlannedNode("approach", "3.3", "O3", "ลดอุบัติเหตุทางถนน", "Reduce road accidents", ("NS:4",)),
    PlannedNode("approach", "3.4", "O3", "พัฒนาทักษะเยาวชนและแรงงาน", "Develop skills of the young and of workers",
                ("NS:3", "MP:11", "NESDP:12", "SDG:4")),
    PlannedNode("approach", "4.1", "O4", "ป้องกันน้ำท่วมและตลิ่งพัง", "Prevent floods and erosion of banks",
                ("NS:5", "MP:18", "NESDP:11", "SDG:13")),
    PlannedNode("approach", "4.2", "O4", "จัดการขยะและน้ำเสีย", "Manage waste and waste water", ("NS:5", "MP:18", "SDG:12")),
    PlannedNode("approach", "4.3", "O4", "ลดการเผาและฝุ่นละออง", "Reduce burning and dust", ("NS:5", "NESDP:10", "SDG:11")),
    PlannedNode("approach", "4.4", "O4", "ฟื้นฟูป่าและพื้นที่สีเขียว", "Restore forests and green areas", ("NS:5", "SDG:15")),
)  # fmt: skip
PROGRAMMES = (
    PlannedNode("programme", "1.1.1", "1.1", "แผนงานเกษตรปลอดภัย", "Programme of safe farming"),
    PlannedNode("programme", "2.1.1", "2.1", "แผนงานท่องเที่ยวริมแม่น้ำ", "Programme of riverside tourism"),
    PlannedNode("programme", "4.1.1", "4.1", "แผนงานป้องกันตลิ่ง", "Programme of bank protection"),
)
NODES = (*ISSUES, *OBJECTIVES, *APPROACHES, *PROGRAMMES)
TARGETS = (
    # node, indicator, unit, baseline of 2565, targets of 2566 to 2570
    ("O1", "รายได้เงินสดสุทธิทางการเกษตร", "บาทต่อครัวเรือน", 82_000, (84_000, 87_000, 90_000, 94_000, 98_000)),
    ("O2", "รายได้จากการท่องเที่ยว", "ล้านบาท", 3_150, (3_300, 3_500, 3_700, 3_950, 4_200)),
    ("O3", "ผู้เสียชีวิตจากอุบัติเหตุทางถนน", "คนต่อแสนคน", 29, (27, 25, 23, 21, 19)),
    ("O4", "จำนวนวันที่ PM2.5 เกินมาตรฐาน", "วัน", 38, (36, 33, 30, 27, 25)),
)

REMOVED = ("2.3",)
ADDED = (
    PlannedNode("approach", "3.5", "O3", "บริการภาครัฐดิจิทัลที่เข้าถึงง่าย", "Digital public services within reach",
                ("NS:6", "MP:20", "NESDP:13", "SDG:16")),
    PlannedNode("approach", "4.5", "O4", "ระบบเตือนภัยและข้อมูลภัยพิบัติ", "Warning and information on hazards",
                ("NS:5", "NS:6", "MP:18", "NESDP:11")),
)  # fmt: skip
RENAMED = ("1.2", "แปรรูปและสร้างมูลค่าเพิ่มสินค้าเกษตรด้วยนวัตกรรม", "Process farm products with innovation")
TURNED = ("3.3", "NS:4", "NS:3")
"""An approach whose primary strategy the revision changes: the old one stays with its dates."""
RAISED = ("O4", "จำนวนวันที่ PM2.5 เกินมาตรฐาน", "วัน", 38, (36, 33, 28, 23, 18))

MEETINGS = ((date(2022, 8, 22), 2565), (date(2024, 8, 26), 2567))
"""The days on which the committee adopted the plan and its revision, and the years in which the meetings count."""
PLACE = "ห้องประชุมศาลากลางจังหวัดสมมุติบุรี (สมมุติ)"
