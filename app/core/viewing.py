"""Telling the database who looks: a signed setting of one transaction, on which row-level security decides.

The database verifies the signature with a key that the writing role cannot read (``core.viewer_key``), so that injected
SQL cannot make itself another viewer. Without the setting a session of ``phaen_app`` sees what is public.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from app.core.authority import EVERYTHING, Viewer
from gis.access import Read

SETTING = "phaen.viewer"
SECONDS = 900
DAY_SECONDS = 86_400
PERSONAL = (Read.PERSONAL, Read.PERSONAL_CONFIDENTIAL)
BLOCK = 64
SAY = text("SELECT set_config(:setting, :said, true)")


def signed(viewer: Viewer, key: str, *, seconds: int = SECONDS) -> str:
    """The viewer as the database reads it: until when, how far he sees each class, and all of him, a line each.

    A dot and the HMAC-SHA256 of that in hexadecimal digits follow. Good for so many seconds.
    """
    whole = {
        "position": viewer.position,
        "classes": sorted(viewer.classes),
        "agencies": _listed(viewer.agencies),
        "areas": _listed(viewer.areas),
        "purposes": _listed(viewer.purposes),
    }
    reach = {class_: _reach(viewer, class_) for class_ in sorted(viewer.classes)}
    said = "\n".join((str(int(time.time()) + seconds), json.dumps(reach), json.dumps(whole)))
    return f"{said}.{hmac.digest(key.encode(), said.encode(), 'sha256').hex()}"


def show_to(session: Session, viewer: Viewer, *, seconds: int = SECONDS) -> None:
    """Let this session's transaction see what ``viewer`` may see. Its engine must be of ``app.core.database.engine_of``."""
    key = session.connection().get_execution_options()["viewer_key"]
    session.execute(SAY, {"setting": SETTING, "said": signed(viewer, key, seconds=seconds)})


def install_key(connection: Connection, key: str) -> None:
    """Hand the key to the database as the two pads of HMAC (RFC 2104). Runs as the owner."""
    inner, outer = pads(key)
    connection.execute(
        text(
            "INSERT INTO core.viewer_key (id, inner_pad, outer_pad) VALUES (true, :inner, :outer)"
            " ON CONFLICT (id) DO UPDATE SET inner_pad = excluded.inner_pad, outer_pad = excluded.outer_pad"
            " WHERE (viewer_key.inner_pad, viewer_key.outer_pad)"
            " IS DISTINCT FROM (excluded.inner_pad, excluded.outer_pad)"
        ),
        {"inner": inner, "outer": outer},
    )


def pads(key: str) -> tuple[bytes, bytes]:
    """The key xored with the inner and the outer pad of HMAC."""
    raw = key.encode()
    block = (hashlib.sha256(raw).digest() if len(raw) > BLOCK else raw).ljust(BLOCK, b"\0")
    return bytes(byte ^ 0x36 for byte in block), bytes(byte ^ 0x5C for byte in block)


def _reach(viewer: Viewer, class_: Read) -> str:
    """How far the viewer sees a class, in the word that a policy compares; ``within`` is whatever needs more than one."""
    agencies, areas = viewer.agencies, viewer.areas
    if class_ in PERSONAL and viewer.purposes is not None:
        return "within"
    match (None if agencies is None else sorted(agencies), None if areas is None else sorted(areas)):
        case (None, None):
            return "everywhere"
        case ([one], None):
            return f"agency {one}"
        case (None, [one]):
            return f"area {one}"
    return "within"


def _listed(values: frozenset[str] | None) -> list[str] | None:
    return None if values is None else sorted(values)


@contextmanager
def whole_sight(session: Session) -> Iterator[None]:
    """Let a part of an act reach every row that it concerns, also those that its author may not read.

    Nothing of those rows may leave the block. Afterwards the session sees what it saw before.
    """
    seen = session.scalar(text("SELECT current_setting(:setting, true)"), {"setting": SETTING})
    show_to(session, EVERYTHING)
    yield
    session.execute(SAY, {"setting": SETTING, "said": seen or ""})
