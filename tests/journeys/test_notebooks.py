"""The notebooks answer their questions from a running service: committed without outputs, executed here on the toy province.

In the quick tier one runs in a kernel, as a reader runs it, and the code of each runs in this process; the deep tier runs
each in a kernel.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from app.core.cluster import Database
from app.core.settings import Settings
from app.main import create_app
from tests.conftest import ROOT
from tests.live import listening

BOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
QUICK = "budget_per_head"
NAMES = [path.stem for path in BOOKS]
ON = "2026-06-22"
"""In the middle of FY2569, when the toy money is (tests/ledger.py)."""


@pytest.fixture(scope="module")
def address(settings: Settings, database: Database) -> Iterator[str]:
    with listening(create_app(settings, database)) as told:
        yield told


@pytest.fixture(autouse=True)
def asked_there(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PHAEN_URL", address)
    monkeypatch.setenv("PHAEN_ON", ON)
    monkeypatch.chdir(ROOT)


def cells(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["cells"]
    return found


def book_of(name: str) -> Any:
    """A notebook as programs of Jupyter hold it."""
    read: Any = nbformat.read
    return read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)


def run(name: str) -> dict[str, Any]:
    """What the code of a notebook leaves when it has run here."""
    left: dict[str, Any] = {"__name__": "__main__"}
    try:
        for cell in cells(ROOT / "notebooks" / f"{name}.ipynb"):
            if cell["cell_type"] == "code":
                exec(compile("".join(cell["source"]), f"{name}.ipynb", "exec"), left)
    finally:
        left["phaen"].close()
    return left


def test_there_are_four_and_each_is_committed_without_outputs_and_says_its_question() -> None:
    assert len(BOOKS) == 4
    for path in BOOKS:
        found = cells(path)
        assert all(not cell["outputs"] and cell["execution_count"] is None for cell in found if "outputs" in cell), path
        question = "".join(found[0]["source"])
        assert "**คำถาม**" in question
        assert "**Question**" in question
        nbformat.validate(book_of(path.stem))


def test_baht_per_head_of_the_toy_districts_is_their_money_by_their_people() -> None:
    left = run("budget_per_head")
    assert left["equality"] == pytest.approx(4 / 15, abs=1e-6)  # 1 − (0.2·1/6 + 0.6·7/6), see tests/app/analyses
    table = left["table"].set_index("name_th")
    assert len(table) == 3
    known = table[table["people"].notna() & table["received_million"].notna()]
    assert len(known) >= 1
    for row in known.itertuples():
        assert row.baht_per_head == pytest.approx(row.received_million * 1_000_000 / row.people, rel=0.01)
    # weighted by people, the ratios to the mean of the province are one again
    assert (known["times_the_mean"] * known["people"]).sum() / known["people"].sum() == pytest.approx(1, abs=0.02)


def test_districts_that_get_less_than_they_need_come_first() -> None:
    left = run("need_against_money")
    table = left["table"]
    assert len(table) == 3
    known = table["gap"].dropna()
    assert list(known) == sorted(known, reverse=True)
    assert len(left["behind"]) == (known > 0).sum()


def test_each_late_project_has_the_villages_within_two_kilometres() -> None:
    left = run("late_near_villages")
    counted, near = left["counted"], left["near"]
    assert set(counted["reference"]) == set(left["late"]["reference"])
    assert len(counted) >= 1
    html = left["picture"].html
    assert all(escape(title) in html or title in html for title in set(left["late"]["title_th"]))
    assert not re.findall(r"""(?:src|href)=["'](?!data:)[^"'#]""", html), "nothing of it is fetched"
    assert "sandbox=\"allow-scripts\"" in left["picture"]._repr_html_()
    assert counted["villages"].sum() == len(near.dropna(subset=["name_th"]).drop_duplicates(["reference", "name_th"]))


def test_projects_at_risk_are_counted_by_agency_and_status_as_the_service_counts_them() -> None:
    left = run("lapse_risk_by_agency")
    assert left["table"]["รวม · total"].sum() == left["counted"]["count"].sum()
    assert left["counted"]["count"].sum() >= 1


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name == QUICK else pytest.mark.deep) for name in NAMES]
)
def test_it_runs_in_a_kernel(name: str) -> None:
    book = book_of(name)
    NotebookClient(book, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}).execute()
    outputs = [output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]
    assert any("text/html" in output.get("data", {}) for output in outputs), "a table was shown"
    assert not any(output.output_type == "error" for output in outputs)
