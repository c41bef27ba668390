"""KML: checked as XML first (no document type, no depth), then read by GDAL; folders are one layer."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NoReturn
from xml.parsers import expat

from gis.readers import vector
from gis.readers.sentences import note, refusal
from gis.readers.table import Value
from gis.readers.wire import Job, RawLayer

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_ENCODING = re.compile(rb"""^<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9_.-]+)["']""")
_DEPTH = 64
#: what Google Earth writes for drawing, not for knowing; left out where it says nothing
_DRAWING = ("timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility", "drawOrder", "icon")


def read(job: Job) -> RawLayer:
    """All placemarks of a KML file, one row each, with the name of their folder."""
    data = text(Path(job.files[".kml"]).read_bytes()).encode()
    check(data)
    names = vector.layers(data)
    # by number, because a document without a name is called by another one each time that it is opened
    parts = [vector.read(data, "LIBKML", number, job.limits) for number in range(len(names))]
    parts = [replace(part, layer=name) for part, name in zip(parts, names, strict=True) if part.rows]
    if not parts:
        raise refusal("no-features")
    raw = parts[0] if len(parts) == 1 else _merged(parts)
    raw.degrees_by_standard = True
    return _tidy(raw)


def text(data: bytes) -> str:
    """The XML as text without its declaration, so that nothing can hide in another encoding. Raises Refusal."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        codec = "utf-16"
    else:
        said = _ENCODING.match(data.removeprefix(b"\xef\xbb\xbf").lstrip())
        name = said[1].decode().lower() if said else "utf-8"
        codec = {"utf-8": "utf-8-sig", "windows-874": "cp874", "tis-620": "cp874", "us-ascii": "ascii"}.get(name, "")
    if not codec:
        raise refusal("encoding-unknown", name=name)
    try:
        return _DECLARATION.sub("", data.decode(codec), count=1)
    except UnicodeDecodeError as error:
        raise refusal("xml-syntax", f"byte {error.start}", reason=f"not {codec}") from None


def check(data: bytes) -> str:
    """The name of the root element. Raises Refusal for a document type, for depth, and for XML that is not."""
    if re.search(rb"<!\s*(?:DOCTYPE|ENTITY)", data, re.IGNORECASE):
        raise refusal("xml-doctype")
    level = 0
    root = ""

    def start(name: str, _attributes: Any) -> None:
        nonlocal level, root
        level += 1
        root = root or name
        if level > _DEPTH:
            raise refusal("xml-too-deep", limit=_DEPTH)

    def end(_name: str) -> None:
        nonlocal level
        level -= 1

    def forbidden(*_: Any) -> NoReturn:
        raise refusal("xml-doctype")

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = forbidden
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        place = f"line {error.lineno} column {error.offset + 1}"
        raise refusal("xml-syntax", place, reason=expat.errors.messages[error.code]) from None
    return root


def _merged(parts: list[RawLayer]) -> RawLayer:
    names = dict.fromkeys(name for part in parts for name in part.columns)
    columns: dict[str, list[Value]] = {
        name: [v for part in parts for v in part.columns.get(name, [None] * len(part.rows))] for name in names
    }
    columns["folder"] = [part.layer for part in parts for _ in part.rows]
    wkb = [geometry for part in parts for geometry in part.wkb]
    notes = [entry for part in parts for entry in part.notes]
    notes.append(note("folders-merged", "info", count=len(parts)))
    rows = list(range(1, len(wkb) + 1))
    return RawLayer(parts[0].driver, "", columns, wkb, rows, crs=parts[0].crs, notes=notes)


def _tidy(raw: RawLayer) -> RawLayer:
    """Without drawing columns that say nothing, and with descriptions as plain text."""
    for name in _DRAWING:
        if set(raw.columns.get(name, [])) <= {None, -1, 0, ""}:
            raw.columns.pop(name, None)
    touched = []
    for row, value in zip(raw.rows, raw.columns.get("description", []), strict=False):
        if isinstance(value, str) and "<" in value:
            touched.append(row)
    if touched:
        plain = [plain_text(v) if isinstance(v, str) and "<" in v else v for v in raw.columns["description"]]
        raw.columns["description"] = plain
        raw.notes.append(note("html-removed", "repair", touched))
    return raw


class _Text(HTMLParser):
    """The text of HTML, without scripts and styles."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.silent += tag in ("script", "style")
        self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.silent = max(0, self.silent - (tag in ("script", "style")))

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.pieces.append(data)


def plain_text(html: str) -> str:
    """The words of a piece of HTML, spaces collapsed."""
    parser = _Text()
    parser.feed(html)
    parser.close()
    return " ".join("".join(parser.pieces).split())
