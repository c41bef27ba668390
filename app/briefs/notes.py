"""What stands at the foot of a paper: whose it is, what of it is not real or not public, and where it is found again."""

from __future__ import annotations

from dataclasses import dataclass

from app.web.words import Language
from gis.layer import Text


@dataclass(frozen=True, slots=True)
class Imprint:
    """Whose papers these are, and whether readers must be warned of invented data."""

    office: Text | None = None
    is_invented: bool = False

    def named(self, language: Language) -> str:
        """The name of the office, empty where none is known."""
        return language.text(self.office) if self.office else ""


def notes_for(imprint: Imprint, language: Language, *places: str, is_hidden: bool) -> list[str]:
    """The notes in their order; ``is_hidden``: something in the paper is not for the public."""
    told = (
        imprint.named(language),
        language.say("มีข้อมูลสมมุติเพื่อการสาธิต", "Holds invented data for demonstration") if imprint.is_invented else "",
        language.say("มีข้อมูลที่ไม่เปิดเผยต่อสาธารณะ", "Holds data that is not public") if is_hidden else "",
        *places,
    )
    return [each for each in told if each]
