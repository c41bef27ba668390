"""Backups of a standing office: one each night, each read back, one a week restored whole; old ones make room."""

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path

from app.core import backup
from app.core.addresses import Database
from app.core.archive import Manifest, contents, unpacked
from app.core.backup import Say
from app.core.errors import Unavailable

BANGKOK = timezone(timedelta(hours=7), "Asia/Bangkok")
PATTERN, STAMP = "phaen-*.phaen", "phaen-%Y%m%d-%H%M%S.phaen"
PROOF = "proof.json"
NIGHTS, MONTHS = 14, 12
"""How many of the newest stay, and of how many months the first."""
DRILL_EVERY = timedelta(days=6, hours=12)
NEVER = "2000-01-01T00:00:00+07:00"


def save_night(database: Database, folder: Path, *, version: str, say: Say, files: Path | None = None) -> Path:
    """A new backup in `folder`, proved, and the older ones thinned out. A failed night leaves the older ones alone."""
    now = datetime.now(BANGKOK)
    target = folder / now.strftime(STAMP)
    backup.save(database, target, version=version, say=say, files=files)
    proof = read_proof(folder) | {"file": target.name, "at": now.isoformat()}
    say("อ่านแฟ้มสำรองกลับมาตรวจ", "Reading the backup back")
    read_back(target)
    if database.is_embedded and drill_is_due(proof, now):
        backup.drill(database, target, say=say)
        proof |= {"drilled_file": target.name, "drilled_at": now.isoformat()}
    (folder / PROOF).write_text(json.dumps(proof, indent=1), encoding="ascii")
    for name in superfluous([path.name for path in folder.glob(PATTERN)]):
        (folder / name).unlink()
    return target


def read_back(source: Path) -> Manifest:
    """The manifest of a backup whose checksum and table of contents are sound. Raises Invalid, Unavailable."""
    with unpacked(source) as (manifest, dump):
        listed = Path(contents(dump)[0].partition("=")[2]).read_text("utf-8")
        absent = [name for name in manifest.facts["tables"] if f" DATA {name.replace('.', ' ')} " not in listed]
    if absent:
        raise Unavailable(f"แฟ้มสำรองขาดตาราง {', '.join(absent)}", f"The backup lacks the tables {', '.join(absent)}.")
    return manifest


def superfluous(names: list[str]) -> list[str]:
    """Of backups named by date those that may go: not of the newest nights, not the first of a recent month."""
    ordered = sorted(names, reverse=True)
    firsts = {name[: len("phaen-YYYYMM")]: name for name in ordered}
    kept = {*ordered[:NIGHTS], *sorted(firsts.values(), reverse=True)[:MONTHS]}
    return [name for name in ordered if name not in kept]


def drill_is_due(proof: dict[str, str], now: datetime) -> bool:
    """Whether a week has passed since a backup was last restored whole."""
    return now - datetime.fromisoformat(proof.get("drilled_at", NEVER)) > DRILL_EVERY


def read_proof(folder: Path) -> dict[str, str]:
    """What is known to be sound in `folder`; empty before the first night."""
    path = folder / PROOF
    proof: dict[str, str] = json.loads(path.read_text(encoding="ascii")) if path.exists() else {}
    return proof
