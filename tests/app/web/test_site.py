"""The copy of the code that unprivileged processes run."""

import json
import os
import stat
from pathlib import Path

import pytest

from app.web.site import ROOMS, copy_site


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout of one module, one layer, and one npm package beside a package that only tests need."""
    root = tmp_path / "checkout"
    for room in ROOMS:
        (root / room).mkdir(parents=True)
    (root / "app/main.py").write_text("NAME = 'แผน'\n", "utf-8")
    (root / "app/__pycache__").mkdir()
    (root / "app/__pycache__/main.pyc").write_bytes(b"old")
    (root / "layers/districts.toml").write_text("[metadata]\n")
    (root / "package.json").write_text(json.dumps({"dependencies": {"@a/map": "1"}, "devDependencies": {"b": "1"}}))
    for name in ("@a/map/dist/map.mjs", "@a/map/dist/map.mjs.map", "@a/map/src/map.js", "b/b.js"):
        (root / "node_modules" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "node_modules" / name).write_text("1")
    (root / "var").mkdir()
    (root / "var/secret").write_text("never")
    return root


def files(site: Path) -> set[str]:
    return {str(path.relative_to(site)) for path in site.rglob("*") if path.is_file() and path.suffix != ".pyc"}


def test_only_what_a_web_process_reads_is_copied(checkout: Path, tmp_path: Path) -> None:
    copy_site(checkout, tmp_path / "site")
    assert files(tmp_path / "site") == {
        "app/main.py",
        "layers/districts.toml",
        "package.json",
        "node_modules/@a/map/dist/map.mjs",
    }


def test_a_second_copy_writes_nothing(checkout: Path, tmp_path: Path) -> None:
    assert copy_site(checkout, tmp_path / "site") == 4
    assert copy_site(checkout, tmp_path / "site") == 0


def test_a_changed_file_is_written_and_a_removed_one_goes(checkout: Path, tmp_path: Path) -> None:
    copy_site(checkout, tmp_path / "site")
    (checkout / "app/main.py").write_text("NAME = 'แผนที่'\n", "utf-8")
    (checkout / "layers/districts.toml").unlink()
    assert copy_site(checkout, tmp_path / "site") == 2
    assert "layers/districts.toml" not in files(tmp_path / "site")
    assert (tmp_path / "site/app/main.py").read_text("utf-8") == "NAME = 'แผนที่'\n"


def test_everybody_reads_the_copy_and_only_its_owner_writes(checkout: Path, tmp_path: Path) -> None:
    (checkout / "app/main.py").chmod(0o600)
    before = os.umask(0o077)
    try:
        copy_site(checkout, tmp_path / "site")
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "site").rglob("*") if path.is_file()}
    folders = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "site").rglob("*") if path.is_dir()}
    assert modes == {0o644}
    assert folders == {0o755}


def test_the_fonts_that_papers_are_set_in_come_along(checkout: Path, tmp_path: Path) -> None:
    (checkout / "node_modules/@a/map/Sarabun_400Regular.ttf").write_bytes(b"1")
    copy_site(checkout, tmp_path / "site")
    assert "node_modules/@a/map/Sarabun_400Regular.ttf" in files(tmp_path / "site")
