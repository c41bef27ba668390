"""Indicators for programs: the catalogue, one with its bands, its values, a series, and values brought in (JSON)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.responses import JSONResponse, Response

from app.core.authority import Viewer
from app.core.records import plain
from app.indicators.addresses import known_on, period_key, period_of
from app.indicators.commands.definitions import define_indicator
from app.indicators.commands.observing import record_observations
from app.indicators.models import Indicator, ScoreBand
from app.indicators.queries import values as asked_of
from app.indicators.queries.boundaries import values_on
from app.indicators.queries.definitions import catalogue, indicator_by_code, score_bands
from app.indicators.rules import Theme
from app.indicators.schemas import AreaCode, AreaValue, IndicatorIn, IndicatorLevel, ObservationIn
from app.web.dependencies import Acts, Database, Viewing
from app.web.forms import PROVEN

router = APIRouter(prefix="/api/indicators")
Code = Annotated[str, Path(max_length=32)]
Day = Annotated[str, Query(max_length=10)]
Asked = Annotated[str, Query(max_length=100)]
SHOWN = tuple(
    column.key for column in Indicator.__mapper__.column_attrs if column.key not in ("is_standard", "organization")
)
BAND = ("valid_from", "valid_to", "v50", "v75", "v100", "source")


@router.get("")
def listed(
    session: Database, viewer: Viewing, theme: Annotated[Theme | None, Query()] = None, q: Asked = ""
) -> Response:  # fmt: skip
    """The catalogue, with the newest period of each."""
    found = catalogue(session, viewer=viewer, theme=theme, text=q.strip())
    told = [
        _indicator(one.indicator) | {"newest": period_key(one.newest) if one.newest else None, "values": one.values}
        for one in found
    ]
    return _json(viewer, {"indicators": told})


@router.post("", dependencies=[PROVEN], status_code=201)
def define(session: Database, by: Acts, given: IndicatorIn) -> Response:
    """Define an indicator."""
    return JSONResponse({"code": define_indicator(session, by=by, given=given).code}, 201)


@router.get("/{code}")
def one(session: Database, viewer: Viewing, code: Code) -> Response:
    """An indicator: how it is defined, its score bands, its periods and levels."""
    found = indicator_by_code(session, code, viewer=viewer)
    bands = [_band(each) for each in score_bands(session, code, viewer=viewer)]
    periods = [period_key(each) for each in asked_of.periods(session, viewer=viewer, indicator=code)]
    levels = asked_of.levels(session, viewer=viewer, indicator=code)
    return _json(viewer, _indicator(found) | {"bands": bands, "periods": periods, "levels": levels})


@router.get("/{code}/values")
def values(
    session: Database, viewer: Viewing, code: Code, level: IndicatorLevel = "district", period: Asked = "",
    known: Day = "", boundaries: Day = "",
) -> Response:  # fmt: skip
    """The value of each area of a level; ``boundaries``: on the areas in force on that day."""
    day, on = known_on(known), known_on(boundaries)
    periods = asked_of.periods(session, viewer=viewer, indicator=code, level=level, known=day)
    chosen = period_of(period, periods)
    found: list[AreaValue] = []
    if chosen is not None and on is not None:
        found = values_on(session, viewer=viewer, indicator=code, level=level, period=chosen, on=on, known=day)
    elif chosen is not None:
        found = asked_of.values(session, viewer=viewer, indicator=code, level=level, period=chosen, known=day)
    return _json(viewer, {
        "indicator": code, "level": level, "period": chosen and period_key(chosen), "known": day and day.isoformat(),
        "values": [_value(each) for each in found],
    })  # fmt: skip


@router.get("/{code}/series")
def series(session: Database, viewer: Viewing, code: Code, area: AreaCode, known: Day = "") -> Response:
    """The values of an area through its periods, and everything ever recorded for it."""
    day = known_on(known)
    found = asked_of.series(session, viewer=viewer, indicator=code, area_code=area, known=day)
    recorded = asked_of.vintages(session, viewer=viewer, indicator=code, area_code=area)
    vintages = [
        plain({name: getattr(each, name) for name in ("period_start", "period_end", "status", "vintage_on", "source")})
        | {"value": each.value, "numerator": each.numerator, "denominator": each.denominator}
        for each in recorded
    ]
    return _json(
        viewer, {"indicator": code, "area": area, "series": [_value(each) for each in found], "vintages": vintages}
    )


@router.post("/{code}/observations", dependencies=[PROVEN], status_code=201)
def observe(session: Database, by: Acts, code: Code, given: list[ObservationIn]) -> Response:
    """Record values, all or none."""
    recorded = record_observations(session, by=by, indicator=code, observations=given)
    return JSONResponse({"recorded": recorded}, 201)


def _indicator(found: Indicator) -> dict[str, Any]:
    told = {name.rstrip("_"): getattr(found, name) for name in SHOWN}
    return {name: value if isinstance(value, float) else plain({name: value})[name] for name, value in told.items()}


def _band(found: ScoreBand) -> dict[str, Any]:
    told = {name: getattr(found, name) for name in BAND}
    return {name: value if isinstance(value, float) else plain({name: value})[name] for name, value in told.items()}


def _value(found: AreaValue) -> dict[str, Any]:
    return found.model_dump(mode="json", exclude={"period"}) | {"period": found.period and period_key(found.period)}


def _json(viewer: Viewer, told: dict[str, Any]) -> Response:
    """What somebody in office sees is for him alone."""
    caching = "no-cache" if viewer.is_public else "private, no-store"
    return JSONResponse(told, headers={"Cache-Control": caching, "Vary": "Cookie, Authorization"})
