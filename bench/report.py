"""What a measurement says: one row for each workload, told to people as a table and to machines as JSON."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import typer


@dataclass(frozen=True)
class Row:
    """One workload. Every figure is the median of interleaved blocks of one run, in ``unit``.

    ``better`` says which way is good: ``more`` (requests a second) or ``less`` (seconds, megabytes).
    """

    name: str
    unit: str
    ours: float
    floor: float | None
    peers: dict[str, float]
    goal: float | None
    how: str
    goal_peers: float | None = None
    better: str = "more"
    spread: dict[str, list[float]] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """Ours against the floor: how much of what the machine allows; for times how many times as long."""
        return None if not self.floor else self.ours / self.floor

    @property
    def ratio_peers(self) -> float | None:
        """Ours against the best peer: how many times as good."""
        answering = [figure for figure in self.peers.values() if figure]
        if not answering or not self.ours:
            return None
        return self.ours / max(answering) if self.better == "more" else min(answering) / self.ours

    @property
    def met(self) -> bool | None:
        """Whether every goal is reached; None where there is none or it could not be measured."""
        against = [(self.ratio, self.goal, self.better), (self.ratio_peers, self.goal_peers, "more")]
        said = [r >= g if way == "more" else r <= g for r, g, way in against if r is not None and g is not None]
        return all(said) if said else None

    def as_json(self) -> dict[str, object]:
        told = asdict(self)
        for key in ("ours", "floor"):
            told[key] = rounded(told[key])
        return told | {"ratio": rounded(self.ratio), "ratio_peers": rounded(self.ratio_peers), "met": self.met}


def row(
    name: str,
    unit: str,
    figures: dict[str, list[float]],
    *,
    goal: float | None,
    how: str,
    goal_peers: float | None = None,
    better: str = "more",
    skipped: dict[str, str] | None = None,
) -> Row:
    """A row from the blocks of each contender; ``ours`` must be among them, ``floor`` may be, the rest are peers."""
    middle = {contender: round(median(blocks), 4) for contender, blocks in figures.items()}
    return Row(
        name=name,
        unit=unit,
        ours=middle["ours"],
        floor=middle.get("floor"),
        peers={contender: figure for contender, figure in middle.items() if contender not in ("ours", "floor")},
        goal=goal,
        goal_peers=goal_peers,
        how=how,
        better=better,
        spread={contender: [round(block, 4) for block in blocks] for contender, blocks in figures.items()},
        skipped=skipped or {},
    )


def rounded(figure: object) -> object:
    """Four significant figures: more would be noise."""
    return float(f"{figure:.4g}") if isinstance(figure, float) else figure


def document(name: str, rows: list[Row], versions: dict[str, str]) -> dict[str, object]:
    """The whole run for machines."""
    machine = {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()}
    when = datetime.now(UTC).isoformat(timespec="seconds")
    load = [round(figure, 2) for figure in os.getloadavg()]
    rows_told = [each.as_json() for each in rows]
    return {"bench": name, "at": when, "machine": machine | {"load": load}, "versions": versions, "rows": rows_told}


def table(rows: list[Row]) -> str:
    """The rows for people."""
    head = f"{'name':52}{'unit':>8}{'ours':>10}{'floor':>10}{'ratio':>8}{'goal':>7}  {'best peer':>18}{'x':>8}{'goal':>6}  met"
    return "\n".join([head, *(_line(each) for each in rows)])


def contenders(rows: list[Row]) -> str:
    """Every peer of each row, and why one is missing."""
    told = []
    for each in rows:
        shown = [f"{name} {_figure(figure)}" for name, figure in each.peers.items()]
        if shown or each.skipped:
            told.append(
                f"{each.name}: {' · '.join(shown)}" + "".join(f"\n  {n}: {why}" for n, why in each.skipped.items())
            )
    return "\n".join(told)


def _line(each: Row) -> str:
    best = (max if each.better == "more" else min)(each.peers.items(), key=lambda peer: peer[1], default=("-", 0.0))
    shown = f"{best[0]} {_figure(best[1])}" if each.peers else "-"
    ends = f"{_figure(each.ratio):>8}{_figure(each.goal):>7}  {shown:>18}{_figure(each.ratio_peers):>8}"
    met = {True: "yes", False: "NO", None: "-"}[each.met]
    start = f"{each.name:52}{each.unit:>8}{_figure(each.ours):>10}{_figure(each.floor):>10}"
    return f"{start}{ends}{_figure(each.goal_peers):>6}  {met}"


def _figure(figure: float | None) -> str:
    return "-" if figure is None else f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"


def save(path: Path, told: dict[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")


def tell(thai: str, english: str) -> None:
    """A long step begins."""
    typer.echo(f"▸ {thai} · {english}", err=True)
