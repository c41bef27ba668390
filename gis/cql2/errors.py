"""Why a filter is not taken: where, what was expected and the remedy, in Thai and English."""

from __future__ import annotations

At = tuple[int, int] | str
"""Where something stands: line and column of a text (from 1), or a JSON pointer (RFC 6901)."""


class Cql2Error(Exception):
    """The only thing that reading, checking and compiling a filter raise, whatever they are given."""

    def __init__(self, at: At, th: str, en: str) -> None:
        where_th, where_en = _spoken(at)
        self.at = at
        self.th = f"{where_th}: {th}"
        self.en = f"{where_en}: {en}"
        super().__init__(f"{self.th} · {self.en}")


def _spoken(at: At) -> tuple[str, str]:
    if isinstance(at, str):
        return f"ที่ {at or '/'}", f"at {at or '/'}"
    line, column = at
    return f"บรรทัด {line} ตัวที่ {column}", f"line {line}, column {column}"
