"""The parent's side: what a file looks like is asked first, then a child decodes it; what is kept has no word of the camera."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from app.core.errors import Invalid, TooLarge
from app.monitoring.imports.photo_child import LONGEST_SIDE
from app.web.words import BANGKOK

MOST_BYTES = 12 << 20
MOST_PHOTOS = 6
WALL_SECONDS = 60
_ROOT = Path(__file__).resolve().parents[3]
_START = f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from app.monitoring.imports.photo_child import main; main()"
TAKEN = re.compile(r"^(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)$", re.ASCII)
OFFSET = re.compile(r"^([+-])(\d\d):(\d\d)$", re.ASCII)
HASH = re.compile(r"^[0-9a-f]{64}$")
REFUSALS = {
    "photo-pixels": ("ภาพมีจุดภาพมากเกินไป ย่อภาพแล้วส่งใหม่", "The photo has too many pixels; make it smaller."),
    "photo-broken": ("เปิดภาพไม่ได้ แฟ้มอาจเสียหาย ถ่ายหรือเลือกภาพใหม่", "The photo cannot be opened; take or choose another."),
}


@dataclass(frozen=True, slots=True)
class Still:
    """A photo drawn anew, with what its camera wrote: when (None where nothing sensible), and where."""

    jpeg: bytes
    original_sha256: str
    width: int
    height: int
    taken_at: datetime | None
    position: tuple[float, float] | None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.jpeg).hexdigest()


def sniffed(data: bytes) -> str | None:
    """The kind of image that the first bytes say; the name of a file and what a browser calls it say nothing."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    return "WEBP" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else None


def read_photos(files: Sequence[bytes]) -> list[Still]:
    """Decode untrusted photos. Raises TooLarge, and Invalid for what is no JPEG, PNG or WebP or cannot be decoded."""
    if not files:
        return []
    if len(files) > MOST_PHOTOS:
        raise Invalid(f"ส่งภาพได้ครั้งละ {MOST_PHOTOS} ภาพ", f"At most {MOST_PHOTOS} photos at a time.", place="photos")
    for data in files:
        if len(data) > MOST_BYTES:
            most = MOST_BYTES >> 20
            raise TooLarge(f"ภาพใหญ่เกิน {most} เมกะไบต์", f"A photo is larger than {most} megabytes.")
        if sniffed(data) is None:
            raise Invalid("รับเฉพาะภาพ JPEG, PNG หรือ WebP", "Only JPEG, PNG and WebP photos are taken.", place="photos")
    return [_still(data, head, jpeg) for data, (head, jpeg) in zip(files, _decoded(files), strict=True)]


def _still(data: bytes, head: dict[str, Any], jpeg: bytes) -> Still:
    position = (head["lon"], head["lat"]) if head["lon"] is not None else None
    return Still(
        jpeg, hashlib.sha256(data).hexdigest(), int(head["width"]), int(head["height"]),
        taken_at(head["taken"], head["offset"]), position,
    )  # fmt: skip


def taken_at(written: str | None, offset: str | None = None, *, now: datetime | None = None) -> datetime | None:
    """The moment that a camera wrote, in Thailand unless it says otherwise; None where it cannot have been.

    >>> taken_at("2026:06:12 09:30:00"), taken_at("0000:00:00 00:00:00")
    (datetime.datetime(2026, 6, 12, 9, 30, tzinfo=datetime.timezone(datetime.timedelta(seconds=25200), 'Asia/Bangkok')), None)
    """
    found = TAKEN.match(written or "")
    if found is None:
        return None
    zone: timezone = BANGKOK
    if said := OFFSET.match(offset or ""):
        away = timedelta(hours=int(said[2]), minutes=int(said[3]))
        zone = timezone(away if said[1] == "+" else -away) if away < timedelta(hours=24) else BANGKOK
    try:
        moment = datetime(*map(int, found.groups()), tzinfo=zone)  # type: ignore[arg-type, misc]
    except ValueError:
        return None
    earliest, latest = datetime(2000, 1, 1, tzinfo=UTC), (now or datetime.now(UTC)) + timedelta(days=1)
    return moment if earliest <= moment <= latest else None


def path_of(folder: Path, sha256: str) -> Path:
    """Where a photo is kept."""
    assert HASH.match(sha256)
    return folder / f"photo-{sha256}.jpg"


def _decoded(files: Sequence[bytes]) -> list[tuple[dict[str, Any], bytes]]:
    """What the child says, believed only as far as it can be checked. Raises Invalid."""
    child = subprocess.Popen(
        [sys.executable, "-I", "-B", "-c", _START], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, env={"LC_ALL": "C.UTF-8", "PATH": ""}, cwd="/", start_new_session=True,
    )  # fmt: skip
    try:
        asked = json.dumps([len(data) for data in files]).encode() + b"\n" + b"".join(files)
        told, _ = child.communicate(asked, timeout=WALL_SECONDS)
    except subprocess.TimeoutExpired:
        told = b""
    finally:
        child.kill()
        child.wait()
    line, _, drawn = told.partition(b"\n")
    heads: list[dict[str, Any]] = []
    with contextlib.suppress(ValueError):
        heads = json.loads(line)
    if child.returncode != 0 or len(heads) != len(files):
        raise _refusal("photo-broken")
    return list(_parts(heads, drawn))


def _parts(heads: list[dict[str, Any]], drawn: bytes) -> Iterator[tuple[dict[str, Any], bytes]]:
    start = 0
    for head in heads:
        jpeg = drawn[start : start + int(head["length"])]
        start += len(jpeg)
        sizes = (head.get("width"), head.get("height"))
        if "refused" in head or sniffed(jpeg) != "JPEG" or not all(_is_side(size) for size in sizes):
            raise _refusal(str(head.get("refused")))
        yield head, jpeg


def _is_side(size: object) -> bool:
    return isinstance(size, int) and 0 < size <= LONGEST_SIDE


def _refusal(code: str) -> Invalid:
    th, en = REFUSALS.get(code, REFUSALS["photo-broken"])
    return Invalid(th, en, place="photos")
