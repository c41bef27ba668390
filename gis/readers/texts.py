"""Text columns as they should be stored: one Thai spelling, broken encodings put right, losses reported by row."""

from __future__ import annotations

from gis import thai
from gis.readers import encoding
from gis.readers.sentences import note
from gis.readers.table import Note, Value

Columns = dict[str, list[Value]]


def clean(columns: Columns, rows: list[int]) -> tuple[Columns, list[Note]]:
    """The columns with normalised names and values (blank text is None), and notes with 1-based source rows."""
    cleaner = _Cleaner(rows)
    cleaned: Columns = {}
    for name, values in columns.items():
        fixed = cleaner.value(name, 0) or "field"
        unique, number = fixed, 2
        while unique in cleaned:
            unique, number = f"{fixed}_{number}", number + 1
        cleaned[unique] = [
            cleaner.value(value, row) if isinstance(value, str) else value
            for value, row in zip(values, rows, strict=True)
        ]
    return cleaned, cleaner.notes()


class _Cleaner:
    """Remembers each distinct text once, and in which rows something happened to it."""

    def __init__(self, rows: list[int]) -> None:
        self.rows = rows
        self.known: dict[str, tuple[str, str | None]] = {}
        self.happened: dict[str, set[int]] = {}

    def value(self, text: str, row: int) -> str | None:
        if text not in self.known:
            self.known[text] = _clean(text)
        cleaned, event = self.known[text]
        if event is not None and row:
            self.happened.setdefault(event, set()).add(row)
        return cleaned or None

    def notes(self) -> list[Note]:
        levels = {"mojibake-repaired": "repair", "text-broken": "warning", "text-lost": "warning"}
        return [
            note(code, "repair" if level == "repair" else "warning", sorted(self.happened[code]))
            for code, level in levels.items()
            if code in self.happened
        ]


def _clean(text: str) -> tuple[str, str | None]:
    """The text to store, and what happened to it."""
    if text.isascii():
        return thai.normalise(text), "text-lost" if encoding.looks_lost(text) else None
    repaired = encoding.repair_mojibake(text)
    if repaired is not None:
        return thai.normalise(repaired), "mojibake-repaired"
    return thai.normalise(text), "text-broken" if encoding.looks_broken(text) else None
