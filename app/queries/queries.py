"""What analysts find: the views that they may ask, saved queries, and the runs of their position."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import ColumnElement, Select, and_, case, false, or_, select, text
from sqlalchemy.orm import Session, undefer

from app.core.authority import Viewer
from app.core.errors import NotFound
from app.core.roles import Role
from app.organizations.models import Position
from app.queries.models import Run, SavedQuery
from app.queries.rules import MOST_RUNS, Sharing
from gis.catalog import Catalog
from gis.layer import Attribute, Layer, Text

COLUMNS = text(
    "SELECT c.relname, a.attname, pg_catalog.format_type(a.atttypid, NULL) AS type"
    " FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0"
    " WHERE c.relnamespace = 'published'::regnamespace AND c.relkind = 'v' AND NOT a.attisdropped"
    " AND pg_catalog.has_table_privilege(:role, c.oid, 'SELECT') ORDER BY c.relname, a.attnum"
)
NAMED: dict[str, Text] = {
    "area_overview": Text(th="ขอบเขตพื้นที่อย่างย่อสำหรับแผนที่", en="Generalised boundaries for maps"),
    "layer_version": Text(th="รุ่นข้อมูลของแต่ละชั้น", en="Version of each layer's data"),
    "indicator_values": Text(th="ค่าตัวชี้วัดรายพื้นที่และช่วงเวลา", en="Values of indicators by area and period"),
    "budget_lines": Text(th="รายการงบประมาณพร้อมยอดจัดสรร ผูกพัน เบิกจ่าย", en="Budget lines with their sums"),
    "budget_phases": Text(th="ยอดเงินตามขั้นตอน", en="Money by phase"),
    "budget_quarters": Text(th="แผนและผลเบิกจ่ายรายไตรมาส", en="Planned and actual disbursement by quarter"),
    "budget_lapse": Text(th="เงินที่เสี่ยงพับตก", en="Money at risk of lapsing"),
    "budget_tiers": Text(th="ยอดเงินตามชั้นของแหล่งเงิน", en="Money by tier of its source"),
    "budget_places": Text(th="เงินของโครงการตามพื้นที่", en="Money of projects by place"),
    "progress": Text(th="ความก้าวหน้าและไฟสถานะของโครงการ", en="Progress and light of projects"),
    "reports_due": Text(th="รายงานความก้าวหน้าที่ถึงกำหนด", en="Progress reports that are due"),
    "project_ways": Text(th="ขั้นตอนที่โครงการเดินผ่าน", en="Steps that projects took"),
    "project_goals": Text(th="เป้าหมายที่โครงการตอบ", en="Goals that projects serve"),
    "project_years": Text(th="ปีงบประมาณของโครงการ", en="Fiscal years of projects"),
    "project_sources": Text(th="แหล่งเงินของโครงการ", en="Sources of money of projects"),
    "project_states": Text(th="สถานะของโครงการตามวันที่", en="States of projects by day"),
    "data_years": Text(th="ปีที่มีข้อมูลของแต่ละเรื่อง", en="Years of which something is known, by subject"),
}
"""Titles of the views that are no layer; those of layers stand in their files."""
STATISTICS = Text(th="แถวสำหรับสถิติของชั้น", en="Rows of the statistics of the layer")
Asked = Select[SavedQuery, str, str]


@dataclass(frozen=True, slots=True)
class ViewColumn:
    """A column of a view; the title is known where the layer declares it."""

    name: str
    type: str
    title: Text | None = None
    unit: Text | None = None


@dataclass(frozen=True, slots=True)
class View:
    """A view of ``published`` that the analyst may ask."""

    name: str
    title: Text | None
    columns: tuple[ViewColumn, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A saved query as whoever looks finds it; ``owner`` is the title of the position that keeps it."""

    query: SavedQuery
    owner: Text
    is_own: bool


def views(session: Session, catalog: Catalog, *, viewer: Viewer) -> list[View]:
    """Every view that the role of analysts may read, by name; titles as far as the viewer may see the layer."""
    layers = {layer.id: layer for layer in catalog.visible(viewer.visible())}
    rows = session.execute(COLUMNS, {"role": Role.ANALYST.value}).all()
    found = []
    for name, of_view in groupby(rows, key=lambda row: row[0]):
        layer = layers.get(name)
        columns = tuple(_column(layer, column, type_) for _, column, type_ in of_view)
        found.append(View(name, _title(name, layer, layers.values()), columns))
    return found


def _title(name: str, layer: Layer | None, layers: Iterable[Layer]) -> Text | None:
    if layer is not None:
        return layer.metadata.title
    counted = next((one for one in layers if one.statistics.view == name), None)
    if counted is None:
        return NAMED.get(name)
    title = counted.metadata.title
    return Text(th=f"{STATISTICS.th}{title.th}", en=f"{STATISTICS.en} {title.en}")


def _column(layer: Layer | None, name: str, type_: str) -> ViewColumn:
    attribute: Attribute | None = layer.attribute(name) if layer else None
    return ViewColumn(name, type_, attribute.title if attribute else None, attribute.unit if attribute else None)


def titles(catalog: Catalog, *, viewer: Viewer) -> dict[str, Text]:
    """The titles of columns, as far as every layer that has a column of that name gives it the same."""
    found: dict[str, set[Text]] = {}
    for layer in catalog.visible(viewer.visible()):
        for attribute in layer.attributes:
            found.setdefault(attribute.name, set()).add(attribute.title)
    return {name: next(iter(all_)) for name, all_ in found.items() if len(all_) == 1}


def saved_queries(session: Session, *, viewer: Viewer) -> list[Kept]:
    """The own ones by title, then those that others share."""
    first = case((_keeps(viewer), 0), else_=1)
    asked = _asked().where(_may_find(viewer)).order_by(first, SavedQuery.title, SavedQuery.id)
    return _told(session, asked, viewer)


def saved_query(session: Session, query_id: uuid.UUID, *, viewer: Viewer) -> Kept:
    """One saved query. Raises NotFound also when it is not for whoever looks."""
    found = _told(session, _asked().where(SavedQuery.id == query_id, _may_find(viewer)), viewer)
    if not found:
        raise NotFound("ไม่มีคำสั่งที่บันทึกไว้นี้", "There is no such saved query.")
    return found[0]


def runs(session: Session, *, viewer: Viewer) -> list[Run]:
    """The last runs of the position, the newest first."""
    mine = select(Run).where(Run.position_number == viewer.position).order_by(Run.started_at.desc())
    return list(session.scalars(mine.limit(MOST_RUNS)))


def run_of(session: Session, run_id: uuid.UUID, *, viewer: Viewer) -> Run:
    """A run of the position, with its answer. Raises NotFound for one of another, and for one no longer kept."""
    mine = select(Run).where(Run.id == run_id, Run.position_number == viewer.position)
    found = session.scalars(mine.options(undefer(Run.answer))).one_or_none()
    if found is None:
        raise NotFound("ไม่มีผลการสอบถามนี้แล้ว เรียกใช้คำสั่งอีกครั้ง", "That answer is no longer kept; run the statement again.")
    return found


def _keeps(viewer: Viewer) -> ColumnElement[bool]:
    return false() if viewer.position is None else SavedQuery.position_number == viewer.position


def _may_find(viewer: Viewer) -> ColumnElement[bool]:
    """The own ones, and those shared with all analysts or with the own organisation; the page asks for the permission."""
    home = select(Position.organization_code).where(Position.number == viewer.position).scalar_subquery()
    fellows = select(Position.number).where(Position.organization_code == home)
    with_fellows = and_(SavedQuery.sharing == Sharing.ORGANISATION, SavedQuery.position_number.in_(fellows))
    return or_(_keeps(viewer), SavedQuery.sharing == Sharing.ANALYSTS, with_fellows)


def _asked() -> Asked:
    owner = Position.number == SavedQuery.position_number
    return select(SavedQuery, Position.title_th, Position.title_en).join(Position, owner)


def _told(session: Session, asked: Asked, viewer: Viewer) -> list[Kept]:
    return [
        Kept(query, Text(th=th, en=en), query.position_number == viewer.position)
        for query, th, en in session.execute(asked)
    ]
