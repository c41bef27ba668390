"""An embedded server that stands by itself, as the main process of a service unit, while commands come and go.

It holds the shared lock of ``app.core.cluster`` for its whole life, so that no command that leaves stops it.
"""

import fcntl
import os
import time
from typing import NoReturn

from app.core.addresses import Database
from app.core.cluster import Cluster, open_database
from app.core.errors import Unavailable
from app.core.postgres import binaries, inhabitants
from app.core.settings import Settings

PATIENCE_SECONDS = 120.0


def attached(settings: Settings) -> Database:
    """The database of these settings, for who neither starts nor stops its server."""
    if settings.database_url is None:
        return Cluster(settings.home, settings.secrets).database
    with open_database(settings) as database:
        return database


def become_server(settings: Settings) -> NoReturn:
    """Turn this process into the server of these settings' home. Run as the user whom the data belong to.

    Waits until a server that a command has started is gone. Raises Unavailable when there are no data yet.
    """
    cluster = Cluster(settings.home, settings.secrets)
    if not (cluster.data / "PG_VERSION").exists():
        raise Unavailable(
            f"ยังไม่มีฐานข้อมูลใน {cluster.data}: ให้สั่ง ./phaen migrate ก่อน",
            f"There is no database in {cluster.data} yet: run ./phaen migrate first.",
        )
    # Only read: both files belong to root. Closed by exec, which ends the turn; the presence stays open.
    turn = os.open(cluster.home / "start.lock", os.O_RDONLY)
    presence = os.open(cluster.home / "cluster.lock", os.O_RDONLY)
    _take_turn(cluster, turn)
    cluster.clear_after_death()
    fcntl.flock(presence, fcntl.LOCK_SH)
    os.set_inheritable(presence, True)
    # From here on whoever looks for inhabitants of the folder finds this process.
    os.chdir(cluster.data)
    flags = [word for name, value in cluster.server_options().items() for word in ("-c", f"{name}={value}")]
    server = str(binaries(cluster.data) / "postgres")
    os.execv(server, [server, "-D", str(cluster.data), *flags])


def _take_turn(cluster: Cluster, turn: int) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not inhabitants(cluster.data):
            return
        fcntl.flock(turn, fcntl.LOCK_UN)
        time.sleep(0.5)
    raise Unavailable(
        f"มี PostgreSQL อื่นทำงานใน {cluster.data} อยู่นานเกินไป: ให้หยุดคำสั่ง ./phaen อื่นก่อน",
        f"Another PostgreSQL keeps working in {cluster.data}: end the other ./phaen command first.",
    )
