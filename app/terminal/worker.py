"""The worker: what has to be done again and again while the service runs, in a process of its own."""

import contextlib
import logging
import os
import threading
from typing import Annotated

import typer

from app.audit import jobs
from app.core.chores import Chore, work_off
from app.core.cluster import keep_up
from app.core.settings import Settings
from app.core.terminal import opened, tell

TEND_SECONDS = 5
OfParent = Annotated[int | None, typer.Option("--parent", hidden=True)]


def work(parent: OfParent = None) -> None:
    """ทำงานเบื้องหลังจนกว่าจะสั่งหยุด: ผนึกบันทึกการกระทำทุก 30 วินาที เขียนหัวลูกโซ่ ตรวจลูกโซ่ทุกชั่วโมง

    Work in the background until told to stop: seal the audit log every 30 seconds, write its head, verify it hourly.
    """
    # The supervisor may have died before the kernel knew that this process should follow it.
    if parent is not None and os.getppid() != parent:
        raise typer.Exit(1)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    settings = Settings.load()
    # TERM and INT arrive as KeyboardInterrupt (app.__main__), also in the middle of a chore, and end it.
    with contextlib.suppress(KeyboardInterrupt), opened(settings) as database:
        tend = Chore("database", TEND_SECONDS, lambda: keep_up(settings))
        work_off((tend, *jobs.chores(database, settings.files)), threading.Event())
    tell("หยุดแล้ว", "Stopped.")
