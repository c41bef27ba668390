"""Running the service: up, serve, migrate, version."""

from typing import Annotated

import typer
from sqlalchemy import select, text

from app.core.addresses import Database
from app.core.authority import OPERATOR
from app.core.cluster import keep_up
from app.core.database import take_statistics, transaction
from app.core.errors import PhaenError
from app.core.readied import say_ready
from app.core.settings import CHECKOUT, Settings, product_version
from app.core.terminal import bring_up_to_date, opened, progress, tell, tell_counts
from app.demo.commands import load_demo
from app.places.models import Area
from app.terminal.accounts import give_demo_accounts, show_demo_accounts
from app.web.server import serve as serve_web

Port = Annotated[int | None, typer.Option("--port", help="พอร์ตของเว็บ (เดิม 8000) · the port to serve on")]
Host = Annotated[str | None, typer.Option("--host", help="ที่อยู่ของเว็บ (เดิม 127.0.0.1) · the address to serve on")]


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
            load_demo_when_empty(settings, database)
        run_web(settings, database)


def serve(port: Port = None, host: Host = None) -> None:
    """เปิดเว็บอย่างเดียว ไม่ปรับโครงสร้างและไม่ใส่ข้อมูลตัวอย่าง

    Serve only: neither migrates nor loads the demo.
    """
    settings = Settings.load(port=port, host=host)
    with opened(settings) as database:
        run_web(settings, database)


def migrate() -> None:
    """ปรับโครงสร้างฐานข้อมูลให้เป็นรุ่นล่าสุด ไม่ใส่ข้อมูลตัวอย่าง

    Bring the database to the newest schema. Never loads the demo.
    """
    with opened(Settings.load()) as database:
        bring_up_to_date(database)


def version() -> None:
    """บอกรุ่นของระบบ

    Print the version.
    """
    typer.echo(product_version(CHECKOUT))


def load_demo_when_empty(settings: Settings, database: Database) -> None:
    """Load the demo when there is no area at all."""
    given: list[tuple[str, str, str]] = []
    with transaction(database) as session:
        session.execute(text("SET LOCAL statement_timeout = 0"))
        if not session.scalar(select(Area.id).limit(1)):
            counts = load_demo(session, by=OPERATOR, progress=progress, files=settings.files)
            tell_counts("ใส่จังหวัดตัวอย่างแล้ว", "Loaded the demo", counts)
            given = give_demo_accounts(session)
    if given:
        take_statistics(database)
    show_demo_accounts(given)


def run_web(settings: Settings, database: Database) -> None:
    """Serve until told to stop, and say so."""
    progress("เปิดเว็บ", "Starting the web processes")
    serve_web(settings, database, say=tell_where, tend=lambda: tend_database(settings))
    tell("หยุดแล้ว", "Stopped.")


def tell_where(url: str) -> None:
    """Say to people and to the service manager that the service answers."""
    tell(f"เปิดดูได้ที่ {url} (หยุดด้วย Ctrl-C)", f"Serving on {url} (Ctrl-C stops).")
    say_ready()


def tend_database(settings: Settings) -> None:
    """Keep the embedded database up; a failure is told and tried again, and ends nothing."""
    try:
        keep_up(settings)
    except PhaenError as error:
        typer.echo(f"{error.th}\n{error.en}", err=True)
