"""What is asked of an export, before it is written down; and how programs read one."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from sqlalchemy.orm import Session

from app.briefs.atlas import must_have_briefs
from app.core.authority import Acting
from app.core.errors import Invalid
from app.exports.models import Export
from app.exports.rules import BOOK, HANDED, MADE, State
from app.exports.schemas import ExportIn
from app.maps.saved.asking import opened
from app.ogc.parameters import COMMON, FILTER, ITEMS
from app.ogc.shelf import shelf_of
from app.ogc.taking import PAGING, taking_of
from gis.layer import Layer
from gis.queryables import filterable


def sound(request: Request, session: Session, by: Acting, given: ExportIn) -> Layer:
    """The layer, if the position sees it and may be asked that of it. Raises NotFound and Invalid."""
    layer = shelf_of(request).layer(given.layer, by.viewer)
    if given.format == HANDED.id:
        return _of_saved_map(request, session, by, given)
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


def _of_saved_map(request: Request, session: Session, by: Acting, given: ExportIn) -> Layer:
    """The layer in front of a saved map. Raises NotFound and Gone for the map, Invalid where it is of another layer."""
    found = opened(session, request.app.state.catalog, given.parameters.get("saved", ""), viewer=by.viewer)
    strange = next((name for name in given.parameters if name not in ("saved", "lang")), None)
    if strange is not None or found.front.id != given.layer:
        place = strange or "layer"
        raise Invalid(
            f"แผนที่แฟ้มเดียวรับเฉพาะ saved และ lang และชั้นข้อมูลต้องเป็น {found.front.id}",
            f"A map as one file takes saved and lang alone, and its layer is {found.front.id}.",
            place=place,
        )
    return found.front


def state_of(found: Export) -> dict[str, Any]:
    """An export as programs read it."""
    moments = {name: getattr(found, name) for name in ("asked_at", "finished_at", "expires_at", "checked_at")}
    return {
        "id": str(found.id), "layer": found.layer, "format": found.format, "parameters": found.parameters,
        "state": str(found.state), "rows_done": found.rows_done, "rows_total": found.rows_total,
        "bytes": found.bytes, "sha256": found.sha256,
        "reason": found.reason_th and {"th": found.reason_th, "en": found.reason_en},
        "file": f"/exports/{found.id}/file" if found.state == State.DONE else None,
        "changed": found.changed or [], "is_renewed": found.is_renewed,
        "former": found.former_at and {"sha256": found.former_sha256, "finished_at": found.former_at.isoformat()},
        **{name: value and value.isoformat() for name, value in moments.items()},
    }  # fmt: skip
