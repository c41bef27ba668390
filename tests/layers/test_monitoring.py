"""Lights and assets on the map of the toy province: P-1 is finished without an owner, P-2 is carried out, P-3 has no place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.core.authority import OPERATOR
from app.core.published import LAYERS
from app.monitoring.commands.assets import hand_over_asset, inspect_asset
from app.monitoring.models import Asset
from app.monitoring.rules import LIGHTS, MARKS, REASONS
from app.monitoring.schemas import HandOver, InspectionIn
from gis.catalog import read_layer
from gis.style import Symbol
from tests.app.monitoring.toys import LAST_OF_APRIL, ROAD, WEIR, planned, today_is, told


def shown(session: Session, view: str, *columns: str) -> list[tuple[object, ...]]:
    return [
        tuple(row)
        for row in session.execute(text(f"SELECT {', '.join(columns)} FROM published.{view} ORDER BY reference"))
    ]


def test_each_located_site_has_the_light_of_its_project(session: Session) -> None:
    planned(session)
    told(session, 10)
    today_is(session, LAST_OF_APRIL)
    assert shown(session, "project_lights", "reference", "light", "planned_pct", "actual_pct", "days_behind") == [
        (WEIR, "late", None, None, None), (ROAD, "late", 20, 10, 15),
    ]  # fmt: skip
    assert shown(session, "late_projects", "reference", "reason", "behind_points", "slip_days") == [
        (WEIR, "no_owner", None, None), (ROAD, "forecast", 10, 91),
    ]  # fmt: skip


def test_the_map_of_the_past_is_as_it_was(session: Session) -> None:
    planned(session)
    told(session, 20)
    today_is(session, LAST_OF_APRIL)
    assert [row[0] for row in shown(session, "late_projects", "reference")] == [WEIR]


def test_an_asset_is_found_as_the_last_inspection_found_it(session: Session) -> None:
    asset = session.scalars(select(Asset)).one()
    columns = ("condition", "value_baht", "overdue", "area_code")
    assert shown(session, "asset_conditions", *columns) == [("no_owner", 1_000_000, 0, "980102")]
    given = HandOver(owner_th="อบต.", document="1", handed_over_on=date(2024, 1, 31))
    hand_over_asset(session, by=OPERATOR, asset_id=asset.id, given=given)
    today_is(session, date(2025, 2, 1))
    assert shown(session, "asset_conditions", *columns)[0][::2] == ("not_inspected", 2), (
        "due 31 July 2024 and 31 January 2025"
    )
    for months, day, condition in ((6, date(2024, 8, 1), "in_use"), (None, date(2025, 1, 5), "broken")):
        seen = InspectionIn(months=months, inspected_on=day, condition=condition, remark="x")
        inspect_asset(session, by=OPERATOR, asset_id=asset.id, given=seen)
    assert shown(session, "asset_conditions", *columns)[0][::2] == ("broken", 1)
    today_is(session, date(2024, 8, 1))
    assert shown(session, "asset_conditions", *columns)[0][::2] == ("in_use", 0), "as it was known to stand then"
    assert Decimal(asset.value_satang) == 100_000_000


@pytest.mark.parametrize("name", ["project_lights", "late_projects"])
def test_the_layer_has_the_words_and_marks_of_the_pages(name: str) -> None:
    layer = read_layer(LAYERS / f"{name}.toml")
    reasons = next(one for one in layer.attributes if one.name == "reason")
    assert {code.value: code.title.th for code in reasons.codes}.items() <= {
        key.value: one.th for key, one in REASONS.items()
    }.items()
    if name == "project_lights":
        assert isinstance(layer.style, Symbol)
        drawn = {one.value: (one.th, one.en, one.shape, one.colour) for one in layer.style.categories}
        assert drawn == {key.value: (one.th, one.en, *MARKS[key]) for key, one in LIGHTS.items()}
