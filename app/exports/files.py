"""Where the files of exports lie, and how they are called by who takes them."""

from __future__ import annotations

from pathlib import Path

from app.exports.models import Export
from app.exports.rules import MADE
from app.ogc.downloads import FOLDER

__all__ = ["FOLDER", "draft_of", "file_of", "name_of"]


def file_of(folder: Path, export: Export) -> Path:
    """Its name tells nothing but the export."""
    return folder / f"{export.id}.{MADE[export.format].suffix}"


def draft_of(folder: Path, export: Export) -> Path:
    """While it is made. GDAL goes by the end of the name."""
    return folder / f"{export.id}.draft.{MADE[export.format].suffix}"


def name_of(export: Export) -> str:
    """What the file is called when it has been taken."""
    return f"{export.layer}.{MADE[export.format].suffix}"
