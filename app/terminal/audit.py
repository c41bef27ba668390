"""The audit log at the terminal: verify it, export it, seal it, show its head."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from app.audit import jobs
from app.audit.verify import KINDS, Log
from app.audit.verify import verify as verify_lines
from app.core import sealing
from app.core.database import transaction
from app.core.errors import Invalid
from app.core.roles import Role
from app.core.settings import Settings
from app.core.terminal import opened, tell
from app.terminal.group import group

commands = group("บันทึกการกระทำ · The audit log")

OfFile = Annotated[Path | None, typer.Argument(help="แฟ้มที่ส่งออกไว้ · an export; without it, the database")]
ByHead = Annotated[str | None, typer.Option("--head", help="หัวลูกโซ่ที่จดไว้ · the head written down, HASH or NUMBER:HASH")]
SHOWN = 50


@commands.command()
def verify(file: OfFile = None, head: ByHead = None) -> None:
    """ตรวจลูกโซ่ของบันทึกทั้งหมด รหัสจบ 0 เมื่อไม่ขาดตอน 1 เมื่อพบการแก้ไข พร้อมบอกตำแหน่ง

    Verify the whole chain; exit code 0 when it is whole, 1 when it was tampered with, naming the place.
    """
    if file is None:
        settings = Settings.load()
        with opened(settings) as database:
            log = jobs.read_log(database, head or jobs.written_head(settings.files))
    else:
        log = _of_file(file, head)
    for found in log.findings[:SHOWN]:
        tell(f"{found.place}: {KINDS[found.kind]}", f"{found.kind} {found.note}")
    if log.findings:
        tell(f"ขาดตอน พบความผิดปกติ {len(log.findings):,} แห่ง", f"Damaged in {len(log.findings):,} places.")
        raise typer.Exit(1)
    tell(
        f"ตรวจลูกโซ่แล้ว {len(log.events):,} เหตุการณ์ {len(log.blocks):,} บล็อก ไม่ขาดตอน",
        f"Verified {len(log.events):,} events in {len(log.blocks):,} blocks: the chain is whole.",
    )


@commands.command()
def export(file: Annotated[Path, typer.Argument(help="แฟ้ม · the file")]) -> None:
    """ส่งออกบันทึกทั้งหมดเป็น JSON ทีละบรรทัด ตรวจได้ด้วย app/audit/verify.py แฟ้มเดียว ไม่ต้องใช้ระบบนี้

    Export the whole log as JSON lines, which app/audit/verify.py alone can verify. Names in it stay encrypted.
    """
    with opened(Settings.load()) as database, jobs.one_snapshot(database) as session:
        written = _write(session, file)
    tell(f"ส่งออกแล้ว {written:,} บรรทัด ลงใน {file}", f"Exported {written:,} lines.")


@commands.command()
def seal() -> None:
    """ผนึกเหตุการณ์ใหม่เข้าลูกโซ่เดี๋ยวนี้ ปกติ ./phaen work ทำให้ทุก 30 วินาที

    Seal the new events now; ./phaen work does it every 30 seconds.
    """
    settings = Settings.load()
    with opened(settings) as database:
        sealed = jobs.seal(database, settings.files)
    tell(f"ผนึกแล้ว {sealed:,} เหตุการณ์", f"Sealed {sealed:,} events.")


@commands.command()
def head() -> None:
    """พิมพ์หัวลูกโซ่ ให้จดไว้นอกเครื่อง ใช้ตรวจภายหลังว่าท้ายบันทึกไม่ถูกตัด

    Print the head of the chain, to be kept elsewhere: with it a cut tail is found.
    """
    with opened(Settings.load()) as database, transaction(database, Role.JOBS) as session:
        found = sealing.head(session)
    typer.echo(json.dumps(found.as_json() if found else None))


def note_restored(settings: Settings) -> None:
    """After a restore the heads written down belong to the log that it replaced."""
    aside = jobs.set_heads_aside(settings.files, datetime.now(UTC))
    if aside is not None:
        tell(f"หัวลูกโซ่ของบันทึกเดิมย้ายไป {aside}", f"The heads of the former log are now in {aside}.")


def _write(session: Session, file: Path) -> int:
    count = 0
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as target:
        for line in sealing.lines(session):
            count += target.write(line + b"\n") > 0
    return count


def _of_file(file: Path, head: str | None) -> Log:
    try:
        with file.open("rb") as lines:
            return verify_lines(lines, head)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Invalid(f"อ่าน {file} ไม่ได้: {error}", f"{file} is no readable export: {error}") from None
