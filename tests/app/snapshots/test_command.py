"""The commands at the terminal, over PostgreSQL and a home of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.__main__ import commands
from app.core.cluster import Database
from app.core.published import LAYERS
from app.core.roles import Role
from app.terminal import snapshots


@pytest.fixture
def home(toy_database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The environment of an office that has two layers, and whose PostgreSQL is the toy's."""
    for name, role in (("", Role.OWNER), *((f"_{role.name}", role) for role in (Role.APP, Role.PUBLIC, Role.JOBS))):
        monkeypatch.setenv(f"PHAEN_DATABASE_URL{name}", toy_database.url(role))
    monkeypatch.setenv("PHAEN_VIEWER_KEY", toy_database.viewer_key())
    monkeypatch.setenv("PHAEN_HOME", str(tmp_path))
    few = tmp_path / "layers"
    few.mkdir()
    for name in ("districts.toml", "rivers.toml"):
        (few / name).write_bytes((LAYERS / name).read_bytes())
    monkeypatch.setattr(snapshots, "LAYERS", few)
    return tmp_path


def run(word: str) -> Result:
    return CliRunner().invoke(commands, ["snapshots", word])


def test_snapshots_are_made_once_and_verified(home: Path) -> None:
    made = run("make")
    assert made.exit_code == 0, made.output
    assert "วันนี้มีเพิ่ม 2 ชั้นข้อมูล" in made.stdout
    assert "0 more layers have a snapshot of today." in run("make").stdout
    assert run("verify").exit_code == 0
    [path] = (home / "files" / "snapshots").glob("*/rivers.gpkg")
    path.write_bytes(b"")
    found = run("verify")
    assert found.exit_code == 1
    assert str(path) in found.stdout
