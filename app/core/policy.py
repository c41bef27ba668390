"""The policy of ``authority.decide`` as a condition in SQL, so that a list holds exactly what each of its rows would allow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true

from app.core.authority import Acting
from app.core.permissions import BY_ANOTHER_PERSON, WITH_MONEY, Permission
from gis.access import Read

Column = ColumnElement[Any] | None


@dataclass(frozen=True)
class Columns:
    """Where a table keeps what ``authority.Resource`` names; what is None plays no part."""

    organization: Column = None
    area: Column = None
    class_: Column = None
    amount_satang: Column = None
    made_by: Column = None


def allowed(by: Acting, permission: Permission, columns: Columns) -> ColumnElement[bool]:
    """The rows for which ``decide`` says yes."""
    if permission not in by.powers.permissions:
        return false()
    return and_(
        _class(by, columns.class_),
        _organization(by, columns.organization),
        _area(by, columns.area),
        _money(by, columns.amount_satang) if permission in WITH_MONEY else true(),
        _by_another(by, columns.made_by) if permission in BY_ANOTHER_PERSON else true(),
    )


def _class(by: Acting, column: Column) -> ColumnElement[bool]:
    return true() if column is None else column.in_(sorted(by.powers.classes | {Read.PUBLIC}))


def _organization(by: Acting, column: Column) -> ColumnElement[bool]:
    agencies = by.powers.agencies
    return true() if column is None or agencies is None else or_(column.is_(None), column.in_(sorted(agencies)))


def _area(by: Acting, column: Column) -> ColumnElement[bool]:
    areas = by.powers.areas
    if column is None or areas is None:
        return true()
    return or_(column.is_(None), *(column.startswith(code) for code in sorted(areas)))


def _money(by: Acting, column: Column) -> ColumnElement[bool]:
    if by.powers.is_unlimited:
        return true()
    if column is None or by.powers.ceiling_satang is None:
        return false()
    return column.between(0, by.powers.ceiling_satang)


def _by_another(by: Acting, column: Column) -> ColumnElement[bool]:
    return true() if column is None or by.person_id is None else or_(column.is_(None), column != by.person_id)
