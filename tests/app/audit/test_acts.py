"""Every act that a command records is listed with its words and the power that it uses."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from app.audit.acts import ACTS, using
from app.core.permissions import Permission
from tests.architecture.tree import sources


def recorded() -> Iterator[tuple[Path, str]]:
    """The literal acts of every call of ``record`` in the service."""
    for path in sources("app"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or len(node.args) < 5:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name == "record" and isinstance(node.args[2], ast.Constant):
                yield path, str(node.args[2].value)


def test_every_recorded_act_is_listed() -> None:
    found = list(recorded())
    assert len(found) >= 10
    assert [f"{path.name}: {act}" for path, act in found if act not in ACTS] == [], "add these to app/audit/acts.py"


def test_every_act_reads_in_both_languages() -> None:
    assert [code for code, act in ACTS.items() if not ("ก" <= act.name.th[0] <= "๛" and act.name.en.isascii())] == []


def test_every_permission_that_signs_has_its_acts() -> None:
    assert [each for each in Permission if not using(each)] == []
