"""The commands of the service; ``./phaen`` sets the machine up and then calls these."""

import json
import signal
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import typer
from sqlalchemy import select, text

from app.core import backup as backups
from app.core.addresses import Database, password_in, password_of
from app.core.authority import OPERATOR
from app.core.census import rows
from app.core.cluster import keep_up
from app.core.database import transaction
from app.core.errors import PhaenError
from app.core.readiness import findings
from app.core.roles import LOGIN_ROLES, Role, prepare_sql
from app.core.settings import CHECKOUT, Settings, product_version
from app.core.terminal import bring_up_to_date, opened, progress, tell, tell_counts, written
from app.demo import outlines
from app.demo.commands import load_demo, remove_demo
from app.places.commands import import_areas
from app.places.models import Area
from app.places.rules import Level
from app.places.schemas import ImportOptions
from app.web.server import serve as serve_web

HELP = {"help_option_names": ["-h", "--help"]}
commands = typer.Typer(
    help="แผน: ศูนย์สารสนเทศภูมิศาสตร์จังหวัด · Phaen: a GIS-centred provincial information centre",
    no_args_is_help=True,
    add_completion=False,
    context_settings=HELP,
    pretty_exceptions_enable=False,
)
GROUP: dict[str, Any] = {"no_args_is_help": True, "context_settings": HELP}
database_commands = typer.Typer(help="ตรวจหรือเตรียมฐานข้อมูล · Check or prepare a database", **GROUP)
demo_commands = typer.Typer(help="จังหวัดตัวอย่าง · The demo province", **GROUP)
import_commands = typer.Typer(help="นำเข้าข้อมูล · Import data", **GROUP)
commands.add_typer(database_commands, name="database")
commands.add_typer(demo_commands, name="demo")
commands.add_typer(import_commands, name="import")

Port = Annotated[int | None, typer.Option("--port", help="พอร์ตของเว็บ (เดิม 8000) · the port to serve on")]
Host = Annotated[str | None, typer.Option("--host", help="ที่อยู่ของเว็บ (เดิม 127.0.0.1) · the address to serve on")]
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
def up(
    port: Port = None,
    host: Host = None,
    empty: Annotated[bool, typer.Option("--empty", help="ไม่ใส่จังหวัดตัวอย่าง · without the demo province")] = False,
) -> None:
    """เปิดฐานข้อมูล ปรับโครงสร้าง ใส่จังหวัดตัวอย่างเมื่อยังไม่มีพื้นที่ใด แล้วเปิดเว็บ หยุดด้วย Ctrl-C

    Open the database, bring it up to date, load the demo province when there is no area at all, and serve. Ctrl-C ends.
    """
    settings = Settings.load(port=port, host=host, demo=False if empty else None)
    with opened(settings) as database:
        bring_up_to_date(database)
        if settings.demo:
            load_demo_when_empty(database)
        run_web(settings, database)


@commands.command()
def serve(port: Port = None, host: Host = None) -> None:
    """เปิดเว็บอย่างเดียว ไม่ปรับโครงสร้างและไม่ใส่ข้อมูลตัวอย่าง

    Serve only: neither migrates nor loads the demo.
    """
    settings = Settings.load(port=port, host=host)
    with opened(settings) as database:
        run_web(settings, database)


@commands.command()
def migrate() -> None:
    """ปรับโครงสร้างฐานข้อมูลให้เป็นรุ่นล่าสุด ไม่ใส่ข้อมูลตัวอย่าง

    Bring the database to the newest schema. Never loads the demo.
    """
    with opened(Settings.load()) as database:
        bring_up_to_date(database)


@commands.command()
def backup(file: File) -> None:
    """สำรองข้อมูลทั้งหมดลงแฟ้มเดียว พร้อมบัญชีผลรวมของทุกตาราง

    Save the whole database into one file with the checksum of every table.
    """
    with opened(Settings.load()) as database:
        manifest = backups.save(database, file, version=product_version(CHECKOUT), say=progress)
    tell(
        f"สำรองแล้ว {len(manifest.facts['tables'])} ตาราง {rows(manifest.facts):,} แถว ลงใน {file}",
        f"Saved {len(manifest.facts['tables'])} tables, {rows(manifest.facts):,} rows.",
    )


@commands.command()
def restore(
    file: File,
    replace: Annotated[bool, typer.Option("--replace", help="แทนที่ข้อมูลเดิมทั้งหมด · replace all present data")] = False,
) -> None:
    """กู้คืนจากแฟ้มสำรอง แล้วเทียบทุกตารางกับบัญชีในแฟ้ม ข้อมูลเดิมอยู่ครบจนกว่าจะตรวจผ่าน

    Restore a backup and compare every table with it; on the embedded database the former data stand until all agree.
    """
    with opened(Settings.load()) as database:
        manifest = backups.restore(database, file, replace=replace, say=progress)
        bring_up_to_date(database)
    tell(
        f"กู้คืนและตรวจแล้ว {len(manifest.facts['tables'])} ตาราง {rows(manifest.facts):,} แถว",
        f"Restored and verified {len(manifest.facts['tables'])} tables, {rows(manifest.facts):,} rows.",
    )


@demo_commands.command()
def load() -> None:
    """ใส่จังหวัดตัวอย่าง 99 สมมุติบุรี ทุกแถวมีเครื่องหมายว่าเป็นข้อมูลสมมุติ

    Load the demo province 99; every row is marked synthetic.
    """
    with written(Settings.load()) as session:
        tell_counts("ใส่แล้ว", "Loaded", load_demo(session, by=OPERATOR, progress=progress))


@demo_commands.command()
def remove() -> None:
    """ถอดเฉพาะข้อมูลสมมุติ ข้อมูลจริงไม่ถูกแตะต้อง

    Remove exactly the synthetic rows; real rows are untouched.
    """
    with written(Settings.load()) as session:
        tell_counts("ถอดแล้ว", "Removed", remove_demo(session, by=OPERATOR))


@import_commands.command()
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


@database_commands.command()
def check() -> None:
    """บอกสิ่งที่ฐานข้อมูลยังขาด รหัสจบ 0 เมื่อใช้งานได้ 1 เมื่อยังขาดสิ่งจำเป็น

    Say what the database lacks; exit code 0 when it is usable, 1 when something necessary is missing.
    """
    with opened(Settings.load()) as database:
        found = findings(database)
    for finding in found:
        mark = "ขาด · missing" if finding.is_fatal else "เตือน · warning"
        tell(f"[{mark}] {finding.th}", finding.en)
    if any(finding.is_fatal for finding in found):
        tell(
            "ให้ผู้ดูแลฐานข้อมูลรันผลของ ./phaen database prepare",
            "Have the administrator run what ./phaen database prepare prints.",
        )
        raise typer.Exit(1)
    tell("ฐานข้อมูลพร้อมใช้งาน", "The database is ready.")


@database_commands.command()
def prepare() -> None:
    """พิมพ์คำสั่ง SQL ให้ผู้ดูแลฐานข้อมูลรันในฐานข้อมูลของระบบ (รหัสผ่านอยู่ในแฟ้ม มีแต่ค่าแฮชในคำสั่ง)

    Print the SQL that the administrator runs inside the database. Passwords stay in files.
    """
    settings = Settings.load()
    given = {role: password_of(url) for role, url in settings.role_urls.items()}
    passwords: dict[Role, str] = {role: given.get(role) or password_in(settings.secrets, role) for role in LOGIN_ROLES}
    typer.echo("-- CREATE DATABASE phaen TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';\n-- \\connect phaen")
    for statement in prepare_sql(passwords):
        typer.echo(f"{statement};")


@commands.command()
def version() -> None:
    """บอกรุ่นของระบบ

    Print the version.
    """
    typer.echo(product_version(CHECKOUT))


def load_demo_when_empty(database: Database) -> None:
    """Load the demo when there is no area at all."""
    with transaction(database) as session:
        session.execute(text("SET LOCAL statement_timeout = 0"))
        if not session.scalar(select(Area.id).limit(1)):
            tell_counts("ใส่จังหวัดตัวอย่างแล้ว", "Loaded the demo", load_demo(session, by=OPERATOR, progress=progress))


def run_web(settings: Settings, database: Database) -> None:
    """Serve until told to stop, and say so."""
    progress("เปิดเว็บ", "Starting the web processes")
    said = "เปิดดูได้ที่ {0} (หยุดด้วย Ctrl-C)", "Serving on {0} (Ctrl-C stops)."
    serve_web(
        settings,
        database,
        say=lambda url: tell(*(words.format(url) for words in said)),
        tend=lambda: tend_database(settings),
    )
    tell("หยุดแล้ว", "Stopped.")


def tend_database(settings: Settings) -> None:
    """Keep the embedded database up; a failure is told and tried again, and ends nothing."""
    try:
        keep_up(settings)
    except PhaenError as error:
        typer.echo(f"{error.th}\n{error.en}", err=True)


def _terminated(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> None:
    """Run one command; a refusal is told in both languages and ends with code 1."""
    # So that TERM, too, leaves through every `finally`: the database is stopped, the children ended.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _terminated)
    try:
        commands(prog_name="./phaen")
    except PhaenError as error:
        typer.echo(f"{error.th}\n{error.en}", err=True)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
