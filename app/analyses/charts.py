"""Charts of analyses as SVG of our own; everything in them stands in the table beside. Text is escaped here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

SIZE, LEFT, BOTTOM, EDGE = 420, 56, 48, 14
INK, QUIET, LINE, GRID, SECOND = "#1b1f24", "#5f6973", "#0b5cad", "#dfe3e6", "#b35806"
WIDE, MARGIN, TOP, ROW = 468, 150, 34, 26
Point = tuple[float, float]


def lorenz_chart(curve: Sequence[Point], *, title: str, people: str, money: str, even: str) -> str:
    """The Lorenz curve under the diagonal, with the area between them; empty without a curve."""
    if not curve:
        return ""
    spots = [(_x(p), _y(share)) for p, share in curve]
    path = "M" + "L".join(f"{x} {y}" for x, y in spots)
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="3" fill="{LINE}"/>' for x, y in spots[1:-1])
    body = (
        *_axes(people, money), f'<path d="{path}Z" fill="{LINE}" fill-opacity="0.12"/>',
        f'<path d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}" stroke="{QUIET}" stroke-dasharray="5 4"/>',
        f'<path d="{path}" fill="none" stroke="{LINE}" stroke-width="2.5"/>{dots}',
        _words(_x(0.5) - 8, _y(0.5) - 8, even, "end", QUIET),
    )  # fmt: skip
    return _picture(SIZE, SIZE, title, body)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A place with its rank of need, the range of that rank, and its rank of money."""

    name: str
    rank: int
    low: int
    high: int
    money: int


def rank_chart(places: Sequence[Ranked], *, title: str, need: str, reach: str, money: str) -> str:
    """For each place its rank of need (dot) with its range (bar) and its rank of money (diamond); empty without places."""
    if not places:
        return ""
    height, last = TOP + ROW * len(places) + 30, max(len(places), 2)
    body = [_key(150, need, reach, money)]
    for rank in range(1, last + 1, 1 + last // 16):
        x = _column(rank, last)
        body.append(
            f'<path d="M{x} {TOP - 4}V{height - 26}" stroke="{GRID}"/>{_words(x, height - 8, str(rank), "middle", QUIET)}'
        )
    body += [_bar(one, TOP + ROW * place + ROW / 2, last) for place, one in enumerate(places)]
    return _picture(WIDE, height, title, body)


def _key(x: float, need: str, reach: str, money: str) -> str:
    """What the marks mean."""
    return "".join((
        f'<circle cx="12" cy="14" r="5" fill="{LINE}"/>{_words(24, 19, need, "start", INK)}',
        f'<path d="M{x} 14h24" stroke="{LINE}" stroke-width="5" stroke-opacity="0.35"/>{_words(x + 30, 19, reach, "start", INK)}',
        f'{_diamond(x + 218, 14)}{_words(x + 230, 19, money, "start", INK)}',
    ))  # fmt: skip


def _bar(one: Ranked, y: float, last: int) -> str:
    low, high, at, money = (_column(each, last) for each in (one.low, one.high, one.rank, one.money))
    return (
        f'{_words(MARGIN - 16, y + 5, one.name, "end", INK)}<path d="M{low} {y}H{max(high, low + 1)}" stroke="{LINE}" '
        f'stroke-width="7" stroke-opacity="0.35" stroke-linecap="round"/>{_diamond(money, y)}'
        f'<circle cx="{at}" cy="{y}" r="5" fill="{LINE}"/>'
    )


def _diamond(x: float, y: float) -> str:
    return f'<path d="M{x - 6} {y}l6-6 6 6-6 6z" fill="#fff" stroke="{SECOND}" stroke-width="2"/>'


def _column(rank: int, last: int) -> float:
    return round(MARGIN + (rank - 1) * (WIDE - MARGIN - 20) / (last - 1), 1)


@dataclass(frozen=True, slots=True)
class Spotted:
    """A place by its distance from the mean and that of its neighbours; ``colour`` is that of its class, ``mark`` its letters."""

    z: float
    lag: float
    colour: str
    mark: str


def moran_chart(places: Sequence[Spotted], slope: float, *, title: str, own: str, around: str) -> str:
    """Moran's scatter plot: each place against its neighbours, with the line of Moran's I; empty without places."""
    if not places:
        return ""
    reach = max(1.0, *(max(abs(one.z), abs(one.lag)) for one in places)) * 1.08

    def at(value: float) -> float:
        return 0.5 + value / reach / 2

    ends = [(-reach, -reach * slope), (reach, reach * slope)]
    line = "L".join(f"{_x(at(x))} {_y(at(y))}" for x, y in ends)
    ticks = [each for each in range(-int(reach), int(reach) + 1) if reach < 8 or each % 5 == 0]
    body = [
        f'<path d="M{_x(0)} {_y(0.5)}H{_x(1)}M{_x(0.5)} {_y(0)}V{_y(1)}" stroke="{QUIET}"/>',
        *(_words(_x(at(each)), _y(0) + 18, f"{each}", "middle", QUIET) for each in ticks),
        *(_words(_x(0) - 6, _y(at(each)) + 4, f"{each}", "end", QUIET) for each in ticks),
        f'<path d="M{line}" stroke="{LINE}" stroke-width="2"/>', *(_spot(one, at(one.z), at(one.lag)) for one in places),
        _words(_x(0.5), SIZE - 8, own, "middle", INK),
        f'<g transform="rotate(-90 14 {_y(0.5)})">{_words(14, _y(0.5), around, "middle", INK)}</g>',
    ]  # fmt: skip
    return _picture(SIZE, SIZE, title, body)


def _spot(one: Spotted, x: float, y: float) -> str:
    dot = f'<circle cx="{_x(x)}" cy="{_y(y)}" r="5" fill="{one.colour}" stroke="{INK}"/>'
    return dot + (_words(_x(x) + 8, _y(y) + 4, one.mark, "start", INK, 12) if one.mark else "")


def _axes(across: str, up: str) -> Iterable[str]:
    for tick in (0, 0.25, 0.5, 0.75, 1):
        yield f'<path d="M{_x(0)} {_y(tick)}H{_x(1)}M{_x(tick)} {_y(0)}V{_y(1)}" stroke="{GRID}"/>'
        yield _words(_x(tick), _y(0) + 18, f"{100 * tick:.0f}", "middle", QUIET)
        yield _words(_x(0) - 6, _y(tick) + 4, f"{100 * tick:.0f}", "end", QUIET)
    yield _words(_x(0.5), SIZE - 8, across, "middle", INK)
    yield f'<g transform="rotate(-90 14 {_y(0.5)})">{_words(14, _y(0.5), up, "middle", INK)}</g>'


def _x(share: float) -> float:
    return round(LEFT + share * (SIZE - LEFT - EDGE), 1)


def _y(share: float) -> float:
    return round(SIZE - BOTTOM - share * (SIZE - BOTTOM - EDGE), 1)


def _words(x: float, y: float, words: str, anchor: str, fill: str, size: int = 13) -> str:
    return f'<text x="{x:g}" y="{y:g}" font-size="{size}" text-anchor="{anchor}" fill="{fill}">{escape(words)}</text>'


def _picture(width: float, height: float, title: str, body: Iterable[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img" '
        f'aria-label="{escape(title)}">{"".join(body)}</svg>'
    )
