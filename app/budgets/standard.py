"""What every office starts with: sources, classes of expenditure with their usual lead times, targets of disbursement.

Names follow the classification of the Budget Bureau; lead times in days (งานพัสดุตั้งแต่ราคากลางถึงลงนาม) are usual ones, not
law, and not verified. Targets are those that the cabinet set for a year, as far as a public source gives them.
"""

from __future__ import annotations

SOURCES = (
    ("province", "งบจังหวัด", "Provincial budget"),
    ("cluster", "งบกลุ่มจังหวัด", "Cluster budget"),
    ("function", "งบฟังก์ชัน (กระทรวง/กรม)", "Function budget (ministry, department)"),
    ("integrated", "แผนงานบูรณาการ", "Integrated programmes"),
    ("local", "องค์กรปกครองส่วนท้องถิ่น", "Local administrative organisations"),
    ("specific_grant", "เงินอุดหนุนเฉพาะกิจ", "Specific-purpose grants"),
    ("central", "งบกลาง", "Central fund"),
    ("disaster_advance", "เงินทดรองราชการเพื่อช่วยเหลือผู้ประสบภัยพิบัติ", "Disaster advance"),
    ("fund", "กองทุน", "Funds"),
    ("private", "เอกชน (PPP/CSR)", "Private (PPP, CSR)"),
    ("state_enterprise", "รัฐวิสาหกิจ", "State enterprises"),
)
CLASSES = (
    # code, class above, Thai, English, lead time in days
    ("personnel", None, "งบบุคลากร", "Personnel", 15),
    ("operating", None, "งบดำเนินงาน", "Operating", 45),
    ("investment", None, "งบลงทุน", "Investment", 120),
    ("subsidy", None, "งบเงินอุดหนุน", "Subsidies", 30),
    ("other", None, "งบรายจ่ายอื่น", "Other expenditure", 60),
    ("salaries", "personnel", "เงินเดือนและค่าจ้าง", "Salaries and wages", 15),
    ("goods_services", "operating", "ค่าตอบแทน ใช้สอยและวัสดุ", "Remuneration, services and materials", 45),
    ("utilities", "operating", "ค่าสาธารณูปโภค", "Utilities", 15),
    ("equipment", "investment", "ค่าครุภัณฑ์", "Equipment", 90),
    ("land_building", "investment", "ค่าที่ดินและสิ่งก่อสร้าง", "Land and construction", 150),
    ("general_subsidy", "subsidy", "เงินอุดหนุนทั่วไป", "General subsidies", 30),
    ("specific_subsidy", "subsidy", "เงินอุดหนุนเฉพาะกิจ", "Specific-purpose subsidies", 45),
)
