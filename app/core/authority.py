"""Who looks and who acts.

Principals are positions; a person acts through an appointment to one (กฎ: อำนาจอยู่ที่ตำแหน่ง). These types are pure:
they are what queries (``viewer``) and commands (``by``) are told, wherever the identity came from.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from gis.layer import Read, Visible


class Basis(StrEnum):
    """On what ground a person acts in a position (ฐานอำนาจ)."""

    SUBSTANTIVE = "substantive"
    ACTING_FOR = "acting_for"
    ACTING_IN = "acting_in"
    DELEGATED = "delegated"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Viewer:
    """One who looks: a position, or the public (``position is None``), and the classes it is cleared for."""

    position: str | None = None
    classes: frozenset[Read] = frozenset({Read.PUBLIC})
    agencies: frozenset[str] | None = None
    areas: frozenset[str] | None = None

    def visible(self) -> Visible:
        """What this viewer may see, in the neutral words of ``gis``."""
        return Visible(self.classes, self.agencies, self.areas)

    @property
    def is_public(self) -> bool:
        return self.position is None and self.classes == frozenset({Read.PUBLIC})


@dataclass(frozen=True, slots=True)
class Acting:
    """One who acts: a position, the person in it, and the ground on which that person holds it."""

    position: str
    person: str
    basis: Basis = Basis.SUBSTANTIVE
    request_id: str | None = None


PUBLIC = Viewer()
OPERATOR = Acting("system:operator", "ผู้ดูแลระบบ", Basis.SYSTEM)
"""The one who runs the program's own commands on the machine; the machine's login is its proof of identity."""
