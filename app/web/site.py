"""The copy of the code that unprivileged processes run when root starts the service.

A checkout may lie below a folder that only root enters, so the running code is copied to ``<home>/site``: owned by
root, readable by all, written again only where a file changed.
"""

import compileall
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

ROOMS = ("app", "gis", "layers", "migrations")
SERVED = frozenset({".css", ".js", ".json", ".mjs", ".png", ".svg", ".ttf", ".woff", ".woff2"})


def copy_site(checkout: Path, site: Path) -> int:
    """Bring `site` level with `checkout`; how many files were written or removed."""
    wanted = {path.relative_to(checkout) for path in running_files(checkout)}
    present = {path.relative_to(site) for path in site.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    changed = [name for name in wanted if _differs(checkout / name, site / name)]
    for name in changed:
        _copy(checkout / name, site / name)
    for name in present - wanted:
        (site / name).unlink()
    for room in ("app", "gis"):
        compileall.compile_dir(site / room, quiet=2)
    _open_to_all(site)
    return len(changed) + len(present - wanted)


def running_files(checkout: Path) -> Iterator[Path]:
    """Files that a web process reads: our rooms, and of each npm package only what a browser may load or a paper is set in."""
    for room in ROOMS:
        yield from (path for path in (checkout / room).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    declared = checkout / "package.json"
    yield declared
    for package in json.loads(declared.read_text(encoding="utf-8"))["dependencies"]:
        yield from _browser_files(checkout / "node_modules" / package)


def _browser_files(package: Path) -> Iterator[Path]:
    for path in package.rglob("*"):
        if path.is_file() and path.suffix in SERVED and "src" not in path.relative_to(package).parts:
            yield path


def _differs(source: Path, copy: Path) -> bool:
    if not copy.is_file():
        return True
    one, other = source.stat(), copy.stat()
    return (one.st_size, one.st_mtime_ns) != (other.st_size, other.st_mtime_ns)


def _copy(source: Path, copy: Path) -> None:
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, copy)


def _open_to_all(site: Path) -> None:
    for path in (site, *site.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
