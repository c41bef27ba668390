"""Without any single authorisation check some test fails: no check is there for show."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from coverage import CoverageData

from app.core.settings import home_of
from tests.architecture.tree import ROOT, tracked
from tests.mutation.sites import Site, sites

SITES = sites()
LINKED = ("node_modules", ".venv")
QUICK = ("-q", "-n", "0", "-p", "no:cacheprovider", "-m", "not deep")
TESTED_IN = {"core": ("core/test_authority.py",), "datasets": ("datasets", "ogc/test_writing.py", "ogc/test_editing.py")}
"""Where the tests of a slice's checks are, if not in its own directory alone."""
REFUSED = re.compile(r"refus|may_not|may_be|only|nobody|without|author|forbid|must")


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


def beside(slice_: str, checkout: Path) -> list[str]:
    """The tests of a check's slice, and those elsewhere that go through its commands; of the policy, its own."""
    return [str(checkout / "tests" / "app" / name) for name in TESTED_IN.get(slice_, (slice_,))]


def run(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python in a checkout, apart from the tests that run here."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    for name in [name for name in environment if name.startswith("PYTEST_")]:
        del environment[name]
    environment["PYTEST_XDIST_TESTRUNUID"] = "mutants"  # they share a migrated database: a mutant changes no table
    command = [sys.executable, *arguments]
    ended = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode in (0, 1), ended.stdout[-2000:] + ended.stderr[-2000:]
    sys.stdout.write(ended.stdout[-3000:])
    return ended


@cache
def recorded(checkout: Path, slice_: str) -> CoverageData:
    """Which test of a slice runs which lines. None of them fails: else a mutant would be found for no fault of its own."""
    path = checkout.parent / f"{slice_}.coverage"
    noting = ("coverage", "run", f"--data-file={path}", "--source=app", "-m")
    ended = run(checkout, "-m", *noting, "pytest", "-p", "tests.mutation.contexts", *QUICK, *beside(slice_, checkout))
    assert ended.returncode == 0, ended.stdout[-3000:]
    data = CoverageData(str(path))
    data.read()
    return data


def running(site: Site, checkout: Path) -> list[str]:
    """The tests that run a check, those first that are named like a refusal."""
    lines = recorded(checkout, site.slice).contexts_by_lineno(str(checkout / site.path.relative_to(ROOT)))
    found = {test for line in range(site.first, site.last + 1) for test in lines.get(line, ()) if test}
    return sorted(found, key=lambda test: (REFUSED.search(test) is None, test))


def passes(checkout: Path, tests: list[str]) -> bool:
    return run(checkout, "-m", "pytest", "-x", *QUICK, *tests).returncode == 0


def test_there_are_checks_to_take_out() -> None:
    assert len(SITES) >= 20
    assert {site.slice for site in SITES} >= {"core", "places", "indicators", "projects", "demo"}
    assert all(compile(site.mutant(), site.name, "exec") for site in SITES)


@pytest.mark.deep
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_a_check_that_is_taken_out_is_missed(copy: Path, site: Site) -> None:
    target, tests = copy / site.path.relative_to(ROOT), running(site, copy)
    target.write_text(site.mutant(), "utf-8")
    try:
        found = not passes(copy, tests) if tests else False
        assert found or not passes(copy, beside(site.slice, copy)), f"no test misses the check at {site.name}"
    finally:
        shutil.copy2(site.path, target)
