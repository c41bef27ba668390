"""Whether a text holds what somebody typed: tone marks, spaces and Thai digits do not matter (``core.search_norm``)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, or_


def holds(asked: str, *columns: Any) -> ColumnElement[bool]:
    """That one of the columns holds the text. A column without a value holds nothing."""
    return or_(*(func.strpos(func.core.search_norm(column), func.core.search_norm(asked)) > 0 for column in columns))
