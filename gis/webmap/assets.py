"""Leaflet's script and style sheet, and the Thai font, as data: addresses, so that the file asks no server for them."""

from __future__ import annotations

import base64
import re
from functools import lru_cache
from pathlib import Path

_ADDRESS = re.compile(r"url\(([^)]+)\)")
_TYPES = {".png": "image/png"}
_SCRIPTS = {"thai": "U+0E01-0E5B, U+200B-200D, U+25CC", "latin": "U+0020-007E, U+00A0-00FF, U+2013-201E, U+2026"}


class PackageMissing(FileNotFoundError):
    """A file of an npm package is not where it should be; says how to bring them."""


@lru_cache(maxsize=4)
def script(directory: Path) -> str:
    """``dist/leaflet.js`` of the npm package in ``directory``, as a data: address."""
    return _data("text/javascript", _read(directory / "dist" / "leaflet.js"))


@lru_cache(maxsize=4)
def style_sheet(directory: Path) -> str:
    """``dist/leaflet.css`` with its pictures inside, as a data: address."""
    folder = directory / "dist"

    def inside(match: re.Match[str]) -> str:
        path = folder / match.group(1).strip("'\"")
        return f"url({_data(_TYPES[path.suffix], _read(path))})" if path.suffix in _TYPES else "none"

    return _data("text/css", _ADDRESS.sub(inside, _read(folder / "leaflet.css").decode()).encode())


@lru_cache(maxsize=4)
def fonts(directory: Path) -> str:
    """The ``@font-face`` rules of Sarabun, regular and semi-bold, Thai and Latin, from the npm package."""
    return "".join(
        f"@font-face {{ font-family: Sarabun; font-weight: {weight}; unicode-range: {letters}; src: url("
        f"{_data('font/woff2', _read(directory / 'files' / f'sarabun-{script_name}-{weight}-normal.woff2'))}) }}\n"
        for weight in (400, 600)
        for script_name, letters in _SCRIPTS.items()
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise PackageMissing(
            f"ไม่พบ {path} ให้รัน npm ci ก่อน · {path} is missing: run npm ci in the checkout, then try again"
        ) from error


def _data(media_type: str, content: bytes) -> str:
    return f"data:{media_type};base64,{base64.b64encode(content).decode('ascii')}"
