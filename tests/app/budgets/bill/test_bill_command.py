"""``./phaen import budget`` on the toy province: looks, stores, and does nothing twice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from app.__main__ import commands
from app.core.cluster import Database
from app.core.errors import Invalid
from app.core.roles import Role
from tests.app.budgets.bill.tables import written


@pytest.fixture
def bill(toy_database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The toy bill as a file, and the environment of an office whose PostgreSQL is the toy's."""
    for name, role in (("", Role.OWNER), ("_OWNER", Role.OWNER), ("_APP", Role.APP)):
        monkeypatch.setenv(f"PHAEN_DATABASE_URL{name}", toy_database.url(role))
    monkeypatch.setenv("PHAEN_HOME", str(tmp_path))
    monkeypatch.setenv("PHAEN_DEMO", "off")
    file = tmp_path / "bill.csv"
    file.write_bytes(written())
    return file


def budget(file: Path, *more: str) -> Result:
    return CliRunner().invoke(commands, ["import", "budget", str(file), "--year", "2565", *more])


def report(file: Path, *more: str) -> dict[str, Any]:
    ended = budget(file, "--json", *more)
    assert ended.exit_code == 0, ended.output
    told: dict[str, Any] = json.loads(ended.stdout[ended.stdout.index("{") :])
    return told


def test_the_bill_is_looked_at_stored_and_known_again(bill: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = budget(bill)
    assert isinstance(refused.exception, Invalid)
    assert "Set PHAEN_PROVINCE, or ask for --all." in str(refused.exception)
    monkeypatch.setenv("PHAEN_PROVINCE", "98")
    looked = report(bill, "--dry-run")
    assert (looked["fates"]["new"]["rows"], looked["fates"]["elsewhere"]["rows"], looked["unreadable"]) == (6, 1, 1)
    stored = report(bill)
    assert (stored["fates"]["new"]["rows"], stored["stored_satang"]) == (6, 2_200_000_000), "the look stored nothing"
    again = budget(bill)
    for told in ("มีอยู่แล้ว ไม่เปลี่ยน · There already, the same: 6 · 22,000,000.00", "กลุ่มจังหวัดของเล่น", "Row 8",
                 "Of other provinces, not taken: 1 · 6,000,000.00", "To the district: 1 · 2,000,000.00"):  # fmt: skip
        assert told in again.stdout, again.stdout
    everywhere = report(bill, "--all", "--day", "2021-11-01", "--document", "ว 2")
    assert {name: one["rows"] for name, one in everywhere["fates"].items() if one["rows"]} == {"same": 6, "new": 1}
