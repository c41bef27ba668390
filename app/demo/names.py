"""Invented place names, put together from the words that Thai place names are made of."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

FIRST = (
    ("หนอง", "Nong"),
    ("ห้วย", "Huai"),
    ("ดอน", "Don"),
    ("โคก", "Khok"),
    ("นา", "Na"),
    ("ทุ่ง", "Thung"),
    ("คลอง", "Khlong"),
    ("ท่า", "Tha"),
    ("วัง", "Wang"),
    ("โพธิ์", "Pho"),
    ("บาง", "Bang"),
    ("บึง", "Bueng"),
    ("เขา", "Khao"),
    ("ป่า", "Pa"),
    ("โนน", "Non"),
    ("สระ", "Sa"),
    ("ไร่", "Rai"),
    ("หัว", "Hua"),
)
SECOND = (
    ("แก้ว", "Kaeo"),
    ("ทอง", "Thong"),
    ("ใหม่", "Mai"),
    ("คำ", "Kham"),
    ("เงิน", "Ngoen"),
    ("สูง", "Sung"),
    ("ยาว", "Yao"),
    ("ไทร", "Sai"),
    ("มะขาม", "Makham"),
    ("มะค่า", "Makha"),
    ("ประดู่", "Pradu"),
    ("แดง", "Daeng"),
    ("หินลาด", "Hin Lat"),
    ("น้ำใส", "Nam Sai"),
    ("เจริญ", "Charoen"),
    ("ไผ่", "Phai"),
    ("บัว", "Bua"),
    ("ขาว", "Khao"),
    ("กระทุ่ม", "Krathum"),
    ("ตะเคียน", "Takhian"),
    ("สะแก", "Sakae"),
    ("มะม่วง", "Mamuang"),
    ("หลวง", "Luang"),
    ("ใหญ่", "Yai"),
    ("น้อย", "Noi"),
    ("สมบูรณ์", "Sombun"),
)
PARTS = (("เหนือ", "Nuea"), ("ใต้", "Tai"), ("กลาง", "Klang"), ("ใน", "Nai"), ("นอก", "Nok"), ("พัฒนา", "Phatthana"))
ODD = {("เขา", "ขาว"), ("ป่า", "ไผ่"), ("ห้วย", "น้ำใส"), ("หัว", "น้อย"), ("สระ", "ยาว")}
"""Pairs that read badly or sound like another word."""


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """A name without the word for its kind of place."""

    th: str
    en: str

    def part(self, part: tuple[str, str]) -> Name:
        return Name(self.th + part[0], f"{self.en} {part[1]}")


PROVINCE = Name("สมมุติบุรี", "Sommut Buri")
CAPITAL_DISTRICT = Name("เมืองสมมุติบุรี", "Mueang Sommut Buri")
CAPITAL_SUBDISTRICT = Name("ในเมือง", "Nai Mueang")
RIVER = Name("สมมุติ", "Sommut")


class Names:
    """A pack of names from which each is drawn once."""

    def __init__(self, seed: int) -> None:
        self._rng = Random(f"{seed}/names")
        self._pack = [
            Name(first[0] + second[0], f"{first[1]} {second[1]}")
            for first in FIRST
            for second in SECOND
            if (first[0], second[0]) not in ODD
        ]
        self._rng.shuffle(self._pack)

    def draw(self) -> Name:
        return self._pack.pop()

    def villages(self, subdistrict: Name, count: int) -> list[Name]:
        """Different names for the villages of one subdistrict: its own first, some of them parts of another."""
        kept: list[Name] = [] if subdistrict == CAPITAL_SUBDISTRICT else [subdistrict]
        whole = kept[0] if kept else self._any()
        while len(kept) < count:
            split = kept and self._rng.random() < 0.2
            fresh = whole.part(self._rng.choice(PARTS)) if split else self._any()
            if fresh not in kept:
                kept.append(fresh)
            whole = whole if split else fresh
        return kept

    def _any(self) -> Name:
        first, second = self._rng.choice(FIRST), self._rng.choice(SECOND)
        return Name(first[0] + second[0], f"{first[1]} {second[1]}")
