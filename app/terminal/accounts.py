"""Accounts at the terminal: the first administrator, a forgotten password, the list."""

from typing import Annotated

import typer
from sqlalchemy.orm import Session

from app.accounts.commands.administration import reset_password
from app.accounts.commands.founding import make_demo_accounts, make_first_administrator
from app.accounts.passwords import hashed
from app.accounts.queries.accounts import accounts, by_username
from app.accounts.queries.demo import demo_cast
from app.accounts.rules import generated_password, normal_name
from app.accounts.seals import Seals
from app.core.authority import OPERATOR
from app.core.errors import NotFound
from app.core.settings import Settings
from app.core.terminal import tell, written
from app.terminal.group import group
from app.web.words import today

commands = group("บัญชีผู้ใช้ · Accounts")
Username = Annotated[str, typer.Argument(help="ชื่อผู้ใช้ · username")]
ONCE = "รหัสผ่านนี้แสดงครั้งเดียว ต้องเปลี่ยนเมื่อเข้าระบบ", "The password is shown this once, and must be changed at sign-in."


@commands.command()
def first(
    name: Annotated[str, typer.Option("--name", help="ชื่อบุคคล · the person's name", prompt="ชื่อบุคคล · name")],
    username: Annotated[str, typer.Option("--username", help="ชื่อผู้ใช้ · username")] = "admin",
) -> None:
    """สร้างผู้ดูแลระบบคนแรก: บุคคล ตำแหน่ง การแต่งตั้ง และบัญชี เมื่อยังไม่มีผู้ดูแล

    Make the first administrator, when there is none: person, position, appointment and account.
    """
    password = generated_password()
    with written(Settings.load()) as session:
        make_first_administrator(session, name, username, hashed(password), by=OPERATOR, on=today())
    _show([(normal_name(username), password, name)])
    tell(*ONCE)


@commands.command()
def reset(username: Username) -> None:
    """ตั้งรหัสผ่านใหม่ ปลดการพักชื่อ และยุติการเข้าใช้ทั้งหมดของบัญชี

    Reset a password; unlocks the name and ends every session of the account.
    """
    settings, password = Settings.load(), generated_password()
    with written(settings) as session:
        name = normal_name(username)
        account = by_username(session, name, viewer=OPERATOR.viewer)
        if account is None:
            raise NotFound(f"ไม่มีบัญชี {name}: ดู ./phaen account list", f"No account {name}: see ./phaen account list.")
        marked = Seals.of(settings).mark("name", name)
        reset_password(session, account.id, hashed(password), marked, by=OPERATOR)
    _show([(name, password, "")])
    tell(*ONCE)


@commands.command(name="list")
def listed() -> None:
    """บอกบัญชีทั้งหมดกับตำแหน่งปัจจุบันของเจ้าของ

    List all accounts with the present positions of their owners.
    """
    with written(Settings.load()) as session:
        for each in accounts(session, viewer=OPERATOR.viewer):
            state = " · ปิดใช้ disabled" if each.disabled_at else ""
            typer.echo(f"{each.username:28}{each.person_th or '–'} · {', '.join(each.titles_th) or '–'}{state}")


def give_demo_accounts(session: Session) -> list[tuple[str, str, str]]:
    """Accounts for the demonstration's cast: username, password, and who it is. The passwords stand nowhere else."""
    given = [(part, generated_password()) for part in demo_cast(session, viewer=OPERATOR.viewer)]
    make_demo_accounts(session, [(part, hashed(password)) for part, password in given], by=OPERATOR)
    return [(part.username, password, f"{part.title} · {part.name}") for part, password in given]


def show_demo_accounts(given: list[tuple[str, str, str]]) -> None:
    """Tell them on the terminal, once."""
    if given:
        tell("บัญชีสาธิต (แสดงครั้งนี้ครั้งเดียว ขอใหม่ด้วย ./phaen demo accounts)",
             "Demonstration accounts, shown this once; ./phaen demo accounts makes new ones.")  # fmt: skip
        _show(given)


def _show(rows: list[tuple[str, str, str]]) -> None:
    for username, password, who in rows:
        typer.echo(f"  {username:30}{password:26}{who}")
