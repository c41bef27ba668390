"""What kind of file it is, by its content alone, and which map files stand in a zip; nothing is parsed deeply here."""

from __future__ import annotations

import hashlib
import re
import stat
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import IO

from gis.readers.refusal import Refusal
from gis.readers.sentences import refusal
from gis.readers.table import Limits

_PIECE = 1 << 20
#: extensions of members that can be the map; what a member really is, its content says
_SINGLE = {".gpkg", ".fgb", ".geojson", ".json", ".topojson", ".geojsonl", ".geojsons", ".ndjson", ".jsonl", ".kml"}
_SHAPE = {".shp", ".shx", ".dbf", ".prj", ".cpg"}
#: what programs lay beside a shapefile for themselves; not worth a word
SIDECARS = {".xml", ".sbn", ".sbx", ".qix", ".qpj", ".qmd", ".fix", ".lyr", ".cst", ".idm", ".ind", ".htm", ".html"}
_ARCHIVES = {".zip", ".kmz", ".7z", ".rar", ".gz", ".tgz", ".bz2", ".xz", ".tar", ".zst"}
_SUFFIX = {"json": ".json", "fgb": ".fgb", "gpkg": ".gpkg", "kml": ".kml"}
_BINARY = re.compile("[\x00-\x08\x0e-\x1f\ufffd]")
_OTHERS = (
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"%PDF", "PDF"),
    (b"GIF8", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "RAR"),
    (b"PAR1", "Parquet"),
    (b"\x7fELF", "ELF"),
    (b"MZ", "Windows program"),
)


def take(path: Path, copy: Path, limits: Limits) -> str:
    """Copy a file into quarantine; returns its SHA-256. Raises Refusal when it is missing, empty or too large."""
    digest, size = hashlib.sha256(), 0
    try:
        if not path.is_file():
            raise refusal("not-a-file", name=path.name)
        with path.open("rb") as source, copy.open("xb") as target:
            for piece in iter(lambda: source.read(_PIECE), b""):
                size += len(piece)
                if size > limits.file_bytes:
                    raise refusal("file-too-large", limit=limits.file_bytes)
                digest.update(piece)
                target.write(piece)
    except OSError:
        raise refusal("not-a-file", name=path.name) from None
    if size == 0:
        raise refusal("empty-file")
    return digest.hexdigest()


def kind(path: Path) -> str:
    """json | fgb | gpkg | kml | zip, by content. Raises Refusal that says what the content is otherwise."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head.startswith(b"SQLite format 3\0"):
        return "gpkg"
    if head.startswith(b"fgb\x03fgb"):
        return "fgb"
    if head.startswith(b"\0\0\x27\x0a"):
        raise refusal("shp-alone")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise refusal("table-without-geometry", kind="XLS")
    for magic, name in _OTHERS:
        if head.startswith(magic):
            raise refusal("unknown-format", kind=name)
    return _text_kind(head)


def _text_kind(head: bytes) -> str:
    text = _as_text(head).lstrip("\ufeff\x1e \t\r\n")
    if text.startswith(("{", "[")):
        return "json"
    if text.startswith("<"):
        root = re.search(r"<([A-Za-z_][\w.:-]*)", re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL))
        name = root[1] if root else "?"
        if name.split(":")[-1].lower() == "kml":
            return "kml"
        if name.lower() in ("html", "table", "body"):
            raise refusal("table-without-geometry", kind="HTML")
        raise refusal("xml-not-kml", root=name[:40])
    if any(mark in text.split("\n")[0] for mark in (",", "\t", ";")) and "\0" not in text:
        raise refusal("table-without-geometry", kind="CSV")
    raise refusal("unknown-format", kind="binary data" if _BINARY.search(text) else "plain text")


def _as_text(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 2 * 2].decode("utf-16", "replace")
    if head[1:2] == b"\0" or head[:1] == b"\0":
        return head[: len(head) // 2 * 2].decode("utf-16-le" if head[1:2] == b"\0" else "utf-16-be", "replace")
    return head.decode("utf-8", "replace")


@dataclass(frozen=True)
class Member:
    """One file in a zip, with its name decoded."""

    info: zipfile.ZipInfo
    name: str

    @property
    def suffix(self) -> str:
        return PurePosixPath(self.name).suffix.lower()

    @property
    def stem(self) -> str:
        return str(PurePosixPath(self.name).with_suffix(""))


@dataclass(frozen=True)
class Candidate:
    """One thing in a zip that can be read: a shapefile with its parts, or a single file."""

    name: str
    parts: dict[str, Member]

    @property
    def missing(self) -> list[str]:
        return [part for part in (".shp", ".shx", ".dbf") if part not in self.parts] if self.is_shapefile else []

    @property
    def is_shapefile(self) -> bool:
        return not _SHAPE.isdisjoint(self.parts)


def open_zip(path: Path, limits: Limits) -> zipfile.ZipFile:
    """The zip, once it is sure that its directory is short. Raises Refusal."""
    count = _directory_entries(path)
    if count > limits.members:
        raise refusal("zip-too-many", count=count, limit=limits.members)
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        raise refusal("zip-broken") from None


def _directory_entries(path: Path) -> int:
    """Signatures of directory entries in the file, whatever its own summary says: more cannot be in the directory."""
    count, tail = 0, b""
    with path.open("rb") as file:
        for piece in iter(lambda: file.read(_PIECE), b""):
            count += (tail + piece).count(b"PK\x01\x02")
            tail = piece[-3:]
    return count


def members(archive: zipfile.ZipFile, limits: Limits) -> list[Member]:
    """The files of a zip after every check that needs no unpacking. Raises Refusal that names the member."""
    found = [Member(info, _name(info)) for info in archive.infolist()]
    seen: set[str] = set()
    total = 0
    for member in found:
        _check(member, limits)
        key = unicodedata.normalize("NFC", member.name).casefold()
        if key in seen:
            raise refusal("zip-duplicate", member.name)
        seen.add(key)
        total += member.info.file_size
    if total > limits.unpacked_bytes:
        raise refusal("zip-too-large", limit=limits.unpacked_bytes)
    return [member for member in found if not member.info.is_dir() and not _is_litter(member.name)]


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name; without the UTF-8 flag it is UTF-8 all the same, or Thai Windows."""
    name = info.orig_filename
    if info.flag_bits & 0x800:
        return name
    raw = name.encode("cp437", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp874", "replace")


def _check(member: Member, limits: Limits) -> None:
    info, name = member.info, member.name
    if info.flag_bits & 0x41:
        raise refusal("zip-encrypted", name)
    if _is_unsafe(name):
        raise refusal("zip-unsafe-name", repr(name)[1:-1])
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise refusal("zip-method", name)
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise refusal("zip-link", name)
    if member.suffix in _ARCHIVES:
        raise refusal("zip-nested", name)
    if info.file_size > _PIECE and info.file_size > limits.ratio * max(1, info.compress_size):
        raise refusal("zip-ratio", name, limit=limits.ratio)


def _is_unsafe(name: str) -> bool:
    parts = name.split("/")
    nameless = not name.endswith("/") and not PurePosixPath(name).parts
    return nameless or name.startswith("/") or ".." in parts or bool(re.search(r"[\\\x00-\x1f]|^[A-Za-z]:", name))


def _is_litter(name: str) -> bool:
    """What macOS and Windows leave in zips."""
    path = PurePosixPath(name)
    return path.parts[0] == "__MACOSX" or path.name in (".DS_Store", "Thumbs.db", "desktop.ini")


def candidates(found: list[Member]) -> list[Candidate]:
    """What can be read in a zip. Raises Refusal when it is a spreadsheet, or when nothing can."""
    if any(member.name == "[Content_Types].xml" for member in found):
        raise refusal("table-without-geometry", kind="XLSX")
    shapes: dict[str, Candidate] = {}
    single = []
    for member in found:
        if member.suffix in _SHAPE:
            group = shapes.setdefault(member.stem.casefold(), Candidate(PurePosixPath(member.stem).name, {}))
            group.parts[member.suffix] = member
        elif member.suffix in _SINGLE:
            single.append(Candidate(PurePosixPath(member.name).name, {member.suffix: member}))
    whole = [group for group in shapes.values() if ".shp" in group.parts]
    readable = whole + _main_kml(single)
    if not readable:
        raise _nothing(list(shapes.values()), found)
    return _told_apart(readable)


def _told_apart(readable: list[Candidate]) -> list[Candidate]:
    """With their folder in the name where the bare name would mean two of them."""
    counts = Counter(candidate.name for candidate in readable)
    return [
        candidate if counts[candidate.name] == 1 else replace(candidate, name=next(iter(candidate.parts.values())).stem)
        for candidate in readable
    ]


def _main_kml(single: list[Candidate]) -> list[Candidate]:
    """In a KMZ only doc.kml counts."""
    main = [candidate for candidate in single if candidate.name.lower() == "doc.kml"]
    return main if main and all(".kml" in candidate.parts for candidate in single) else single


def _nothing(broken: list[Candidate], found: list[Member]) -> Refusal:
    if broken:
        return refusal("shp-missing-part", broken[0].name, missing=", ".join(broken[0].missing))
    if any(member.suffix in (".csv", ".xlsx", ".xls", ".txt", ".tsv") for member in found):
        return refusal("table-without-geometry", kind="CSV/XLSX")
    return refusal("zip-nothing")


def unpack(archive: zipfile.ZipFile, chosen: Candidate, room: Path, limits: Limits) -> dict[str, Path]:
    """Write the parts of one candidate into the room under names of our own. Raises Refusal; counts real bytes."""
    if chosen.missing:
        raise refusal("shp-missing-part", chosen.name, missing=", ".join(chosen.missing))
    budget = limits.unpacked_bytes
    written = {}
    for suffix, member in chosen.parts.items():
        # apart from the shapes, so that no driver opens a table that we read ourselves
        path = room / (f"x{suffix}" if suffix in (".shp", ".shx") or not chosen.is_shapefile else f"beside{suffix}")
        try:
            with archive.open(member.info) as source, path.open("xb") as target:
                for piece in _counted(source, member, budget, limits):
                    budget -= len(piece)
                    target.write(piece)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
            raise refusal("zip-broken", member.name) from None
        written[suffix] = path
    return written


def _counted(source: IO[bytes], member: Member, budget: int, limits: Limits) -> Iterator[bytes]:
    most = max(_PIECE, limits.ratio * member.info.compress_size)
    size = 0
    for piece in iter(lambda: source.read(_PIECE), b""):
        size += len(piece)
        if size > most:
            raise refusal("zip-ratio", member.name, limit=limits.ratio)
        if size > budget:
            raise refusal("zip-too-large", limit=limits.unpacked_bytes)
        yield piece


def suffix_of(kind_: str) -> str:
    """The extension that a single file of this kind gets in quarantine."""
    return _SUFFIX[kind_]
