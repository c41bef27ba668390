"""What is asked of an export, before it is written down; and how programs read one."""

from __future__ import annotations

from typing import Any

from fastapi import Request

from app.briefs.atlas import must_have_briefs
from app.core.authority import Acting
from app.core.errors import Invalid
from app.exports.models import Export
from app.exports.rules import BOOK, MADE, State
from app.exports.schemas import ExportIn
from app.ogc.parameters import COMMON, FILTER, ITEMS
from app.ogc.shelf import shelf_of
from app.ogc.taking import PAGING, taking_of
from gis.layer import Layer
from gis.queryables import filterable


def sound(request: Request, by: Acting, given: ExportIn) -> Layer:
    """The layer, if the position sees it and may be asked that of it. Raises NotFound and Invalid."""
    layer = shelf_of(request).layer(given.layer, by.viewer)
    if given.format == BOOK.id:
        must_have_briefs(layer.id)
    known = ((ITEMS | {a.name for a in filterable(layer)}) - PAGING - COMMON) | FILTER | {"lang"}
    unknown = next((name for name in given.parameters if name not in known), None)
    if unknown is not None:
        names = ", ".join(sorted(known))
        raise Invalid(
            f"ไม่รู้จักพารามิเตอร์ {unknown} ใช้ได้เฉพาะ {names}",
            f"Unknown parameter {unknown}; use one of {names}.",
            place=unknown,
        )
    taking_of(layer, given.parameters, MADE[given.format])
    return layer


def state_of(found: Export) -> dict[str, Any]:
    """An export as programs read it."""
    moments = {name: getattr(found, name) for name in ("asked_at", "finished_at", "expires_at")}
    return {
        "id": str(found.id), "layer": found.layer, "format": found.format, "parameters": found.parameters,
        "state": str(found.state), "rows_done": found.rows_done, "rows_total": found.rows_total,
        "bytes": found.bytes, "sha256": found.sha256,
        "reason": found.reason_th and {"th": found.reason_th, "en": found.reason_en},
        "file": f"/exports/{found.id}/file" if found.state == State.DONE else None,
        **{name: value and value.isoformat() for name, value in moments.items()},
    }  # fmt: skip
