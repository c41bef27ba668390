"""Projects and baht through the fiscal years as a picture: what was received as a bar, what was paid in it, requests as a line.

Pure arithmetic; every number stands in the table beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from html import escape

from app.core.money import SATANG
from app.plans.rules import PHASES, Sum
from app.web.words import Language

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 320, 184, 44, 22, 24
INK, QUIET, GRID, RECEIVED, PAID, ASKED = "#1b1f24", "#5f6973", "#dfe3e6", "#7fb0dc", "#0b4f8f", "#8a5c00"
STEPS = (1, 2, 2.5, 5, 10)
MILLION = 1_000_000 * SATANG
MOST_LABELS = 7


def trend_chart(years: Mapping[int, Sum], chosen: Set[int], *, title: str, language: Language) -> str:
    """The picture; empty where there is no year. ``chosen`` years are set in bold."""
    if not years:
        return ""
    step = _step(max(max(each.requested, each.received, each.disbursed) for each in years.values()) / MILLION)
    room = (WIDTH - LEFT) / len(years)
    body = [*_grid(step)]
    for place, (year, sums) in enumerate(years.items()):
        middle = LEFT + room * (place + 0.5)
        body += _bar(middle, min(room * 0.62, 46), sums, step, language, year)
        if place % (1 + len(years) // MOST_LABELS) == 0:
            weight = ' font-weight="700"' if year in chosen else ""
            body.append(_text(middle, HEIGHT - 6, str(year), "middle", INK, weight))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="trend" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' aria-label="{escape(title)}">{"".join(body)}</svg>'
    )


def _step(most: float) -> float:
    """A round distance of lines, in million baht, so that three of them hold the most.

    >>> _step(1.59), _step(740.0), _step(0)
    (1, 250.0, 1)
    """
    size = 1.0
    while size * 30 < most:
        size *= 10
    while size * 3 > most > 0 and size > 1e-6:
        size /= 10
    return next((one * size for one in STEPS if one * size * 3 >= most), 1) if most > 0 else 1


def _y(millions: float, step: float) -> float:
    return round(HEIGHT - BOTTOM - millions / (3 * step) * (HEIGHT - TOP - BOTTOM), 1)


def _grid(step: float) -> list[str]:
    lines = []
    for number in range(4):
        y = _y(number * step, step)
        lines.append(f'<path d="M{LEFT} {y}H{WIDTH}" stroke="{GRID}"/>')
        lines.append(_text(LEFT - 6, y + 4, f"{number * step:,.10g}", "end", QUIET))
    return lines


def _bar(middle: float, wide: float, sums: Sum, step: float, language: Language, year: int) -> list[str]:
    asked, received, paid = (
        _y(getattr(sums, phase) / MILLION, step) for phase in ("requested", "received", "disbursed")
    )
    floor = _y(0, step)
    told = " · ".join(
        f"{language.text(PHASES[phase])} {getattr(sums, phase) / MILLION:,.2f}"
        for phase in ("requested", "received", "disbursed")
    )
    drawn = [
        f"<g><title>{year}: {escape(told)}</title>",
        _box(middle - wide / 2, received, wide, floor - received, RECEIVED),
        _box(middle - wide / 4, paid, wide / 2, floor - paid, PAID),
    ]
    if sums.requested:
        drawn.append(
            f'<path d="M{middle - wide / 2 - 3:.1f} {asked}h{wide + 6:.1f}" stroke="{ASKED}" stroke-width="2.5"/>'
        )
    top = min(asked if sums.requested else floor, received, paid)
    return [*drawn, _text(middle, top - 5, f"{sums.projects:,}", "middle", INK), "</g>"]


def _box(x: float, y: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{max(height, 0):.1f}" fill="{colour}"/>'


def _text(x: float, y: float, words: str, anchor: str, colour: str, more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="12" text-anchor="{anchor}" fill="{colour}"{more}>{escape(words)}</text>'
