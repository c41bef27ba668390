"""The series of an indicator as a picture: a line through its values, a mark for how settled each is, and the targets.

Everything in it stands in the table beside it; text is escaped here because the page takes the picture as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

from app.indicators.rules import Status

WIDTH, HEIGHT = 640, 250
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 16, 40
INK, QUIET, LINE, TARGET, PAPER = "#1b1f24", "#5f6973", "#0b5cad", "#b35806", "#ffffff"
TICKS, ROUND = 4, (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Point:
    """A value of the series; ``label`` names its period. None: no data, and the line breaks."""

    label: str
    value: float | None
    status: Status = Status.FINAL
    lower: float | None = None
    upper: float | None = None
    target: float | None = None


def series_chart(points: Sequence[Point], *, title: str, decimals: int) -> str:
    """The picture; empty without any value."""
    known = [
        each for point in points for each in (point.value, point.lower, point.upper, point.target) if each is not None
    ]
    if not known:
        return ""
    scale = _Scale(*_round(min(0.0, *known), max(known)), len(points))
    body = "".join((*_grid(scale, decimals), *_names(scale, points), *_targets(scale, points), *_intervals(scale, points),
                    *_lines(scale, points), *_marks(scale, points, decimals)))  # fmt: skip
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="series" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(title)}">{body}</svg>'
    )


def _round(low: float, high: float) -> tuple[float, float, float]:
    """The ends of the axis as multiples of a round step (1, 2, 2.5 or 5 times a power of ten), and that step."""
    rough = (high - low or 1.0) / TICKS
    power = 10.0 ** floor(log10(rough))
    step = next(each * power for each in ROUND if each * power >= rough * 0.999)
    return floor(low / step) * step, ceil(high / step - 1e-9) * step, step


@dataclass(frozen=True, slots=True)
class _Scale:
    low: float
    high: float
    step: float
    count: int

    def x(self, place: int) -> float:
        if self.count == 1:
            return round((LEFT + WIDTH - RIGHT) / 2, 1)
        return round(LEFT + 16 + place * (WIDTH - LEFT - RIGHT - 32) / (self.count - 1), 1)

    def y(self, value: float) -> float:
        span = self.high - self.low or 1.0
        return round(HEIGHT - BOTTOM - (value - self.low) / span * (HEIGHT - TOP - BOTTOM), 1)


def _grid(scale: _Scale, decimals: int) -> list[str]:
    steps = [scale.low + number * scale.step for number in range(round((scale.high - scale.low) / scale.step) + 1)]
    places = next((few for few in range(decimals + 2) if abs(round(scale.step, few) - scale.step) < 1e-9), decimals + 2)
    return [
        f'<path d="M{LEFT} {scale.y(step)}H{WIDTH - RIGHT}" stroke="#dfe3e6"/>'
        f'<text x="{LEFT - 8}" y="{scale.y(step) + 4:.1f}" font-size="13" text-anchor="end" fill="{QUIET}">'
        f"{step:,.{places}f}</text>"
        for step in steps
    ]


def _names(scale: _Scale, points: Sequence[Point]) -> list[str]:
    every = 1 + len(points) // 13
    return [
        f'<text x="{scale.x(place)}" y="{HEIGHT - 14}" font-size="13" text-anchor="middle" fill="{INK}">'
        f"{escape(point.label)}</text>"
        for place, point in enumerate(points)
        if place % every == 0
    ]


def _targets(scale: _Scale, points: Sequence[Point]) -> list[str]:
    return [
        f'<path d="M{scale.x(place) - 15} {scale.y(point.target)}h30" stroke="{TARGET}" stroke-width="3"/>'
        for place, point in enumerate(points)
        if point.target is not None
    ]


def _intervals(scale: _Scale, points: Sequence[Point]) -> list[str]:
    return [
        f'<path d="M{scale.x(place)} {scale.y(point.lower)}V{scale.y(point.upper)}" stroke="{QUIET}" stroke-width="2"/>'
        for place, point in enumerate(points)
        if point.lower is not None and point.upper is not None
    ]


def _lines(scale: _Scale, points: Sequence[Point]) -> list[str]:
    path, pen = [], "M"
    for place, point in enumerate(points):
        if point.value is None:
            pen = "M"
            continue
        path.append(f"{pen}{scale.x(place)} {scale.y(point.value)}")
        pen = "L"
    return [f'<path d="{"".join(path)}" fill="none" stroke="{LINE}" stroke-width="2"/>']


def _marks(scale: _Scale, points: Sequence[Point], decimals: int) -> list[str]:
    """Filled where the value is final, hollow where it is not settled yet, square where it is an estimate."""
    drawn = []
    for place, point in enumerate(points):
        if point.value is None:
            continue
        x, y = scale.x(place), scale.y(point.value)
        fill = LINE if point.status is Status.FINAL else PAPER
        told = f"<title>{escape(point.label)}: {point.value:,.{decimals}f}</title>"
        look = f'fill="{fill}" stroke="{LINE}" stroke-width="2"'
        if point.status in (Status.ESTIMATED, Status.IMPUTED):
            drawn.append(f'<rect x="{x - 5}" y="{y - 5}" width="10" height="10" {look}>{told}</rect>')
        else:
            drawn.append(f'<circle cx="{x}" cy="{y}" r="5" {look}>{told}</circle>')
    return drawn


def spark(values: Sequence[float]) -> tuple[str, tuple[float, float]] | None:
    """A line of 72 by 24 through values, as the points of a polyline, and where it ends; None of fewer than two.

    >>> spark([1, 3, 2])
    ('2.0,22.0 36.0,2.0 70.0,12.0', (70.0, 12.0))
    """
    if len(values) < 2:
        return None
    low, span = min(values), (max(values) - min(values)) or 1.0
    step = 68 / (len(values) - 1)
    points = [(round(2 + step * place, 1), round(22 - 20 * (value - low) / span, 1)) for place, value in enumerate(values)]
    return " ".join(f"{x},{y}" for x, y in points), points[-1]
