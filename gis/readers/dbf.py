"""dBASE tables (.dbf) by their bytes, because which encoding they are in is ours to decide, not the driver's."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.readers import encoding
from gis.readers.refusal import Refusal
from gis.readers.sentences import note, refusal
from gis.readers.table import Note, Value

#: text, numbers, logical, date; memo and other binary kinds are not read
_KINDS = "CNFLD"


@dataclass(frozen=True)
class Field:
    """name as bytes; kind is the dBASE letter (C text, N F number, L logical, D date, ...)."""

    name: bytes
    kind: str
    decimals: int
    values: list[bytes]


@dataclass(frozen=True)
class Dbf:
    """All fields with their raw values (n each), which rows are marked deleted (n), and the language byte."""

    fields: list[Field]
    deleted: NDArray[np.bool_]
    language: int


def parse(data: bytes, columns: int) -> Dbf:
    """The table in the bytes of a .dbf, with at most `columns` fields. Raises Refusal when it is not one."""
    if len(data) < 33:
        raise _broken(".dbf too short")
    count, header, width = struct.unpack("<IHH", data[4:12])
    layout = [data[at : at + 32] for at in range(32, min(header, len(data)) - 31, 32)]
    layout = layout[: next((i for i, entry in enumerate(layout) if entry[0] == 0x0D), len(layout))]
    if len(layout) > columns:
        raise refusal("too-much", what_th="คอลัมน์", what_en="columns", count=len(layout), limit=columns)
    if not layout or width != 1 + sum(entry[16] for entry in layout) or len(data) < header + count * width:
        raise _broken(".dbf header and length disagree")
    table = np.frombuffer(data, dtype=np.uint8, count=count * width, offset=header).reshape(count, width)
    return Dbf(_fields(layout, table), table[:, 0] == ord("*"), data[29])


def _fields(layout: list[bytes], table: NDArray[np.uint8]) -> list[Field]:
    fields, start = [], 1
    for entry in layout:
        width = entry[16]
        cells = np.ascontiguousarray(table[:, start : start + width])
        values = np.char.rstrip(cells.view(f"S{width}").ravel()).tolist() if width else [b""] * len(table)
        fields.append(Field(entry[:11].split(b"\0")[0], chr(entry[11]), entry[17], values))
        start += width
    return fields


def _broken(reason: str) -> Refusal:
    return refusal("shp-broken", ".dbf", reason=reason)


def columns(table: Dbf, declared: str | None, given: str | None) -> tuple[dict[str, list[Value]], list[Note]]:
    """Decoded columns, and what was found out about the encoding.

    declared: the text of the .cpg; given: the encoding that a person named, which wins.
    """
    decision, notes = _decide(table, declared, given)
    found: dict[str, list[Value]] = {}
    binary = [field.name.decode("ascii", "replace") for field in table.fields if field.kind not in _KINDS]
    if binary:
        notes.append(note("values-dropped", "warning", names=", ".join(binary)))
    halves: set[int] = set()
    for number, field in enumerate(table.fields, start=1):
        name = encoding.decode(field.name, decision.codec)[0].strip() or f"field_{number}"
        unique = _unique(name, found)
        if unique != name:
            notes.append(note("column-renamed", "warning", old=name, new=unique))
        found[unique] = _values(field, decision.codec, halves)
    if halves:
        notes.append(note("half-character", "repair", sorted(halves)))
    return found, notes


def _unique(name: str, taken: dict[str, list[Value]]) -> str:
    unique, number = name, 2
    while unique in taken:
        unique, number = f"{name}_{number}", number + 1
    return unique


def _decide(table: Dbf, declared: str | None, given: str | None) -> tuple[encoding.Decision, list[Note]]:
    if given is not None:
        codec = encoding.declared_codec(given)
        if codec is None:
            raise refusal("encoding-unknown", name=given)
        return encoding.Decision(codec, certain=True), [note("encoding-given", "info", codec=codec)]
    texts = {value for field in table.fields if field.kind == "C" for value in field.values if not value.isascii()}
    texts |= {field.name for field in table.fields}
    said = encoding.declared_codec(declared or "") or encoding.language_codec(table.language)
    decision = encoding.decide(texts, said)
    if all(text.isascii() for text in texts):
        return decision, []
    if not decision.certain:
        return decision, [note("encoding-uncertain", "warning", codec=decision.codec)]
    if said is None:
        return decision, [note("encoding-guessed", "info", codec=decision.codec)]
    if said != decision.codec:
        return decision, [note("encoding-lied", "warning", declared=(declared or said).strip(), codec=decision.codec)]
    return decision, []


def _values(field: Field, codec: str, halves: set[int]) -> list[Value]:
    if field.kind in "NF":
        return [_number(value) for value in field.values]
    if field.kind == "L":
        return [{b"T": 1, b"Y": 1, b"F": 0, b"N": 0}.get(value.strip().upper()) for value in field.values]
    if field.kind == "D":
        return [_date(value) for value in field.values]
    if field.kind not in _KINDS:
        return [None] * len(field.values)
    return _texts(field.values, codec, halves)


def _texts(values: list[bytes], codec: str, halves: set[int]) -> list[Value]:
    known: dict[bytes, tuple[str, bool]] = {}
    texts: list[Value] = []
    for row, value in enumerate(values, start=1):
        if value not in known:
            known[value] = encoding.decode(value.split(b"\0")[0], codec)
        text, half = known[value]
        texts.append(text)
        if half:
            halves.add(row)
    return texts


def _number(value: bytes) -> Value:
    text = value.strip(b" \0*")
    try:
        return int(text) if text.lstrip(b"+-").isdigit() else float(text)
    except ValueError:
        return None


def _date(value: bytes) -> Value:
    text = value.strip(b" \0")
    if len(text) != 8 or not text.isdigit() or text == b"00000000":
        return None
    return f"{text[:4].decode()}-{text[4:6].decode()}-{text[6:].decode()}"
