"""Importing files."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from app.core.authority import OPERATOR
from app.core.settings import Settings
from app.core.terminal import progress, written
from app.demo import outlines
from app.places.commands import import_areas
from app.places.rules import Level
from app.places.schemas import ImportOptions
from app.terminal.group import group

commands = group("นำเข้าข้อมูล · Import data")

File = Annotated[Path, typer.Argument(help="แฟ้ม · the file")]
DAY = {"formats": ["%Y-%m-%d"]}
OfLevel = Annotated[Level | None, typer.Option("--level", help="ระดับของพื้นที่ · level of the areas")]
ValidFrom = Annotated[datetime | None, typer.Option("--valid-from", help="ใช้ตั้งแต่ · valid from", **DAY)]
Crs = Annotated[str | None, typer.Option("--crs", help="ระบบพิกัด เช่น EPSG:32647 · coordinate system")]
Encoding = Annotated[str | None, typer.Option("--encoding", help="รหัสอักษร เช่น cp874 · character encoding")]
InLayer = Annotated[str | None, typer.Option("--layer", help="ชั้นในแฟ้ม · layer inside the file")]
Source = Annotated[str | None, typer.Option("--source", help="แหล่งที่มา · source")]
SourceOn = Annotated[datetime | None, typer.Option("--source-on", help="วันที่ของแหล่งที่มา · date of the source", **DAY)]
Scale = Annotated[int | None, typer.Option("--scale", help="มาตราส่วน 1: · scale, 1 to")]
Licence = Annotated[str | None, typer.Option("--licence", help="สัญญาอนุญาต · licence")]
AcceptRepairs = Annotated[bool, typer.Option("--accept-repairs", help="รับการซ่อมรูปที่ใหญ่ · accept large repairs")]
AcceptMissing = Annotated[bool, typer.Option("--accept-missing", help="รับแม้พื้นที่เดิมหายไป · present areas may vanish")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="ตรวจอย่างเดียว ไม่บันทึก · look only, store nothing")]
AsJson = Annotated[bool, typer.Option("--json", help="รายงานสำหรับเครื่อง · the report for machines")]


@commands.command()
def areas(
    file: File,
    level: OfLevel = None,
    valid_from: ValidFrom = None,
    crs: Crs = None,
    encoding: Encoding = None,
    layer: InLayer = None,
    source: Source = None,
    source_on: SourceOn = None,
    scale: Scale = None,
    licence: Licence = None,
    accept_repairs: AcceptRepairs = False,
    accept_missing: AcceptMissing = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """นำเข้าเขตการปกครองจากแฟ้ม รหัสจบ 0 เมื่อนำเข้า 2 เมื่อปฏิเสธพร้อมเหตุผล แฟ้มที่ถูกปฏิเสธไม่เปลี่ยนข้อมูลใด

    Import administrative areas; exit code 0 when imported, 2 when refused with reasons. A refused file changes nothing.
    """
    settings = Settings.load()
    options = ImportOptions(
        level=level,
        valid_from=valid_from and valid_from.date(),
        crs=crs,
        encoding=encoding,
        layer=layer,
        home_province=settings.province,
        accept_repairs=accept_repairs,
        accept_missing=accept_missing,
        dry_run=dry_run,
        source=source,
        source_on=source_on and source_on.date(),
        scale=scale,
        licence=licence,
        outline_of=outlines.outline_of,
        districts_of=outlines.districts_of,
    )
    with written(settings) as session:
        progress(f"ตรวจและนำเข้า {file.name}", "Checking and importing")
        report = import_areas(session, by=OPERATOR, areas=file, options=options)
    typer.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=1) if as_json else report.text())
    raise typer.Exit(report.exit_code)
