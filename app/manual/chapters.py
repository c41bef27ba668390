"""The chapters as they lie in ``chapters/<id>.toml``, read once when the service starts."""

from __future__ import annotations

import tomllib
from pathlib import Path

from PIL import Image

from app.manual.rules import GROUPS, Chapter
from app.web.static import OWN

FOLDER = Path(__file__).parent / "chapters"
PICTURES = OWN / "img" / "manual"


def read(folder: Path) -> tuple[Chapter, ...]:
    """In the order of the table of contents. Raises ValidationError where a chapter lacks a part or misspells one."""
    files = sorted(folder.glob("*.toml"))
    chapters = [Chapter.model_validate({"id": file.stem, **tomllib.loads(file.read_text("utf-8"))}) for file in files]
    groups = list(GROUPS)
    return tuple(sorted(chapters, key=lambda chapter: (groups.index(chapter.group), chapter.order)))


def sizes(chapters: tuple[Chapter, ...]) -> dict[str, tuple[int, int]]:
    """Width and height in pixels of each picture that lies there, by name, so that a page keeps its room."""
    files = {one.name: PICTURES / f"{one.name}.webp" for chapter in chapters for one in chapter.pictures}
    return {name: _size(file) for name, file in files.items() if file.is_file()}


def _size(file: Path) -> tuple[int, int]:
    with Image.open(file) as picture:
        return picture.size


CHAPTERS = read(FOLDER)
SIZES = sizes(CHAPTERS)
