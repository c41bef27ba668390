"""One name read from the letters after its announcing word, among the names that may stand there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from app.places.naming.gazetteer import CAPITAL, Names, key, skeleton
from app.places.naming.mention import Verdict

_EDGE = re.compile(r"(?= )|[,/]| ?- ?|และ|กับ|ถึง|$")
_BREAK = re.compile(r" ?[,/-] ?")
_WORDS = 4
"""Pieces that a scan may have torn one name into."""
_WORD = 6
"""Letters that must follow a name for the rest to be words of its own."""
_LETTERS = re.compile("[\u0e01-\u0e4e]")


@dataclass(frozen=True, slots=True)
class Read:
    """A name that ends ``length`` letters into the window."""

    length: int
    codes: tuple[str, ...]
    verdict: Verdict = Verdict.EXACT


def _ends(window: str) -> list[int]:
    """Where the name may end: at each of the first spaces and "and"s, at the first comma or dash, else at the end."""
    ends: list[int] = []
    begin = len(window) - len(window.lstrip())
    for edge in _EDGE.finditer(window, begin):
        if edge.start() > begin:
            ends.append(len(window[: edge.start()].rstrip()))
        if _BREAK.fullmatch(edge.group()) or len(ends) == _WORDS:
            break
    return ends


def exact(window: str, names: Names) -> Read | None:
    """The longest run of whole words that is a name."""
    for end in reversed(_ends(window)):
        codes = names.get(key(window[:end]))
        if codes:
            return Read(end, codes)
    return None


def capital(window: str, codes: tuple[str, ...]) -> Read | None:
    """อำเภอเมือง without the province's name."""
    for end in _ends(window)[:1]:
        if codes and key(window[:end]) == CAPITAL:
            return Read(end, codes)
    return None


def glued(window: str, names: Names) -> Read | None:
    """The longest name that the window begins with, where no space says that it ends there.

    A few letters more make another name (หนองบัวบาน is not หนองบัว); more than that are words that follow.
    """
    begin = len(window) - len(window.lstrip())
    whole = _ends(window)[:1] or [begin]
    for end in range(whole[0], begin + 2, -1):
        codes = names.get(window[begin:end])
        if codes and not _continues(window, end):
            return Read(end, codes, Verdict.JOINED) if whole[0] - end >= _WORD else None
    return None


def _continues(window: str, end: int) -> bool:
    """Whether a vowel or tone mark follows, so that the name would end within a syllable."""
    return end < len(window) and re.match("[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]", window[end]) is not None


def near(window: str, names: Names) -> Read | None:
    """The one name that differs from whole words of the window by what a scan or a slip of the pen changes.

    None when two names are equally near: the better of two guesses is still a guess.
    """
    found: list[tuple[int, int, str]] = []
    for end in _ends(window):
        written = skeleton(window[:end])
        for name in names:
            allowed = _allowed(min(len(written), len(skeleton(name))))
            distance = _distance(written, skeleton(name), allowed)
            if distance <= allowed:
                found.append((distance, end, name))
    if not found:
        return None
    best, end, name = min(found)
    rivals = {other for distance, _, other in found if distance == best and names[other] != names[name]}
    return None if rivals else Read(end, names[name], Verdict.NEAR)


def _allowed(length: int) -> int:
    """How many letters may differ: none in three letters, one up to seven, two beyond."""
    return 0 if length <= 3 else 1 if length <= 7 else 2


@lru_cache(1 << 16)
def _distance(one: str, other: str, most: int) -> int:
    """Letters to insert, leave out or change (Levenshtein); anything above ``most`` is ``most`` + 1."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        diagonal, row[0] = row[0], i
        for j, against in enumerate(other, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (letter != against))
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


_JOINT = re.compile(r" ?(?:,|/|-|และ|กับ)(?: ?และ)? ?")


def more(text: str, at: int, stop: int, names: Names) -> Iterator[tuple[int, Read]]:
    """Names that go on without their announcing word: ตำบลก, ข และ ค. Each must be a name to the letter.

    Yields where each begins, and its reading. Ends at the first that is not a name.
    """
    while True:
        joint = _JOINT.match(text, at, stop)
        if joint is None or not _LETTERS.match(text, joint.end(), stop):
            return
        read = exact(text[joint.end() : stop], names)
        if read is None:
            return
        yield joint.end(), read
        at = joint.end() + read.length
