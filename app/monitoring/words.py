"""The words and marks that every page of monitoring shares, and where the page of a project stands."""

from __future__ import annotations

from typing import Any

from app.monitoring.rules import (
    CADENCES,
    CONDITIONS,
    LIGHTS,
    MARKS,
    REASONS,
    SOURCES,
    VERDICTS,
    Cadence,
    Condition,
    Light,
    PositionSource,
    Verdict,
    baht,
    percent,
)

WORDS: dict[str, Any] = {
    "CADENCES": CADENCES, "CONDITIONS": CONDITIONS, "LIGHTS": LIGHTS, "MARKS": MARKS, "REASONS": REASONS,
    "SOURCES": SOURCES, "VERDICTS": VERDICTS, "Cadence": Cadence, "Condition": Condition, "Light": Light,
    "PositionSource": PositionSource, "Verdict": Verdict, "percent": percent, "baht": baht,
}  # fmt: skip


def page_of(reference: str) -> str:
    """The address of what is monitored of a project."""
    return f"/monitoring/projects/{reference}"
