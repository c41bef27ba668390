"""The source tree as the architecture tests read it."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RECORD_SLICES = (
    "places", "organizations", "meetings", "accounts", "plans", "regulations", "datasets", "indicators", "projects",
    "budgets", "calls", "monitoring", "petitions", "personnel", "coordination", "portfolios", "queries", "exports", "shapes",
    "snapshots", "feeds", "webhooks",
)  # fmt: skip
ROOMS_WITHIN = ("maps/saved",)
"""Rooms of slices that keep records of their own, built like a slice."""
READING_SLICES = ("maps", "ogc", "overview", "audit", "briefs", "analyses", "visits", "manual", "search")
SLICES = (*RECORD_SLICES, *READING_SLICES)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def tracked(*patterns: str) -> list[Path]:
    """The files that git knows, or would know, below the checkout."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [ROOT / name for name in listed if (ROOT / name).is_file()]


def sources(*rooms: str) -> list[Path]:
    """The Python files of these rooms."""
    return [path for path in tracked("*.py") if path.relative_to(ROOT).parts[0] in rooms]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, FUNCTIONS):
            yield node


def public_functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The functions at the top of a module whose names do not begin with an underscore."""
    body = ast.parse(path.read_text("utf-8")).body
    return [node for node in body if isinstance(node, FUNCTIONS) and not node.name.startswith("_")]


def keyword_only(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    return {argument.arg for argument in function.args.kwonlyargs}


def modules_of_slices(name: str) -> list[Path]:
    """``name.py`` and the modules of a package ``name`` in every slice."""
    found = [ROOT / "app" / slice_ / f"{name}.py" for slice_ in (*SLICES, *ROOMS_WITHIN, "demo")]
    packages = [path for slice_ in (*SLICES, *ROOMS_WITHIN, "demo") for path in (ROOT / "app" / slice_ / name).glob("*.py")]
    return [path for path in (*found, *packages) if path.is_file()]
