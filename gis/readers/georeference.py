"""Where on Earth the rows lie: which system the coordinates are really in, and which rows cannot be in Thailand.

A declaration is believed only as far as the numbers allow. What is certain is done, what is likely is asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

from gis import crs
from gis.readers.refusal import Choice, Question, RowRefusal
from gis.readers.sentences import note, question, refusal, row_refusal
from gis.readers.table import Note
from gis.readers.wire import RawLayer

#: degrees by which a coastline or an island may stand beyond the extent
_SLACK = 0.05
_ORDER = (4326, 32647, 24047, 32648, 24048, 3857)


@dataclass
class Placed:
    """Geometries in EPSG:4326, which of them stay (n booleans), and what was found out on the way."""

    geometries: NDArray[np.object_]
    inside: NDArray[np.bool_]
    crs: int
    notes: list[Note] = field(default_factory=list)
    rejected: list[RowRefusal] = field(default_factory=list)


def place(
    raw: RawLayer, geometries: NDArray[np.object_], rows: NDArray[np.int64], *, given: int | None, swap: bool
) -> Placed:
    """The geometries (finite, not empty, native coordinates) as longitude and latitude.

    Raises Question when the system has to be said, Refusal when every row lies outside Thailand.
    """
    notes = []
    if swap:
        geometries = _exchange(geometries)
        notes.append(note("axes-exchanged", "repair"))
    bounds = shapely.bounds(geometries)
    code = _code(raw, bounds, given, notes)
    placed = crs.transform(geometries, code, crs.STORAGE)
    inside = crs.within(shapely.bounds(placed), crs.THAILAND, slack=_SLACK)
    if not inside.any():
        _nowhere(bounds, shapely.bounds(placed), code)
    if crs.reference(code).definition.find("towgs84") > 0:
        notes.append(note("datum-shifted", "info"))
    outside = np.flatnonzero(~inside)
    rejected = [_outside(int(rows[i]), shapely.bounds(placed[i]), bounds[i]) for i in outside]
    return Placed(placed, inside, code, notes, rejected)


def _exchange(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    return np.asarray(shapely.transform(geometries, lambda xy: xy[:, ::-1]), dtype=object)


def _code(raw: RawLayer, bounds: NDArray[np.float64], given: int | None, notes: list[Note]) -> int:
    """The EPSG code to read by, after everything that speaks against it. Raises Question or Refusal."""
    degrees = _looks_like_degrees(bounds)
    if given is not None:
        code = _given(raw, given, notes)
    elif raw.crs is None:
        if not degrees:
            raise _ask("crs-missing", bounds)
        code = crs.STORAGE
        if not raw.degrees_by_standard:
            notes.append(note("crs-assumed", "warning", crs=code))
    else:
        code = _declared(raw, bounds)
    if crs.reference(code).kind == "projected" and degrees:
        raise _ask("crs-degrees-labelled-metres", bounds, crs=code)
    if crs.reference(code).kind == "geographic" and not degrees:
        raise _ask("crs-metres-labelled-degrees", bounds, crs=code)
    return code


def _given(raw: RawLayer, given: int, notes: list[Note]) -> int:
    if given not in crs.REGISTRY:
        raise refusal("crs-not-allowed", crs=given, allowed=", ".join(map(str, crs.REGISTRY)))
    if raw.crs is None or raw.crs.code != given:
        notes.append(note("crs-given", "info", crs=given, declared="-" if raw.crs is None else raw.crs.name))
    return given


def _declared(raw: RawLayer, bounds: NDArray[np.float64]) -> int:
    assert raw.crs is not None
    if raw.crs.code is not None:
        return raw.crs.code
    if raw.crs.status == "unknown_datum":
        raise question("crs-unknown-datum", _choices(raw.crs.candidates), name=raw.crs.name)
    raise _ask("crs-unsupported", bounds, name=raw.crs.name)


def _looks_like_degrees(bounds: NDArray[np.float64]) -> bool:
    """Whether at least half of the rows have values that angles can have (exchanged ones too)."""
    return bool(np.mean(np.abs(bounds).max(axis=1) <= 360.0) >= 0.5)


def _centres(bounds: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack(((bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2))


def _fits(centres: NDArray[np.float64], code: int) -> bool:
    """Whether at least half of the centres lie in Thailand when read in this system."""
    placed = crs.transform_coordinates(centres, code, crs.STORAGE)
    return bool(np.mean(crs.within(np.hstack((placed, placed)), crs.THAILAND)) >= 0.5)


def _choices(codes: Iterable[int]) -> tuple[Choice, ...]:
    known = [crs.reference(code) for code in codes]
    return tuple(Choice("crs", str(each.code), each.title_th, each.title_en) for each in known)


def _ask(code: str, bounds: NDArray[np.float64], **values: object) -> Question:
    """The question with the systems in which the rows would lie in Thailand; exchanged axes are one of them."""
    centres = _centres(bounds)
    choices = _choices(each for each in _ORDER if _fits(centres, each))
    if not choices and _fits(centres[:, ::-1], crs.STORAGE):
        choices = (_SWAP,)
    return question(code, choices, **values)


_SWAP = Choice("swap_axes", "true", "สลับละติจูดกับลองจิจูด", "exchange latitude and longitude")


def _nowhere(bounds: NDArray[np.float64], placed: NDArray[np.float64], code: int) -> None:
    """No row lies in Thailand: ask whether the axes are exchanged or the system is another, or refuse."""
    centres = _centres(bounds)
    if _fits(centres[:, ::-1], code):
        raise question("axes-swapped", (_SWAP,), x=_span(bounds[:, 1], bounds[:, 3]))
    others = [each for each in _ORDER if each != code and _fits(centres, each)]
    if others:
        raise question("crs-does-not-fit", _choices(others), crs=code)
    x, y = _span(placed[:, 0], placed[:, 2]), _span(placed[:, 1], placed[:, 3])
    raise refusal("outside-thailand", x=x, y=y)


def _outside(row: int, placed: NDArray[np.float64], native: NDArray[np.float64]) -> RowRefusal:
    if np.abs(native).max() < 1e-6:
        return row_refusal(row, "null-island")
    return row_refusal(row, "outside-thailand", x=_span(placed[0], placed[2]), y=_span(placed[1], placed[3]))


def _span(low: NDArray[np.float64] | float, high: NDArray[np.float64] | float) -> str:
    least, most = f"{np.min(low):.6g}", f"{np.max(high):.6g}"
    return least if least == most else f"{least} - {most}"
