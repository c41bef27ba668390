"""The S-curve as an SVG: what is planned, what is reported, and where it leads. Its table twin stands beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import escape

from app.monitoring.rules import DAY, Point
from app.web.words import Language, short_date
from gis.values import MONTHS_EN, MONTHS_TH

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 46, 96, 18, 30
LEVELS = (0, 25, 50, 75, 100)
MOST_MONTHS = 13
"""So many months have room for their names; of more, some stay without."""


@dataclass(frozen=True, slots=True)
class Reported:
    """What was done at the end of a day."""

    day: date
    pct: float


@dataclass(frozen=True, slots=True)
class Course:
    """All that is drawn; ``forecast_on`` is the last day of the works at the present pace.

    ``is_past``: ``today`` is a day of the past, as of which it is drawn.
    """

    points: Sequence[Point]
    reports: Sequence[Reported]
    today: date
    forecast_on: date | None
    light: str
    is_past: bool = False


class _Scale:
    """From days and per cent to the picture."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.days = first, max((last - first).days, 1)

    def at(self, day: date, pct: float) -> str:
        return f"{self.x(day):.1f} {self.y(pct):.1f}"

    def x(self, day: date) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (day - self.first).days / self.days

    def y(self, pct: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - pct / 100)


def s_curve(course: Course, language: Language) -> str:
    """The drawing. Words in it are few; the description says what the lines say."""
    first, plan_end = course.points[0].day, course.points[-1].day
    ends = [
        plan_end,
        *(one.day + DAY for one in course.reports),
        min(course.today + DAY, plan_end + timedelta(days=366)),
    ]
    if course.forecast_on is not None:
        ends.append(min(course.forecast_on + DAY, plan_end + timedelta(days=366)))
    scale = _Scale(first, max(ends))
    parts = [*_grid(scale, language), *_today(scale, course, language), *_lines(scale, course, language)]
    label = language.say("เส้นผลงานสะสม แผนเทียบรายงาน ตารางอยู่ด้านล่าง", "S-curve of plan and reports; the table is below")
    return (
        f'<svg class="scurve" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(label)}">'
        f"{''.join(parts)}</svg>"
    )


def _grid(scale: _Scale, language: Language) -> Iterator[str]:
    for level in LEVELS:
        y = scale.y(level)
        yield f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>'
        yield f'<text class="axis end" x="{LEFT - 8}" y="{y + 5:.1f}">{level}{"%" if level == 100 else ""}</text>'
    names = MONTHS_TH if language is Language.THAI else MONTHS_EN
    months = list(_months(scale.first, scale.days))
    every = -(-len(months) // MOST_MONTHS)
    for place, month in enumerate(months):
        x = scale.x(month)
        yield f'<path class="tick" d="M{x:.1f} {HEIGHT - BOTTOM}v5"/>'
        if place % every == 0:
            kind = "" if place % (2 * every) == 0 else " minor"
            yield f'<text class="axis{kind}" x="{x + 3:.1f}" y="{HEIGHT - 9}">{names[month.month - 1]}</text>'


def _months(first: date, days: int) -> Iterator[date]:
    month, last = first.replace(day=1), first + timedelta(days=days)
    while month < last:
        if month >= first:
            yield month
        month = (month + timedelta(days=32)).replace(day=1)


def _today(scale: _Scale, course: Course, language: Language) -> Iterator[str]:
    end = course.today + DAY
    if scale.first <= end <= scale.first + timedelta(days=scale.days):
        now = short_date(course.today, language) if course.is_past else language.say("วันนี้", "today")
        x = scale.x(end)
        yield f'<path class="today" d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}"/>'
        yield f'<text class="axis mid" x="{x:.1f}" y="{TOP - 5}">{now}</text>'


def _lines(scale: _Scale, course: Course, language: Language) -> Iterator[str]:
    planned = "L".join(scale.at(point.day, point.pct) for point in course.points)
    last = course.points[-1]
    yield f'<path class="planned" d="M{planned}"/>'
    name = language.say("แผน", "plan")
    below = -6 if course.forecast_on is not None and course.forecast_on >= last.day else 5
    yield f'<text class="name" x="{scale.x(last.day) + 6:.1f}" y="{scale.y(last.pct) + below:.1f}">{name}</text>'
    if not course.reports:
        return
    done = [(course.points[0].day, 0.0), *((one.day + DAY, one.pct) for one in course.reports)]
    day, pct = done[-1]
    if course.forecast_on is not None:
        stop, shown = _until(day, pct, course.forecast_on + DAY, scale)
        yield f'<path class="forecast {course.light}" d="M{scale.at(day, pct)}L{scale.at(stop, shown)}"/>'
    yield f'<path class="actual {course.light}" d="M{"L".join(scale.at(*one) for one in done)}"/>'
    for at, level in done[1:]:
        yield f'<circle class="dot {course.light}" cx="{scale.x(at):.1f}" cy="{scale.y(level):.1f}" r="4"/>'
    word = language.say("รายงาน", "reported")
    yield f'<text class="name {course.light}" x="{scale.x(day) + 8:.1f}" y="{scale.y(pct) + 18:.1f}">{word} {pct:g}%</text>'


def _until(day: date, pct: float, finish: date, scale: _Scale) -> tuple[date, float]:
    """The way to the whole, as far as the picture reaches."""
    edge = scale.first + timedelta(days=scale.days)
    if finish <= edge or finish <= day:
        return max(finish, day), 100.0
    return edge, pct + (100 - pct) * (edge - day).days / (finish - day).days
