"""What was shown of layers, kept so that it can be told later what has changed since (``gis.manifest``).

Everything kept is called by its content: equal answers to many mirrors are kept once, and nothing is ever written over.
It lies in files, because to read changes nothing in the database, and because it may be forgotten at any time: who asks
for what is not there begins anew.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.core.chores import Chore
from app.core.errors import Gone
from app.core.settings import Settings
from gis.manifest import DIGEST, Entry, difference, leaves, name_of, packed, unpacked

FOLDER = "changes"
LEAF, MANIFEST = b"leaf", b"manifest"
EMPTY = name_of(MANIFEST, b"")
"""The manifest of who holds nothing yet. It is never forgotten."""
FRESH_SECONDS = 3600
"""How old the mark of the last use may be before it is set anew."""
SWEEP_SECONDS = 3600
FORGOTTEN = Gone(
    "ระบบไม่เก็บแล้วว่าสำเนานี้มีอะไรอยู่ เพราะไม่ได้ถามนานเกินไป ให้ลบสำเนาเดิม แล้วเริ่มใหม่ด้วย since= (ค่าว่าง)",
    "What this mirror holds is no longer remembered: it did not ask for too long. Drop what you hold, and begin anew with"
    " since= (empty).",
    place="since",
)  # fmt: skip


@dataclass(frozen=True)
class Manifests:
    """Those of one installation, below its folder of files."""

    folder: Path

    def keep(self, entries: Iterable[Entry]) -> bytes:
        """The name of the manifest of these entries, which come in order."""
        names = b"".join(self._put(LEAF, packed(leaf)) for leaf in leaves(entries))
        return self._put(MANIFEST, names) if names else EMPTY

    def entries(self, manifest: bytes) -> Iterator[Entry]:
        """What it holds, in order. Raises Gone."""
        return self._unpacked(self._leaves(manifest))

    def difference(self, old: bytes, new: bytes) -> list[tuple[bytes, bytes | None]]:
        """What makes the new out of the old, in order. Raises Gone."""
        if old == new:
            return []
        before, after = self._leaves(old), self._leaves(new)
        shared = set(before) & set(after)
        was = self._unpacked(name for name in before if name not in shared)
        return difference(was, self._unpacked(name for name in after if name not in shared))

    def corrected(self, manifest: bytes, by: Mapping[bytes, bytes | None]) -> bytes:
        """The manifest of who holds these features as others, or no longer. Raises Gone."""
        entries = ((each, by.get(each, digest)) for each, digest in self.entries(manifest))
        return self.keep((each, digest) for each, digest in entries if digest is not None)

    def used(self, manifest: bytes) -> None:
        """Keep it from being forgotten. Raises Gone where it is already."""
        if manifest == EMPTY:
            return
        names = self._leaves(manifest)
        if time.time() - self._path(manifest).stat().st_mtime > FRESH_SECONDS:
            for name in (*names, manifest):
                self._touch(self._path(name))

    def sweep(self, days: int, most_bytes: int, *, now: float | None = None) -> int:
        """Forget what was not used for so many days, and of the rest the longest unused beyond so many bytes; how many."""
        found = ((path, _stat(path)) for path in self.folder.glob("*/*"))
        kept = sorted(((stat.st_mtime, stat.st_size, path) for path, stat in found if stat), reverse=True)
        oldest, size, gone = (time.time() if now is None else now) - days * 86_400, 0, 0
        for used, length, path in kept:
            size += length
            if used < oldest or size > most_bytes:
                path.unlink(missing_ok=True)
                gone += 1
        return gone

    def _unpacked(self, names: Iterable[bytes]) -> Iterator[Entry]:
        return (entry for name in names for entry in unpacked(self._get(LEAF, name)))

    def _leaves(self, manifest: bytes) -> list[bytes]:
        content = b"" if manifest == EMPTY else self._get(MANIFEST, manifest)
        return [content[at : at + DIGEST] for at in range(0, len(content), DIGEST)]

    def _path(self, name: bytes) -> Path:
        return self.folder / name.hex()[:2] / name.hex()

    def _put(self, kind: bytes, content: bytes) -> bytes:
        name = name_of(kind, content)
        path = self._path(name)
        if path.exists() and path.read_bytes() == content:
            self._touch(path)
            return name
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}.{time.monotonic_ns()}")
        draft.write_bytes(content)
        draft.replace(path)
        return name

    def _get(self, kind: bytes, name: bytes) -> bytes:
        """Raises Gone, also where the content is not what it is called by."""
        try:
            content = self._path(name).read_bytes()
        except FileNotFoundError:
            raise FORGOTTEN from None
        if name_of(kind, content) != name:
            self._path(name).unlink(missing_ok=True)
            raise FORGOTTEN
        return content

    def _touch(self, path: Path) -> None:
        try:
            os.utime(path)
        except FileNotFoundError:
            raise FORGOTTEN from None


def _stat(path: Path) -> os.stat_result | None:
    """None for a draft that has just become what it was to be."""
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def manifests_of(settings: Settings) -> Manifests:
    return Manifests(settings.files / FOLDER)


def chores(settings: Settings) -> tuple[Chore, ...]:
    """The chore of the worker: to forget in time."""
    kept = manifests_of(settings)
    return (Chore("changes", SWEEP_SECONDS, lambda: kept.sweep(settings.changes_days, settings.changes_mb << 20)),)
