"""The whole provincial and cluster budget of FY2565 into the ledger: 16,999,990,823 baht in, in the views, and on the map."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pyogrio
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.budgets.bill import BudgetTable, locate, read_budget_table
from app.budgets.billed import Asked
from app.budgets.commands.bill import import_bill
from app.budgets.commands.standard import seed_reference
from app.budgets.schemas import BillDocument
from app.core.authority import OPERATOR
from tests.app.places.naming.gazetteers import thailand as gazetteer

ALL = 16_999_990_823
SPLIT = {"located": 11_471_561_123, "province_wide": 277_556_500, "unlocated": 5_250_873_200}
BAHT = 100
ACT = BillDocument(document_no="พ.ร.บ. งบประมาณรายจ่ายประจำปีงบประมาณ พ.ศ. 2565", occurred_on=date(2021, 10, 1))
VOLUME = "provincial_cluster_budget_fy2565_vol13_{}_raw_ocr.csv"
CHIANG_MAI = "50"


@pytest.fixture
def thailand(session: Session, shared: Path) -> Session:
    """Every area of the country by code and name, each as a little square in its middle: where it ends plays no part here.

    Of the 80,000 villages those of the subdistricts that items name.
    """
    real = shared / "data" / "real"
    session.execute(text("UPDATE places.area SET valid_to = '2020-01-02'"))
    rows: list[Any] = []
    for layer, level in (("provinces", "province"), ("amphoe", "district"), ("tambon", "subdistrict")):
        path = real / "th" / f"thailand_{layer}.fgb"
        *_, (codes, names) = pyogrio.raw.read(path, read_geometry=False, columns=["code", "name_th"])
        boxes = pyogrio.read_bounds(path)[1].T
        rows += [(level, code, name, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
                 for code, name, box in zip(codes, names, boxes, strict=True)]  # fmt: skip
    with (real / "tables" / "muban_list.csv").open(encoding="utf-8-sig", newline="") as file:
        known = [row for row in csv.DictReader(file) if not row["obsolete"] and row["name_th"].strip()]
    named = {
        code[:6] for table in volumes(shared) for row in table.rows for code in locate(row, gazetteer(shared)).codes
    }
    villages = [row for row in known if row["code8"][:6] in named]
    rows += [("village", row["code8"], row["name_th"], None, None) for row in villages]
    _copied(session, rows)
    seed_reference(session, by=OPERATOR)
    return session


def _copied(session: Session, rows: list[Any]) -> None:
    session.execute(text("SET LOCAL statement_timeout = 0"))
    driver: Any = session.connection().connection
    with driver.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE brought (level text, code text, name_th text, x float8, y float8) ON COMMIT DROP"
        )
        with cursor.copy("COPY brought FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    session.execute(text("""INSERT INTO places.area (level, code, parent_code, name_th, valid_from, geom, label_point, source)
        SELECT DISTINCT ON (code) level, code, nullif(left(code, length(code) - 2), ''), name_th, '2020-01-01',
            st_multi(st_expand(st_setsrid(st_point(x, y), 4326), 0.001)), st_setsrid(st_point(x, y), 4326), 'RTSD, DOPA'
        FROM brought ORDER BY code, level"""))  # fmt: skip


def volumes(shared: Path) -> tuple[BudgetTable, BudgetTable]:
    first, second = (read_budget_table(shared / "data" / "real" / "tables" / VOLUME.format(part)) for part in (1, 2))
    return first, second


def brought(session: Session, shared: Path, home: str | None) -> list[dict[str, Any]]:
    asked = Asked(2565, home)
    return [
        import_bill(
            session, by=OPERATOR, asked=asked, table=table, file_name=VOLUME.format(part), sha256="0" * 64, given=ACT
        )
        for part, table in enumerate(volumes(shared), 1)
    ]


def one(session: Session, sql: str) -> Any:
    return session.execute(text(sql)).scalar_one()


@pytest.mark.timeout(600)
def test_seventeen_billion_baht_are_the_same_in_the_file_the_ledger_the_views_and_on_the_map(
    thailand: Session, shared: Path
) -> None:
    session = thailand
    with session.begin_nested() as tried:
        home = brought(session, shared, CHIANG_MAI)
        tried.rollback()
    assert [(report["stored_rows"], report["fates"]["elsewhere"]["rows"]) for report in home] == [(0, 909), (40, 1001)]
    assert home[1]["stored_satang"] == 302_517_100 * BAHT, "what the excerpt of the province comes to"
    reports = brought(session, shared, None)
    assert [(report["rows_in"], report["stored_rows"], report["unreadable"]) for report in reports] == [
        (910, 909, 1), (1041, 1041, 0),
    ]  # fmt: skip
    assert [each["row"] for report in reports for each in report["wrong"]] == [480]
    assert sum(report["in_satang"] for report in reports) == ALL * BAHT
    assert sum(report["stored_satang"] for report in reports) == ALL * BAHT
    assert (
        one(session, "SELECT sum(amount_satang) FROM budgets.ledger_event WHERE appropriation_year = 2565")
        == ALL * BAHT
    )
    assert one(session, "SELECT sum(allocated_baht) FROM published.budget_lines WHERE fiscal_year = 2565") == ALL
    session.execute(text("SELECT set_config('phaen.true_on', '2022-01-01', true)"))
    placed: dict[str, int] = dict(session.execute(text("""SELECT placement, round(sum(received_baht::numeric) * 100)::bigint
        FROM published.budget_places WHERE fiscal_year = 2565 GROUP BY 1""")).all())  # fmt: skip
    assert {placement: satang // BAHT for placement, satang in placed.items()} == SPLIT
    assert sum(placed.values()) == ALL * BAHT
    layer = "SELECT round(sum(received_million::numeric) * 1000000, 2) FROM published.budget_districts"
    assert one(session, layer) == placed["located"] / BAHT
    levels: dict[str, int] = {}
    for report in reports:
        for level, share in report["levels"].items():
            levels[level] = levels.get(level, 0) + share["rows"]
    assert levels == {"village": 130, "subdistrict": 299, "district": 85, "province": 11, "nowhere": 1425}
    again = brought(session, shared, None)
    assert [report["fates"]["same"]["rows"] for report in again] == [909, 1041]
    assert one(session, "SELECT count(*) FROM budgets.ledger_event WHERE appropriation_year = 2565") == 1950
