"""Checking or preparing a database."""

import typer

from app.core.addresses import password_in, password_of
from app.core.readiness import findings
from app.core.roles import LOGIN_ROLES, Role, prepare_sql
from app.core.settings import Settings
from app.core.terminal import opened, tell
from app.terminal.group import group

commands = group("ตรวจหรือเตรียมฐานข้อมูล · Check or prepare a database")


@commands.command()
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


@commands.command()
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
