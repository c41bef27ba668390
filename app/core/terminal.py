"""Talking to the person at the keyboard, and holding the database while a command runs."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import typer
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.addresses import Database
from app.core.cluster import open_database
from app.core.database import take_statistics, transaction
from app.core.migration import migrate
from app.core.settings import Settings

FURNISHED: list[Callable[[Session], object]] = []
"""What slices put into a database that has been brought up to date; ``app.terminal`` names it."""


def progress(thai: str, english: str) -> None:
    """Announce a long step."""
    typer.echo(f"▸ {thai} · {english} …", err=True)


def tell(thai: str, english: str) -> None:
    """Say a result."""
    typer.echo(f"{thai}\n{english}")


def tell_counts(thai: str, english: str, counts: Mapping[str, int]) -> None:
    """Say how many rows of each kind."""
    shown = ", ".join(f"{name} {count:,}" for name, count in counts.items())
    tell(f"{thai}: {shown}", f"{english}.")


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """The database during a command, whatever ends the command."""
    place = "PHAEN_DATABASE_URL" if settings.is_external else str(settings.home)
    progress(f"เปิดฐานข้อมูล ({place})", f"Opening the database ({place})")
    with open_database(settings) as database:
        yield database


def bring_up_to_date(database: Database) -> None:
    """Migrate as the owner, say whether anything changed, and put in what every installation has."""
    progress("ปรับโครงสร้างฐานข้อมูล", "Bringing the schema up to date")
    if migrate(database):
        tell("โครงสร้างเป็นรุ่นใหม่แล้ว", "The schema is new.")
    with transaction(database) as session:
        for furnish in FURNISHED:
            furnish(session)


@contextmanager
def written(settings: Settings) -> Iterator[Session]:
    """A session of the application's role on an up-to-date database, committed at the end, without the web's time limit."""
    with opened(settings) as database:
        bring_up_to_date(database)
        with transaction(database) as session:
            session.execute(text("SET LOCAL statement_timeout = 0"))
            session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            yield session
        take_statistics(database)
