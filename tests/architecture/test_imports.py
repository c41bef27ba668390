import ast
import sys
from pathlib import Path
from subprocess import run

from tests.architecture.tree import ROOT, SLICES, functions, sources


def test_the_import_contracts_hold() -> None:
    lint = run([Path(sys.executable).with_name("lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False)
    assert lint.returncode == 0, lint.stdout


def test_every_slice_of_the_plan_has_its_room() -> None:
    assert {path.parent.name for path in (ROOT / "app").glob("*/__init__.py")} == {
        *SLICES,
        "core",
        "web",
        "demo",
        "terminal",
    }


LATE = {"gis.travel", "gis.webmap", "gis.writers.parquet", "gis.writers.shapefile", "gis.writers.vector", "pyogrio"}
"""Loaded when a file or a handed-over map is first made or a file first read: Arrow, GDAL and the pandas that they and folium
look for take 140 MB of each web process, and no page needs them (``bench/README.md``)."""


def named(node: ast.Import | ast.ImportFrom) -> set[str]:
    return {node.module or ""} if isinstance(node, ast.ImportFrom) else {alias.name for alias in node.names}


def test_no_import_hides_inside_a_function_but_those_of_heavy_libraries() -> None:
    hidden = [
        (f"{path.relative_to(ROOT)}:{node.lineno}", named(node))
        for path in sources("app", "gis")
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert [place for place, names in hidden if not names <= LATE] == []
    assert set().union(*(names for _, names in hidden)) == LATE


def test_a_web_process_starts_without_the_heavy_libraries() -> None:
    told = "import sys, app.main; print(sorted({'pandas', 'pyarrow', 'pyogrio', 'folium', 'networkx'} & set(sys.modules)))"
    started = run([sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True)
    assert started.stdout.strip() == "[]"


def test_no_import_dodges_a_cycle_by_type_checking() -> None:
    assert [path for path in sources("app", "gis") if "TYPE_CHECKING" in path.read_text("utf-8")] == []


def test_no_room_is_a_drawer_for_everything() -> None:
    drawers = {"utils", "helpers", "common", "misc", "base", "manager"}
    assert [path for path in sources("app", "gis", "tests", "bench") if drawers & {path.stem, *path.parts}] == []
