"""Photos: what a telephone wrote is read and then gone, a hostile file costs a refusal, and the distance is told."""

from __future__ import annotations

import hashlib
import io
import random
import struct
import zlib
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.attachments import keep
from app.core.authority import OPERATOR
from app.core.errors import Invalid, TooLarge
from app.monitoring.commands.reports import report_progress
from app.monitoring.commands.synthetic import remove_synthetic_monitoring
from app.monitoring.imports.photos import MOST_BYTES, path_of, read_photos, sniffed, taken_at
from app.monitoring.models import Photo
from tests.app.monitoring.toys import ROAD, invented, picture, planned, report

THAI = timezone(timedelta(hours=7))


def png_that_says(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header promises so many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_time_and_position_are_read_and_nothing_of_the_camera_is_kept(kind: str) -> None:
    sent = picture(kind)
    assert b"SECRET-MAKER" in sent
    still = read_photos([sent])[0]
    assert (still.taken_at, still.position) == (datetime(2025, 4, 30, 9, 30, tzinfo=THAI), (100.75, 15.5))
    assert (still.width, still.height, still.original_sha256) == (64, 48, hashlib.sha256(sent).hexdigest())
    with Image.open(io.BytesIO(still.jpeg)) as kept:
        assert (kept.format, dict(kept.getexif()), kept.info.get("exif")) == ("JPEG", {}, None)
    assert b"SECRET" not in still.jpeg
    assert b"Exif" not in still.jpeg


def test_a_large_photo_is_made_smaller_and_stands_upright() -> None:
    still = read_photos([picture(size=(4000, 1000), more={0x0112: 6})])[0]
    assert (still.width, still.height) == (400, 1600), "turned by a quarter, its longer side 1600"


def test_what_hangs_behind_the_image_is_gone() -> None:
    """A polyglot: a photo that is a ZIP and a script at the same time."""
    tail = b"PK\x03\x04evil.exe" + b"<script>alert(1)</script>" + b"PK\x05\x06" + b"\0" * 18
    still = read_photos([picture() + tail])[0]
    assert b"PK\x03\x04" not in still.jpeg
    assert b"<script>" not in still.jpeg


@pytest.mark.parametrize(
    "data",
    [b"", b"GIF89a" + b"\0" * 50, b"%PDF-1.7", b"<svg onload='alert(1)'/>", b"PK\x03\x04", b"<?xml version='1.0'?><x/>",
     b"\x00\x00\x00\x20ftypheic" + b"\0" * 40, b"BM" + b"\0" * 60, b"II*\0" + b"\0" * 60, b"%!PS-Adobe-3.0 EPSF"],
)  # fmt: skip
def test_what_is_no_jpeg_png_or_webp_is_refused_before_anything_opens_it(data: bytes) -> None:
    assert sniffed(data) is None
    with pytest.raises(Invalid, match="Only JPEG, PNG and WebP") as refused:
        read_photos([data])
    assert refused.value.place == "photos"


def test_files_that_only_begin_like_photos_are_refused() -> None:
    for data in (
        b"\xff\xd8\xff\xe0" + b"\0" * 100, b"\x89PNG\r\n\x1a\n" + b"junk" * 20, b"RIFF\x24\0\0\0WEBPVP8 " + b"\xff" * 40,
        b"\xff\xd8\xff" + b"<?php system($_GET[0]);?>", picture()[:200],
    ):  # fmt: skip
        with pytest.raises(Invalid, match="cannot be opened"):
            read_photos([data])


def test_a_bomb_of_pixels_is_refused() -> None:
    with pytest.raises(Invalid, match="too many pixels"):
        read_photos([png_that_says(60_000, 60_000)])


def test_a_huge_file_is_refused_unread_and_seven_are_too_many() -> None:
    with pytest.raises(TooLarge):
        read_photos([b"\xff\xd8\xff" + b"\0" * MOST_BYTES])
    with pytest.raises(Invalid, match="At most 6 photos"):
        read_photos([picture()] * 7)


def test_garbage_in_the_header_leaves_the_photo_and_says_nothing() -> None:
    """60 mutations of the EXIF block: the photo is kept without a word, or refused; the reader never falls."""
    chance, sent = random.Random(2569), picture()
    start = sent.index(b"Exif")
    spoiled = []
    for _ in range(60):
        data = bytearray(sent)
        for _ in range(chance.randint(1, 30)):
            data[start + chance.randrange(6, 180)] = chance.randrange(256)
        spoiled.append(bytes(data))
    outcomes = {"kept": 0, "refused": 0}
    for first in range(0, 60, 5):
        try:
            for still in read_photos(spoiled[first : first + 5]):
                assert still.position is None or (abs(still.position[0]) <= 180 and abs(still.position[1]) <= 90)
                assert b"SECRET" not in still.jpeg
            outcomes["kept"] += 5
        except Invalid:
            outcomes["refused"] += 5
    assert outcomes["kept"] > 40, outcomes


@pytest.mark.parametrize(
    ("at", "expected"), [((0.0, 0.0), None), ((100.75, 15.5), (100.75, 15.5)), (None, None)]
)  # fmt: skip
def test_no_position_and_null_island_are_no_place(at: tuple[float, float] | None, expected: object) -> None:
    assert read_photos([picture(at=at)])[0].position == expected


@pytest.mark.parametrize(
    ("written", "offset", "expected"),
    [
        ("2025:04:30 09:30:00", None, datetime(2025, 4, 30, 2, 30, tzinfo=UTC)),
        ("2025:04:30 09:30:00", "+00:00", datetime(2025, 4, 30, 9, 30, tzinfo=UTC)),
        ("2025:04:30 09:30:00", "-02:30", datetime(2025, 4, 30, 12, 0, tzinfo=UTC)),
        ("2025:04:30 09:30:00", "+99:99", datetime(2025, 4, 30, 2, 30, tzinfo=UTC)),
        ("2568:04:30 09:30:00", None, None), ("1980:01:01 00:00:00", None, None), ("2025:02:30 09:30:00", None, None),
        ("yesterday", None, None), (None, None, None),
    ],
)  # fmt: skip
def test_the_hour_is_that_of_thailand_unless_the_camera_says_otherwise(
    written: str | None, offset: str | None, expected: datetime | None
) -> None:
    assert taken_at(written, offset, now=datetime(2026, 1, 1, tzinfo=UTC)) == expected


def test_photos_are_kept_under_their_hash_with_their_distance(session: Session, tmp_path: Path) -> None:
    """The road runs at 15.5° N from 100.5° to 101.5° E: a photo 0.001° north of its end is 110.65 m away."""
    planned(session)
    stills = read_photos([picture(at=(100.5, 15.501)), picture(at=None, colour="blue"), picture(at=(100.5, 15.501))])
    given = report(20, lon=101.5, lat=15.5)
    made = report_progress(session, by=OPERATOR, reference=ROAD, given=given, photos=stills, folder=tmp_path)
    rows = session.scalars(select(Photo).where(Photo.report_id == made.id).order_by(Photo.distance_m.desc())).all()
    assert [row.position_source for row in rows] == ["exif", "device"], "the same photo twice is one photo"
    assert [round(row.distance_m or 0, 1) for row in rows] == [110.7, 0.0]
    for row in rows:
        kept = path_of(tmp_path, row.sha256).read_bytes()
        assert hashlib.sha256(kept).hexdigest() == row.sha256
        assert len(kept) == row.size_bytes
    assert len(list(tmp_path.iterdir())) == 2


def test_a_project_without_a_place_has_no_distance(session: Session, tmp_path: Path) -> None:
    planned(session, "P-3")
    given = report(20)
    made = report_progress(
        session, by=OPERATOR, reference="P-3", given=given, photos=read_photos([picture()]), folder=tmp_path
    )
    row = session.scalars(select(Photo).where(Photo.report_id == made.id)).one()
    assert (row.distance_m, row.position_source) == (None, "exif")


def test_photos_of_invented_projects_leave_the_disk_unless_a_real_one_has_the_same(
    session: Session, tmp_path: Path
) -> None:
    planned(session)
    invented(session, "D-1")
    mine, shared = picture(), picture(colour="blue")
    report_progress(
        session, by=OPERATOR, reference="D-1", given=report(20), photos=read_photos([mine, shared]), folder=tmp_path
    )
    report_progress(
        session, by=OPERATOR, reference=ROAD, given=report(20), photos=read_photos([shared]), folder=tmp_path
    )
    assert remove_synthetic_monitoring(session, by=OPERATOR, folder=tmp_path)["photos"] == 1
    assert [path.name for path in tmp_path.iterdir()] == [path_of(tmp_path, read_photos([shared])[0].sha256).name]


def test_keeping_twice_is_keeping_once(tmp_path: Path) -> None:
    still = read_photos([picture()])[0]
    for _ in range(2):
        keep(path_of(tmp_path / "deep" / "files", still.sha256), still.jpeg)
    assert [path.stat().st_mode & 0o777 for path in (tmp_path / "deep" / "files").iterdir()] == [0o640]
