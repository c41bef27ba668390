"""Without any single authorisation check some test fails: no check is there for show."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.settings import home_of
from tests.architecture.tree import ROOT, tracked
from tests.mutation.sites import Site, sites

SITES = sites()
LINKED = ("node_modules", ".venv")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A checkout of its own, whose modules are changed one at a time."""
    made = tmp_path_factory.mktemp("mutants") / "checkout"
    for path in tracked():
        target = made / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
    for name in LINKED:
        (made / name).symlink_to((ROOT / name).resolve())
    subprocess.run(["git", "init", "--quiet", str(made)], check=True)
    yield made
    shutil.rmtree(made)
    home = home_of(made)
    shutil.rmtree(home.with_name(f"{home.name}-test"), ignore_errors=True)


def where_tested(site: Site, checkout: Path) -> list[str]:
    """The tests of the check's slice, those first that are named like its module, real files last; of the policy, its own."""
    beside = checkout / "tests" / "app" / site.slice
    if site.slice == "core":
        return [str(beside / "test_authority.py")]
    return [str(path) for path in sorted(beside.rglob("test_*.py"), key=lambda path: _apart(path, site.path))]


def _apart(tests: Path, module: Path) -> tuple[bool, bool]:
    """In which order tests are asked: how little they have to do with a module."""
    named = tests.name in (f"test_{module.stem}.py", f"test_{module.parent.name}.py")
    return "real" in tests.name, not (named or tests.parent.name == module.stem)


def passes(checkout: Path, tests: list[str]) -> bool:
    quick = ["-q", "-x", "-n", "0", "-p", "no:cacheprovider", "-m", "not deep"]
    command = [sys.executable, "-m", "pytest", *quick, *tests]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    for name in [name for name in environment if name.startswith("PYTEST_")]:
        del environment[name]
    environment["PYTEST_XDIST_TESTRUNUID"] = "mutants"  # they share a migrated database: a mutant changes no table
    ended = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode in (0, 1), ended.stdout[-2000:] + ended.stderr[-2000:]
    sys.stdout.write(ended.stdout[-3000:])
    return ended.returncode == 0


def test_there_are_checks_to_take_out() -> None:
    assert len(SITES) >= 20
    assert {site.slice for site in SITES} >= {"core", "places", "indicators", "projects", "demo"}
    assert all(compile(site.mutant(), site.name, "exec") for site in SITES)


@pytest.mark.deep
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("slice_", sorted({site.slice for site in SITES}))
def test_with_every_check_in_its_place_no_test_fails(copy: Path, slice_: str) -> None:
    """Else a mutant would be found for what is no fault of its own."""
    assert passes(copy, where_tested(next(site for site in SITES if site.slice == slice_), copy))


@pytest.mark.deep
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_a_check_that_is_taken_out_is_missed(copy: Path, site: Site) -> None:
    target = copy / site.path.relative_to(ROOT)
    target.write_text(site.mutant(), "utf-8")
    try:
        assert not passes(copy, where_tested(site, copy)), f"no test misses the check at {site.name}"
    finally:
        shutil.copy2(site.path, target)
