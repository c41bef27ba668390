"""Importing files."""

import hashlib
import json
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from app.budgets.bill import Unit, read_budget_table
from app.budgets.billed import Asked
from app.budgets.billing import lines_of
from app.budgets.commands.bill import import_bill
from app.budgets.commands.standard import seed_reference
from app.budgets.schemas import BillDocument
from app.core.authority import OPERATOR
from app.core.errors import Invalid
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


Year = Annotated[int, typer.Option("--year", help="ปีงบประมาณ พ.ศ. · fiscal year, B.E.", min=2500, max=2700)]
OfUnit = Annotated[Unit | None, typer.Option("--unit", help="หน่วยเงินเมื่อตัวเลขไม่บอก · unit, where figures do not tell")]
Everywhere = Annotated[bool, typer.Option("--all", help="ทุกจังหวัด · the items of all provinces")]
Document = Annotated[str | None, typer.Option("--document", help="เลขที่เอกสาร · the act that allocates")]
OnDay = Annotated[datetime | None, typer.Option("--day", help="วันที่จัดสรร · day of allocation", **DAY)]


@commands.command()
def budget(
    file: File,
    year: Year,
    unit: OfUnit = None,
    everywhere: Everywhere = False,
    document: Document = None,
    day: OnDay = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """นำเข้าเล่มงบประมาณ (ตาราง CSV) ของจังหวัด เป็นโครงการและบัญชีงบประมาณ นำเข้าซ้ำได้ บอกสิ่งที่เปลี่ยน

    Import the items of the budget bill into projects and ledger; again is harmless, and tells what changed.
    """
    settings = Settings.load()
    if settings.home_province is None and not everywhere:
        raise Invalid("กำหนดจังหวัดด้วย PHAEN_PROVINCE หรือใช้ --all", "Set PHAEN_PROVINCE, or ask for --all.")
    table = read_budget_table(file, unit=unit)
    given = BillDocument(
        document_no=document or f"พ.ร.บ. งบประมาณรายจ่ายประจำปีงบประมาณ พ.ศ. {year}",
        occurred_on=day.date() if day else date(year - 544, 10, 1),
    )
    asked = Asked(year, None if everywhere else settings.home_province)
    with written(settings) as session:
        progress(f"ตรวจและนำเข้า {file.name}", "Checking and importing")
        seed_reference(session, by=OPERATOR)
        with session.begin_nested() as tried:
            report = import_bill(session, by=OPERATOR, asked=asked, table=table, file_name=file.name, given=given,
                                 sha256=hashlib.sha256(file.read_bytes()).hexdigest())  # fmt: skip
            if dry_run:
                tried.rollback()
    typer.echo(json.dumps(report, ensure_ascii=False, indent=1) if as_json else "\n".join(lines_of(report, dry_run)))
