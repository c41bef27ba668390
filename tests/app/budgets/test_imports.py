"""Tables come in as they went out; what is wrong is told with its row and column, and nothing is half written."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.budgets import exports
from app.budgets.commands.imports import bring_table, confirm_table, discard_table, save_mapping
from app.budgets.commands.lines import change_line
from app.budgets.commands.unmatched import dismiss_row, settle_row
from app.budgets.models import BudgetLine, Contract, ImportDraft, LedgerEvent, UnmatchedRow
from app.budgets.queries import lines as lines_of
from app.budgets.queries.drafts import mapping_named
from app.budgets.rules import Kind, Movement, Table
from app.budgets.schemas import Dismissal, LineChange, Settlement
from app.core.authority import EVERYTHING, OPERATOR
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.money import Unit
from app.core.workbooks import as_csv, as_xlsx, read
from tests import cast
from tests.app.budgets import ledgers
from tests.app.budgets.ledgers import balance_of, in_baht

CODE = "0700112003000001"
GFMIS = ["รหัสงบประมาณ", "ปีงบประมาณ", "จำนวนเงิน", "วันที่จ่าย", "เลขที่เอกสาร", "เลขที่สัญญา/PO"]
EGP = [
    "external_code",
    "fiscal_year",
    "egp_id",
    "contract_number",
    "vendor",
    "amount",
    "signed_on",
    "valid_from",
    "valid_to",
]


@pytest.fixture
def held(session: Session) -> BudgetLine:
    """A line with a code, 100 allocated and a contract of 60, in baht."""
    made = ledgers.furnished(session)
    change_line(session, by=OPERATOR, line_id=made.id, given=LineChange(external_code=CODE))
    ledgers.contract(session, made)
    ledgers.event(session, made, Kind.ALLOCATED, 100)
    ledgers.event(session, made, Kind.CONTRACTED, 60, contract="1/2568")
    return made


def bring(session: Session, kind: Table, header: list[str], *rows: list[object], unit: Unit = Unit.BAHT) -> ImportDraft:
    content = as_xlsx("t", header, rows)
    return bring_table(session, by=OPERATOR, kind=kind, unit=unit, file_name="t.xlsx", content=content, mapped={})


def counted(session: Session, model: type[object] = LedgerEvent) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def wrong(draft: ImportDraft) -> list[tuple[int, str, str]]:
    return [(one["row"], one["column"]["en"], one["told"]["en"]) for one in draft.report["wrong"]]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("kind", [Table.LINES, Table.EVENTS])
def test_what_is_exported_comes_back_as_the_same(session: Session, held: BudgetLine, kind: Table, form: str) -> None:
    """With a transfer and a reversal in the ledger: every row is known, and none is written."""
    ledgers.line(session, "B-1/2", subclass="equipment")
    ledgers.moved(session, held, Movement.TRANSFER, 20, to_line="B-1/2")
    rows = (
        exports.lines_table(lines_of.lines(session, viewer=EVERYTHING))
        if kind is Table.LINES
        else exports.events_table(lines_of.events(session, viewer=EVERYTHING))
    )
    before, state = counted(session), balance_of(session, held)
    draft = bring_table(session, by=OPERATOR, kind=kind, unit=Unit.BAHT, file_name=f"t.{form}",
                        content=exports.written(kind, rows, form), mapped={})  # fmt: skip
    assert (draft.report["same"], draft.report["written"], wrong(draft)) == (len(rows), 0, [])
    confirm_table(session, by=OPERATOR, draft_id=draft.id)
    assert (counted(session), balance_of(session, held)) == (before, state)


def test_an_exported_ledger_builds_the_same_one_anew(session: Session, held: BudgetLine) -> None:
    """Lines and events of one project, under other references: the same balance."""
    ledgers.project(session, "B-2")
    ledgers.contract(session, ledgers.line(session, "B-2/0", of="B-2", subclass="equipment"))
    lines = exports.lines_table(lines_of.lines(session, viewer=EVERYTHING, project="B-1"))
    for row in lines:
        row[0], row[1], row[8] = "B-2/1", "B-2", None
    confirm_table(session, by=OPERATOR, draft_id=bring(session, Table.LINES, exports.header(Table.LINES), *lines).id)
    events = [row for row in exports.events_table(lines_of.events(session, viewer=EVERYTHING)) if row[1] == "B-1/1"]
    for row in events:
        row[0], row[1] = None, "B-2/1"
    confirm_table(session, by=OPERATOR, draft_id=bring(session, Table.EVENTS, exports.header(Table.EVENTS), *events).id)
    made = session.scalars(select(BudgetLine).where(BudgetLine.reference == "B-2/1")).one()
    assert balance_of(session, made) == balance_of(session, held)


def test_looking_at_a_table_writes_nothing_but_the_draft(session: Session, held: BudgetLine) -> None:
    before = counted(session), counted(session, UnmatchedRow), balance_of(session, held)
    draft = bring(session, Table.GFMIS, GFMIS, [CODE, 2568, 30, "2025-06-01", "ขบ.1", "1/2568"],
                  ["9999", 2568, 5, "2025-06-01", "ขบ.2"])  # fmt: skip
    assert (draft.report["written"], draft.report["unmatched"]) == (1, 1)
    assert (counted(session), counted(session, UnmatchedRow), balance_of(session, held)) == before


def test_payments_of_an_extract_are_matched_once_and_the_rest_waits(session: Session, held: BudgetLine) -> None:
    rows: list[list[object]] = [[CODE, 2568, 30, "01/06/2568", "ขบ.1", "1/2568"], ["9999", 2568, 5, "2025-06-01", "ขบ.2"],
                                [CODE, 2568, 7, "2025-06-01", "ขบ.3", "ไม่มี"]]  # fmt: skip
    confirm_table(session, by=OPERATOR, draft_id=bring(session, Table.GFMIS, GFMIS, *rows).id)
    assert in_baht(balance_of(session, held))["paid"] == 30
    waiting = lines_of.unmatched(session, viewer=EVERYTHING)
    assert sorted((one.document_no, one.why) for one in waiting) == [("ขบ.2", "line"), ("ขบ.3", "contract")]
    again = bring(session, Table.GFMIS, GFMIS, *rows)
    assert (again.report["written"], again.report["same"], again.report["unmatched"]) == (0, 3, 0)


@pytest.mark.usefixtures("held")
def test_a_payment_beyond_the_contract_stops_the_whole_table(session: Session) -> None:
    before = counted(session)
    draft = bring(session, Table.GFMIS, GFMIS, [CODE, 2568, 30, "2025-06-01", "ขบ.1", "1/2568"],
                  [CODE, 2568, 31, "2025-06-02", "ขบ.2", "1/2568"])  # fmt: skip
    assert wrong(draft) == [(3, "Amount", "More would be paid than this line's contracts come to.")]
    with pytest.raises(Invalid, match="row 3"), session.begin_nested():
        confirm_table(session, by=OPERATOR, draft_id=draft.id)
    assert counted(session) == before


@pytest.mark.usefixtures("held")
def test_contracts_of_an_extract_bind_their_value(session: Session) -> None:
    row: list[object] = [CODE, 2568, "68017000009", "2/2568", "บจก. ใหม่", 40, "2025-05-01", "2025-05-01", "2025-09-01"]
    confirm_table(session, by=OPERATOR, draft_id=bring(session, Table.EGP, EGP, row).id)
    made = session.scalars(select(Contract).where(Contract.egp_id == "68017000009")).one()
    assert ledgers.contract_in_baht(session, made.id) == (40, 0)
    assert bring(session, Table.EGP, EGP, row).report["same"] == 1


def test_the_unit_that_is_said_is_taken_and_an_odd_one_is_told(session: Session, held: BudgetLine) -> None:
    """0.00003 million baht are 30 baht; taken for million baht, 30 is a thousand times what is there."""
    fine = bring(
        session, Table.GFMIS, GFMIS, [CODE, 2568, "0.00003", "2025-06-01", "ขบ.1", "1/2568"], unit=Unit.MILLION
    )
    assert (fine.report["total"], fine.report["median"]) == (3_000, 3_000)
    ledgers.event(session, held, Kind.DISBURSED, 10, contract="1/2568")
    odd = bring(session, Table.GFMIS, GFMIS, ["9999", 2568, 800, "2025-06-01", "ขบ.9"], unit=Unit.MILLION)
    assert "check the unit" in odd.report["warning"]["en"]


@pytest.mark.usefixtures("held")
def test_errors_name_their_row_and_column_in_both_languages(session: Session) -> None:
    header = exports.header(Table.EVENTS)
    draft = bring(
        session, Table.EVENTS, header,
        [None, "B-1/1", "allocated", "ห้าบาท", "2025-03-03", "x"], [None, "B-1/1", "stolen", "5", "2025-03-03", "x"],
        [None, "B-1/1", "allocated", "5", "31/02/2568", "x"], [None, "nowhere", "allocated", "5", "2025-03-03", "x"],
        [None, "B-1/1", "carried_over", "5", "2025-03-03", "x"], ["123", "B-1/1", "allocated", "5", "2025-03-03", "x"],
    )  # fmt: skip
    assert [(row, column) for row, column, _ in wrong(draft)] == [
        (2, "Amount"),
        (3, "Kind"),
        (4, "Day"),
        (5, "Line"),
        (6, "Kind"),
        (7, "Event (empty when new)"),
    ]
    assert all(one["told"]["th"] and one["column"]["th"] for one in draft.report["wrong"])


@pytest.mark.usefixtures("held")
def test_a_payment_of_our_own_table_takes_the_power_to_approve_expenses(session: Session) -> None:
    content = as_xlsx("t", exports.header(Table.EVENTS),
                      [[None, "B-1/1", "disbursed", "5", "2025-03-03", "x", "1/2568"]])  # fmt: skip
    draft = bring_table(session, by=cast.acting(session, "O-2"), kind=Table.EVENTS, unit=Unit.BAHT, file_name="t",
                        content=content, mapped={})  # fmt: skip
    assert "may not" in wrong(draft)[0][2]


@pytest.mark.usefixtures("held")
def test_a_line_that_is_there_otherwise_is_refused_and_its_codes_change(session: Session) -> None:
    header = exports.header(Table.LINES)
    row: list[object] = [
        "B-1/1",
        "B-1",
        None,
        2568,
        "province",
        "investment",
        "land_building",
        "by_contract",
        "0701",
        30,
    ]
    assert bring(session, Table.LINES, header, row).report["written"] == 1
    row[3] = 2569
    assert wrong(bring(session, Table.LINES, header, row))[0][:2] == (2, "Line")


@pytest.mark.usefixtures("held")
def test_a_saved_mapping_reads_the_table_of_another(session: Session) -> None:
    mapped = {
        "external_code": "Budget",
        "fiscal_year": "Year",
        "amount": "Net",
        "occurred_on": "Date",
        "document_no": "Doc",
    }
    save_mapping(session, by=OPERATOR, name="คลัง", kind=Table.GFMIS, unit=Unit.BAHT, columns=mapped)
    found = mapping_named(session, "คลัง", Table.GFMIS, viewer=EVERYTHING)
    content = as_csv(["Date", "Doc", "Net", "Budget", "Year"], [["2025-06-01", "d", 5, "9999", 2568]])
    with pytest.raises(Invalid, match="missing"):
        bring_table(session, by=OPERATOR, kind=Table.GFMIS, unit=Unit.BAHT, file_name="t", content=content, mapped={})
    draft = bring_table(
        session, by=OPERATOR, kind=Table.GFMIS, unit=Unit.BAHT, file_name="t", content=content, mapped=found
    )
    assert draft.report["unmatched"] == 1
    with pytest.raises(Invalid, match="No such mapping"):
        mapping_named(session, "คลัง", Table.EGP, viewer=EVERYTHING)


@pytest.mark.usefixtures("held")
def test_a_row_is_settled_once_into_a_line_or_dismissed(session: Session) -> None:
    rows: list[list[object]] = [["9998", 2568, 4, "2025-06-01", "ขบ.8"], ["9999", 2568, 5, "2025-06-01", "ขบ.9"]]
    confirm_table(session, by=OPERATOR, draft_id=bring(session, Table.GFMIS, GFMIS, *rows).id)
    first, second = lines_of.unmatched(session, viewer=EVERYTHING)
    made = settle_row(session, by=OPERATOR, row_id=first.id, given=Settlement(line="B-1/1", contract="1/2568"))
    assert (made.kind, made.amount_satang, first.state) == ("disbursed", first.amount_satang, "matched")
    dismiss_row(session, by=OPERATOR, row_id=second.id, given=Dismissal(reason="ของจังหวัดอื่น"))
    for row in (first, second):
        with pytest.raises(Conflict, match="settled already"):
            dismiss_row(session, by=OPERATOR, row_id=row.id, given=Dismissal(reason="x"))


def test_the_powerless_bring_confirm_and_settle_nothing(session: Session, held: BudgetLine) -> None:
    works, unknown = cast.acting(session, "W-1"), held.id
    content = as_csv(GFMIS, [["9999", 2568, 5, "2025-06-01", "d"]])
    acts = (
        lambda by: bring_table(
            session, by=by, kind=Table.GFMIS, unit=Unit.BAHT, file_name="t", content=content, mapped={}
        ),
        lambda by: confirm_table(session, by=by, draft_id=unknown),
        lambda by: discard_table(session, by=by, draft_id=unknown),
        lambda by: save_mapping(session, by=by, name="x", kind=Table.GFMIS, unit=Unit.BAHT, columns={}),
        lambda by: settle_row(session, by=by, row_id=unknown, given=Settlement(line="B-1/1")),
        lambda by: dismiss_row(session, by=by, row_id=unknown, given=Dismissal(reason="x")),
    )
    for act in acts:
        with pytest.raises(Forbidden):
            act(works)
    for act in (acts[1], acts[2], acts[4], acts[5]):
        with pytest.raises(NotFound):
            act(OPERATOR)


def test_what_is_no_table_is_refused() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (65 << 20))
    for content, told in (
        (b"", "no row"), (b"a,b\n", "no row"), (b"PK\x03\x04nonsense", "no workbook"), (bomb.getvalue(), "too large"),
        (("a,b\n" + "1,2\n" * 20_001).encode(), "too large"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=told):
            read(content)


def test_a_thai_csv_of_an_old_spreadsheet_is_read_and_formulas_are_quoted() -> None:
    assert read("รหัส,ยอด\n007,5\n".encode("cp874"))[0].cells == {"รหัส": "007", "ยอด": "5"}
    sheet = load_workbook(io.BytesIO(as_xlsx("t", ["=1+1"], [["=2+2", 5, "007"]]))).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]] == ["'=2+2", 5, "007"]
    assert as_csv(["a"], [["@x"]]).decode("utf-8-sig") == "a\r\n'@x\r\n"
