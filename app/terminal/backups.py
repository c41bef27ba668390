"""Saving everything, and bringing it back."""

from pathlib import Path
from typing import Annotated

import typer

from app.core import backup as backups
from app.core.census import rows
from app.core.settings import CHECKOUT, Settings, product_version
from app.core.terminal import bring_up_to_date, opened, progress, tell
from app.terminal.audit import note_restored

File = Annotated[Path, typer.Argument(help="แฟ้ม · the file")]


def backup(file: File) -> None:
    """สำรองข้อมูลทั้งหมดลงแฟ้มเดียว พร้อมบัญชีผลรวมของทุกตาราง

    Save the whole database and the attached files into one file, with the checksum of every table and file.
    """
    settings = Settings.load()
    with opened(settings) as database:
        version = product_version(CHECKOUT)
        manifest = backups.save(database, file, version=version, say=progress, files=settings.files)
    tell(
        f"สำรองแล้ว {len(manifest.facts['tables'])} ตาราง {rows(manifest.facts):,} แถว ลงใน {file}",
        f"Saved {len(manifest.facts['tables'])} tables, {rows(manifest.facts):,} rows.",
    )


def restore(
    file: File,
    replace: Annotated[bool, typer.Option("--replace", help="แทนที่ข้อมูลเดิมทั้งหมด · replace all present data")] = False,
) -> None:
    """กู้คืนจากแฟ้มสำรอง แล้วเทียบทุกตารางกับบัญชีในแฟ้ม ข้อมูลเดิมอยู่ครบจนกว่าจะตรวจผ่าน

    Restore a backup and compare every table with it; on the embedded database the former data stand until all agree.
    """
    settings = Settings.load()
    with opened(settings) as database:
        manifest = backups.restore(database, file, replace=replace, say=progress, files=settings.files)
        bring_up_to_date(database)
    note_restored(settings)
    tell(
        f"กู้คืนและตรวจแล้ว {len(manifest.facts['tables'])} ตาราง {rows(manifest.facts):,} แถว",
        f"Restored and verified {len(manifest.facts['tables'])} tables, {rows(manifest.facts):,} rows.",
    )
