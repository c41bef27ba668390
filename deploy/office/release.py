"""A release: a copy of the program that root owns and nobody changes, with a Python environment of its own."""

import hashlib
import json
import os
import shutil
import subprocess
import tomllib
from pathlib import Path

from office.layout import Office
from office.work import Failure, Work, end_with_parent, give, replace_text, run

ROOMS = ("app", "gis", "layers", "migrations", "deploy", "docs")
FILES = ("phaen", "pyproject.toml", "package.json", "package-lock.json", ".npmrc", "requirements.txt", "README.md")
MARK, COMPLETE = "release.json", "complete"
KEPT = 3


def files_of(source: Path) -> list[Path]:
    """What a release holds, as paths relative to the checkout."""
    rooms = [path for room in ROOMS for path in (source / room).rglob("*") if path.is_file()]
    named = [source / name for name in FILES if (source / name).exists()]
    return sorted(path.relative_to(source) for path in (*rooms, *named) if "__pycache__" not in path.parts)


def name_of(source: Path) -> str:
    """Version and digest: two checkouts with the same files are the same release."""
    digest = hashlib.sha256()
    for name in files_of(source):
        content = (source / name).read_bytes()
        digest.update(f"{name}\0{os.access(source / name, os.X_OK)}\0{len(content)}\0".encode() + content)
    version = tomllib.loads((source / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    return f"{version}-{digest.hexdigest()[:12]}"


def lay(office: Office, source: Path, work: Work) -> Path:
    """The release of `source` beside the others, tried. Raises Failure and leaves nothing behind."""
    release = office.releases / name_of(source)
    if (release / COMPLETE).exists() or source == release:
        return release
    if work.would(f"วางรุ่น {release}", f"lay the release {release}"):
        return release
    shutil.rmtree(release, ignore_errors=True)
    work.undoing.append(lambda: shutil.rmtree(release, ignore_errors=True))
    _copy(source, release)
    _bring_along(office, source, release)
    _set_up(release)
    (release / COMPLETE).touch()
    return release


def python_of(release: Path) -> Path:
    """The interpreter of a release."""
    return release / ".venv/bin/python"


def call(office: Office, release: Path, *arguments: object) -> str:
    """Run a command of a release as the operator does. Raises Failure."""
    words = [str(python_of(release)), "-P", "-m", "app", *map(str, arguments)]
    return run(words, env=environment(office, release), cwd=Path("/"))


def environment(office: Office, release: Path) -> dict[str, str]:
    """With which surroundings the operator's commands of a release run."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PHAEN_", "PYTHON"))}
    own = {"PHAEN_HOME": str(office.state), "PYTHONPATH": str(release), "LANG": "C.UTF-8"}
    # Not /tmp: that is memory on Debian 13, and a backup being unpacked is as large as the database.
    roomy = {"TMPDIR": str(office.backups)} if os.access(office.backups, os.W_OK) else {}
    return kept | own | roomy | office.settings()


def current(office: Office) -> Path | None:
    """The release that the link points to."""
    return office.current.resolve() if office.current.exists() else None


def has_worker(release: Path) -> bool:
    """Whether this release knows background work: its command lists what it can do."""
    return '"work": (' in (release / "phaen").read_text("utf-8")


def prune(office: Office, *kept: Path) -> list[str]:
    """Remove old releases but the newest few and those named."""
    found = sorted(office.releases.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    old = [path for path in found[KEPT:] if path not in kept]
    for path in old:
        shutil.rmtree(path)
    return [path.name for path in old]


def _copy(source: Path, release: Path) -> None:
    for name in files_of(source):
        target = release / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, target)
        target.chmod(0o755 if os.access(source / name, os.X_OK) else 0o644)
    replace_text(release / MARK, json.dumps({"name": release.name}) + "\n", 0o644)
    for path in (release, *release.rglob("*")):
        if path.is_dir():
            path.chmod(0o755)
        give(path, "root")


def _bring_along(office: Office, source: Path, release: Path) -> None:
    """Copies of what need not be fetched again: the environment of the release before, the packages of the checkout."""
    former = current(office)
    environments = [former / ".venv"] if former else []
    for found in [*environments, (source / ".venv").resolve()]:
        if (found / "bin/python").exists() and found.stat().st_uid == os.geteuid():
            shutil.copytree(found, release / ".venv", symlinks=True, copy_function=_share)
            break
    if (source / "node_modules/.package-lock.json").exists():
        shutil.copytree(source / "node_modules", release / "node_modules", symlinks=True)


def _share(source: str, copy: str) -> None:
    """The same file under a second name: package managers replace files, they never write into them."""
    try:
        os.link(source, copy)
    except OSError:  # on another disk
        shutil.copy2(source, copy)


def _set_up(release: Path) -> None:
    """Bring in what the release still lacks, then import all of it once as root, so that it stands compiled."""
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith(("PHAEN_", "PYTHON"))}
    # Its steps are shown as they come.
    if subprocess.run(
        [release / "phaen", "setup"], env=surroundings, preexec_fn=end_with_parent, check=False
    ).returncode:
        raise Failure("วางรุ่นไม่สำเร็จ: ดูข้อความด้านบน", "Laying the release failed with the words above.")
    tried = [str(python_of(release)), "-c", "import app.main, app.__main__, app.web.worker"]
    run(tried, "รุ่นนี้ไม่สมบูรณ์ · This release is not whole", env=surroundings, cwd=release)
    run([str(python_of(release)), "-m", "compileall", "-q", "app", "gis", "migrations"], env=surroundings, cwd=release)
    for path in (release / "node_modules", release / ".venv"):
        _close(path)


def _close(folder: Path) -> None:
    """Readable by all, writable by root alone, whatever the umask was where it came from."""
    for path in (folder, *folder.rglob("*")):
        if path.is_symlink():
            continue
        found = path.stat()
        wanted = (found.st_mode & 0o755) | 0o044 | (0o011 if path.is_dir() else 0)
        if found.st_mode & 0o7777 != wanted:
            path.chmod(wanted)
        if found.st_uid != os.geteuid():
            give(path, "root")


def refuse_old_python(python: str) -> None:
    """Raises Failure when the system's Python is too old."""
    asked = run([python, "-c", "import sys; print(*sys.version_info[:2])"]).split()
    if tuple(map(int, asked)) < (3, 11):
        raise Failure("ต้องใช้ Debian 12 ขึ้นไป (Python 3.11)", "Debian 12 or newer (Python 3.11) is needed.")
