"""The file of a backup: a tar of ``database.dump`` (pg_dump -Fc), ``manifest.json``, and what people attached in ``files/``."""

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
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from app.core.census import Facts
from app.core.errors import Invalid
from app.core.postgres import client

FORMAT = 1
MEMBERS = ("manifest.json", "database.dump")
ROOM = "files/"


@dataclass(frozen=True)
class Manifest:
    """What a backup says about itself; `schema` is alembic's revision, `version` the product's.

    `files`: by their names, the digest of each attached file.
    """

    format: int
    version: str
    schema: str
    made_at: str
    sha256: str
    facts: Facts
    files: dict[str, str] = field(default_factory=dict)


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
                sound = all(_digest(_member(tar, ROOM + name)) == held for name, held in manifest.files.items())
        except (OSError, tarfile.TarError, KeyError, TypeError, ValueError) as error:
            raise Invalid(f"{source} ไม่ใช่แฟ้มสำรองของแผน: {error}", f"{source} is no backup of Phaen: {error}") from None
        if manifest.format != FORMAT or manifest.sha256 != sha256(dump) or not sound:
            raise Invalid(f"{source} เสียหายหรือเป็นรุ่นที่ไม่รู้จัก", f"{source} is damaged or of an unknown format.")
        yield manifest, dump


def _member(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    member = tar.extractfile(name)
    if member is None:
        raise ValueError(f"{name} is no file")
    return member


def pack(folder: Path, target: Path, manifest: Manifest, files: Path | None) -> None:
    """Put the members in `folder` and the attached files into one file, readable by its maker alone."""
    (folder / "manifest.json").write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1), "utf-8")
    packed = folder / "backup.tar"
    with tarfile.open(packed, "x") as tar:
        for name in MEMBERS:
            tar.add(folder / name, name)
        if files is not None:
            for name in manifest.files:
                tar.add(files / name, ROOM + name)
    packed.chmod(0o600)
    with packed.open("rb") as file:
        os.fsync(file.fileno())
    packed.replace(target)


def digests(files: Path | None) -> dict[str, str]:
    """Every attached file by its name: content that never changes under its name."""
    if files is None or not files.is_dir():
        return {}
    found = sorted(path for path in files.iterdir() if path.is_file() and not path.name.startswith("."))
    return {path.name: sha256(path) for path in found}


def bring_files(source: Path, manifest: Manifest, files: Path) -> None:
    """Lay the attached files of a verified backup where the service reads them; what is there already stays."""
    with tarfile.open(source, "r:") as tar:
        for name, held in manifest.files.items():
            if Path(name).name != name:
                raise Invalid(f"แฟ้มแนบ {name} ชี้ออกนอกโฟลเดอร์", f"The attached file {name} leads out of its folder.")
            path = files / name
            if not path.exists() or sha256(path) != held:
                _lay(_member(tar, ROOM + name), path)


def _lay(content: IO[bytes], path: Path) -> None:
    """Whole or not at all, and owned as the folder is: unprivileged processes read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    owner = path.parent.stat()
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".kept-", delete=False) as draft:
        shutil.copyfileobj(content, draft)
        draft.flush()
        os.fsync(draft.fileno())
    if os.geteuid() == 0:
        os.chown(draft.name, owner.st_uid, owner.st_gid)
    Path(draft.name).chmod(0o640)
    Path(draft.name).replace(path)


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
        return _digest(file)


def _digest(content: IO[bytes]) -> str:
    made = hashlib.sha256()
    while block := content.read(1 << 20):
        made.update(block)
    return made.hexdigest()
