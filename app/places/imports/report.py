"""What an import found and did, for people (Thai, then English) and for machines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.places.rules import LEVELS, Level

SHOWN_CODES = 12
"""As many codes or rows are printed in a line for people; the JSON holds all."""


class Severity(StrEnum):
    """How much a remark weighs: one refusal refuses the file."""

    NOTE = "note"
    WARNING = "warning"
    REPAIR = "repair"
    REFUSAL = "refusal"


_MARKS = {Severity.NOTE: "·", Severity.WARNING: "!", Severity.REPAIR: "+", Severity.REFUSAL: "x"}


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding: a stable ``code``, a sentence in each language, and the rows (from 1) and area codes it is about.

    ``sqm``: the ground in question; ``before_sqm`` and ``after_sqm``: the area of a repaired geometry.
    """

    code: str
    severity: Severity
    th: str
    en: str
    rows: tuple[int, ...] = ()
    areas: tuple[str, ...] = ()
    sqm: float | None = None
    before_sqm: float | None = None
    after_sqm: float | None = None

    def as_json(self) -> dict[str, object]:
        """Only what is set."""
        named = {"code": self.code, "severity": self.severity.value, "th": self.th, "en": self.en}
        lists = {"rows": list(self.rows), "areas": list(self.areas)}
        sizes = {"sqm": self.sqm, "before_sqm": self.before_sqm, "after_sqm": self.after_sqm}
        rounded = {name: round(size, 1) for name, size in sizes.items() if size is not None}
        return {**named, **{name: items for name, items in lists.items() if items}, **rounded}


def note(code: str, th: str, en: str, **about: object) -> Remark:
    """Worth knowing, changes nothing."""
    return _remark(Severity.NOTE, code, th, en, about)


def warning(code: str, th: str, en: str, **about: object) -> Remark:
    """Probably wrong at the source; imported as it is."""
    return _remark(Severity.WARNING, code, th, en, about)


def repair(code: str, th: str, en: str, **about: object) -> Remark:
    """Was wrong, imported otherwise than written."""
    return _remark(Severity.REPAIR, code, th, en, about)


def refusal(code: str, th: str, en: str, **about: object) -> Remark:
    """Why the file is not imported."""
    return _remark(Severity.REFUSAL, code, th, en, about)


def _remark(severity: Severity, code: str, th: str, en: str, about: dict[str, object]) -> Remark:
    return Remark(code, severity, th, en, **about)  # type: ignore[arg-type]  # the dataclass names what it takes


def listed(items: Iterable[object]) -> str:
    """``a, b, c … (+9)``"""
    texts = [str(item) for item in items]
    more = f" … (+{len(texts) - SHOWN_CODES})" if len(texts) > SHOWN_CODES else ""
    return ", ".join(texts[:SHOWN_CODES]) + more


@dataclass(slots=True)
class ImportReport:
    """The whole account of one import; ``counts`` holds areas by what happened to them."""

    file_name: str
    level: Level | None = None
    valid_from: date | None = None
    sha256: str | None = None
    dry_run: bool = False
    counts: dict[str, int] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    seconds: float = 0.0

    def of(self, severity: Severity) -> list[Remark]:
        return [remark for remark in self.remarks if remark.severity is severity]

    @property
    def refused(self) -> bool:
        return bool(self.of(Severity.REFUSAL))

    @property
    def verdict(self) -> str:
        """``accept``, ``repair`` or ``reject``."""
        if self.refused:
            return "reject"
        return "repair" if self.of(Severity.REPAIR) else "accept"

    @property
    def exit_code(self) -> int:
        """Of the command: 0 imported, also with repairs; 2 refused."""
        return 2 if self.refused else 0

    def as_json(self) -> dict[str, object]:
        """Everything, in plain types."""
        return {
            "file": self.file_name,
            "sha256": self.sha256,
            "level": self.level.value if self.level else None,
            "valid_from": self.valid_from.isoformat() if self.valid_from else None,
            "outcome": "refused" if self.refused else "imported",
            "verdict": self.verdict,
            "dry_run": self.dry_run,
            "counts": dict(self.counts),
            "remarks": [remark.as_json() for remark in self.remarks],
            "seconds": round(self.seconds, 2),
        }

    def text(self) -> str:
        """Lines for a terminal."""
        lines = [self._head(), *self._counted(), *(line for remark in self.remarks for line in _lines(remark))]
        return "\n".join([*lines, *self._foot()])

    def _head(self) -> str:
        level = f" · {LEVELS[self.level].th} ({self.level.value})" if self.level else ""
        since = f" · ตั้งแต่ (from) {self.valid_from.isoformat()}" if self.valid_from else ""
        return f"{self.file_name}{level}{since}"

    def _counted(self) -> list[str]:
        return [f"  {COUNTS.get(name, name)}: {count:,}" for name, count in self.counts.items() if count]

    def _foot(self) -> list[str]:
        if self.refused:
            return ["ไม่นำเข้า ฐานข้อมูลไม่เปลี่ยนแปลง · Refused; nothing was changed."]
        done = "ตรวจแล้ว ยังไม่บันทึก · Looked only; nothing was stored." if self.dry_run else "นำเข้าแล้ว · Imported."
        return [f"{done} ({self.seconds:.1f} s)"]


COUNTS = {
    "rows": "แถวในแฟ้ม · rows in the file",
    "new": "พื้นที่ใหม่ · new areas",
    "changed": "ขอบเขตหรือชื่อเปลี่ยน · new versions",
    "corrected": "แก้ไขในวันเริ่มเดียวกัน · corrected in place",
    "unchanged": "เหมือนเดิม · unchanged",
    "compared": "เปรียบเทียบเท่านั้น · compared only",
    "closed": "สิ้นสุด · ended",
    "districts": "อำเภอที่รวมขึ้นจากตำบล · districts derived",
    "provinces": "จังหวัดที่รวมขึ้น · provinces derived",
    "overviews": "รูปย่อสำหรับแผนที่ · generalised geometries",
}


def _lines(remark: Remark) -> list[str]:
    where = f" [แถว/rows {listed(remark.rows)}]" if remark.rows else ""
    return [f"{_MARKS[remark.severity]} {remark.th}{where}", f"    {remark.en}"]
