"""JSON that may be hostile: decoded, measured for depth without recursion, and only then parsed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from gis.readers.sentences import note, refusal
from gis.readers.table import Limits, Note

_ESCAPED = re.compile(rb"\\.", re.DOTALL)
_CHUNK = 1 << 22
_STEP = np.zeros(256, dtype=np.int8)
_STEP[[ord("["), ord("{")]] = 1
_STEP[[ord("]"), ord("}")]] = -1


def decode(data: bytes) -> tuple[str, list[Note]]:
    """The text of a JSON file: UTF-8, UTF-16 (with or without a byte order mark), else cp874."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), [note("utf16", "repair")]
    for codec, sign in (("utf-16-le", data[1:2]), ("utf-16-be", data[:1])):
        if sign == b"\0":
            return data.decode(codec, "replace"), [note("utf16", "repair")]
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return data.decode("cp874", "replace"), [note("encoding-guessed", "warning", codec="cp874")]


def depth(data: bytes) -> int:
    """How deep the brackets of JSON text (UTF-8) nest, strings apart; in one pass and constant memory."""
    deepest = level = 0
    quoted = 0
    for piece in _pieces(data):
        codes = np.frombuffer(piece, dtype=np.uint8)
        inside = (np.cumsum(codes == ord('"'), dtype=np.int64) + quoted) & 1
        levels = np.cumsum(np.where(inside, 0, _STEP[codes]), dtype=np.int64) + level
        if len(levels):
            deepest, level, quoted = max(deepest, int(levels.max())), int(levels[-1]), int(inside[-1])
    return deepest


def _pieces(data: bytes) -> Iterator[bytes]:
    """The text in pieces, each without its escape sequences, none of which is cut in two."""
    start = 0
    while start < len(data):
        end = min(start + _CHUNK, len(data))
        backslashes = len(data[start:end]) - len(data[start:end].rstrip(b"\\"))
        end += backslashes % 2
        yield _ESCAPED.sub(b"", data[start:end])
        start = end


class Sequence(list[Any]):
    """The values of a GeoJSON text sequence (RFC 8142), or of values simply following each other, one a line."""


def parse(text: str, limits: Limits) -> tuple[Any, bool]:
    """The value in the text (a `Sequence` when there are several), and whether it has NaN or Infinity, which are no
    JSON; they come through as floats for the caller to find their row. Raises Refusal.
    """
    raw = text.encode("utf-8", "replace")
    if len(raw) > limits.json_bytes:
        raise refusal("json-too-large", limit=limits.json_bytes)
    if depth(raw) > limits.json_depth:
        raise refusal("json-too-deep", limit=limits.json_depth)
    constants: list[str] = []
    values = Sequence(_values(text.replace("\x1e", " "), constants))
    if not values:
        raise refusal("no-features")
    return (values if len(values) > 1 else values[0]), bool(constants)


def _values(text: str, constants: list[str]) -> Iterator[Any]:
    def constant(name: str) -> float:
        constants.append(name)
        return float("nan")

    decoder = json.JSONDecoder(parse_constant=constant)
    start = _skip(text, 0)
    while start < len(text):
        try:
            value, end = decoder.raw_decode(text, start)
        except json.JSONDecodeError as error:
            raise refusal("json-syntax", f"line {error.lineno} column {error.colno}", reason=error.msg) from None
        except (ValueError, RecursionError) as error:
            raise refusal("json-syntax", reason=str(error)) from None
        yield value
        start = _skip(text, end)


def _skip(text: str, start: int) -> int:
    """The next place that is not white space."""
    while start < len(text) and text[start].isspace():
        start += 1
    return start
