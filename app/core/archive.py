"""The file of a backup: a tar of ``database.dump`` (pg_dump -Fc) and ``manifest.json``."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from app.core.census import Facts
from app.core.errors import Invalid
from app.core.postgres import client

FORMAT = 1
MEMBERS = ("manifest.json", "database.dump")


@dataclass(frozen=True)
class Manifest:
    """What a backup says about itself; `schema` is alembic's revision, `version` the product's."""

    format: int
    version: str
    schema: str
    made_at: str
    sha256: str
    facts: Facts


@contextmanager
def unpacked(source: Path) -> Iterator[tuple[Manifest, Path]]:
    """The manifest and the verified dump of a backup. Raises Invalid."""
    with tempfile.TemporaryDirectory(prefix="phaen-restore-") as folder:
        dump = Path(folder) / "database.dump"
        try:
            with tarfile.open(source, "r:") as tar:
                manifest = Manifest(**json.loads(_member(tar, "manifest.json").read()))
                with dump.open("wb") as file:
                    shutil.copyfileobj(_member(tar, "database.dump"), file)
        except (OSError, tarfile.TarError, KeyError, TypeError, ValueError) as error:
            raise Invalid(f"{source} ไม่ใช่แฟ้มสำรองของแผน: {error}", f"{source} is no backup of Phaen: {error}") from None
        if manifest.format != FORMAT or manifest.sha256 != sha256(dump):
            raise Invalid(f"{source} เสียหายหรือเป็นรุ่นที่ไม่รู้จัก", f"{source} is damaged or of an unknown format.")
        yield manifest, dump


def _member(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    member = tar.extractfile(name)
    if member is None:
        raise ValueError(f"{name} is no file")
    return member


def pack(folder: Path, target: Path) -> None:
    """Put the members in `folder` into one file, readable by its maker alone."""
    packed = folder / "backup.tar"
    with tarfile.open(packed, "x") as tar:
        for name in MEMBERS:
            tar.add(folder / name, name)
    packed.chmod(0o600)
    with packed.open("rb") as file:
        os.fsync(file.fileno())
    packed.replace(target)


def contents(dump: Path, *, besides: tuple[str, ...] = ("EXTENSION",)) -> list[str]:
    """Everything of the dump but these kinds and what `prepare` has made already: extensions and their table."""
    listed = subprocess.run([client("pg_restore"), "--list", dump], capture_output=True, text=True, check=True).stdout
    left_out = re.compile(rf"\d+; \d+ \d+ ((COMMENT - )?({'|'.join(besides)}) |TABLE DATA public spatial_ref_sys)")
    chosen = dump.with_suffix(".list")
    chosen.write_text(
        "".join(f"{line}\n" for line in listed.splitlines() if not left_out.match(line)), encoding="utf-8"
    )
    return [f"--use-list={chosen}"]


def sha256(path: Path) -> str:
    """The digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
