"""The face of papers that leave as PDF or picture: Sarabun, whole TTF files from npm."""

from __future__ import annotations

from pathlib import Path

from app.core.errors import Unavailable

FOLDER = Path(__file__).parents[2] / "node_modules" / "@expo-google-fonts" / "sarabun"
WEIGHTS = ("400Regular", "600SemiBold", "700Bold")


def faces() -> tuple[Path, ...]:
    """The folders of the weights. Raises Unavailable when set-up has not brought them."""
    folders = tuple(FOLDER / weight for weight in WEIGHTS)
    if not all(any(folder.glob("*.ttf")) for folder in folders):
        raise Unavailable(
            "ไม่พบแบบอักษรไทยสำหรับ PDF สั่ง ./phaen setup", "The Thai fonts of PDFs are missing; run ./phaen setup."
        )
    return folders
