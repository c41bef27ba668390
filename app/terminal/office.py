"""What the units of an installed office run; ``./phaen install`` writes those units."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from app.core.addresses import Database
from app.core.certificates import Shelf, expiry, fingerprint, hosts_of, is_due, issue, make_authority
from app.core.database import engine_at
from app.core.migration import schema_head
from app.core.nightly import save_night
from app.core.roles import Role
from app.core.settings import CHECKOUT, Settings, product_version
from app.core.standing import attached, become_server
from app.core.terminal import opened, progress, tell
from app.terminal.group import group

commands = group("งานของเครื่องสำนักงานที่ติดตั้งแล้ว · What an installed office's units do")
Folder = Annotated[Path, typer.Argument(help="โฟลเดอร์ · the folder")]


@commands.command()
def database() -> None:
    """เป็นกระบวนการ PostgreSQL ของสำนักงาน (ให้ systemd เป็นผู้เปิด)

    Become the office's PostgreSQL process; the service manager starts this.
    """
    become_server(Settings.load())


@commands.command()
def nightly(folder: Folder) -> None:
    """สำรองข้อมูลลงโฟลเดอร์ อ่านกลับมาตรวจ ลองกู้คืนสัปดาห์ละครั้ง แล้วลบแฟ้มเก่า

    Save into the folder, read it back, restore it once a week beside the live data, and thin out the old files.
    """
    settings, version = Settings.load(), product_version(CHECKOUT)
    file = save_night(attached(settings), folder, version=version, say=progress, files=settings.files)
    tell(f"สำรองและตรวจแล้ว: {file}", "Saved and proved.")


@commands.command()
def schema() -> None:
    """บอกรุ่นโครงสร้างของฐานข้อมูล

    Print the revision of the database's schema.
    """
    with opened(Settings.load()) as found:
        typer.echo(_head(found))


@commands.command()
def certificate(
    folder: Folder,
    host: Annotated[list[str], typer.Option(help="ชื่อหรือที่อยู่ของเครื่อง · a name or address of the server")],
    renew: Annotated[bool, typer.Option("--renew", help="ออกใหม่แม้ยังไม่ถึงเวลา · though not yet due")] = False,
    new_authority: Annotated[
        bool, typer.Option("--new-authority", help="ผู้ออกใบรับรองใหม่ · also a new authority")
    ] = False,
) -> None:
    """ออกใบรับรองของเครื่องด้วยผู้ออกใบรับรองของสำนักงานเอง เมื่อยังไม่มีหรือใกล้หมดอายุ

    Issue the server's certificate by the office's own authority, when there is none or its end is near.
    """
    shelf = Shelf(folder)
    if new_authority or not shelf.authority_key.exists():
        make_authority(shelf, host)
        renew = True
    if renew or is_due(shelf, host):
        issue(shelf, host)
        tell("ออกใบรับรองใหม่แล้ว", "Issued a new certificate.")


@commands.command()
def expiries(folder: Folder) -> None:
    """บอกวันหมดอายุของใบรับรอง

    Print until when the certificates are good.
    """
    shelf = Shelf(folder)
    for path in (shelf.server, shelf.authority):
        if path.exists():
            days = (expiry(path) - datetime.now(UTC)).days
            names = f" {' '.join(hosts_of(path))}" if path == shelf.server else f" SHA-256 {fingerprint(path)}"
            typer.echo(f"{path.name} {expiry(path):%Y-%m-%d} {days}{names}")


def _head(database: Database) -> str:
    engine = engine_at(database.url(Role.OWNER), pool_size=1)
    try:
        with engine.connect() as connection:
            return schema_head(connection) or "-"
    finally:
        engine.dispose()
