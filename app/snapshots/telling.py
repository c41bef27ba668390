"""What pages and programs are told of snapshots, and how a file is given."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from app.core.authority import PUBLIC
from app.core.errors import Gone
from app.core.settings import Settings
from app.ogc.answers import IMMUTABLE, REVALIDATE, address
from app.ogc.shelf import shelf_of
from app.snapshots.files import folder_of, is_sound, name_of, path_of
from app.snapshots.models import Day, File
from app.snapshots.rules import DAMAGED, NOT_THERE
from gis.layer import Text
from gis.writers.formats import FORMATS

SUMS = "SHA256SUMS"


def shown(request: Request, found: Iterable[Day]) -> list[Day]:
    """Those of layers that are public still."""
    catalog = shelf_of(request).catalog
    return [each for each in found if catalog.get(each.layer, PUBLIC.visible()) is not None]


def source(request: Request, found: Day) -> Text:
    """Whence a snapshot's data came: as it was kept, in English as the layer says it while that is still its source."""
    layer = shelf_of(request).catalog.get(found.layer, PUBLIC.visible())
    now, kept = layer and layer.metadata.data_source, found.snapshot.source
    return now if now and now.th == kept else Text(th=kept, en=kept)


def told(request: Request, found: Day) -> dict[str, Any]:
    """One snapshot for programs."""
    snapshot = found.snapshot
    return {
        "layer": found.layer,
        "title": {"th": snapshot.title_th, "en": snapshot.title_en},
        "source": snapshot.source,
        "licence": snapshot.licence,
        "features": snapshot.features,
        "made_at": snapshot.made_at.isoformat(),
        "withdrawn": snapshot.withdrawn_for,
        "files": [_file(request, found, file) for file in snapshot.files if snapshot.withdrawn_at is None],
    }


def _file(request: Request, found: Day, file: File) -> dict[str, Any]:
    name = name_of(found.layer, file.format)
    return {
        "format": file.format,
        "type": FORMATS[file.format].media,
        "href": address(request, f"/snapshots/{found.day}/{name}"),
        "bytes": file.bytes,
        "sha256": file.sha256,
        "damaged": file.damaged_at is not None,
    }


def sums(found: Iterable[Day]) -> Response:
    """The checksums of a day as ``sha256sum --check`` reads them."""
    lines = [
        f"{file.sha256}  {name_of(each.layer, file.format)}\n"
        for each in found
        if each.snapshot.withdrawn_at is None
        for file in each.snapshot.files
    ]
    return Response("".join(lines), media_type="text/plain", headers={"Cache-Control": REVALIDATE})


def given(request: Request, found: Day, name: str) -> Response:
    """The file, whole or in ranges; it never changes. Raises NotFound, and Gone where it was withdrawn or altered."""
    file = next((each for each in found.snapshot.files if name_of(found.layer, each.format) == name), None)
    if file is None or not shown(request, [found]):
        raise NOT_THERE
    if found.snapshot.withdrawn_for is not None:
        raise withdrawn(found.snapshot.withdrawn_for)
    settings: Settings = request.app.state.settings
    path = path_of(folder_of(settings), found.snapshot, file.format)
    if file.damaged_at is not None or not is_sound(path, file):
        raise DAMAGED
    headers = {
        "ETag": f'"{file.sha256}"',
        "Repr-Digest": f"sha-256=:{base64.b64encode(bytes.fromhex(file.sha256)).decode()}:",
        "Cache-Control": IMMUTABLE,
    }
    return FileResponse(path, headers=headers, media_type=FORMATS[file.format].media, filename=dated(found.day, name))


def dated(day: date, name: str) -> str:
    """What the file is called when it has been taken: days lie beside one another."""
    layer, _, suffix = name.partition(".")
    return f"{layer}-{day}.{suffix}"


def withdrawn(reason: str) -> Gone:
    return Gone(f"ภาพถ่ายข้อมูลนี้ถูกถอนแล้ว: {reason}", f"This snapshot was withdrawn: {reason}")
