"""``python -m bench NAME``, which ``./phaen bench NAME`` calls."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.core.errors import PhaenError
from bench.report import table
from bench.runs import run


def main(
    name: Annotated[str, typer.Argument(help="items | tiles | import | seeing | streams | statistics | all")] = "all",
    json: Annotated[Path | None, typer.Option("--json", help="เก็บผลลงแฟ้ม · keep the rows in a file")] = None,
) -> None:
    """วัดความเร็วเทียบกับสิ่งที่เครื่องเดียวกันทำได้ดีที่สุด และเทียบกับ tipg และ pygeoapi

    Measure against what the same machine can do at best, and against tipg and pygeoapi; ratios, not absolute figures.
    """
    try:
        rows = run(name, json)
    except PhaenError as error:
        typer.echo(f"{error.th}\n{error.en}", err=True)
        raise typer.Exit(1) from None
    typer.echo(table(rows))


if __name__ == "__main__":
    typer.run(main)
