"""What a browser sends of a report: its words, and its files."""

from __future__ import annotations

from typing import Any

from starlette.datastructures import UploadFile

from app.monitoring.imports.photos import MOST_BYTES, MOST_PHOTOS
from app.web.forms import Given


def parted(given: Given) -> tuple[dict[str, Any], list[bytes]]:
    """The words of a form, and the files that came with it; a field for files that was left empty brings none."""
    sent = given.get("photos") or []
    uploads = [one for one in (sent if isinstance(sent, list) else [sent]) if isinstance(one, UploadFile)]
    files = [one.file.read(MOST_BYTES + 1) for one in uploads[: MOST_PHOTOS + 1] if one.filename]
    for one in uploads:
        one.file.close()
    return {name: value for name, value in given.items() if name != "photos"}, files
