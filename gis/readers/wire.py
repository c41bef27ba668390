"""What crosses the fence: a job in, one raw layer or one refusal out.

The answer is a line of JSON, then the well-known binary of all geometries end to end. Nothing in it is executed or
unpickled; the parent checks every length before it believes it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from gis.readers.refusal import Choice, Question, Refusal, RowRefusal
from gis.readers.table import Limits, Note, Value


@dataclass(frozen=True)
class Job:
    """kind: json | fgb | gpkg | kml | shapefile; files: the part's extension (".shp") -> its path in quarantine."""

    kind: str
    files: dict[str, str]
    layer: str | None
    encoding: str | None
    limits: Limits

    def dumps(self) -> bytes:
        return json.dumps(asdict(self)).encode()


def load_job(data: bytes) -> Job:
    job = json.loads(data)
    return Job(**{**job, "limits": Limits(**job["limits"])})


@dataclass(frozen=True)
class Crs:
    """What the file says of its coordinate system, already recognised (`gis.crs.Identification`)."""

    name: str
    status: str
    code: int | None
    candidates: tuple[int, ...] = ()


@dataclass
class RawLayer:
    """One layer as the file has it: native coordinates, repaired encoding, nothing judged.

    wkb has one entry for each row, None where there is no geometry; `degrees_by_standard` says that the format defines
    EPSG:4326 where the file is silent (GeoJSON, KML).
    """

    driver: str
    layer: str
    columns: dict[str, list[Value]]
    wkb: list[bytes | None]
    rows: list[int]
    crs: Crs | None = None
    degrees_by_standard: bool = False
    notes: list[Note] = field(default_factory=list)
    rejected: list[RowRefusal] = field(default_factory=list)
    fences: list[str] = field(default_factory=list)


def dump_layer(raw: RawLayer) -> bytes:
    head = {name: value for name, value in vars(raw).items() if name not in ("wkb", "notes", "rejected", "crs")}
    head["crs"] = None if raw.crs is None else asdict(raw.crs)
    head["notes"] = [asdict(note) for note in raw.notes]
    head["rejected"] = [asdict(row) for row in raw.rejected]
    head["lengths"] = [-1 if geometry is None else len(geometry) for geometry in raw.wkb]
    return b"".join([json.dumps(head).encode(), b"\n", *(geometry for geometry in raw.wkb if geometry is not None)])


def dump_refusal(refusal: Refusal) -> bytes:
    told: dict[str, Any] = {name: getattr(refusal, name) for name in ("code", "th", "en", "place")}
    told["rejected"] = [asdict(row) for row in refusal.rejected]
    if isinstance(refusal, Question):
        told["choices"] = [asdict(choice) for choice in refusal.choices]
    return json.dumps({"refusal": told}).encode() + b"\n"


def load_answer(answer: bytes) -> RawLayer:
    """The layer in an answer. Raises the refusal in it, or ValueError when the answer is not one."""
    line, _, body = answer.partition(b"\n")
    try:
        head = json.loads(line)
        if "refusal" in head:
            raise _refusal(head["refusal"])
        return _layer(head, memoryview(body))
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("not an answer of the reader") from error


def _refusal(told: dict[str, Any]) -> Refusal:
    code, th, en, place = (str(told[name]) for name in ("code", "th", "en", "place"))
    if "choices" in told:
        return Question(code, tuple(Choice(**choice) for choice in told["choices"]), th, en, place)
    return Refusal(code, th, en, place, rejected=tuple(RowRefusal(**row) for row in told["rejected"]))


def _layer(head: dict[str, Any], body: memoryview) -> RawLayer:
    lengths = [int(length) for length in head.pop("lengths")]
    count = len(lengths)
    if sum(length for length in lengths if length > 0) != len(body):
        raise ValueError("geometry block has another length than announced")
    if len(head["rows"]) != count or any(len(column) != count for column in head["columns"].values()):
        raise ValueError("columns of different lengths")
    crs = head.pop("crs")
    return RawLayer(
        **{**head, "notes": [Note(**{**note, "rows": tuple(note["rows"])}) for note in head["notes"]]}
        | {"rejected": [RowRefusal(**row) for row in head["rejected"]]},
        crs=None if crs is None else Crs(**{**crs, "candidates": tuple(crs["candidates"])}),
        wkb=_cut(lengths, body),
    )


def _cut(lengths: list[int], body: memoryview) -> list[bytes | None]:
    pieces: list[bytes | None] = []
    start = 0
    for length in lengths:
        if length < 0:
            pieces.append(None)
            continue
        pieces.append(bytes(body[start : start + length]))
        start += length
    return pieces
