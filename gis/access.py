"""Who may see what, in words that know no office: the lattice of data classes, and what one who looks may see.

The lattice is ``public < internal < {personal, confidential} < personal_confidential``. A clearance is a set of classes;
it is closed downwards, and it holds the top exactly when it holds both arms.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Read(StrEnum):
    """A class of data (ชั้นข้อมูล): the Official Information Act B.E. 2540, PDPA B.E. 2562 and DGA standard 1/2565."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    CONFIDENTIAL = "confidential"
    PERSONAL_CONFIDENTIAL = "personal_confidential"


BELOW: dict[Read, frozenset[Read]] = {
    Read.PUBLIC: frozenset({Read.PUBLIC}),
    Read.INTERNAL: frozenset({Read.PUBLIC, Read.INTERNAL}),
    Read.PERSONAL: frozenset({Read.PUBLIC, Read.INTERNAL, Read.PERSONAL}),
    Read.CONFIDENTIAL: frozenset({Read.PUBLIC, Read.INTERNAL, Read.CONFIDENTIAL}),
    Read.PERSONAL_CONFIDENTIAL: frozenset(Read),
}
"""Each class with all that lie below it, itself among them."""
ABOUT_PERSONS = frozenset({Read.PERSONAL, Read.PERSONAL_CONFIDENTIAL})
"""Classes that also need a purpose, granted to the position."""


def cleared(classes: Iterable[Read]) -> frozenset[Read]:
    """The closure of a clearance: everything below each class, and the top where both arms are held."""
    held = frozenset(Read(low) for given in classes for low in BELOW[Read(given)]) | {Read.PUBLIC}
    both = {Read.PERSONAL, Read.CONFIDENTIAL} <= held
    return held | {Read.PERSONAL_CONFIDENTIAL} if both else held


def joined(*classes: Read) -> Read:
    """The least class that is not below any of these: what is derived from them has it.

    >>> joined(Read.PERSONAL, Read.CONFIDENTIAL), joined(Read.PUBLIC, Read.INTERNAL)
    (<Read.PERSONAL_CONFIDENTIAL: 'personal_confidential'>, <Read.INTERNAL: 'internal'>)
    """
    return next(each for each in Read if set(classes) <= BELOW[each])


@dataclass(frozen=True, slots=True)
class Visible:
    """What one who looks may see. Public rows are seen by everybody; ``agencies``, ``areas`` narrow the others.

    ``None`` means not restricted. ``purposes`` are what personal rows may be seen for; none by default. ``layers``: no other
    layer exists for this one.
    """

    classes: frozenset[Read]
    agencies: frozenset[str] | None = None
    areas: frozenset[str] | None = None
    purposes: frozenset[str] | None = frozenset()
    layers: frozenset[str] | None = None

    def cleared_for(self, purpose: str | None) -> frozenset[Read]:
        """The classes that exist for this viewer where data about persons are kept for ``purpose``; public always.

        Without a declared purpose nobody whose purposes are counted sees personal data (PDPA B.E. 2562 s. 21).
        """
        allowed = self.purposes is None or purpose in self.purposes
        return (self.classes if allowed else self.classes - ABOUT_PERSONS) | {Read.PUBLIC}
