"""The commands of the service; ``./phaen`` sets the machine up and then calls these."""

import signal
from types import FrameType

import typer

from app.core.errors import PhaenError
from app.terminal import accounts, audit, backups, database, demo, imports, office, service, snapshots, worker
from app.terminal.group import group

commands = group("แผน: ศูนย์สารสนเทศภูมิศาสตร์จังหวัด · Phaen: a GIS-centred provincial information centre")
for command in (
    service.up,
    service.serve,
    worker.work,
    service.migrate,
    backups.backup,
    backups.restore,
    service.version,
):
    commands.command()(command)
NOUNS = {
    "account": accounts,
    "audit": audit,
    "database": database,
    "demo": demo,
    "import": imports,
    "office": office,
    "snapshots": snapshots,
}
for name, nouns in NOUNS.items():
    commands.add_typer(nouns.commands, name=name)


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
