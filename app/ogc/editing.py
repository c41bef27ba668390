"""Pages on which people change the features of a layer that may be written: by the commands that programs call, under the
same tag of what was read, with the same sight (ADR 71, 84)."""

from __future__ import annotations

import json
import uuid
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from app.core.authority import Acting
from app.core.errors import Conflict, Invalid, NotFound
from app.core.permissions import Permission
from app.datasets.commands import add_feature, remove_feature, replace_feature, restore_feature
from app.datasets.queries import dataset_by_id
from app.datasets.schemas import FeatureIn, resource_of
from app.ogc.filling import POSITIONS, SHAPE, SYSTEM, THEIRS, VALUE, Texts, body_of, chosen, digests, filled_in, merged
from app.ogc.opening import Opened, Sheet, extent_of, opened_by, undoable
from app.ogc.received import feature_in, needed, receivable
from app.ogc.shelf import shelf_of
from app.ogc.writing import id_of, writable
from app.web.dependencies import Acts, Database
from app.web.forms import Form, Given, Submitted, filled
from app.web.templating import render
from gis.access import ABOUT_PERSONS, Read
from gis.crs import REGISTRY
from gis.layer import Layer

router = APIRouter(prefix="/ogc/collections/{layer_id}")
WEB_MERCATOR = 3857
READ = "read"
"""The field that holds the tag of what the form was opened with."""
MOST_ALIKE = 20
"""How often a position may add the very same and change it afterwards."""
ALIKE = Conflict(
    "เพิ่มรายการที่เหมือนกันหลายครั้งแล้ว แก้ไขรายการที่มีอยู่แทน", "The same was added many times; change one that is there."
)


GONE = NotFound(
    "รายการนี้ถูกลบหรือไม่เปิดให้ตำแหน่งนี้เห็นแล้ว ยังไม่ได้บันทึก สิ่งที่พิมพ์ยังอยู่ ถ้าบันทึกจะเพิ่มเป็นรายการใหม่",
    "The feature was removed, or is no longer shown to this position. Nothing was saved. What you typed is still here; saving"
    " adds it as a new feature.",
)  # fmt: skip


class Undoing(BaseModel):
    """Which act is undone."""

    event: uuid.UUID


@router.get("/new")
def new(request: Request, session: Database, by: Acts, layer_id: str) -> Response:
    """The empty form of a layer."""
    layer = writable(shelf_of(request), layer_id, by.viewer)
    _must_add(session, by, layer)
    return _page(request, Sheet(layer, Form(), extent=extent_of(session, layer, by)))


@router.post("/new")
def add(request: Request, session: Database, by: Acts, layer_id: str, given: Submitted) -> Response:
    """Add a feature; sent twice it is one, as long as the first is as it was added."""
    layer, made = writable(shelf_of(request), layer_id, by.viewer), list[int]()

    def act(body: dict[str, Any]) -> None:
        feature, told = feature_in(layer, body), json.dumps(body, sort_keys=True)
        for once in range(MOST_ALIKE):
            key = id_of(shelf_of(request), by, layer, f"{once} {told}")
            try:
                made.append(_added(session, by, layer, feature, key))
            except Conflict:
                continue  # what was added so before is another by now
            return
        raise ALIKE

    form = _tried(session, layer, filled_in(layer, given), given, act)
    if form.errors:
        return _page(request, Sheet(layer, form, extent=extent_of(session, layer, by)))
    return RedirectResponse(f"/ogc/collections/{layer.id}/items/{made[0]}/edit", 303)


@router.get("/items/{feature_id}/edit")
def edit(request: Request, session: Database, by: Acts, layer_id: str, feature_id: int) -> Response:
    """The form of a feature; of one that this position has removed, how it is brought back."""
    layer = writable(shelf_of(request), layer_id, by.viewer)
    try:
        opened = opened_by(request, session, by, layer, feature_id, held=False)
    except NotFound:
        last = undoable(session, by, layer, feature_id)
        if last is None or last.after is not None:
            raise
        return render(request, "ogc/removed.html", layer=layer, feature_id=feature_id, last=last)
    last = undoable(session, by, layer, feature_id)
    return _page(request, Sheet(layer, _filled(opened.texts), opened, last=last, extent=extent_of(session, layer, by)))


@router.post("/items/{feature_id}/edit")
def save(request: Request, session: Database, by: Acts, layer_id: str, feature_id: int, given: Submitted) -> Response:
    """Change a feature. After another's change the form comes again with both, and nothing typed is lost."""
    layer = writable(shelf_of(request), layer_id, by.viewer)
    mine = filled_in(layer, given)
    try:
        opened = opened_by(request, session, by, layer, feature_id)
    except NotFound:
        _must_add(session, by, layer)
        form = _filled(mine, given).refused("", GONE.th, GONE.en)
        return _page(request, Sheet(layer, form, extent=extent_of(session, layer, by)))
    if given.get(READ) != opened.tag:
        return _clashed(request, session, by, opened, mine, given)
    texts, names = chosen(mine, opened.texts, given), {one.name for one in receivable(layer)}

    def act(body: dict[str, Any]) -> None:
        replace_feature(
            session, by=by, dataset_id=layer.id, feature_id=feature_id, given=feature_in(layer, body), names=names
        )

    form = _tried(session, layer, texts, given, act)
    if form.errors:
        return _page(request, Sheet(layer, form, opened, extent=extent_of(session, layer, by)))
    return RedirectResponse(f"/ogc/collections/{layer.id}/items/{feature_id}/edit", 303)


@router.post("/items/{feature_id}/removal")
def remove(request: Request, session: Database, by: Acts, layer_id: str, feature_id: int, given: Submitted) -> Response:
    """Take a feature away that was read; the page that follows brings it back."""
    layer = writable(shelf_of(request), layer_id, by.viewer)
    opened = opened_by(request, session, by, layer, feature_id)
    if given.get(READ) != opened.tag:
        return _clashed(request, session, by, opened, opened.texts, given)
    is_final = opened.is_personal
    remove_feature(session, by=by, dataset_id=layer.id, feature_id=feature_id)
    where = f"/ogc/collections/{layer.id}/items"
    return RedirectResponse(f"{where}?f=html" if is_final else f"{where}/{feature_id}/edit", 303)


@router.post("/items/{feature_id}/restoration")
def restore(
    session: Database, request: Request, by: Acts, layer_id: str, feature_id: int, given: Submitted
) -> Response:
    """Undo the last act on a feature, where it was one of this position."""
    layer, undoing = writable(shelf_of(request), layer_id, by.viewer), filled(Undoing, given).value
    if undoing is None:
        raise Invalid("แบบฟอร์มไม่ครบ เปิดหน้านี้ใหม่แล้วส่งอีกครั้ง", "The form is not whole; open the page again.")
    found = restore_feature(session, by=by, dataset_id=layer.id, feature_id=feature_id, event=undoing.event)
    where = f"/ogc/collections/{layer.id}/items"
    return RedirectResponse(f"{where}?f=html" if found is None else f"{where}/{feature_id}/edit", 303)


def _must_add(session: Session, by: Acting, layer: Layer) -> None:
    """Raises Forbidden where this position may add nothing to the layer."""
    dataset = dataset_by_id(session, layer.id, viewer=by.viewer)
    by.must(Permission.DATASET_LOAD, resource_of(dataset.organization, Read(dataset.class_)))


def _added(session: Session, by: Acting, layer: Layer, given: FeatureIn, key: int) -> int:
    """The id of the new feature; where it was sent twice at once, of the one that came first."""
    try:
        with session.begin_nested():
            return add_feature(session, by=by, dataset_id=layer.id, given=given, feature_id=key)[0].id
    except IntegrityError:
        return add_feature(session, by=by, dataset_id=layer.id, given=given, feature_id=key)[0].id


def _tried(session: Session, layer: Layer, texts: Texts, given: Given, act: Any) -> Form[Any]:
    """The form after its act; what was refused stands at its field, and nothing has been written."""
    form = _filled(texts, given)
    try:
        typed = "" if THEIRS + SHAPE in given else str(given.get(POSITIONS, ""))
        body = body_of(layer, texts, typed, str(given.get(SYSTEM, "")))
        with session.begin_nested():
            act(body)
    except (Conflict, Invalid) as error:
        place = VALUE + error.place if error.place in texts else POSITIONS if error.place == POSITIONS else ""
        return form.refused(place, error.th, error.en)
    return form


def _filled(texts: Texts, given: Given | None = None) -> Form[Any]:
    """The form with these fields, and as it came where it has no field of that name."""
    return Form({**(given or {}), **{VALUE + name: text for name, text in texts.items()}})


def _clashed(request: Request, session: Session, by: Acting, opened: Opened, mine: Texts, given: Given) -> Response:
    """The form again, with what another wrote beside what was typed; saved once more it is known."""
    clash, layer = merged(mine, opened.texts, given), opened.layer
    form = _filled(clash.texts, given)
    return _page(request, Sheet(layer, form, opened, clash, extent=extent_of(session, layer, by)))


def _page(request: Request, sheet: Sheet) -> Response:
    opened, layer = sheet.opened, sheet.layer
    return render(
        request, "ogc/editing.html", status=412 if sheet.clash else 422 if sheet.form.errors else 200, sheet=sheet,
        layer=layer, form=sheet.form, opened=opened, attributes=receivable(layer), needed=needed(layer), SHAPE=SHAPE,
        VALUE=VALUE, THEIRS=THEIRS, POSITIONS=POSITIONS, was=digests(opened.texts) if opened else {},
        systems=[one for one in REGISTRY.values() if one.code != WEB_MERCATOR],
        is_final=layer.access.read in ABOUT_PERSONS, kind=layer.source.geometry.type.removeprefix("Multi"),
    )  # fmt: skip
