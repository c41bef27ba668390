"""A print says that it holds data that is not public where it shows any, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from app.core.cluster import Database
from app.core.database import transaction
from app.core.roles import Role
from tests.app.maps.test_prints import said_in

NOTE = "มีข้อมูลที่ไม่เปิดเผยต่อสาธารณะ"
FACILITY = "UPDATE datasets.feature SET class = 'internal' WHERE dataset_id = 'facilities'"
CLOSED = "UPDATE indicators.indicator SET class = 'internal' WHERE code = 'SOC-TPMAP'"
YEAR_BEFORE = """
    INSERT INTO indicators.observation (indicator_code, area_id, area_code, period_start, period_end, value, status, vintage_on)
    SELECT indicator_code, area_id, area_code, period_start - interval '1 year', period_end - interval '1 year', value, status,
        vintage_on
    FROM indicators.observation WHERE indicator_code = 'ENV-PM25'"""
FACILITIES = "/maps/facilities.pdf?layers=facilities,districts"
PAIR = "/maps/road_deaths_districts.pdf?layers=road_deaths_districts&classes=pair_target_poor_districts"

Sent = Callable[..., TestClient]


@pytest.mark.parametrize(
    "address",
    [FACILITIES, PAIR, "/maps/budget_per_head_districts.pdf?layers=budget_per_head_districts", "/maps/projects.pdf"],
)
def test_a_sheet_of_public_rows_is_not_told_to_be_secret(sent_by: Sent, address: str) -> None:
    """Each of these layers may have rows that are not public; in the toy province all are."""
    assert NOTE not in said_in(sent_by("G-1"), address)


def test_a_row_that_is_not_public_is_told_where_it_is_drawn(sent_by: Sent, furnished: Database) -> None:
    """The school of the toy province stands in 9801; the public does not see it."""
    with transaction(furnished, Role.OWNER) as session:
        session.execute(text(FACILITY))
    officer = sent_by("G-1")
    assert NOTE in said_in(officer, FACILITIES)
    assert NOTE in said_in(officer, f"{FACILITIES}&area=9801")
    assert NOTE not in said_in(officer, f"{FACILITIES}&area=9803")
    assert NOTE not in said_in(sent_by(), FACILITIES)


def test_what_classes_are_made_of_is_told_with_the_layer_that_lends_it(sent_by: Sent, furnished: Database) -> None:
    """Deaths on roads stay public; the poor against which they are set are not."""
    with transaction(furnished, Role.OWNER) as session:
        session.execute(text(CLOSED))
    officer = sent_by("G-1")
    assert NOTE in said_in(officer, PAIR)
    assert NOTE not in said_in(officer, "/maps/road_deaths_districts.pdf?layers=road_deaths_districts")


def test_a_difference_of_what_is_not_public_is_told(sent_by: Sent, furnished: Database) -> None:
    difference = "/maps/pm25_days_districts.pdf?layers=pm25_days_districts&way=difference&a=2566&b=2567"
    with transaction(furnished, Role.OWNER) as session:
        session.execute(text(YEAR_BEFORE))
    assert NOTE not in said_in(sent_by("G-1"), difference)
    with transaction(furnished, Role.OWNER) as session:
        session.execute(text(CLOSED.replace("SOC-TPMAP", "ENV-PM25")))
    assert NOTE in said_in(sent_by("G-1"), difference)


def test_a_layer_that_is_not_public_is_told(sent_by: Sent) -> None:
    officer = sent_by("S-1")
    assert NOTE in said_in(officer, "/maps/vulnerable_households.pdf?layers=vulnerable_households")
