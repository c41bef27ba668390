"""The commands of the service; ``./phaen`` sets the machine up and then calls these."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from app.core import backup as backups
from app.core.addresses import Database, password_in, password_of
from app.core.census import rows
from app.core.cluster import keep_up, open_database
from app.core.errors import PhaenError
from app.core.migration import migrate as migrate_database
from app.core.readiness import findings
from app.core.roles import LOGIN_ROLES, Role, prepare_sql
from app.core.settings import Settings
from app.web.server import serve as serve_web

HELP = {"help_option_names": ["-h", "--help"]}
commands = typer.Typer(
    name="phaen",
    help="แผน: ศูนย์สารสนเทศภูมิศาสตร์จังหวัด · Phaen: a GIS-centred provincial information centre",
    no_args_is_help=True,
    add_completion=False,
    context_settings=HELP,
    pretty_exceptions_enable=False,
)
database_commands = typer.Typer(
    help="ตรวจหรือเตรียมฐานข้อมูล · Check or prepare a database", no_args_is_help=True, context_settings=HELP
)
commands.add_typer(database_commands, name="database")

Port = Annotated[int | None, typer.Option("--port", help="พอร์ตของเว็บ (เดิม 8000) · the port to serve on")]
Host = Annotated[str | None, typer.Option("--host", help="ที่อยู่ของเว็บ (เดิม 127.0.0.1) · the address to serve on")]
File = Annotated[Path, typer.Argument(help="แฟ้ม · the file")]


@commands.command()
def up(
    port: Port = None,
    host: Host = None,
    empty: Annotated[bool, typer.Option("--empty", help="ไม่ใส่จังหวัดตัวอย่าง · without the demo province")] = False,
) -> None:
    """เปิดฐานข้อมูล ปรับโครงสร้าง ใส่จังหวัดตัวอย่างเมื่อยังไม่มีพื้นที่ใด แล้วเปิดเว็บ หยุดด้วย Ctrl-C

    Open the database, bring it up to date, load the demo province when there is no area at all, and serve. Ctrl-C ends.
    """
    settings = chosen_settings(port=port, host=host, demo=False if empty else None)
    with opened(settings) as database:
        bring_up_to_date(database)
        run_web(settings, database)


@commands.command()
def serve(port: Port = None, host: Host = None) -> None:
    """เปิดเว็บอย่างเดียว ไม่ปรับโครงสร้างและไม่ใส่ข้อมูลตัวอย่าง

    Serve only: neither migrates nor loads the demo.
    """
    settings = chosen_settings(port=port, host=host)
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
        manifest = backups.save(database, file, version=product_version(), say=progress)
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
    passwords = {role: _password(settings, role) for role in LOGIN_ROLES}
    typer.echo("-- CREATE DATABASE phaen TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';\n-- \\connect phaen")
    for statement in prepare_sql({role: password for role, password in passwords.items() if password}):
        typer.echo(f"{statement};")


@commands.command()
def version() -> None:
    """บอกรุ่นของระบบ

    Print the version.
    """
    typer.echo(product_version())


def chosen_settings(**named: object) -> Settings:
    """The settings, with what the command line says above the environment."""
    return Settings.load(**{name: value for name, value in named.items() if value is not None})


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """The database during a command, whatever ends the command."""
    place = "PHAEN_DATABASE_URL" if settings.is_external else str(settings.home)
    progress(f"เปิดฐานข้อมูล ({place})", f"Opening the database ({place})")
    with open_database(settings) as database:
        yield database


def bring_up_to_date(database: Database) -> None:
    """Migrate as the owner, and say whether anything changed."""
    progress("ปรับโครงสร้างฐานข้อมูล", "Bringing the schema up to date")
    if migrate_database(database.url(Role.OWNER)):
        tell("โครงสร้างเป็นรุ่นใหม่แล้ว", "The schema is new.")


def run_web(settings: Settings, database: Database) -> None:
    """Serve until told to stop, and say so."""
    progress("เปิดเว็บ", "Starting the web processes")
    serve_web(settings, database, say=_serving, tend=lambda: tend_database(settings))
    tell("หยุดแล้ว", "Stopped.")


def tend_database(settings: Settings) -> None:
    """Keep the embedded database up; a failure is told and tried again, and ends nothing."""
    try:
        keep_up(settings)
    except PhaenError as error:
        typer.echo(f"{error.th}\n{error.en}", err=True)


def product_version() -> str:
    """The version of this checkout."""
    pyproject = Path(__file__).resolve().parents[1] / "pyproject.toml"
    for line in pyproject.read_text(encoding="utf-8").splitlines():
        if line.startswith("version = "):
            return line.split('"')[1]
    raise PhaenError("ไม่พบรุ่นใน pyproject.toml", "pyproject.toml names no version.")


def progress(thai: str, english: str) -> None:
    """Announce a long step."""
    typer.echo(f"▸ {thai} · {english} …", err=True)


def tell(thai: str, english: str) -> None:
    """Say a result."""
    typer.echo(f"{thai}\n{english}")


def _serving(url: str) -> None:
    tell(f"เปิดดูได้ที่ {url} (หยุดด้วย Ctrl-C)", f"Serving on {url} (Ctrl-C stops).")


def _password(settings: Settings, role: Role) -> str:
    url = settings.role_urls.get(role)
    return password_of(url) if url else password_in(settings.secrets, role)


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
