"""Writing to a layer (OGC API Features Part 4): the commands of the slice that keeps it, with its powers and its log. What a
layer takes stands in its schema (``app.ogc.schemas``).

A change names what was read by ``If-Match``; what is compared is the feature as this viewer is shown it, under the lock of
the row, so that two who read the same cannot both write. A feature sent again under the same ``Idempotency-Key`` is the
first one again: its id is made of the key, the layer and the position.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.core.authority import Acting, Viewer
from app.core.errors import NotFound, Stale, Unconditional
from app.datasets.commands import add_feature, remove_feature, replace_feature
from app.datasets.queries import feature_by_id
from app.datasets.rules import WRITABLE
from app.ogc.answers import GEOJSON, PRIVATE, address, of_bytes
from app.ogc.items import linked
from app.ogc.received import Body, feature_in, patched, receivable, received
from app.ogc.shelf import Shelf, shelf_of
from app.web.dependencies import Acts, Database
from app.web.forms import PROVEN
from gis import statement
from gis.layer import Layer
from gis.question import Question

router = APIRouter(prefix="/ogc/collections/{layer_id}/items", dependencies=[PROVEN])
ID_BITS = 52
"""As many as an id that the database makes has (``core.opaque_id``)."""
Sent = Annotated[Body, Depends(received)]
IfMatch = Annotated[str | None, Header()]
Once = Annotated[str | None, Header(alias="Idempotency-Key", min_length=8, max_length=200)]
Prefer = Annotated[str, Header()]


@router.post("", status_code=201)
def create(
    request: Request, session: Database, by: Acts, layer_id: str, sent: Sent, once: Once = None, prefer: Prefer = ""
) -> Response:
    """Add a feature; where it is stands in ``Location``. Raises Invalid, Forbidden, Conflict."""
    layer = writable(shelf_of(request), layer_id, by.viewer)
    key = None if once is None else id_of(shelf_of(request), by, layer, once)
    made, _is_new = add_feature(session, by=by, dataset_id=layer.id, given=feature_in(layer, sent), feature_id=key)
    return _written(request, session, layer, by.viewer, made.id, 201, prefer)


@router.put("/{feature_id}")
def replace(
    request: Request, session: Database, by: Acts, layer_id: str, feature_id: int, sent: Sent, if_match: IfMatch = None,
    prefer: Prefer = "",
) -> Response:  # fmt: skip
    """Another feature in the place of one that was read. Raises Stale, Unconditional, Invalid, NotFound."""
    layer = writable(shelf_of(request), layer_id, by.viewer)
    given = feature_in(layer, sent)
    _as_read(request, session, layer, by, feature_id, if_match)
    names = {one.name for one in receivable(layer)}
    replace_feature(session, by=by, dataset_id=layer.id, feature_id=feature_id, given=given, names=names)
    return _written(request, session, layer, by.viewer, feature_id, 200, prefer)


@router.patch("/{feature_id}")
def update(
    request: Request, session: Database, by: Acts, layer_id: str, feature_id: int, sent: Sent, if_match: IfMatch = None,
    prefer: Prefer = "",
) -> Response:  # fmt: skip
    """Change parts of a feature that was read (RFC 7396). Raises Stale, Unconditional, Invalid, NotFound."""
    layer = writable(shelf_of(request), layer_id, by.viewer)
    current = _as_read(request, session, layer, by, feature_id, if_match)
    given = feature_in(layer, patched(json.loads(current), sent))
    names = {one.name for one in receivable(layer)}
    replace_feature(session, by=by, dataset_id=layer.id, feature_id=feature_id, given=given, names=names)
    return _written(request, session, layer, by.viewer, feature_id, 200, prefer)


@router.delete("/{feature_id}", status_code=204)
def remove(
    request: Request, session: Database, by: Acts, layer_id: str, feature_id: int, if_match: IfMatch = None
) -> Response:
    """Take a feature away that was read. Raises Stale, Unconditional, NotFound."""
    layer = writable(shelf_of(request), layer_id, by.viewer)
    _as_read(request, session, layer, by, feature_id, if_match)
    remove_feature(session, by=by, dataset_id=layer.id, feature_id=feature_id)
    return Response(status_code=204)


def writable(shelf: Shelf, layer_id: str, viewer: Viewer) -> Layer:
    """The layer, of which each feature is one of the dataset of its name. Raises NotFound."""
    layer = shelf.layer(layer_id, viewer)
    if layer.id not in WRITABLE:
        raise NotFound(
            f"ชั้น {layer.id} คำนวณจากข้อมูลอื่น แก้ไขที่หน้าของข้อมูลนั้น",
            f"{layer.id} is computed; change what it is computed of on its pages.", place="collection",
        )  # fmt: skip
    return layer


def _as_read(
    request: Request, session: Session, layer: Layer, by: Acting, feature_id: int, if_match: str | None
) -> bytes:
    """The feature as it is now, held until the act ends. Raises Unconditional, Stale where it is not what was read."""
    feature_by_id(session, layer.id, feature_id, viewer=by.viewer)
    if if_match is None:
        raise Unconditional(
            "ต้องส่ง If-Match เป็น ETag ของรายการที่อ่านมา", "Send If-Match with the ETag of the feature as you read it.",
            place="If-Match",
        )  # fmt: skip
    current = shown(request, session, layer, by.viewer, feature_id)
    tags = {one.strip() for one in if_match.split(",")}
    if "*" not in tags and of_bytes(current) not in tags:
        raise Stale(
            "รายการนี้เปลี่ยนไปแล้วหลังจากที่อ่าน อ่านใหม่แล้วแก้ไขอีกครั้ง",
            "The feature was changed after you read it; read it again and change that.", place="If-Match",
        )  # fmt: skip
    return current


def shown(request: Request, session: Session, layer: Layer, viewer: Viewer, feature_id: int) -> bytes:
    """The feature as this viewer is shown it, in the session of the act."""
    session.flush()
    visible = viewer.visible()
    values = Question().bound(layer, visible) | {"id": str(feature_id)}
    text = statement.item(layer, Question().shape(visible))
    row = session.connection().exec_driver_sql(text, values).one_or_none()
    if row is None:
        raise NotFound(f"ไม่มี {feature_id} ในชั้น {layer.id}", f"There is no {feature_id} in {layer.id}.", place="id")
    return linked(request, layer, str(feature_id), bytes(row[0]))


def _written(
    request: Request, session: Session, layer: Layer, viewer: Viewer, feature_id: int, status: int, prefer: str
) -> Response:
    """Where the feature is and its new tag; itself where the client prefers so (RFC 7240)."""
    body = shown(request, session, layer, viewer, feature_id)
    headers = {"ETag": of_bytes(body), "Cache-Control": PRIVATE}
    if status == 201:
        headers["Location"] = address(request, f"/ogc/collections/{layer.id}/items/{feature_id}")
    if "return=representation" in prefer.replace(" ", ""):
        return Response(body, status, headers | {"Preference-Applied": "return=representation"}, media_type=GEOJSON)
    return Response(status_code=201 if status == 201 else 204, headers=headers)


def id_of(shelf: Shelf, by: Acting, layer: Layer, once: str) -> int:
    """The id of a feature that this position sends under such a key, the same whenever it is sent."""
    told = f"{by.position}\n{layer.id}\n{once}".encode()
    digest = hmac.digest(shelf.key.encode(), b"feature\n" + told, hashlib.sha256)
    return int.from_bytes(digest) >> (len(digest) * 8 - ID_BITS)
