"""Statistics of a layer for programs and spreadsheets: ``/api/stats/<layer>`` and the same as CSV (สถิติของชั้นข้อมูล).

What may be asked stands in the layer's file; what is counted, and by what rule, in ``gis.statistics``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from app.core.authority import Viewer
from app.core.errors import Invalid
from app.core.spreadsheets import as_csv
from app.ogc.answers import answered, etag, not_modified, of_bytes, unchanged
from app.ogc.parameters import FILTER, condition_of, refuse_unknown
from app.ogc.shelf import Shelf, shelf_of
from app.web.dependencies import Viewing
from gis import statement, statistics
from gis.layer import Layer, Text
from gis.question import Question
from gis.statistics import LEVELS, MOST_GROUPS, NAMED_BY, PLACEMENTS, Cell, Figures, Group

router = APIRouter(prefix="/api/stats")
PARAMETERS = FILTER | {"group_by", "lang"}
COUNT, TOUCHING = Text(th="จำนวน", en="Count"), Text(th="มีส่วนในกลุ่ม", en="With a part in the group")
TOTAL, UNSAID = Text(th="รวมทั้งหมด", en="Total"), Text(th="ไม่ระบุ", en="Not said")
HIDDEN = Text(th="ปกปิด", en="hidden")
SATANG = Decimal(100)


@dataclass(frozen=True)
class Asked:
    """A layer as the viewer sees it, what it is to be grouped by, and which rows."""

    layer: Layer
    by: tuple[str, ...]
    question: Question


@router.get("/{layer_id}.csv")
async def csv_statistics(request: Request, layer_id: str, viewer: Viewing) -> Response:
    """The groups, then places and the whole, with Thai titles and money in baht; opens right in Excel."""
    refuse_unknown(request, PARAMETERS)
    shelf = shelf_of(request)
    asked = asked_of(shelf, viewer, layer_id, request.query_params)
    tag = await _tag(request, shelf, viewer, asked)
    if viewer.is_public and unchanged(request, tag):
        return not_modified(viewer, tag)
    body = table(asked, await figures_of(shelf, viewer, asked))
    name = {"Content-Disposition": f'attachment; filename="{asked.layer.id}-statistics.csv"'}
    return answered(request, viewer, body, tag, "text/csv; charset=utf-8", name)


@router.get("/{layer_id}")
async def json_statistics(request: Request, layer_id: str, viewer: Viewing) -> Response:
    """Counts and sums in satang by group, by place and of the whole. Groups and places add up to the whole."""
    refuse_unknown(request, PARAMETERS)
    shelf = shelf_of(request)
    asked = asked_of(shelf, viewer, layer_id, request.query_params)
    tag = await _tag(request, shelf, viewer, asked)
    if viewer.is_public and unchanged(request, tag):
        return not_modified(viewer, tag)
    found = await figures_of(shelf, viewer, asked)
    said = described(asked, found)
    # For the public the content has a number; for others that number would tell of what they may not see.
    version = found.state or of_bytes(bytes(JSONResponse(said).body)).strip('"')
    document = JSONResponse({"layer": asked.layer.id, "version": version, **said})
    return answered(request, viewer, bytes(document.body), tag, "application/json")


def asked_of(shelf: Shelf, viewer: Viewer, layer_id: str, given: Mapping[str, str]) -> Asked:
    """Raises NotFound for no such layer, Invalid for what it cannot be grouped by and for a wrong filter."""
    layer = shelf.layer(layer_id, viewer)
    by = _by(layer, [name for name in given.get("group_by", "").split(",") if name])
    return Asked(layer, by, Question(filter=condition_of(statistics.queryables(layer), given)))


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
    key = (layer.id, by, condition)
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


async def _tag(request: Request, shelf: Shelf, viewer: Viewer, asked: Asked) -> str:
    state = await _state(shelf, asked.layer) if viewer.is_public else ""
    return etag(asked.layer.id, shelf.tag(asked.layer, state), request)


async def _state(shelf: Shelf, layer: Layer) -> str:
    """What the public is told that the rows behind the statistics are at."""
    source = statistics.source_of(layer)
    row = await shelf.reader.one(f"SELECT {statement.state(source)}", {"layer": source.id})
    return str(row[0]) if row else ""


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


def table(asked: Asked, found: Figures) -> bytes:
    """A line for each group, then one for each place and one for the whole; the first column tells them apart."""
    told, by = asked.layer.statistics, asked.by
    has_places = any(name in LEVELS for name in by)
    head = ["แถว", *(title for name in by for title in (f"รหัส{_title(asked, name)}", _title(asked, name)))]
    head += ["ที่ตั้ง"] if has_places else []
    head += [f"{COUNT.th} ({told.counted.th})", *([TOUCHING.th] if told.key else [])]
    head += [f"{each.title.th} (บาท)" for each in told.sums]
    blank = [""] * (2 * len(by))
    rows = [_line("กลุ่ม", _said(group), group.placement, has_places, told.key, group.cell) for group in found.groups]
    rows += [
        _line(f"รวม{PLACEMENTS[name].th}", blank, name, has_places, told.key, cell)
        for name, cell in found.placements.items()
    ]
    return as_csv([head, *rows, _line(TOTAL.th, blank, None, has_places, told.key, found.whole)])


def _title(asked: Asked, name: str) -> str:
    return statistics.title(asked.layer, name).th


def _said(group: Group) -> list[object]:
    pairs = zip(group.values, group.names, strict=True)
    return [part for value, name in pairs for part in (value, name.th if name else value or UNSAID.th)]


def _line(
    kind: str, said: list[object] | list[str], placement: str | None, has_places: bool, key: str | None, cell: Cell
) -> list[object]:
    placed = [PLACEMENTS[placement].th if placement else ""] if has_places else []
    counts = [cell.count, cell.touching] if key else [cell.count]
    baht = [None if satang is None else satang / SATANG for satang in cell.sums]
    return [kind, *said, *placed, *(HIDDEN.th if each is None else each for each in [*counts, *baht])]
