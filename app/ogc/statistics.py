"""Statistics of a layer for programs and spreadsheets: ``/api/stats/<layer>``, and the same as files (สถิติของชั้นข้อมูล).

What may be asked stands in the layer's file; what is counted, and by what rule, in ``gis.statistics``. A filter too long
for an address is posted as CQL2-JSON, and answered as the same filter in an address is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from anyio import to_thread
from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from app.core.authority import Viewer
from app.core.errors import Invalid
from app.core.spreadsheets import as_csv
from app.core.workbooks import XLSX
from app.ogc.answers import answered, etag, not_modified, of_bytes, unchanged
from app.ogc.parameters import FILTER, boxes_of, condition_of, refuse_unknown
from app.ogc.posted import LONG, posted_filter
from app.ogc.shelf import Shelf, shelf_of
from app.ogc.statistics_files import Asked, as_rows, book
from app.web.dependencies import Viewing
from gis import statement, statistics
from gis.cql2.nodes import LIMITS, Limits
from gis.figures import Cell, Figures, Group
from gis.layer import Layer
from gis.question import Question
from gis.statistics import LEVELS, MOST_GROUPS, NAMED_BY

router = APIRouter(prefix="/api/stats")
PARAMETERS = FILTER | {"group_by", "bbox", "lang"}
POSTED = PARAMETERS - {"filter"}
BANGKOK = ZoneInfo("Asia/Bangkok")
CSV = "text/csv; charset=utf-8"


@dataclass(frozen=True)
class Answer:
    """What was asked, on whose behalf, what was found, and under which tag the public may keep it."""

    asked: Asked
    found: Figures
    tag: str


@router.get("/{layer_id}.csv")
async def csv_statistics(request: Request, layer_id: str, viewer: Viewing) -> Response:
    """The groups, then places and the whole, with Thai titles and money in baht; opens right in Excel."""
    made = await _answer(request, layer_id, viewer)
    if isinstance(made, Response):
        return made
    body = as_csv(as_rows(made.asked, made.found))
    return answered(request, viewer, body, made.tag, CSV, _attached(layer_id, "csv"))


@router.get("/{layer_id}.xlsx")
async def xlsx_statistics(request: Request, layer_id: str, viewer: Viewing) -> Response:
    """The same as a workbook, with a sheet that says what was asked, how it was counted and where it is from."""
    made = await _answer(request, layer_id, viewer)
    if isinstance(made, Response):
        return made
    body = await to_thread.run_sync(book, made.asked, made.found, datetime.now(BANGKOK).date())
    return answered(request, viewer, body, made.tag, XLSX, _attached(layer_id, "xlsx"))


@router.get("/{layer_id}")
async def json_statistics(request: Request, layer_id: str, viewer: Viewing) -> Response:
    """Counts and sums in satang by group, by place and of the whole. Groups and places add up to the whole."""
    made = await _answer(request, layer_id, viewer)
    if isinstance(made, Response):
        return made
    return answered(request, viewer, document_of(made.asked, made.found), made.tag, "application/json")


@router.post("/{layer_id}")
async def posted_statistics(request: Request, layer_id: str, viewer: Viewing) -> Response:
    """What the address with the same filter answers; the body is the filter as CQL2-JSON. Changes nothing, is kept nowhere."""
    refuse_unknown(request, POSTED)
    given = {**request.query_params, **await posted_filter(request)}
    shelf = shelf_of(request)
    asked = asked_of(shelf, viewer, layer_id, given, LONG)
    body = document_of(asked, await figures_of(shelf, viewer, asked))
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})


async def _answer(request: Request, layer_id: str, viewer: Viewer) -> Answer | Response:
    """What each format begins with; or that the public's client has it already."""
    refuse_unknown(request, PARAMETERS)
    shelf = shelf_of(request)
    asked = asked_of(shelf, viewer, layer_id, request.query_params)
    tag = etag(
        asked.layer.id, shelf.tag(asked.layer, await _state(shelf, asked.layer) if viewer.is_public else ""), request
    )
    if viewer.is_public and unchanged(request, tag):
        return not_modified(viewer, tag)
    return Answer(asked, await figures_of(shelf, viewer, asked), tag)


def _attached(layer_id: str, ending: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{layer_id}-statistics.{ending}"'}


def asked_of(shelf: Shelf, viewer: Viewer, layer_id: str, given: Mapping[str, str], limits: Limits = LIMITS) -> Asked:
    """Raises NotFound for no such layer, Invalid for what it cannot be grouped by and for a wrong filter."""
    layer = shelf.layer(layer_id, viewer)
    by = _by(layer, [name for name in given.get("group_by", "").split(",") if name])
    known = statistics.queryables(layer)
    boxes = boxes_of(given["bbox"]) if "bbox" in given else ()
    if boxes and not statistics.has_places(layer):
        raise Invalid(f"สถิติของชั้น {layer.id} ไม่มีที่ตั้ง", f"The statistics of {layer.id} have no places.", place="bbox")
    told = tuple((name, given[name]) for name in ("filter", "bbox") if given.get(name))
    return Asked(layer, by, Question(boxes=boxes, filter=condition_of(known, given, limits)), told)


def _by(layer: Layer, names: list[str]) -> tuple[str, ...]:
    known = statistics.dimensions(layer)
    wrong = next((name for name in names if name not in known), None)
    if wrong is not None:
        offered = ", ".join(known)
        raise Invalid(
            f"จัดกลุ่มชั้น {layer.id} ตาม {wrong[:40]} ไม่ได้ ใช้ได้ {offered or 'ไม่มี'}",
            f"{layer.id} cannot be grouped by {wrong[:40]}; there is {offered or 'nothing'}.",
            place="group_by",
        )
    if len(set(names)) < len(names) or len(LEVELS.keys() & set(names)) > 1:
        raise Invalid(
            "group_by ใช้แต่ละชื่อได้ครั้งเดียว และใช้ระดับพื้นที่ได้ระดับเดียว",
            "group_by takes each name once, and one level of areas.",
            place="group_by",
        )
    return tuple(names)


async def figures_of(shelf: Shelf, viewer: Viewer, asked: Asked) -> Figures:
    """The figures; for the public remembered under the version that they are true of. Raises Invalid for too many."""
    layer, by, question = asked.layer, asked.by, asked.question
    source, visible = statistics.source_of(layer), viewer.visible()
    condition = question.filter and (question.filter.text, repr(question.filter.values))
    key = (layer.id, by, question.boxes, condition)
    known = shelf.figures.get((shelf.tag(layer, await _state(shelf, layer)), *key)) if viewer.is_public else None
    if known is not None:
        return known
    places = next((shelf.catalog.get(NAMED_BY[name], visible) for name in by if name in LEVELS), None)
    text = statistics.statement(layer, question.shape(visible), by, places)
    rows = await shelf.all(viewer, text, question.bound(source, visible))
    found = statistics.read(layer, by, rows)
    if len(found.groups) > MOST_GROUPS:
        raise Invalid(
            f"มีกลุ่มเกิน {MOST_GROUPS:,} กลุ่ม ให้ใช้ filter หรือจัดกลุ่มให้น้อยลง",
            f"More than {MOST_GROUPS:,} groups; use a filter or group by less.",
            place="group_by",
        )
    if viewer.is_public and found.state is not None:
        shelf.figures.put((shelf.tag(layer, found.state), *key), found, len(found.groups) + 4)
    return found


async def _state(shelf: Shelf, layer: Layer) -> str:
    """What the public is told that the rows behind the statistics are at."""
    source = statistics.source_of(layer)
    row = await shelf.reader.one(f"SELECT {statement.state(source)}", {"layer": source.id})
    return str(row[0]) if row else ""


def document_of(asked: Asked, found: Figures) -> bytes:
    """The whole answer as JSON, with its version.

    For the public the content has a number; for others that number would tell of what they may not see.
    """
    said = described(asked, found)
    version = found.state or of_bytes(bytes(JSONResponse(said).body)).strip('"')
    return bytes(JSONResponse({"layer": asked.layer.id, "version": version, **said}).body)


def described(asked: Asked, found: Figures) -> dict[str, object]:
    """The figures as JSON, with the titles of everything in both languages."""
    told = asked.layer.statistics
    titles = {name: statistics.title(asked.layer, name).model_dump() for name in asked.by}
    return {
        "title": asked.layer.metadata.title.model_dump(),
        "counted": told.counted.model_dump(),
        "group_by": [{"name": name, "title": title} for name, title in titles.items()],
        "dimensions": list(statistics.dimensions(asked.layer)),
        "sums": [{"name": each.column, "title": each.title.model_dump(), "unit": "satang"} for each in told.sums],
        "total": _numbers(asked.layer, found.whole),
        "placements": {name: _numbers(asked.layer, cell) for name, cell in found.placements.items()},
        "groups": [_described(asked, group) for group in found.groups],
    }


def _described(asked: Asked, group: Group) -> dict[str, object]:
    names = {name: text.model_dump() for name, text in zip(asked.by, group.names, strict=True) if text}
    placement = {} if group.placement is None else {"placement": group.placement}
    values = dict(zip(asked.by, group.values, strict=True))
    return {**values, **placement, "names": names, **_numbers(asked.layer, group.cell)}


def _numbers(layer: Layer, cell: Cell) -> dict[str, int | None]:
    told = layer.statistics
    touching = {"touching": cell.touching} if told.key else {}
    return {
        "count": cell.count,
        **touching,
        **{each.column: satang for each, satang in zip(told.sums, cell.sums, strict=True)},
    }
