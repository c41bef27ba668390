"""Tables of organisations: their structure, who holds positions, and what positions may do."""

from app.organizations.models.holding import Appointment, DelegatedPermission, Delegation, Person
from app.organizations.models.powers import Purpose, PurposeGrant, Role, RoleGrant, RolePermission
from app.organizations.models.structure import Committee, CommitteeOffice, CommitteeSeat, Organization, Position, Unit

__all__ = [
    "Appointment",
    "Committee",
    "CommitteeOffice",
    "CommitteeSeat",
    "DelegatedPermission",
    "Delegation",
    "Organization",
    "Person",
    "Position",
    "Purpose",
    "PurposeGrant",
    "Role",
    "RoleGrant",
    "RolePermission",
    "Unit",
]
