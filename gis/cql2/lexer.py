"""CQL2 text into tokens, each with its line and column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn

from gis.cql2.errors import At, Cql2Error
from gis.cql2.nodes import LIMITS, Limits, too_deep, too_large
from gis.cql2.words import NAME, WORDS

TOKEN = re.compile(
    rf"""(?P<space>\s+)
    |(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |(?P<name>{NAME})
    |"(?P<quoted>(?:[^"]|"")*+)"
    |'(?P<text>(?:''|\\'|[^'])*+)'
    |(?P<sign><>|<=|>=|[=<>+\-*/^%(),])""",
    re.VERBOSE,
)
ESCAPED_QUOTE = re.compile(r"''|\\'")


@dataclass(frozen=True, slots=True)
class Token:
    """``kind``: number, name, quoted, text, sign, or end. ``word`` is the text in capitals where it may be a keyword."""

    kind: str
    text: str
    at: At

    @property
    def word(self) -> str:
        return self.text.upper() if self.kind in ("name", "sign") else ""


def tokens(source: str, limits: Limits = LIMITS) -> list[Token]:
    """Raises Cql2Error."""
    if len(source) > limits.length:
        raise Cql2Error(
            (1, 1),
            f"เงื่อนไขยาวเกิน {limits.length} ตัวอักษร ให้แยกเป็นหลายคำขอ",
            f"longer than {limits.length} characters; split it over several requests",
        )
    found, offset, line, begins = [], 0, 1, 0
    while offset < len(source):
        at = (line, offset - begins + 1)
        token = TOKEN.match(source, offset)
        if token is None:
            raise _no_token(source[offset], at)
        if token.lastgroup != "space":
            found.append(_token(token.lastgroup or "", token[token.lastgroup or 0], at))
        if breaks := source.count("\n", offset, token.end()):
            line, begins = line + breaks, source.rindex("\n", offset, token.end()) + 1
        offset = token.end()
    return [*found, Token("end", "", (line, offset - begins + 1))]


def _token(kind: str, text: str, at: At) -> Token:
    if kind == "text":
        text = ESCAPED_QUOTE.sub("'", text)
    elif kind == "quoted":
        text = text.replace('""', '"')
    return Token(kind, text, at)


def _no_token(character: str, at: At) -> Cql2Error:
    if character in "'\"":
        return Cql2Error(
            at,
            f"ไม่มีเครื่องหมาย {character} ปิดท้าย (ในข้อความ ให้เขียน '' แทน ' หนึ่งตัว และ \\' ก็คือ ')",
            f"no closing {character}; inside a text write '' for one ', and \\' is read as ' too",
        )
    if character == ";":
        return Cql2Error(
            at,
            "ไม่รับ EWKT (SRID=…;) ให้บอกระบบพิกัดด้วยพารามิเตอร์ filter-crs",
            "EWKT (SRID=…;) is not taken; name the coordinate system by the parameter filter-crs",
        )
    return Cql2Error(
        at,
        f"ไม่รู้จักอักขระ {character!r} ข้อความต้องอยู่ใน '…' และชื่อที่มีอักขระพิเศษต้องอยู่ใน \"…\"",
        f"the character {character!r} means nothing here; texts stand in '…', names with special characters in \"…\"",
    )


def _closing(found: list[Token]) -> dict[int, int]:
    """For each opening bracket where its closing one stands."""
    open_: list[int] = []
    closing = {}
    for number, token in enumerate(found):
        if token.word == "(":
            open_.append(number)
        elif token.word == ")" and open_:
            closing[open_.pop()] = number
    return closing


class Stream:
    """Tokens read one after another. ``depth`` counts open brackets and NOTs."""

    def __init__(self, source: str, limits: Limits = LIMITS) -> None:
        self._tokens = tokens(source, limits)
        self._next = 0
        self._limits = limits
        self._depth = 0
        self._terms = 0
        self._closing = _closing(self._tokens)

    @property
    def now(self) -> Token:
        return self._tokens[self._next]

    @property
    def then(self) -> Token:
        return self._tokens[min(self._next + 1, len(self._tokens) - 1)]

    def take(self) -> Token:
        token = self.now
        self._next += token.kind != "end"
        return token

    def took(self, *words: str) -> Token | None:
        """The token, where it is one of these."""
        return self.take() if self.now.word in words else None

    def need(self, word: str) -> Token:
        return self.took(word) or self.fail(f"เครื่องหมายหรือคำ {word}", word)

    def after_brackets(self) -> Token:
        """What follows the bracket that closes the one that opens here."""
        return self._tokens[min(self._closing.get(self._next, len(self._tokens)) + 1, len(self._tokens) - 1)]

    def term(self) -> None:
        """One more value. Counted while reading, so that what is too large is not read to its end."""
        self._terms += 1
        if self._terms > self._limits.nodes:
            raise too_large(self.now.at, self._limits)

    def deeper(self) -> None:
        self._depth += 1
        if self._depth > self._limits.depth:
            raise too_deep(self.now.at, self._limits)

    def shallower(self) -> None:
        self._depth -= 1

    def fail(self, th: str, en: str) -> NoReturn:
        """Raises Cql2Error: what stands here, and what was expected."""
        token = self.now
        if token.kind == "end":
            raise Cql2Error(token.at, f"เงื่อนไขจบก่อน ต้องมี{th}", f"the filter ends too early; expected {en}")
        shown = token.text if len(token.text) <= 40 else f"{token.text[:40]}…"
        quote = f' (ชื่อที่ซ้ำกับคำสงวนให้เขียน "{shown}")' if token.word in WORDS else ""
        quote_en = f' (a name like a keyword is written "{shown}")' if token.word in WORDS else ""
        raise Cql2Error(token.at, f"พบ {shown!r} แต่ต้องเป็น{th}{quote}", f"found {shown!r}, expected {en}{quote_en}")
