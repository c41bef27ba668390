"""Where the files of snapshots lie, what they are called, and whether they are still what was made."""

from __future__ import annotations

import hashlib
from pathlib import Path

from app.core.settings import Settings
from app.snapshots.models import File, Snapshot
from gis.writers.formats import FORMATS

FOLDER = "snapshots"
_sound: dict[Path, tuple[int, int, int]] = {}


def folder_of(settings: Settings) -> Path:
    """Below the folder of files; in no backup, since the files are public and other offices hold them."""
    return settings.files / FOLDER


def name_of(layer: str, kind: str) -> str:
    return f"{layer}.{FORMATS[kind].suffix}"


def path_of(folder: Path, snapshot: Snapshot, kind: str) -> Path:
    return folder / str(snapshot.id) / name_of(snapshot.layer, kind)


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_sound(path: Path, file: File, *, anew: bool = False) -> bool:
    """Whether what lies there is what was made; read by each process once for as long as nothing has touched it."""
    try:
        stat = path.stat()
        mark = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
        if not anew and _sound.get(path) == mark:
            return True
        if stat.st_size != file.bytes or sha256_of(path) != file.sha256:
            return False
    except FileNotFoundError:
        return False
    _sound[path] = mark
    return True
