"""Pages that are read: the catalogue, an indicator with its map, its series and its targets, and its values as a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.core.authority import Viewer
from app.core.permissions import Permission
from app.core.settings import Settings
from app.indicators.addresses import (
    WORDS,
    Asked,
    Code,
    Known,
    known_on,
    may,
    period_key,
    period_named,
    period_of,
)
from app.indicators.charts import Point, series_chart
from app.indicators.drawings import LAYERS, Drawing, drawn, limits_of
from app.indicators.models import Indicator
from app.indicators.queries import values as asked_of
from app.indicators.queries.boundaries import values_on
from app.indicators.queries.definitions import catalogue, indicator_by_code, score_bands
from app.indicators.queries.shapes import Shape, names, shapes
from app.indicators.queries.targets import Track, rule_of_lights, tracks_of_indicator
from app.indicators.rules import PeriodKind, Theme, level_of
from app.indicators.rules.periods import FIRST_DAYS
from app.indicators.schemas import AreaValue, Period
from app.web import panels
from app.web.as_of import AsOf, as_of_in
from app.web.dependencies import Database, Identified, Viewing
from app.web.templating import render, svg
from app.web.words import Language, language_of, today

router = APIRouter(prefix="/indicators")
Group = Annotated[Theme | None, Query()]


@dataclass(frozen=True, slots=True)
class Row:
    """An area of the table beside the map; without a value nothing is known of it."""

    code: str
    name: tuple[str, str]
    value: AreaValue | None


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What of an indicator is asked for."""

    indicator: Indicator
    known: date | None
    levels: list[str]
    level: str | None
    periods: list[Period]
    period: Period | None
    area: str | None


@router.get("")
def indicators(
    request: Request, session: Database, viewer: Viewing, identity: Identified, theme: Group = None, q: Asked = ""
) -> Response:
    """The catalogue, by theme."""
    found = catalogue(session, viewer=viewer, theme=theme, text=q.strip())
    language = language_of(request)
    return render(
        request, "indicators/indicators.html", entries=found, theme=theme, asked=q.strip(),
        named={one.indicator.code: period_named(one.indicator, one.newest, language) for one in found if one.newest},
        may_define=may(identity.by, Permission.INDICATOR_DEFINE), **WORDS,
    )  # fmt: skip


@router.get("/{code}")
def indicator(
    request: Request, session: Database, viewer: Viewing, identity: Identified, code: Code, as_of: AsOf,
    level: Asked = "", period: Asked = "", area: Asked = "", known: Known = "",
) -> Response:  # fmt: skip
    """One indicator: how it is computed, where it stands, how it went, and what it should reach."""
    found = indicator_by_code(session, code, viewer=viewer)
    wanted = _wanted(request, session, viewer, found, level, period, area, as_of or known_on(known))
    tracks = tracks_of_indicator(session, found, viewer=viewer, known=wanted.known)
    language = language_of(request)
    return render(
        request, "indicators/indicator.html", indicator=found, wanted=wanted, known=known,
        period_key=period_key, period_named=lambda one: period_named(found, one, language),
        **_where(request, session, viewer, wanted), **_when(request, session, viewer, wanted, tracks),
        tracks=tracks, rule=rule_of_lights(session, viewer=viewer), bands=score_bands(session, code, viewer=viewer),
        panels=panels.filled(request, "indicators.indicator", session, viewer, code),
        layer_id=_layer_of(request, viewer, code), may_define=may(identity.by, Permission.INDICATOR_DEFINE, found),
        may_record=may(identity.by, Permission.OBSERVATION_RECORD, found), **WORDS,
    )  # fmt: skip


def _wanted(
    request: Request, session: Session, viewer: Viewer, found: Indicator, level: str, period: str, area: str,
    day: date | None,
) -> _Wanted:
    levels = asked_of.levels(session, viewer=viewer, indicator=found.code, known=day)
    chosen = level if level in levels else ("district" if "district" in levels else next(iter(levels[::-1]), None))
    periods = asked_of.periods(session, viewer=viewer, indicator=found.code, level=chosen, known=day)
    asked = period_of(period, periods)
    return _Wanted(
        found, day, levels, chosen, periods, asked if asked in periods else next(iter(periods), None),
        area if _is_open(found, area, viewer) else _whole(request, session, viewer, found, day),
    )  # fmt: skip


def _is_open(found: Indicator, area: str, viewer: Viewer) -> bool:
    is_code = area.isdecimal() and len(area) in (2, 4, 6, 8)
    return is_code and asked_of.is_open(found, level_of(area), viewer=viewer)


def _whole(
    request: Request, session: Session, viewer: Viewer, found: Indicator, known: date | None
) -> str | None:  # fmt: skip
    """The home province, else the first area of the highest level that has values."""
    settings: Settings = request.app.state.settings
    home = settings.home_province
    if home and asked_of.series(session, viewer=viewer, indicator=found.code, area_code=home, known=known):
        return home
    return asked_of.first_area(session, viewer=viewer, indicator=found.code, known=known)


def _where(request: Request, session: Session, viewer: Viewer, wanted: _Wanted) -> dict[str, Any]:
    """The map and its twin: every area of the level in force today, with what is known of it."""
    if wanted.level is None or wanted.period is None:
        return {"rows": [], "drawing": None, "svg": svg, "wholes": {}}
    code, level, day = wanted.indicator.code, wanted.level, as_of_in(request) or today()
    found = values_on(
        session, viewer=viewer, indicator=code, level=level, period=wanted.period, on=day, known=wanted.known
    )  # fmt: skip
    whole = {one.area_code: one for one in found}
    everywhere = asked_of.all_values(session, viewer=viewer, indicator=code, level=level, known=wanted.known)
    provinces = {one[:2] for one in whole}
    areas = shapes(session, viewer=viewer, level=level, provinces=provinces, on=day)
    gone = names(session, whole.keys() - {one.code for one in areas}, viewer=viewer)
    rows = [Row(one.code, (one.name_th, one.name_en), whole.get(one.code)) for one in areas]
    rows += [Row(one, gone.get(one, (one, one)), whole[one]) for one in sorted(gone)]
    limits = limits_of(wanted.indicator, everywhere, request.app.state.catalog)
    above = {one.code[:length] for one in rows for length in (2, 4) if length < len(one.code)}
    wholes = names(session, above | ({wanted.area} if wanted.area else set()), viewer=viewer)
    return {
        "rows": rows, "drawing": _drawing(request, wanted, areas, whole, limits), "svg": svg,
        "wholes": {code: wholes[code] for code in sorted(wholes, key=lambda one: (len(one), one))},
    }  # fmt: skip


def _drawing(
    request: Request, wanted: _Wanted, areas: Sequence[Shape], whole: dict[str, AreaValue], limits: tuple[float, ...]
) -> Drawing | None:
    assert wanted.period is not None
    language = language_of(request)
    title = f"{language.say(wanted.indicator.name_th, wanted.indicator.name_en)} " + period_named(
        wanted.indicator, wanted.period, language
    )
    values = {code: one.value for code, one in whole.items() if one.missing == 0}
    return drawn(wanted.indicator, areas, values, limits, title=title, lang=language)


def _when(
    request: Request, session: Session, viewer: Viewer, wanted: _Wanted, tracks: Sequence[Track]
) -> dict[str, Any]:
    """The series of the chosen area as a chart and its twin, with every vintage."""
    if wanted.area is None:
        return {"series": [], "chart": None, "vintages": {}, "area_names": None}
    found, language = wanted.indicator, language_of(request)
    series = asked_of.series(session, viewer=viewer, indicator=found.code, area_code=wanted.area, known=wanted.known)
    older: dict[Period, list[Any]] = {}
    then = as_of_in(request)
    for one in asked_of.vintages(session, viewer=viewer, indicator=found.code, area_code=wanted.area):
        if then is not None and one.vintage_on > then:
            continue
        older.setdefault(Period(start=one.period_start, end=one.period_end), []).append(one)
    called = names(session, [wanted.area], viewer=viewer).get(wanted.area, (wanted.area, wanted.area))
    targets = {
        str(year.year): float(year.target) for track in tracks if track.area == wanted.area for year in track.years
    }  # fmt: skip
    points = _points(found, series, targets, language_of(request))
    title = f"{language.say(found.name_th, found.name_en)} {language.say(*called)}"
    return {
        "series": series, "vintages": older, "area_names": called,
        "chart": svg(series_chart(points, title=title, decimals=found.decimals)) if points else None,
    }  # fmt: skip


def _points(found: Indicator, series: list[AreaValue], targets: dict[str, float], language: Language) -> list[Point]:
    """Values and targets side by side; what is not known, or not whole, is a gap."""
    told = [(period_named(found, one.period, language), one) for one in series if one.period is not None]
    known = {label: one for label, one in told if one.missing == 0}
    labels = [label for label, _ in told]
    if PeriodKind(found.period_kind) in FIRST_DAYS and (labels or targets):
        years = [int(label) for label in (*labels, *targets)]
        labels = [str(year) for year in range(min(years), max(years) + 1)]
    return [_point(label, known.get(label), targets.get(label)) for label in labels]


def _point(label: str, one: AreaValue | None, target: float | None) -> Point:
    if one is None:
        return Point(label, None, target=target)
    return Point(label, one.value, one.status, one.lower, one.upper, target)


def _layer_of(request: Request, viewer: Viewer, code: str) -> str | None:
    """The layer of an indicator, where the viewer may see one."""
    name = LAYERS.get(code)
    return name if name and request.app.state.catalog.get(name, viewer.visible()) is not None else None
