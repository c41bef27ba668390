"""The worker: what has to be done again and again while the service runs, in a process of its own."""

import contextlib
import logging
import os
import threading
from typing import Annotated

import typer

from app.audit import jobs
from app.briefs.notes import Imprint
from app.core.authority import PUBLIC
from app.core.chores import Chore, work_off
from app.core.cluster import Database, keep_up, open_database
from app.core.database import transaction
from app.core.published import LAYERS
from app.core.settings import Settings
from app.core.terminal import opened, tell
from app.demo.queries import demo_present
from app.exports import jobs as exports_jobs
from app.exports import renewal
from app.exports.jobs import Maker
from app.exports.renewal import Renewer
from app.ogc import manifests
from app.places.queries import province_named
from app.snapshots import jobs as snapshots_jobs
from app.snapshots.jobs import Keeper
from app.webhooks import jobs as webhooks_jobs
from app.webhooks.jobs import Herald
from gis.catalog import Catalog

TEND_SECONDS, PATIENCE_SECONDS = 5, 2.0
OfParent = Annotated[int | None, typer.Option("--parent", hidden=True)]


def work(parent: OfParent = None) -> None:
    """ทำงานเบื้องหลังจนกว่าจะสั่งหยุด: ผนึกบันทึกการกระทำทุก 30 วินาที เขียนหัวลูกโซ่ ตรวจลูกโซ่ทุกชั่วโมง ทำแฟ้มส่งออกและภาพถ่ายข้อมูลรายวัน แจ้งระบบภายนอก

    Work in the background until told to stop: seal the audit log every 30 seconds, write its head, verify it hourly, and
    make the files of exports and of daily snapshots, and send the notices of webhooks.
    """
    # The supervisor may have died before the kernel knew that this process should follow it.
    if parent is not None and os.getppid() != parent:
        raise typer.Exit(1)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    settings = Settings.load()
    # Beside the web it is the supervisor who speaks. TERM and INT arrive as KeyboardInterrupt (app.__main__), also in the
    # middle of a chore, and end it.
    opens = opened if parent is None else open_database
    beside = list[threading.Thread]()
    with contextlib.suppress(KeyboardInterrupt), opens(settings) as database:
        tend = Chore("database", TEND_SECONDS, lambda: keep_up(settings))
        maker = Maker(database, settings, Catalog.read(LAYERS), lambda: imprint_of(database, settings))
        keeper = Keeper(database, settings, maker.catalog, maker.stop)
        herald = Herald(database, settings, maker.catalog, maker.stop)
        renewer = Renewer(database, settings, maker.catalog, maker.stop)
        # In threads of their own: a long export keeps no seal waiting.
        for chores in (
            exports_jobs.chores(maker), snapshots_jobs.chores(keeper), webhooks_jobs.chores(herald), renewal.chores(renewer),
        ):  # fmt: skip
            beside.append(threading.Thread(target=work_off, args=(chores, maker.stop), daemon=True))
            beside[-1].start()
        try:
            work_off((tend, *jobs.chores(database, settings.files), *manifests.chores(settings)), threading.Event())
        finally:
            maker.stop.set()
            for each in beside:
                each.join(PATIENCE_SECONDS)
    if parent is None:
        tell("หยุดแล้ว", "Stopped.")
    if any(each.is_alive() for each in beside):
        # In the middle of a file: the interpreter would be taken down under it. What it made is begun anew.
        logging.shutdown()
        os._exit(0)


def imprint_of(database: Database, settings: Settings) -> Imprint:
    """Who puts out the papers that the worker makes: the same as stands on the pages of the web."""
    with transaction(database, viewer=PUBLIC) as session:
        office = province_named(session, settings.home_province, viewer=PUBLIC)
        return Imprint(office, demo_present(session, viewer=PUBLIC))
