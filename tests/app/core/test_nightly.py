"""A night's backup counts when it has been read back; one a week is restored whole."""

import json
import subprocess
import tarfile
from datetime import date, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from app.core import backup
from app.core.addresses import Database
from app.core.errors import Conflict, Invalid
from app.core.nightly import BANGKOK, drill_is_due, read_back, read_proof, save_night, superfluous
from app.core.roles import Role


def quiet(_thai: str, _english: str) -> None:
    """Says nothing."""


def night(database: Database, folder: Path) -> Path:
    return save_night(database, folder, version="0.0.0", say=quiet)


def databases(database: Database) -> set[str]:
    """Those of this test: its own and what was made beside it."""
    with psycopg.connect(database.named("postgres").superuser_url() or "") as connection:
        names = {str(row[0]) for row in connection.execute("SELECT datname FROM pg_database")}
    return {name for name in names if name.startswith(database.name)}


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every word of the command lines and surroundings that programs are started with."""
    words: list[str] = []
    run = subprocess.run

    def listen(command: list[object], *, env: dict[str, str] | None = None, **more: object) -> object:
        words.extend([*map(str, command), *(env or {}).values()])
        return run(command, env=env, **more)  # type: ignore[call-overload]

    monkeypatch.setattr("app.core.backup.subprocess.run", listen)
    return words


def test_the_first_night_is_restored_beside_the_live_data_and_no_trace_of_it_or_of_a_password_stays(
    database: Database, tmp_path: Path, spoken: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    before = databases(database)
    file = night(database, tmp_path)
    assert read_proof(tmp_path)["file"] == read_proof(tmp_path)["drilled_file"] == file.name
    assert file.stat().st_mode & 0o777 == 0o600
    assert databases(database) == before
    assert {path.name for path in tmp_path.iterdir()} == {file.name, "proof.json"}
    assert {Path(word).name for word in spoken} >= {"pg_dump", "pg_restore"}
    passwords = [(database.secrets / name).read_text() for name in ("postgres", Role.OWNER)]
    assert [word for word in spoken for password in passwords if password in word] == []


def test_a_drill_is_due_at_first_and_then_each_week() -> None:
    now = datetime(2026, 6, 22, 2, 30, tzinfo=BANGKOK)
    assert drill_is_due({}, now)
    assert not drill_is_due({"drilled_at": (now - timedelta(days=6)).isoformat()}, now)
    assert drill_is_due({"drilled_at": (now - timedelta(days=7)).isoformat()}, now)


def test_a_drill_finds_what_a_backup_says_and_does_not_hold(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "saved.phaen"
    backup.save(database, file, version="0.0.0", say=quiet)
    with tarfile.open(file) as tar:
        for name in ("manifest.json", "database.dump"):
            member = tar.extractfile(name)
            assert member is not None
            (tmp_path / name).write_bytes(member.read())
    manifest = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    manifest["facts"]["tables"]["places.area"] = "999 0"
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    with tarfile.open(file, "w") as tar:
        for name in ("manifest.json", "database.dump"):
            tar.add(tmp_path / name, name)
    read_back(file)
    with pytest.raises(Conflict, match=r"places\.area"):
        backup.drill(database, file, say=quiet)
    assert f"{database.name}_drill" not in databases(database)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(Invalid):
        read_back(file)


def test_a_failed_night_leaves_the_older_ones_alone(database: Database, tmp_path: Path) -> None:
    for day in range(20):
        (tmp_path / f"phaen-202601{day + 1:02}-023000.phaen").touch()
    with pytest.raises(psycopg.OperationalError):
        night(database.named("absent"), tmp_path)
    assert len(list(tmp_path.iterdir())) == 20


def test_fourteen_nights_and_the_first_of_twelve_months_are_kept() -> None:
    """400 nights back from 31 December 2026: the 14 newest, and the first of each of 12 months, of which none is among them."""
    last = date(2026, 12, 31)
    names = [f"phaen-{last - timedelta(days=back):%Y%m%d}-023000.phaen" for back in range(400)]
    kept = set(names) - set(superfluous(names))
    firsts = {f"phaen-2026{month:02}01-023000.phaen" for month in range(1, 13)}
    assert kept == {*names[:14], *firsts}
    assert len(kept) == 26
    assert superfluous(sorted(kept)) == []
