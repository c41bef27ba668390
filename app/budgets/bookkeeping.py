"""The rows of items of the bill: project, places, line, allocation; written set by set, for the acts that may."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, insert, literal
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from app.budgets.billed import Item, points
from app.budgets.models import BillItem, BudgetLine, LedgerEvent
from app.budgets.records import event_at, held_line
from app.budgets.rules import Kind
from app.budgets.schemas import BillDocument
from app.budgets.writing import event_of, kept, reversal_of
from app.core.authority import Acting
from app.core.errors import Conflict
from app.core.records import refused_by
from app.projects.models import Project, Site, SiteArea
from app.projects.rules import WHOLE_PPM, Precision, Role, State, class_of

Row = dict[str, Any]
PREFIX = "BB"
NO_PLACE = "ชื่อรายการในเล่มงบประมาณไม่ระบุพื้นที่"
UNSETTLED = "ชื่อรายการระบุพื้นที่ไว้ไม่ชัด ต้องเลือกเอง"
NO_POINT = "ทะเบียนพื้นที่ไม่มีตำแหน่งของพื้นที่นี้"


def inserted(
    session: Session, by: Acting, items: Sequence[Item], given: BillDocument, year: int, run: uuid.UUID
) -> None:
    """New items with all that they become. Raises Conflict when somebody else brought one of them meanwhile."""
    known = points(session, {spot.code for item in items for spot in item.spots if spot.code})
    tables: dict[type[Any], list[Row]] = {
        table: [] for table in (Project, Site, SiteArea, BudgetLine, LedgerEvent, BillItem)
    }
    for item in items:
        for table, rows in _rows(by, item, given, year, run, known).items():
            tables[table] += rows
    with refused_by(session, {"uq_project_reference": _meanwhile, "uq_bill_item_identity": _meanwhile}):
        for table, rows in tables.items():
            if rows:
                session.execute(_at_once(table), rows)


def _at_once(table: type[Any]) -> ReturningInsert[Any]:
    """An INSERT of many rows in one statement: row security asks once which projects are seen, not once for every row.

    Something is returned because only then the rows go together; nulls are written so that all have the same columns.
    """
    return insert(table).returning(literal(1)).execution_options(render_nulls=True)


def allocated_anew(session: Session, by: Acting, item: Item, given: BillDocument, run: uuid.UUID) -> None:
    """The title as it reads now; a differing amount undoes the allocation that stood and allocates again."""
    becomes, there = item.known
    stored, project = there.item, there.project
    project.title_th, project.changed_at = becomes.title, func.clock_timestamp()
    if stored.amount_satang == item.row.amount_satang:
        return
    line = held_line(session, stored.line_id)
    undone = reversal_of(event_at(session, stored.event_id), by, given.occurred_on, given.document_no, None)
    made = _allocation(by, line, item, given, run)
    kept(session, undone | {"import_run_id": run}, made)
    stored.amount_satang, stored.event_id, stored.import_run_id = item.row.amount_satang, made["id"], run


def _rows(
    by: Acting, item: Item, given: BillDocument, year: int, run: uuid.UUID, known: dict[str, Any]
) -> dict[type[Any], list[Row]]:
    assert item.becomes is not None
    made, row, reference = item.becomes, item.row, f"{PREFIX}{year}.{item.identity}"
    project = {
        "id": uuid.uuid4(), "reference": reference, "title_th": made.title, "kind": made.kind, "fiscal_year": year,
        "state": State.FUNDED, "class_": class_of(State.FUNDED, None), "agency": item.agency,
        "rationale": " · ".join(filter(None, (row.plan, row.project, row.agency))),
        "area_codes": sorted({spot.code for spot in item.spots if spot.code and not spot.is_province}),
    }  # fmt: skip
    line = BudgetLine(
        id=uuid.uuid4(), reference=f"{reference}/1", project_id=project["id"], fiscal_year=year, source=made.source,
        class5=made.class5.value, subclass=made.subclass, road=made.road.value,
    )  # fmt: skip
    event = _allocation(by, line, item, given, run)
    kept_of = {
        "line_id": line.id, "project_id": line.project_id, "fiscal_year": year, "identity": item.identity,
        "agency": row.agency, "programme": row.project or row.agency, "level": item.level, "page": row.page or None,
        "amount_satang": row.amount_satang, "event_id": event["id"], "import_run_id": run,
    }  # fmt: skip
    sites, areas = _places(item, line.project_id, known)
    columns = ("id", "reference", "project_id", "fiscal_year", "source", "class5", "subclass", "road")
    return {
        Project: [project], Site: sites, SiteArea: areas, BudgetLine: [{name: getattr(line, name) for name in columns}],
        LedgerEvent: [event], BillItem: [kept_of],
    }  # fmt: skip


def _allocation(by: Acting, line: BudgetLine, item: Item, given: BillDocument, run: uuid.UUID) -> Row:
    page = f"หน้า {item.row.page}" if item.row.page else None
    return event_of(line, by, Kind.ALLOCATED, item.row.amount_satang) | {
        "occurred_on": given.occurred_on, "document_no": given.document_no, "note": page, "import_run_id": run,
    }  # fmt: skip


def _places(item: Item, project: uuid.UUID, known: dict[str, Any]) -> tuple[list[Row], list[Row]]:
    """A site for each area that is named: its middle, in that area and no finer one; none that is not named."""
    sites: list[Row] = []
    areas: list[Row] = []
    for spot in item.spots:
        # a province beside a name that could not be settled is where the item lies, not how far it reaches
        is_wide = spot.is_province and not item.places.open
        point = None if spot.is_province else known.get(spot.code)
        site = {
            "id": uuid.uuid4(), "project_id": project, "geom": point, "role": Role.SITE, "share_ppm": spot.share_ppm,
            "precision": Precision.NONE if point is None else Precision.CENTROID, "area_code": None, "note": None,
            "declared_areas": [spot.code] if spot.code else [], "is_province_wide": is_wide,
        }  # fmt: skip
        if point is not None:
            site["area_code"] = spot.code
            areas.append({"site_id": site["id"], "project_id": project, "area_code": spot.code, "share_ppm": WHOLE_PPM})
        elif is_wide:
            # for the whole province: what benefits it, without a place of its own
            site["role"] = Role.BENEFICIARY
        else:
            site["note"] = UNSETTLED if item.places.open else NO_POINT if spot.code else NO_PLACE
        sites.append(site)
    return sites, areas


def _meanwhile() -> Conflict:
    return Conflict(
        "มีผู้นำเข้ารายการเดียวกันนี้พร้อมกัน ตรวจตารางใหม่",
        "Somebody brought the same items meanwhile; check the table again.",
    )
