"""Conditions that several tables of organisations hold."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from app.core.permissions import Permission
from app.organizations.rules import AppointmentKind, OrganizationKind, Reach, SeatRole
from gis.access import Read

SCHEMA = {"schema": "organizations"}
CODE = "^[a-z0-9][a-z0-9-]{0,62}$"
COMMON_ERA = "valid_from < '2400-01-01' AND (valid_to IS NULL OR valid_to < '2400-01-01')"
"""CHECK: a Buddhist year was not taken for one of the Common Era."""
PERIOD = "valid_to > valid_from"
ENDED_PERIOD = "valid_to > valid_from OR (valid_to = valid_from AND ended_at IS NOT NULL)"
"""CHECK of what an order gives: it may be ended on its first day. The day on which it was ended still counts as held."""
ENDED_IS_DATED = "ended_at IS NULL OR valid_to IS NOT NULL"
"""CHECK of an order without a last day: whoever ends it gives it one, so that another may follow."""
AREAS = "areas IS NULL OR array_to_string(areas, ',', '-') ~ '^(([0-9]{2}){1,4}(,([0-9]{2}){1,4})*)?$'"
"""CHECK: codes of areas, none of them missing; an empty list is no area at all."""


def one_of(column: str, values: type[Read | OrganizationKind | Reach | AppointmentKind | SeatRole | Permission]) -> str:
    """The condition that a column holds a member of an enumeration."""
    return f"{column} IN ({', '.join(repr(each.value) for each in values)})"


CLASSES = f"clearance <@ ARRAY[{', '.join(repr(each.value) for each in Read)}]"


def during() -> tuple[Any, str]:
    """The period of a row, for exclusion constraints."""
    return text("daterange(valid_from, valid_to)"), "&&"
