"""Who looks, who acts, and the one decision whether an act is allowed.

Principals are positions; a person acts through an appointment to one (กฎ: อำนาจอยู่ที่ตำแหน่ง ไม่ใช่ตัวบุคคล). These types are
pure: they are what queries (``viewer``) and commands (``by``) are told, wherever the identity came from. Deny by default.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from app.core.errors import Forbidden
from app.core.permissions import BY_ANOTHER_PERSON, SENTENCES, WITH_MONEY, Permission
from gis.access import Read, Visible
from gis.layer import Text


class Basis(StrEnum):
    """On what ground a person acts in a position (ฐานอำนาจ)."""

    SUBSTANTIVE = "substantive"
    ACTING_FOR = "acting_for"
    ACTING_IN = "acting_in"
    DELEGATED = "delegated"
    SYSTEM = "system"


BASES: dict[Basis, Text] = {
    Basis.SUBSTANTIVE: Text(th="ดำรงตำแหน่ง", en="holder"),
    Basis.ACTING_FOR: Text(th="รักษาราชการแทน", en="acting for the holder"),
    Basis.ACTING_IN: Text(th="รักษาการในตำแหน่ง", en="acting in the vacant post"),
    Basis.DELEGATED: Text(th="ปฏิบัติราชการแทน", en="by delegation"),
    Basis.SYSTEM: Text(th="ระบบ", en="system"),
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """One who looks: a position, or the public (``position is None``).

    ``classes`` is a closed clearance (``gis.access.cleared``); ``agencies`` (codes of organisations), ``areas`` (codes that
    the areas begin with) narrow what is not public; ``purposes`` are the purposes for which personal rows may be seen.
    ``layers`` are the only layers that exist for the holder of a key; None: all.
    """

    position: str | None = None
    classes: frozenset[Read] = frozenset({Read.PUBLIC})
    agencies: frozenset[str] | None = None
    areas: frozenset[str] | None = None
    purposes: frozenset[str] | None = frozenset()
    layers: frozenset[str] | None = None

    def visible(self) -> Visible:
        """What this viewer may see, in the neutral words of ``gis``."""
        return Visible(self.classes, self.agencies, self.areas, self.purposes, self.layers)

    @property
    def is_public(self) -> bool:
        return self.position is None and self.classes == frozenset({Read.PUBLIC})


@dataclass(frozen=True, slots=True)
class Powers:
    """What a position may do: permissions, and the scope within which it has them. ``None`` means not restricted.

    ``ceiling_satang`` None is no power over money at all; ``is_unlimited`` has no ceiling.
    """

    permissions: frozenset[Permission] = frozenset()
    classes: frozenset[Read] = frozenset({Read.PUBLIC})
    agencies: frozenset[str] | None = frozenset()
    areas: frozenset[str] | None = None
    ceiling_satang: int | None = None
    is_unlimited: bool = False


ALL_POWERS = Powers(frozenset(Permission), frozenset(Read), None, None, None, True)


@dataclass(frozen=True, slots=True)
class Resource:
    """What an act is about. What is None plays no part; ``made_by`` is the person who made it, for separation of duties."""

    organization: str | None = None
    area: str | None = None
    class_: Read = Read.PUBLIC
    amount_satang: int | None = None
    made_by: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether an act is allowed, with the reason for people."""

    allowed: bool
    reason: Text


@dataclass(frozen=True, slots=True)
class Acting:
    """One who acts: a position, the person in it, and the ground on which that person holds it.

    ``position`` is the official number of the position, ``title`` and ``person`` are snapshots for people to read;
    ``person_id`` is None for the system alone. ``order_no`` is the order that gave the basis.
    """

    position: str
    person: str
    basis: Basis = Basis.SUBSTANTIVE
    request_id: str | None = None
    title: str = ""
    person_id: uuid.UUID | None = None
    order_no: str | None = None
    appointment_id: uuid.UUID | None = None
    powers: Powers = field(default_factory=Powers)
    viewer: Viewer = field(default_factory=Viewer)

    def must(self, permission: Permission, resource: Resource | None = None) -> None:
        """Raises Forbidden, with the reason, unless ``decide`` allows it."""
        decision = decide(self, permission, resource or NOTHING)
        if not decision.allowed:
            raise Forbidden(decision.reason.th, decision.reason.en, place=permission.value)

    def must_see(self, class_: Read) -> None:
        """Raises Forbidden unless the position reads data of a class: what it keeps at its own desk asks for no power."""
        if class_ not in self.viewer.classes:
            raise Forbidden(ABOVE_CLASS.th, ABOVE_CLASS.en)

    def may(self, permission: Permission, resource: Resource | None = None) -> bool:
        return decide(self, permission, resource or NOTHING).allowed


def decide(by: Acting, permission: Permission, resource: Resource) -> Decision:
    """The one policy. Every condition must hold; the first that does not is the reason."""
    if permission not in by.powers.permissions:
        return Decision(False, LACKING[permission])
    refused = next((reason for holds, reason in _conditions(by, permission, resource) if not holds), None)
    return Decision(refused is None, refused or SENTENCES[permission])


def _conditions(by: Acting, permission: Permission, resource: Resource) -> Iterator[tuple[bool, Text]]:
    powers = by.powers
    yield _holds_class(powers, resource), ABOVE_CLASS
    yield _within(powers.agencies, resource.organization), OUTSIDE_AGENCY
    yield _within_area(powers.areas, resource.area), OUTSIDE_AREA
    yield permission not in WITH_MONEY or _affords(powers, resource.amount_satang), ABOVE_CEILING
    yield permission not in BY_ANOTHER_PERSON or not _same_person(by, resource), OWN_PROPOSAL


LACKING = {
    permission: Text(th=f"ตำแหน่งนี้ไม่มีอำนาจ{told.th}", en=f"This position may not: {told.en.lower()}.")
    for permission, told in SENTENCES.items()
}
ABOVE_CLASS = Text(th="ชั้นข้อมูลนี้เกินอำนาจของตำแหน่ง", en="The class of the data is above the position's.")
OUTSIDE_AGENCY = Text(th="หน่วยงานนี้อยู่นอกขอบเขตของตำแหน่ง", en="The organisation is outside the position's scope.")
OUTSIDE_AREA = Text(th="พื้นที่นี้อยู่นอกขอบเขตของตำแหน่ง", en="The area is outside the position's scope.")
ABOVE_CEILING = Text(th="วงเงินเกินอำนาจของตำแหน่ง", en="The amount is above the position's ceiling.")
OWN_PROPOSAL = Text(
    th="ผู้เสนอเรื่องอนุมัติเรื่องของตนเองไม่ได้ ไม่ว่าในตำแหน่งใด", en="Who made it may not approve it, in whatever position."
)


def _holds_class(powers: Powers, resource: Resource) -> bool:
    return resource.class_ is Read.PUBLIC or resource.class_ in powers.classes


def _within(agencies: frozenset[str] | None, organization: str | None) -> bool:
    return agencies is None or organization is None or organization in agencies


def _within_area(areas: frozenset[str] | None, area: str | None) -> bool:
    return areas is None or area is None or any(area.startswith(code) for code in areas)


def _affords(powers: Powers, amount: int | None) -> bool:
    if powers.is_unlimited:
        return True
    return powers.ceiling_satang is not None and amount is not None and 0 <= amount <= powers.ceiling_satang


def _same_person(by: Acting, resource: Resource) -> bool:
    return resource.made_by is not None and resource.made_by == by.person_id


NOTHING = Resource()
PUBLIC = Viewer()
EVERYTHING = Viewer("system", frozenset(Read), purposes=None)
"""The system's own eyes: finding out who somebody is, and the operator's commands."""
OPERATOR = Acting("system:operator", "ผู้ดูแลระบบ", Basis.SYSTEM, title="ผู้ดูแลระบบ", powers=ALL_POWERS, viewer=EVERYTHING)
"""The one who runs the program's own commands on the machine; the machine's login is its proof of identity."""
