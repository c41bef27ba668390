"""Every single authorisation check of the code, and the code without it.

A check is a statement ``x.must(…)`` or ``x.must_see(…)``, a condition that ``authority`` yields, or a part that ``policy``
joins.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.tree import ROOT, sources

POLICY = ROOT / "app" / "core" / "authority.py"
TWICE = {("app/demo/commands.py", "remove_demo")}
"""Checks that no test can miss: every command that this one calls asks the same of the same actor before it writes."""
LISTS = ROOT / "app" / "core" / "policy.py"


@dataclass(frozen=True)
class Site:
    """One check: the lines that hold it and what stands there instead when it is taken out."""

    path: Path
    first: int
    last: int
    instead: str

    @property
    def name(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.first}"

    @property
    def function(self) -> str:
        """The name of the function that the check is in."""
        above = self.path.read_text("utf-8").splitlines()[: self.first]
        named = (re.match(r"\s*(?:async )?def (\w+)", line) for line in reversed(above))
        return next((match[1] for match in named if match), "")

    @property
    def slice(self) -> str:
        return self.path.relative_to(ROOT).parts[1]

    def mutant(self) -> str:
        """The source of the module without this check."""
        lines = self.path.read_text("utf-8").splitlines()
        indent = len(lines[self.first - 1]) - len(lines[self.first - 1].lstrip())
        lines[self.first - 1 : self.last] = [" " * indent + self.instead]
        return "\n".join(lines) + "\n"


def sites() -> list[Site]:
    """All checks, in the order of their files."""
    found = [site for path in sources("app") for site in _in(path)]
    return [site for site in found if (str(site.path.relative_to(ROOT)), site.function) not in TWICE]


def _in(path: Path) -> Iterator[Site]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Expr):
            if path == POLICY and isinstance(node.value, ast.Yield) and isinstance(node.value.value, ast.Tuple):
                reason = ast.unparse(node.value.value.elts[1])
                yield Site(path, node.lineno, node.end_lineno or 0, f"yield True, {reason}")
            if isinstance(node.value, ast.Call) and _is_must(node.value.func):
                yield Site(path, node.lineno, node.end_lineno or 0, "pass")
        if path == LISTS and isinstance(node, ast.Return) and isinstance(node.value, ast.Call):
            for part in node.value.args if getattr(node.value.func, "id", "") == "and_" else ():
                yield Site(path, part.lineno, part.end_lineno or 0, "true(),")


def _is_must(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and function.attr in ("must", "must_see")
