"""Which bytes are Thai: the encoding of attribute tables, and text that somebody decoded wrongly before us.

Files say what they are encoded in and are often wrong, so the bytes decide: strict UTF-8, else cp874 (of which TIS-620
and ISO 8859-11 are parts), and the declaration only where neither reads as Thai.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gis import thai

_DECLARED = {
    **dict.fromkeys(("874", "TIS620", "ISO885911", "IBM874", "MS874", "X874", "DOS874", "62"), "cp874"),
    **dict.fromkeys(("UTF8", "65001"), "utf-8"),
    **dict.fromkeys(("1252", "ISO88591", "88591", "LATIN1", "850", "437"), "cp1252"),
}
#: language driver byte of a dBASE header
_LANGUAGES = {0x50: "cp874", 0x03: "cp1252", 0x57: "cp1252"}


def declared_codec(text: str) -> str | None:
    """The codec that a .cpg file or a person means: "OEM 874", "TIS-620", "windows-874" are all cp874."""
    word = "".join(c for c in text.upper() if c.isalnum())
    for prefix in ("OEM", "ANSI", "WINDOWS", "CP"):
        word = word.removeprefix(prefix)
    return _DECLARED.get(word)


def language_codec(language: int) -> str | None:
    """The codec that the language byte of a dBASE header declares, if it says anything."""
    return _LANGUAGES.get(language)


@dataclass(frozen=True)
class Decision:
    """codec: how to decode. certain: the bytes themselves prove it (or there was nothing to prove)."""

    codec: str
    certain: bool


def decide(values: Iterable[bytes], declared: str | None) -> Decision:
    """The codec of many values of one table."""
    foreign = [value for value in values if not value.isascii()]
    if not foreign:
        return Decision("utf-8", certain=True)
    readable = [text for text in map(_utf8, foreign) if text is not None]
    if len(readable) >= 0.98 * len(foreign) and not all(text.isascii() for text in readable):
        return Decision("utf-8", certain=True)
    if thai.plausible(value.decode("cp874", "replace") for value in foreign):
        return Decision("cp874", certain=True)
    return Decision(declared if declared not in (None, "utf-8") else "cp874", certain=False)


def _utf8(value: bytes) -> str | None:
    """The text when it is valid UTF-8, if need be without the half character that a narrow column cut off."""
    try:
        return without_half(value).decode("utf-8")
    except UnicodeDecodeError:
        return None


def without_half(value: bytes) -> bytes:
    """The value without an incomplete UTF-8 character at its end."""
    for back in range(1, min(4, len(value) + 1)):
        byte = value[-back]
        if byte < 0x80:
            return value
        if byte >= 0xC0:
            wanted = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return value[:-back] if back < wanted else value
    return value


def decode(value: bytes, codec: str) -> tuple[str, bool]:
    """The text of one value, and whether a half character was dropped from its end.

    A value that is not valid in a UTF-8 table is read as cp874, what cannot be read becomes U+FFFD.
    """
    if value.isascii():
        return value.decode("ascii"), False
    if codec != "utf-8":
        return value.decode(codec, "replace"), False
    kept = without_half(value)
    try:
        return kept.decode("utf-8"), len(kept) != len(value)
    except UnicodeDecodeError:
        return value.decode("cp874", "replace"), False


def repair_mojibake(text: str) -> str | None:
    """The Thai behind text that was decoded wrongly once before and saved so; None when there is none.

    Reversible cases: UTF-8 or cp874 bytes read as Latin-1 or Windows-1252, UTF-8 bytes read as cp874.
    """
    if text.isascii():
        return None
    for raw in (_as_latin(text), _as_cp874(text)):
        repaired = None if raw is None else _reread(raw, also_cp874=raw is not None and not thai.share(text))
        if repaired is not None:
            return repaired
    return None


def _reread(raw: bytes, *, also_cp874: bool) -> str | None:
    try:
        text = without_half(raw).decode("utf-8")
    except UnicodeDecodeError:
        if not also_cp874:
            return None
        text = raw.decode("cp874", "replace")
        if sum(not c.isascii() for c in text) < max(2, sum(c.isascii() and c.isalpha() for c in text)):
            return None  # "100 m²", "naïve": a sign here and there is no Thai
    return text if thai.plausible([text]) else None


def _as_latin(text: str) -> bytes | None:
    """The bytes that Latin-1 or Windows-1252 would have shown as this text."""
    raw = bytearray()
    for character in text:
        if ord(character) < 0x100:
            raw.append(ord(character))
            continue
        try:
            raw += character.encode("cp1252")
        except UnicodeEncodeError:
            return None
    return bytes(raw)


def _as_cp874(text: str) -> bytes | None:
    """The bytes that cp874 would have shown as this text, when they can be UTF-8 (which all Thai letters are not)."""
    if "เธ" not in text and "เน" not in text:
        return None
    raw = bytearray()
    for character in text:
        if ord(character) < 0xA0:
            raw.append(ord(character))
            continue
        try:
            raw += character.encode("cp874")
        except UnicodeEncodeError:
            return None
    return bytes(raw)


def looks_broken(text: str) -> bool:
    """Whether the text reads like wrongly decoded Thai that cannot be put right."""
    latin = sum("\u0080" <= c <= "\u00ff" for c in text)
    return "\ufffd" in text or (latin >= 3 and latin * 2 >= len(text.replace(" ", "")))


def looks_lost(text: str) -> bool:
    """Whether nothing but question marks is left of a name."""
    return len(text) >= 2 and not text.strip("? ")
