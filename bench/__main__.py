"""``python -m bench NAME``, which ``./phaen bench NAME`` calls."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.core.errors import PhaenError
from bench.report import contenders, table
from bench.runs import run
from bench.standards import PARTS


def main(
    name: Annotated[
        str, typer.Argument(help="items | tiles | import | seeing | streams | statistics | prints | workspace | standards | all")
    ] = "all",
    json: Annotated[Path | None, typer.Option("--json", help="เก็บผลลงแฟ้ม · keep the rows in a file")] = None,
    only: Annotated[
        str, typer.Option("--only", help=f"บางส่วนของ standards คั่นด้วยจุลภาค · parts of standards: {','.join(PARTS)}")
    ] = "",
) -> None:
    """วัดความเร็วเทียบกับสิ่งที่เครื่องเดียวกันทำได้ดีที่สุด และเทียบกับ tipg pygeoapi และ Martin

    Measure against what the same machine can do at best, and against tipg, pygeoapi and Martin; ratios, not absolute figures.
    """
    try:
        rows = run(name, json, only=tuple(part for part in only.split(",") if part))
    except PhaenError as error:
        typer.echo(f"{error.th}\n{error.en}", err=True)
        raise typer.Exit(1) from None
    typer.echo(table(rows))
    typer.echo(contenders(rows))


if __name__ == "__main__":
    typer.run(main)
