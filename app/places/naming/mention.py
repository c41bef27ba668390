"""What is found in a title: mentions, each with its span, its area or its candidates, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.places.rules import OFFICIAL_LEVELS, Level


class Verdict(StrEnum):
    """How a mention was read (ผลการอ่านชื่อพื้นที่). The first five give a code, the others candidates."""

    EXACT = "exact"
    NEAR = "near"
    JOINED = "joined"
    WIDER = "wider"
    INFERRED = "inferred"
    AMBIGUOUS = "ambiguous"
    CONFLICT = "conflict"
    UNKNOWN = "unknown"


REASONS = {
    Verdict.EXACT: ("ตรงกับชื่อเดียวในเขตที่ระบุ", "the one area of this name within the areas named above it"),
    Verdict.NEAR: (
        "สะกดต่างเล็กน้อย มีชื่อเดียวที่ใกล้เคียงในเขตที่ระบุ ควรตรวจ",
        "spelt otherwise, one near name within the areas named above it; have it looked at",
    ),
    Verdict.JOINED: (
        "ชื่อเขียนติดกับคำถัดไป ใช้ชื่อที่ยาวที่สุดที่มีในทะเบียน ควรตรวจ",
        "the name runs on into the next word; the longest name of the gazetteer was taken; have it looked at",
    ),
    Verdict.WIDER: (
        "อ่านชื่อพื้นที่ที่อยู่เหนือขึ้นไปไม่ได้ แต่มีชื่อนี้แห่งเดียวในเขตที่กว้างกว่า ควรตรวจ",
        "the area named above it could not be read, but the wider one holds only one of this name; have it looked at",
    ),
    Verdict.INFERRED: (
        "ชื่อซ้ำ แต่พื้นที่ย่อยที่ระบุไว้อยู่ในพื้นที่นี้เพียงแห่งเดียว",
        "a name of several areas, settled by a smaller area that the text names and only this one contains",
    ),
    Verdict.AMBIGUOUS: ("มีหลายพื้นที่ชื่อนี้ ต้องเลือก", "several areas bear this name; one must be chosen"),
    Verdict.CONFLICT: (
        "ชื่อนี้มีอยู่ แต่ไม่อยู่ในเขตที่ระบุ ต้องเลือก",
        "the name exists, but not within the areas named above it; one must be chosen",
    ),
    Verdict.UNKNOWN: ("ไม่พบชื่อหรือหมู่ที่นี้ในทะเบียนพื้นที่", "no such name or village number in the gazetteer"),
}


@dataclass(frozen=True, slots=True)
class Mention:
    """One naming of an area in a text: ``text[start:end]``.

    ``code`` is set when the mention can mean one area only; otherwise ``candidates`` holds what it may mean (perhaps
    nothing). ``confirmed`` is the answer of the official list: None where it does not know the province or the level.
    """

    start: int
    end: int
    level: Level
    verdict: Verdict
    code: str | None = None
    candidates: tuple[str, ...] = ()
    confirmed: bool | None = None

    @property
    def why(self) -> tuple[str, str]:
        """The reason in Thai and English."""
        return REASONS[self.verdict]


@dataclass(frozen=True, slots=True)
class Places:
    """All mentions of a text in the order of their spans."""

    mentions: tuple[Mention, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The areas that the text names, the smallest of each chain only: a subdistrict stands for its district."""
        official = {one.code for one in self.mentions if one.code and one.level in OFFICIAL_LEVELS}
        other = {one.code for one in self.mentions if one.code and one.level not in OFFICIAL_LEVELS}
        above = {code[:digits] for code in official for digits in range(2, len(code), 2)}
        return (*sorted(official - above), *sorted(other))

    @property
    def level(self) -> Level | None:
        """The level of the largest of ``codes``; None when the text names no area that is certain."""
        leaves = set(self.codes)
        levels = [one.level for one in self.mentions if one.code in leaves]
        return min(levels, key=list(Level).index, default=None)

    @property
    def sure(self) -> bool:
        """Whether every mention is to the letter and the official list, where it knows the area, agrees."""
        return all(one.verdict is Verdict.EXACT and one.confirmed is not False for one in self.mentions)

    @property
    def open(self) -> tuple[Mention, ...]:
        """Mentions that a person has to settle."""
        return tuple(one for one in self.mentions if one.code is None)
