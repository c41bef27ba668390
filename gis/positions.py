"""Positions as people write them: degrees, degrees with minutes and seconds, UTM on either datum, MGRS.

Every reading must lie in Thailand (``crs.THAILAND``); latitude and longitude cannot be confused there, so that their order
does not matter. Thai digits are read. MGRS is the lettering of WGS 84; sheets on Indian 1975 use another one, so their
squares must be given as UTM.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from gis.crs import THAILAND, transform_coordinates

THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
WGS84 = 4326
ZONES = {47: (32647, 24047), 48: (32648, 24048)}
"""The systems of each UTM zone: WGS 84, Indian 1975."""
BETWEEN = 102.0
"""The meridian between zones 47 and 48."""
INDIAN = frozenset({24047, 24048, 4240})
HOW = (
    "เขียนพิกัดเป็นองศา เช่น 15.5, 100.25 หรือ 15°30'00\" 100°15'00\" หรือ UTM เช่น 47N 634019 1714010 หรือ MGRS เช่น 47PPT3401914010",
    "Write degrees such as 15.5, 100.25 or 15°30'00\" 100°15'00\", UTM such as 47N 634019 1714010, or MGRS such as"
    " 47PPT3401914010.",
)
OUTSIDE = (
    "พิกัดนี้อยู่นอกประเทศไทย ตรวจตัวเลข โซน และระบบพิกัด",
    "The position is not in Thailand; check its digits, zone and system.",
)
NO_ZONE = (
    "ต้องเลือกระบบพิกัดและโซน (47 หรือ 48) ของค่า E N",
    "Choose the system and the zone (47 or 48) of easting and northing.",
)
TWO_ZONES = ("โซนในข้อความไม่ตรงกับระบบที่เลือก", "The zone that is written is not that of the chosen system.")
MINUTES = ("ลิปดาและฟิลิปดาต้องอยู่ระหว่าง 0–59", "Minutes and seconds lie between 0 and 59.")

_NUMBER = r"[+-]?\d+(?:\.\d+)?"
_MGRS = re.compile(r"^(47|48)\s*([NPQ])\s*([A-HJ-NP-Z])([A-HJ-NP-V])\s*(?:(\d{1,5})\s+(\d{1,5})|((?:\d\d){1,5}))$")
_UTM = re.compile(
    rf"^(?:(47|48)(?:\s*([NPQ])\s*|\s+))?(?:E\s*)?({_NUMBER})\s*(?:M?E)?[\s,]+(?:N\s*)?({_NUMBER})\s*(?:M?N)?$"
)
"""A zone ends with its letter or a space: easting itself may begin with the same digits."""
_DEGREES = re.compile(
    rf"({_NUMBER})\s*(?:°|D)?\s*(?:({_NUMBER})\s*(?:'|M))?\s*(?:({_NUMBER})\s*(?:\"|S(?![A-Z])))?\s*([NE])?"
)
_SPACED = re.compile(rf"^(\d+)[\s:]+(\d+)[\s:]+({_NUMBER})\s*([NE])?[\s,]+(\d+)[\s:]+(\d+)[\s:]+({_NUMBER})\s*([NE])?$")
_MARKS = str.maketrans(
    {"′": "'", "’": "'", "‘": "'", "″": '"', "”": '"', "“": '"', "º": "°", "˚": "°", "⁰": "°", "，": ","}
)
_BANDS = {"N": (0.0, 8.0), "P": (8.0, 16.0), "Q": (16.0, 24.0)}
_COLUMNS = {47: "JKLMNPQR", 48: "STUVWXYZ"}
_ROWS = "ABCDEFGHJKLMNPQRSTUV"
_SQUARE, _CYCLE = 100_000, 2_000_000


class NotAPosition(ValueError):
    """A text that is no position, in both languages, with what would be one."""

    def __init__(self, told: tuple[str, str]) -> None:
        super().__init__(f"{told[0]} · {told[1]}")
        self.th, self.en = told


@dataclass(frozen=True, slots=True)
class Position:
    """A position in degrees of WGS 84; ``crs`` is the EPSG code in which it was given, ``form`` how it was written."""

    lon: float
    lat: float
    crs: int
    form: str


def parse(text: str, crs: int | None = None) -> Position:
    """The position that a text says. ``crs`` is the chosen EPSG code; what the text itself says of zone must agree.

    Degrees are of WGS 84 unless ``crs`` is 4240 (Indian 1975). Raises NotAPosition.
    """
    written = " ".join(text.translate(THAI_DIGITS).translate(_MARKS).upper().split())
    if found := _MGRS.match(written):
        return _of_mgrs(found)
    if found := _UTM.match(written):
        easting, northing = float(found[3]), float(found[4])
        if easting > 1000 and northing > 1000:
            return _projected(easting, northing, _system(found[1], crs), "utm")
    return _of_degrees(written, crs)


def written_utm(position: Position) -> str:
    """The same in metres of UTM on WGS 84, in the zone that it lies in: ``47N 634019 1714010``."""
    zone = 47 if position.lon < BETWEEN else 48
    ((easting, northing),) = transform_coordinates(np.array([[position.lon, position.lat]]), WGS84, ZONES[zone][0])
    return f"{zone}N {easting:.0f} {northing:.0f}"


def parse_many(text: str, crs: int | None = None) -> list[Position]:
    """One position on each line. Raises NotAPosition that names the line."""
    found = []
    for number, line in enumerate((one for one in text.splitlines() if one.strip()), start=1):
        try:
            found.append(parse(line, crs))
        except NotAPosition as error:
            raise NotAPosition((f"บรรทัดที่ {number}: {error.th}", f"Line {number}: {error.en}")) from None
    if not found:
        raise NotAPosition(HOW)
    return found


def _system(zone: str | None, crs: int | None) -> int:
    if crs is None or crs == WGS84:
        if zone is None:
            raise NotAPosition(NO_ZONE)
        return ZONES[int(zone)][0]
    if not any(crs in systems for systems in ZONES.values()):
        raise NotAPosition(NO_ZONE)
    if zone is not None and crs not in ZONES[int(zone)]:
        raise NotAPosition(TWO_ZONES)
    return crs


def _projected(easting: float, northing: float, crs: int, form: str) -> Position:
    # Some write northing first: in Thailand a northing has seven digits and an easting six.
    if easting > 1_000_000 > northing:
        easting, northing = northing, easting
    (point,) = transform_coordinates(np.array([[easting, northing]]), crs, WGS84)
    return _inside(float(point[0]), float(point[1]), crs, form)


def _of_mgrs(found: re.Match[str]) -> Position:
    groups = [each for each in found.groups() if each is not None]
    zone, band, column, row, *digits = groups
    if len(digits) == 1:
        digits = [digits[0][: len(digits[0]) // 2], digits[0][len(digits[0]) // 2 :]]
    if len(digits[0]) != len(digits[1]) or column not in _COLUMNS[int(zone)]:
        raise NotAPosition(HOW)
    easting, northing = (int(each) * 10 ** (5 - len(each)) for each in digits)
    # Rows of odd zones begin with A at the equator, of even zones with F; they begin anew every 2,000 km.
    first = 0 if int(zone) % 2 else 5
    east = (_COLUMNS[int(zone)].index(column) + 1) * _SQUARE + easting
    north = (_ROWS.index(row) - first) % len(_ROWS) * _SQUARE + northing
    crs = ZONES[int(zone)][0]
    for cycle in range(2):
        (point,) = transform_coordinates(np.array([[east, north + cycle * _CYCLE]], dtype=np.float64), crs, WGS84)
        south, top = _BANDS[band]
        if south - 1 <= point[1] <= top + 1:
            return _inside(float(point[0]), float(point[1]), crs, "mgrs")
    raise NotAPosition(HOW)


def _of_degrees(written: str, crs: int | None) -> Position:
    system = 4240 if crs == 4240 else WGS84
    if written.startswith(("N", "E")):
        written = re.sub(r"([NE])\s*([^NE]+)", r"\2\1 ", written).strip()
    values = _spaced(written) or _marked(written)
    if values is None:
        raise NotAPosition(HOW)
    (first, first_axis), (second, second_axis) = values
    if first_axis == "E" or second_axis == "N" or (not first_axis and not second_axis and first > second):
        first, second = second, first
    lon, lat = second, first
    if system != WGS84:
        (point,) = transform_coordinates(np.array([[lon, lat]]), system, WGS84)
        lon, lat = float(point[0]), float(point[1])
    return _inside(lon, lat, system, "degrees")


def _spaced(written: str) -> tuple[tuple[float, str], tuple[float, str]] | None:
    """``15 30 00 N 100 15 00 E`` and ``15:30:00 100:15:00``."""
    found = _SPACED.match(written)
    if found is None:
        return None
    return (
        (_sexagesimal(found[1], found[2], found[3]), found[4] or ""),
        (_sexagesimal(found[5], found[6], found[7]), found[8] or ""),
    )


def _marked(written: str) -> tuple[tuple[float, str], tuple[float, str]] | None:
    """``15.5, 100.25``, ``15.5N 100.25E``, ``15°30'00\"N 100°15'E``."""
    pieces = [found for found in _DEGREES.finditer(written) if found[0].strip()]
    rest = _DEGREES.sub("", written)
    if len(pieces) != 2 or rest.strip(" ,;"):
        return None
    first, second = ((_sexagesimal(one[1], one[2], one[3]), one[4] or "") for one in pieces)
    return first, second


def _sexagesimal(degrees: str, minutes: str | None, seconds: str | None) -> float:
    parts = [float(one or 0) for one in (minutes, seconds)]
    if any(not 0 <= part < 60 for part in parts):
        raise NotAPosition(MINUTES)
    return float(degrees) + parts[0] / 60 + parts[1] / 3600


def _inside(lon: float, lat: float, crs: int, form: str) -> Position:
    west, south, east, north = THAILAND
    if not (west <= lon <= east and south <= lat <= north):
        raise NotAPosition(OUTSIDE)
    return Position(lon, lat, crs, form)
