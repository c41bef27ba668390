"""Static files: our own under ``static/``, and an allow-list of files that npm installed.

Every address carries one hash of all contents (``/static/<hash>/css/phaen.css``), so relative imports between ES modules
work, and a browser may keep each file for ever. A file is read and compressed once per process.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.core.errors import NotFound
from app.web.compression import compress_hard, compress_harder, takes

OWN = Path(__file__).parent / "static"
VENDOR = Path(__file__).parents[2] / "node_modules"

VENDOR_FILES = {
    "vendor/maplibre-gl/maplibre-gl.mjs": "maplibre-gl/dist/maplibre-gl.mjs",
    "vendor/maplibre-gl/maplibre-gl-worker.mjs": "maplibre-gl/dist/maplibre-gl-worker.mjs",
    **{
        f"vendor/sarabun/{script}-{weight}.woff2": f"@fontsource/sarabun/files/sarabun-{script}-{weight}-normal.woff2"
        for script in ("thai", "latin")
        for weight in (400, 600)
    },
}
"""Address below the hash → file below ``node_modules``. Nothing else of ``node_modules`` is served."""

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
PACKED = frozenset({".webp", ".woff2"})
"""Compressed already."""
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class StaticFile:
    """One file: its bytes, and the same compressed in two ways when that is worth it."""

    path: Path

    @cached_property
    def content(self) -> bytes:
        return self.path.read_bytes()

    @cached_property
    def gzip(self) -> bytes:
        return compress_hard(self.content)

    @cached_property
    def brotli(self) -> bytes:
        return compress_harder(self.content)

    def coded(self, asked: str) -> tuple[str, bytes] | None:
        """The smallest coding that an ``Accept-Encoding`` takes, and the bytes in it; browsers take Brotli by TLS only."""
        if self.path.suffix in PACKED:
            return None
        if takes(asked, "br"):
            return "br", self.brotli
        return ("gzip", self.gzip) if takes(asked, "gzip") else None

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.path.suffix]


def listed() -> dict[str, StaticFile]:
    """Address below the hash → file: ours, and the allowed ones of npm."""
    own = {
        path.relative_to(OWN).as_posix(): StaticFile(path)
        for path in sorted(OWN.rglob("*"))
        if path.suffix in MEDIA_TYPES
    }
    return own | {address: StaticFile(VENDOR / file) for address, file in VENDOR_FILES.items()}


class StaticFiles:
    """The ASGI application mounted at ``/static``."""

    def __init__(self) -> None:
        self.files = listed()

    @cached_property
    def release(self) -> str:
        """Changes when any file does."""
        digest = hashlib.sha256()
        for address, file in self.files.items():
            digest.update(address.encode() + hashlib.sha256(file.content).digest())
        return digest.hexdigest()[:10]

    def url(self, address: str) -> str:
        """Where a page finds the file. Raises KeyError when there is none, so that a wrong name fails in the first test."""
        self.files[address]
        return f"/static/{self.release}/{address}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = self.respond(scope["path"].removeprefix(scope.get("root_path", "")), Headers(scope=scope))
        await response(scope, receive, send)

    def respond(self, path: str, asked: Headers) -> Response:
        """The file of ``/<hash>/<address>``; an address with another hash is answered, but not to be kept."""
        release, _, address = path.lstrip("/").partition("/")
        file = self.files.get(address)
        if file is None:
            raise NotFound(f"ไม่มีแฟ้มคงที่ {address}", f"There is no static file {address}.")
        headers = {"Cache-Control": FOR_EVER if release == self.release else "no-cache", "Vary": "Accept-Encoding"}
        coded = file.coded(asked.get("accept-encoding", ""))
        if coded is None:
            return Response(file.content, media_type=file.media_type, headers=headers)
        headers["Content-Encoding"], content = coded
        return Response(content, media_type=file.media_type, headers=headers)


STATIC = StaticFiles()
