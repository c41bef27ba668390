"""Invented persons: every surname says that it is made up, so that nobody real can bear the name."""

from __future__ import annotations

from dataclasses import dataclass

MEN = (
    ("ธีระ", "Thira"), ("ปกรณ์", "Pakon"), ("สุรชัย", "Surachai"), ("เอกชัย", "Ekachai"), ("พิชิต", "Phichit"),
    ("อนันต์", "Anan"), ("วิทยา", "Witthaya"), ("สมพร", "Somphon"), ("ชัยวัฒน์", "Chaiwat"), ("ประเสริฐ", "Prasoet"),
    ("นิพนธ์", "Niphon"), ("กิตติ", "Kitti"), ("ณรงค์", "Narong"), ("วีระ", "Wira"), ("สุเทพ", "Suthep"),
    ("มานพ", "Manop"), ("ไพโรจน์", "Phairot"), ("บุญมี", "Bunmi"), ("จรูญ", "Charun"), ("เฉลิม", "Chaloem"),
)  # fmt: skip
WOMEN = (
    ("วราภรณ์", "Waraphon"), ("สุดา", "Suda"), ("อรทัย", "Orathai"), ("กมลา", "Kamala"), ("นงนุช", "Nongnut"),
    ("พรทิพย์", "Phonthip"), ("มาลี", "Mali"), ("ศิริพร", "Siriphon"), ("ดวงใจ", "Duangchai"), ("จินตนา", "Chintana"),
    ("รัตนา", "Rattana"), ("ปราณี", "Prani"), ("สายฝน", "Saifon"), ("วันเพ็ญ", "Wanphen"), ("ทัศนีย์", "Thatsani"),
    ("อุบล", "Ubon"), ("เพ็ญศรี", "Phensi"), ("นภา", "Napha"), ("ลัดดา", "Ladda"), ("ชุติมา", "Chutima"),
)  # fmt: skip
SURNAMES = (
    ("ศรีสมมุติ", "Sisommut"), ("วงศ์สมมุติ", "Wongsommut"), ("ใจสมมุติ", "Chaisommut"), ("ทองสมมุติ", "Thongsommut"),
    ("แก้วสมมุติ", "Kaeosommut"), ("สมมุติวัฒน์", "Sommutwat"), ("สมมุติกุล", "Sommutkun"), ("สมมุติชัย", "Sommutchai"),
    ("บุญสมมุติ", "Bunsommut"), ("สมมุติพงศ์", "Sommutphong"), ("เพชรสมมุติ", "Phetsommut"), ("สมมุติรักษ์", "Sommutrak"),
    ("จันทร์สมมุติ", "Chansommut"), ("สมมุติเจริญ", "Sommutcharoen"), ("พรสมมุติ", "Phonsommut"),
    ("สมมุติสุข", "Sommutsuk"), ("นาสมมุติ", "Nasommut"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Name:
    """A name with its title, in both languages."""

    th: str
    en: str


def person(number: int) -> Name:
    """The invented person of this number: 680 different ones, a man and a woman by turns."""
    title_th, title_en, given = ("นาย", "Mr", MEN) if number % 2 == 0 else ("นาง", "Mrs", WOMEN)
    first = given[number // 2 % len(given)]
    surname = SURNAMES[number % len(SURNAMES)]
    return Name(f"{title_th}{first[0]} {surname[0]}", f"{title_en} {first[1]} {surname[1]}")
