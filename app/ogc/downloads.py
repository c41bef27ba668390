"""Files of a layer in the answer itself: streams of any length, and other formats up to so many features."""

from __future__ import annotations

import os
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
from anyio import to_thread
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from app.core.authority import Viewer
from app.core.settings import Settings
from app.ogc.answers import control, etag_of, not_modified, unchanged
from app.ogc.files import Taker
from app.ogc.parameters import ITEMS, refuse_unknown
from app.ogc.shelf import Shelf
from app.ogc.streams import Streams
from app.ogc.taking import Taking, taking_of
from app.web.cross_origin import WITHOUT_BODY
from gis.queryables import filterable
from gis.writers.formats import FileFormat

FOLDER = "exports"
"""Below the folder of files; what lies directly in it and is old is swept by the worker."""
FILE_SECONDS, STREAM_SECONDS, SEND_SECONDS = 30, 600, 30.0
"""How long the database may work on a file, and on a stream; how long a taker may keep a piece waiting."""


async def download(
    request: Request, shelf: Shelf, viewer: Viewer, layer_id: str, file_format: FileFormat
) -> Response:  # fmt: skip
    """What of the layer answers the parameters, in that format. Raises NotFound, Invalid, Unavailable."""
    layer = shelf.layer(layer_id, viewer)
    refuse_unknown(request, ITEMS | {attribute.name for attribute in filterable(layer)})
    taking = taking_of(layer, request.query_params, file_format)
    headers = {"Cache-Control": control(viewer), "Vary": "Accept, Authorization, Cookie", "Content-Crs": _crs(taking)}
    if viewer.is_public:
        # Weak: the same features, in a file that may tell when it was made.
        tag = f"W/{etag_of(layer.id, shelf.tag(layer, await shelf.state(layer), taking.on), request, file_format.id)}"
        headers["ETag"] = tag
        if unchanged(request, tag.removeprefix("W/")):
            return not_modified(viewer, tag)
    streams: Streams = request.app.state.streams
    settings: Settings = request.app.state.settings
    taker = Taker(taking, file_format, viewer, streams, STREAM_SECONDS if file_format.is_stream else FILE_SECONDS)
    headers["Content-Disposition"] = f'attachment; filename="{layer.id}.{file_format.suffix}"'
    if not file_format.is_stream:
        return await to_thread.run_sync(_file, taker, settings, headers)
    pieces = taker.pieces()
    first = await to_thread.run_sync(next, pieces, b"")
    return Flow(pieces, first, headers=headers, media_type=_media(file_format))


def _file(taker: Taker, settings: Settings, headers: dict[str, str]) -> Response:
    folder = settings.files / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    room = tempfile.TemporaryDirectory(dir=folder, prefix="now-", ignore_cleanup_errors=True)
    try:
        path = Path(room.name) / f"{taker.taking.layer.id}.{taker.file_format.suffix}"
        taker.write(path, most=settings.export_rows)
    except BaseException:
        room.cleanup()
        raise
    return MadeFile(path, headers=headers, media_type=taker.file_format.media, background=BackgroundTask(room.cleanup))


class MadeFile(FileResponse):
    """A file that was made for this answer: the next one is another, so that no part of it is given.

    When it was made and a tag of that moment would say nothing of what it holds.
    """

    def set_stat_headers(self, stat_result: os.stat_result) -> None:
        told = self.headers.get("etag")
        super().set_stat_headers(stat_result)
        for name in ("last-modified", "accept-ranges", *(("etag",) if told is None else ())):
            del self.headers[name]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kept = [pair for pair in scope["headers"] if pair[0] not in (b"range", b"if-range")]
        await super().__call__({**scope, "headers": kept}, receive, send)


class Flow(StreamingResponse):
    """An answer that is made while it is sent. When nobody takes it any more, the reading behind it ends at once."""

    def __init__(self, pieces: Iterator[bytes], first: bytes, **more: Any) -> None:
        super().__init__(_following(pieces, first), **more)
        self._close: Callable[[], None] = getattr(pieces, "close")  # noqa: B009

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get(WITHOUT_BODY):
            self.body_iterator = _nothing()

        async def send_soon(message: Any) -> None:
            with anyio.fail_after(SEND_SECONDS):
                await send(message)

        try:
            with anyio.fail_after(STREAM_SECONDS):
                await super().__call__(scope, receive, send_soon)
        finally:
            with anyio.CancelScope(shield=True):
                await to_thread.run_sync(self._close)


async def _nothing() -> AsyncIterator[bytes]:
    nothing: tuple[bytes, ...] = ()
    for piece in nothing:
        yield piece


async def _following(pieces: Iterator[bytes], first: bytes) -> AsyncIterator[bytes]:
    piece = first
    while piece:
        yield piece
        piece = await to_thread.run_sync(next, pieces, b"")


def _media(file_format: FileFormat) -> str:
    return f"{file_format.media}; charset=utf-8" if file_format.is_table else file_format.media


def _crs(taking: Taking) -> str:
    return f"<{taking.crs.uri}>"
