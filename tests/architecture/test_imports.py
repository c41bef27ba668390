import ast
import sys
from pathlib import Path
from subprocess import run

from tests.architecture.tree import ROOT, SLICES, functions, sources


def test_the_import_contracts_hold() -> None:
    lint = run([Path(sys.executable).with_name("lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False)
    assert lint.returncode == 0, lint.stdout


def test_every_slice_of_the_plan_has_its_room() -> None:
    assert {path.parent.name for path in (ROOT / "app").glob("*/__init__.py")} == {*SLICES, "core", "web", "demo", "terminal"}


def test_no_import_hides_inside_a_function() -> None:
    hidden = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources("app", "gis")
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_no_import_dodges_a_cycle_by_type_checking() -> None:
    assert [path for path in sources("app", "gis") if "TYPE_CHECKING" in path.read_text("utf-8")] == []


def test_no_room_is_a_drawer_for_everything() -> None:
    drawers = {"utils", "helpers", "common", "misc", "base", "manager"}
    assert [path for path in sources("app", "gis", "tests", "bench") if drawers & {path.stem, *path.parts}] == []
