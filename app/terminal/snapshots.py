"""Snapshots at the terminal: make those of today, and look whether those that are kept are what was made."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from app.core.published import LAYERS
from app.core.settings import Settings
from app.core.terminal import opened, tell
from app.snapshots.jobs import Keeper
from app.terminal.group import group
from gis.catalog import Catalog

commands = group("ภาพถ่ายข้อมูลรายวันของชั้นข้อมูลสาธารณะ · Daily snapshots of public layers")


@commands.command()
def make() -> None:
    """ทำภาพถ่ายข้อมูลของวันนี้ที่ยังไม่มี ทำซ้ำได้ ชั้นที่ไม่เปลี่ยนใช้แฟ้มเดิม

    Make the snapshots of today that are not there yet; what has not changed keeps its files.
    """
    with _keeper() as keeper:
        made = keeper.work()
    tell(f"วันนี้มีเพิ่ม {made} ชั้นข้อมูล", f"{made} more layers have a snapshot of today.")


@commands.command()
def verify() -> None:
    """เทียบทุกแฟ้มกับค่าตรวจสอบ รหัสจบ 1 เมื่อพบแฟ้มที่เสียหาย

    Compare every file with its checksum; exit code 1 where one is damaged.
    """
    with _keeper() as keeper:
        keeper.check()
        damaged = keeper.damaged()
    for path in damaged:
        tell(f"เสียหาย: {path}", "damaged")
    if damaged:
        raise typer.Exit(1)
    tell("ทุกแฟ้มตรงกับค่าตรวจสอบ", "Every file is what its checksum says.")


@contextmanager
def _keeper() -> Iterator[Keeper]:
    settings = Settings.load()
    with opened(settings) as database:
        keeper = Keeper(database, settings, Catalog.read(LAYERS))
        yield keeper
        keeper.engine.dispose()
