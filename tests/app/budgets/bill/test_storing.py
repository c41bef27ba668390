"""The bill into projects and ledger: what it says is there to the satang, where it says, once, and what changed is told."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.budgets.billed import Asked
from app.budgets.commands.bill import bring_bill, confirm_bill, name_agency
from app.budgets.commands.standard import seed_reference
from app.budgets.models import BillItem, BudgetLine, ImportDraft, LedgerEvent
from app.budgets.rules import Kind
from app.budgets.schemas import AgencyNaming
from app.core.authority import OPERATOR
from app.core.errors import Conflict, Forbidden, NotFound
from app.core.lineage import ImportRun
from app.core.permissions import Permission
from app.projects.models import Project, Site, SiteArea
from tests import cast
from tests.app.budgets import ledgers
from tests.app.budgets.bill import tables
from tests.app.budgets.bill.tables import BAHT, HOME, YEAR, brought, written

MILLION = 1_000_000 * BAHT


def rows(session: Session, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in session.execute(text(sql))]


def test_every_row_and_every_baht_of_the_table_is_stored_refused_or_of_others(session: Session) -> None:
    report = brought(session)
    assert (report["rows_in"], report["unreadable"], report["in_satang"]) == (8, 1, 28 * MILLION)
    assert {name: (one["rows"], one["satang"] // MILLION) for name, one in report["fates"].items()} == {
        "new": (6, 22), "same": (0, 0), "changed": (0, 0), "elsewhere": (1, 6), "refused": (0, 0),
    }  # fmt: skip
    assert [one["row"] for one in report["wrong"]] == [tables.UNREAD]
    ledger = select(func.sum(LedgerEvent.amount_satang)).where(LedgerEvent.import_run_id.is_not(None))
    assert session.scalar(ledger) == report["stored_satang"] == 22 * MILLION


def test_views_and_layers_come_to_the_same_money_located_and_not(session: Session) -> None:
    """1 and 7 million in เมือง, 2 in เหนือ and 3 in ใต้ are located; 5 are for the province, 4 name no place."""
    brought(session)
    session.execute(text("SELECT set_config('phaen.true_on', '2022-01-01', true)"))
    assert rows(session, f"SELECT sum(allocated_baht) FROM published.budget_lines WHERE fiscal_year = {YEAR}") == [
        (22_000_000,)
    ]
    placed = f"""SELECT placement, area_code, sum(received_baht) / 1000000 FROM published.budget_places
        WHERE fiscal_year = {YEAR} GROUP BY 1, 2 ORDER BY 1, 2"""
    assert rows(session, placed) == [
        ("located", "980101", 1), ("located", "980102", 7), ("located", "9802", 2), ("located", "980301", 1.5),
        ("located", "980302", 1.5), ("province_wide", None, 5), ("unlocated", None, 4),
    ]  # fmt: skip
    districts = rows(
        session, "SELECT code, received_million, cluster_million FROM published.budget_districts ORDER BY code"
    )
    assert districts == [("9801", 8, 7), ("9802", 2, 0), ("9803", 3, 0)], "13 located, of 22"
    subdistricts = (
        "SELECT code, received_million FROM published.budget_subdistricts WHERE received_million > 0 ORDER BY 1"
    )
    assert rows(session, subdistricts) == [("980101", 1), ("980102", 7), ("980301", 1.5), ("980302", 1.5)], (
        "the road of เหนือ lies in the district, and nobody says in which subdistrict"
    )


def test_an_item_lies_as_finely_as_its_text_says_and_no_finer(session: Session) -> None:
    brought(session)
    asked = (
        select(BillItem.identity, BillItem.level, Site.precision, Site.is_province_wide, Site.area_code, Site.share_ppm)
        .join(Site, Site.project_id == BillItem.project_id).order_by(BillItem.identity, Site.area_code)
    )  # fmt: skip
    found = [(str(one[0])[-1], *one[1:]) for one in session.execute(asked)]
    assert found == [
        ("1", "subdistrict", "centroid", False, "980101", 1_000_000),
        ("2", "district", "centroid", False, "9802", 1_000_000),
        ("3", "subdistrict", "centroid", False, "980301", 500_000),
        ("3", "subdistrict", "centroid", False, "980302", 500_000),
        ("4", None, "none", False, None, 1_000_000),
        ("5", "province", "none", True, None, 1_000_000),
        ("7", "subdistrict", "centroid", False, "980102", 1_000_000),
    ]
    notes = select(Site.note).join(BillItem, BillItem.project_id == Site.project_id).where(Site.note.is_not(None))
    assert list(session.scalars(notes)) == ["ชื่อรายการในเล่มงบประมาณไม่ระบุพื้นที่"]
    assert session.scalars(select(SiteArea.area_code).where(SiteArea.area_code == "9802")).all() == ["9802"]


def test_a_line_has_the_class_the_source_and_the_act_of_its_item(session: Session) -> None:
    brought(session)
    asked = (
        select(BillItem.identity, Project.reference, Project.title_th, Project.state, Project.class_, BudgetLine.source,
               BudgetLine.class5, BudgetLine.subclass, BudgetLine.road)
        .join(Project, Project.id == BillItem.project_id).join(BudgetLine, BudgetLine.id == BillItem.line_id)
        .where(BillItem.identity.in_(["2022.3.13.1.4", "2022.3.13.1.7"])).order_by(BillItem.identity)
    )  # fmt: skip
    assert [tuple(one)[1:] for one in session.execute(asked)] == [
        ("BB2565.2022.3.13.1.4", "โครงการหนึ่ง: ค่าจ้างเหมาบริการ", "funded", "public", "province", "operating",
         "goods_services", "direct"),
        ("BB2565.2022.3.13.1.7", "ท่าเรือ ตำบลบ้านน้ำใส อำเภอเมืองของเล่น", "funded", "public", "cluster", "investment",
         "land_building", "by_contract"),
    ]  # fmt: skip
    event = session.scalars(select(LedgerEvent).join(BillItem).where(BillItem.identity == "2022.3.13.1.1")).one()
    assert (event.kind, event.document_no, event.occurred_on, event.cash_year, event.note) == (
        "allocated", "พ.ร.บ. งบประมาณรายจ่าย พ.ศ. 2565", date(2021, 10, 1), 2565, "หน้า 1",
    )  # fmt: skip


def test_the_same_table_again_changes_nothing(session: Session) -> None:
    brought(session)
    before = session.scalar(select(func.count()).select_from(LedgerEvent))
    report = brought(session)
    assert {name: one["rows"] for name, one in report["fates"].items() if one["rows"]} == {"same": 6, "elsewhere": 1}
    assert session.scalar(select(func.count()).select_from(LedgerEvent)) == before
    assert session.scalar(select(func.count()).select_from(BillItem)) == 6


def test_a_corrected_amount_undoes_the_allocation_and_allocates_again_and_a_missing_item_is_told(
    session: Session,
) -> None:
    brought(session)
    report = brought(session, written(tables.HIRED, amount_1="1,500,000", item_2="ถนนคอนกรีต อำเภอเหนือ"))
    assert {name: one["rows"] for name, one in report["fates"].items() if one["rows"]} == {
        "same": 3, "changed": 2, "elsewhere": 1,
    }  # fmt: skip
    assert report["absent"] == {"rows": 1, "satang": 4 * MILLION}
    assert [(one["before"][1] // MILLION, one["after"][1] / MILLION) for one in report["changes"]] == [
        (1, 1.5),
        (2, 2.0),
    ]
    line = select(BillItem.line_id).where(BillItem.identity == "2022.3.13.1.1").scalar_subquery()
    events = session.execute(
        select(LedgerEvent.amount_satang, LedgerEvent.is_reversal).where(LedgerEvent.line_id == line)
        .order_by(LedgerEvent.seq)
    ).all()  # fmt: skip
    assert [(amount / MILLION, undone) for amount, undone in events] == [(1, False), (-1, True), (1.5, False)]
    assert session.scalar(select(Project.title_th).where(Project.reference == "BB2565.2022.3.13.1.2")) == (
        "ถนนคอนกรีต อำเภอเหนือ"
    )
    again = brought(session, written(tables.HIRED, amount_1="1,500,000", item_2="ถนนคอนกรีต อำเภอเหนือ"))
    assert again["fates"]["changed"]["rows"] == 0


def test_an_amount_that_its_ledger_does_not_allow_stops_the_whole_table(session: Session) -> None:
    """Of the million of the weir 900,000 are bound by a contract: 800,000 in the act are refused, and nothing else changes."""
    brought(session)
    line = session.scalars(select(BudgetLine).where(BudgetLine.reference == "BB2565.2022.3.13.1.1/1")).one()
    ledgers.contract(session, line)
    ledgers.event(session, line, Kind.CONTRACTED, 900_000, contract="1/2568")
    with pytest.raises(Conflict, match="Above the line"), session.begin_nested():
        brought(session, written(amount_1="800,000", amount_2="9,000,000"))
    assert session.scalar(select(BillItem.amount_satang).where(BillItem.identity == "2022.3.13.1.2")) == 2 * MILLION


def test_a_table_of_another_year_or_class_is_refused_row_by_row(session: Session) -> None:
    brought(session)
    content = written().replace("งบดำเนินงาน".encode(), "งบอื่น ๆ".encode(), 1).replace(b",2022,", b",2021,", 1)
    moved = content.replace("ค่าที่ดินและสิ่งก่อสร้าง".encode(), "ค่าครุภัณฑ์".encode(), 2)
    report = brought(session, moved)
    told = {one["row"]: one["told"]["en"] for one in report["wrong"]}
    assert told[1] == "Row 1: The row is of another fiscal year."
    assert told[2] == "Row 2: Its class or source differs from the line that is there; reverse that line's money first."
    assert told[4] == "Row 4: The class of expenditure is none of the five."
    assert sum(one["rows"] for one in report["fates"].values()) + report["unreadable"] == report["rows_in"]
    assert sum(one["satang"] for one in report["fates"].values()) == report["in_satang"]


def test_all_provinces_come_only_when_asked_for(session: Session) -> None:
    report = brought(session, home=None)
    assert (report["stored_rows"], report["stored_satang"], report["fates"]["elsewhere"]["rows"]) == (
        7,
        28 * MILLION,
        0,
    )


def test_an_agency_without_an_organisation_waits_until_it_is_named_and_stays_named(session: Session) -> None:
    report = brought(session)
    assert {one["agency"]: one["organization"] for one in report["agencies"]} == {
        HOME: "province",
        tables.CLUSTER: None,
    }
    named = AgencyNaming(agency=tables.CLUSTER, organization="office")
    assert name_agency(session, by=cast.acting(session, "G-1"), given=named) == 1
    agency = select(Project.agency).where(Project.reference == "BB2565.2022.3.13.1.7")
    assert session.scalar(agency) == "office"
    with pytest.raises(NotFound, match="waits"):
        name_agency(session, by=OPERATOR, given=named)
    with pytest.raises(NotFound, match="no organisation"):
        name_agency(session, by=OPERATOR, given=AgencyNaming(agency=tables.CLUSTER, organization="nobody"))
    again = brought(session)
    assert {one["agency"]: one["organization"] for one in again["agencies"]}[tables.CLUSTER] == "office"


def test_a_draft_writes_no_money_until_it_is_confirmed_once(session: Session) -> None:
    seed_reference(session, by=OPERATOR)
    by = cast.acting(session, "O-2")
    draft = bring_bill(session, by=by, asked=Asked(YEAR, "98"), unit=None, file_name="b.csv", content=written())
    assert (draft.report["stored_satang"], draft.unit) == (22 * MILLION, "baht")
    assert session.scalar(select(func.count()).select_from(BillItem)) == 0
    report = confirm_bill(session, by=by, draft_id=draft.id, given=tables.ACT)
    assert session.scalar(select(func.sum(BillItem.amount_satang))) == report["stored_satang"] == 22 * MILLION
    assert session.get(ImportDraft, draft.id) is None
    with pytest.raises(NotFound):
        confirm_bill(session, by=by, draft_id=draft.id, given=tables.ACT)
    run = session.scalars(
        select(ImportRun).where(ImportRun.kind == "budget-bill").order_by(ImportRun.started_at.desc())
    ).first()
    assert run is not None
    assert run.report["stored_rows"] == 6


def test_the_power_to_record_and_to_register_and_the_scope_are_needed(session: Session) -> None:
    asked = Asked(YEAR, "98")
    draft = bring_bill(session, by=OPERATOR, asked=asked, unit=None, file_name="b.csv", content=written())
    governor = cast.acting(session, "G-1")
    for name in (Permission.BUDGET_RECORD, Permission.PROJECT_REGISTER):
        powers = replace(governor.powers, permissions=governor.powers.permissions - {name})
        by = replace(governor, powers=powers)
        with pytest.raises(Forbidden):
            bring_bill(session, by=by, asked=asked, unit=None, file_name="b.csv", content=written())
        with pytest.raises(Forbidden):
            confirm_bill(session, by=by, draft_id=draft.id, given=tables.ACT)
        with pytest.raises(Forbidden):
            confirm_bill(session, by=by, draft_id=uuid.uuid4(), given=tables.ACT)
        with pytest.raises(Forbidden):
            brought(session, by=by)
        with pytest.raises(Forbidden):
            brought(session, written(*set(tables.ITEMS) - {tables.FOREIGN}), by=by)
        with pytest.raises(Forbidden):
            name_agency(session, by=by, given=AgencyNaming(agency=HOME, organization="office"))


def test_what_comes_from_nowhere_is_not_allocated_tomorrow(session: Session) -> None:
    with pytest.raises(Conflict, match="future"):
        brought(session, occurred_on=date(2100, 1, 1))


@pytest.mark.parametrize("scope", [{"areas": frozenset({"9801"})}, {"agencies": frozenset({"office"})}])
def test_items_outside_the_scope_are_not_brought(session: Session, scope: dict[str, frozenset[str]]) -> None:
    by = cast.acting(session, "G-1")
    with pytest.raises(Forbidden):
        brought(session, by=replace(by, powers=replace(by.powers, **scope)))  # type: ignore[arg-type]
    brought(session, by=by)


def test_an_agency_is_named_within_the_scope_alone(session: Session) -> None:
    brought(session)
    by = cast.acting(session, "G-1")
    narrow = replace(by, powers=replace(by.powers, agencies=frozenset({"works"})))
    with pytest.raises(Forbidden):
        name_agency(session, by=narrow, given=AgencyNaming(agency=tables.CLUSTER, organization="office"))


def test_an_item_without_a_number_is_known_by_its_words(session: Session) -> None:
    bare = b"\n".join(line.split(b",", 1)[1] for line in written().split(b"\n"))
    assert brought(session, bare)["fates"]["new"]["rows"] == 6
    assert brought(session, bare.replace(b"1,000,000", b"1,100,000"))["fates"]["changed"]["rows"] == 1
    assert len(set(session.scalars(select(BillItem.identity)))) == 6


def test_items_that_are_alike_are_as_many_as_they_are(session: Session) -> None:
    double = written() + b"\n" + written().split(b"\n")[tables.HIRED]
    assert brought(session, double)["stored_satang"] == 26 * MILLION
    assert brought(session, double)["fates"]["same"]["rows"] == 7


def test_a_province_beside_a_name_that_nobody_can_settle_is_not_the_whole_province(session: Session) -> None:
    brought(session, written(item_5="ถนน ตำบลหนองใหญ่ อำเภอหนองโต จังหวัดของเล่น"))
    asked = select(Site.is_province_wide, Site.note, Site.declared_areas).join(
        BillItem, BillItem.project_id == Site.project_id
    )
    found = session.execute(asked.where(BillItem.identity == "2022.3.13.1.5")).one()
    assert tuple(found) == (False, "ชื่อรายการระบุพื้นที่ไว้ไม่ชัด ต้องเลือกเอง", ["98"])
