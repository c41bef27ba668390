"""Files that people attach: what they really are decides their content, not their name; each is kept once, by its hash."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.core.attachments import keep
from app.core.errors import Invalid, TooLarge
from app.core.settings import Settings
from app.projects.models.parts import MOST_BYTES
from gis.thai import normalise

LONGEST = 120
MOST_MEMBERS = 5_000
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MAGIC = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG))
SUFFIX = {
    PDF: ".pdf",
    JPEG: ".jpg",
    PNG: ".png",
    OFFICE["word/document.xml"]: ".docx",
    OFFICE["xl/workbook.xml"]: ".xlsx",
}
TAKEN = "PDF, JPEG, PNG, DOCX, XLSX"


@dataclass(frozen=True, slots=True)
class Kept:
    """A file on the shelf."""

    name: str
    media_type: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where the files lie: a folder of the data home that unprivileged processes may write to."""

    folder: Path

    @classmethod
    def of(cls, settings: Settings) -> Shelf:
        return cls(settings.files)

    def keep(self, name: str, content: BinaryIO) -> Kept:
        """Write the bytes under their hash. Raises TooLarge, or Invalid for what is none of the documents taken."""
        data = content.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise TooLarge(
                f"แฟ้มใหญ่เกิน {MOST_BYTES >> 20} MB แบ่งหรือบีบอัดแล้วแนบใหม่",
                f"The file is larger than {MOST_BYTES >> 20} MB; divide or compress it.",
            )
        media_type = sniffed(data)
        if media_type is None:
            raise Invalid(
                f"รับเฉพาะ {TAKEN} โดยดูจากเนื้อแฟ้ม", f"Only {TAKEN} are taken, by what the file really is.", place="file"
            )
        digest = hashlib.sha256(data).hexdigest()
        keep(self.path(digest), data)
        return Kept(file_name(name, media_type), media_type, len(data), digest)

    def path(self, sha256: str) -> Path:
        return self.folder / f"evidence-{sha256}"


def sniffed(data: bytes) -> str | None:
    """The media type by the content; None for what is not taken: what a browser would run, archives, empty files."""
    known = next((media_type for magic, media_type in MAGIC if data.startswith(magic)), None)
    if known is not None or not data.startswith(b"PK\x03\x04"):
        return known
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    is_office = "[Content_Types].xml" in names and len(names) <= MOST_MEMBERS
    # a document that carries macros may run on the reader's machine
    if not is_office or any(name.endswith("vbaProject.bin") for name in names):
        return None
    return next((media_type for part, media_type in OFFICE.items() if part in names), None)


def file_name(given: str, media_type: str) -> str:
    """A name without a path or anything invisible, that ends as its content asks for."""
    last = given.replace("\\", "/").rsplit("/", 1)[-1]
    stem = Path(normalise(last).replace("\n", " ")).stem.strip(" .")[:LONGEST] or "file"
    return stem + SUFFIX[media_type]
