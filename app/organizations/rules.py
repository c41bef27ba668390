"""What is true of organisations, positions and appointments without a database."""

from __future__ import annotations

from enum import StrEnum


class OrganizationKind(StrEnum):
    """What an organisation is in the province's administration (ประเภทหน่วยงาน)."""

    MINISTRY = "ministry"
    PROVINCE = "province"
    PROVINCIAL_OFFICE = "provincial_office"
    CENTRAL_OFFICE = "central_office"
    DISTRICT_OFFICE = "district_office"
    LOCAL_GOVERNMENT = "local_government"
    STATE_ENTERPRISE = "state_enterprise"
    PRIVATE_BODY = "private_body"


class Reach(StrEnum):
    """Over which organisations a position's powers and sight extend (ขอบเขตหน่วยงาน)."""

    OWN = "own"
    SUBTREE = "subtree"
    PROVINCE = "province"


class AppointmentKind(StrEnum):
    """How a person holds a position. Delegation is between positions, see ``models.Delegation``."""

    SUBSTANTIVE = "substantive"
    ACTING_FOR = "acting_for"
    ACTING_IN = "acting_in"


class SeatRole(StrEnum):
    """What a seat is in its committee."""

    CHAIR = "chair"
    VICE_CHAIR = "vice_chair"
    MEMBER = "member"
    SECRETARY = "secretary"
