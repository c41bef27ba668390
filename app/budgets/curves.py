"""The curve of a year as a drawing: quarters along, per cent up. Pure arithmetic; the numbers stand beside it as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.budgets.queries.reports import Point
from app.budgets.rules import Measure

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 680, 300, 44, 160, 14, 30
QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line of the drawing through its points; ``end`` is the place of its word, empty without points."""

    measure: Measure
    is_target: bool
    path: str
    dots: tuple[tuple[float, float], ...]
    end: tuple[float, float, float] | None


def x_of(quarter: int) -> float:
    """The end of a quarter along the axis; 0 is the beginning of the year."""
    return round(LEFT + (WIDTH - LEFT - RIGHT) * quarter / QUARTERS, 1)


def y_of(per_cent: float) -> float:
    """A share on the axis; what is above 100 per cent is drawn at its top."""
    return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * min(max(per_cent, 0), 100) / 100, 1)


def strokes(points: Sequence[Point]) -> list[Stroke]:
    """Targets first, so that what happened lies above them."""
    series = [
        (
            measure,
            True,
            [(point.quarter, float(point.targets[measure])) for point in points if measure in point.targets],
        )
        for measure in Measure
    ] + [
        (measure, False, [(point.quarter, value) for point in points if (value := _value(point, measure)) is not None])
        for measure in Measure
    ]
    return [_stroke(measure, target, known) for measure, target, known in series if known]


def _value(point: Point, measure: Measure) -> float | None:
    return point.obligated_pct if measure is Measure.OBLIGATED else point.disbursed_pct


def _stroke(measure: Measure, is_target: bool, known: list[tuple[int, float]]) -> Stroke:
    dots = tuple((x_of(quarter), y_of(value)) for quarter, value in known)
    path = "M" + " L".join(f"{x} {y}" for x, y in ((x_of(0), y_of(0)), *dots))
    return Stroke(measure, is_target, path, dots, (*dots[-1], known[-1][1]))
