"""Thai text as it should be stored: one spelling for what looks alike, nothing invisible."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACES = re.compile("[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
#: in this order: a later repair relies on the earlier ones
_REPAIRS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile("เเ"), "แ"),
    (re.compile("([\u0e48-\u0e4c])([\u0e31\u0e34-\u0e3a])"), r"\2\1"),  # a tone mark typed before its vowel
    (re.compile("([\u0e48-\u0e4b])\u0e4d\u0e32"), "\\1\u0e33"),  # tone, nikhahit, aa
    (re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32"), "\\1\u0e33"),  # nikhahit, (tone,) aa
    (re.compile("\u0e33([\u0e48-\u0e4b])"), "\\1\u0e33"),  # a tone mark typed after sara am
    (re.compile("([\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])\\1+"), r"\1"),  # the same mark twice
)
_THAI = re.compile("[\u0e01-\u0e5b]")


def normalise(text: str) -> str:
    """The stored spelling: NFC (never NFKC, which splits sara am), marks in writing order, nothing invisible.

    นํ้า and น้ํา become น้ำ, เเ becomes แ, doubled marks become one; zero-width characters, byte order marks, control
    characters and half surrogates go; runs of spaces (also no-break) become one space; the ends are stripped.
    Line feeds inside stay. Idempotent.
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return _letters(_spacing(text))


def _spacing(text: str) -> str:
    text = _SURROGATE.sub("\ufffd", text).replace("\r\n", "\n").replace("\r", "\n")
    text = _INVISIBLE.sub("", _CONTROL.sub("", text))
    return _SPACES.sub(" ", text).strip()


def _letters(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    before = ""
    while before != text:
        before = text
        for pattern, replacement in _REPAIRS:
            text = pattern.sub(replacement, text)
    return text


def share(text: str) -> float:
    """How much of the text that is not ASCII is Thai: 0 (none of it) to 1 (all of it, and there is some)."""
    foreign = sum(not character.isascii() for character in text)
    return len(_THAI.findall(text)) / foreign if foreign else 0.0


_CONSONANT = "\u0e01-\u0e2e"
#: what Thai spelling forbids: a mark or a following vowel with nothing to stand on, a leading vowel that leads nothing
_ILLEGAL = re.compile(
    f"(?:^|[^{_CONSONANT}\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]"
    f"|[\u0e40-\u0e44](?![{_CONSONANT}])"
    "|[\u0e48-\u0e4b]{2}|[\u0e34-\u0e39]{2}|[\u0e3b-\u0e3e\u0e5c-\u0e5f]"
)


def plausible(texts: Iterable[str]) -> bool:
    """Whether the texts, taken together, read as Thai: mostly Thai letters beyond ASCII, few impossible spellings."""
    joined = "\n".join(texts)
    thai = len(_THAI.findall(joined))
    if thai == 0 or share(joined) < 0.9:
        return False
    return len(_ILLEGAL.findall(joined)) <= thai * 0.02


_FOLDED = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789", "่้๊๋์็ฯๆ .")


def folded(text: str) -> str:
    """The text for comparing with what somebody typed: lower case, without tone marks, spaces and dots, digits of ASCII.

    The database does the same in ``core.search_norm``.

    >>> folded("บ้านน้ำใส ม.๓") == folded("บานนำใส ม3")
    True
    """
    return unicodedata.normalize("NFC", text).lower().translate(_FOLDED)


_TO_ASCII = str.maketrans("๐๑๒๓๔๕๖๗๘๙\t\n\r\u00a0\u202f\u3000–—", "0123456789      --")
_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_UNSEEN = _INVISIBLE.pattern[1:-1]
#: what is read otherwise than it is written; every other letter stands for itself
_DAMAGE = re.compile(
    "เเ"
    f"|(?<=[{_CONSONANT}])[่-๋]? [\u0e32\u0e33](?=[{_CONSONANT}เ-ไ])"  # ส านัก, ส ำนัก: sara am torn off in a PDF
    f"|[{_MARKS}\u0e33{_UNSEEN}]{{2,}}\u0e32?"
    f"|\u0e4d\u0e32|[{_UNSEEN}]| {{2,}}"
)


@dataclass(frozen=True)
class Traced:
    """A text as it is meant, and for each letter of it where that letter stands in the text as it was written."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The span of the written text behind ``text[start:end]``; empty when that is empty."""
        if start >= end:
            return (0, 0)
        return self.starts[start], self.ends[end - 1]


def traced(text: str) -> Traced:
    """The text for reading: spelling as ``normalise``, digits of ASCII, one kind of space and dash, and ำ that a PDF
    tore off its consonant put back. Nothing is stored in this form: it exists to be searched and pointed from.
    """
    flat = _CONTROL.sub(" ", text.translate(_TO_ASCII))
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for damage in _DAMAGE.finditer(flat):
        first, last = damage.span()
        better = _meant(damage.group())
        pieces += (flat[done:first], better)
        starts += [*range(done, first), *[first] * len(better)]
        ends += [*range(done + 1, first + 1), *[last] * len(better)]
        done = last
    pieces.append(flat[done:])
    starts += range(done, len(flat))
    ends += range(done + 1, len(flat) + 1)
    return Traced("".join(pieces), tuple(starts), tuple(ends))


@lru_cache(4096)
def _meant(damage: str) -> str:
    if damage.isspace():
        return " "
    torn = damage.replace(" า", "\u0e33").replace(" \u0e33", "\u0e33")
    return _letters("ก" + _INVISIBLE.sub("", torn)).removeprefix("ก")
