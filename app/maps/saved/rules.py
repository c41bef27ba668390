"""What a saved map keeps of an address, and what of it is there for whoever opens it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode

from gis.geojson import Bounds
from gis.svgmap import Frame

Parameters = tuple[tuple[str, str], ...]
MOST_TITLE, MOST_LETTERS, MOST_PARAMETERS, MOST_OF_A_POSITION, MOST_VERSIONS = 120, 8192, 60, 500, 200
SIZE = (960.0, 600.0)
"""Pixels of the window that a drawing of a saved map stands for."""
LAYERS, AS_OF = "layers", "as_of"
OF_READERS = ("lang", "page", "sort", "saved")
"""Parameters that stay with whoever reads: language, and where the table was turned to."""
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,62}")
WORD = re.compile(r"[a-z][a-z0-9_]*")
PAIR = re.compile(r"\Apair_(?:c(?:[0-8]|outside|none)_)*")
SHARE = re.compile(r"[0-9]{1,3}")
VIEW_PATTERN = r"^[0-9]{1,2}\.[0-9]{2}/-?[0-9]{1,2}\.[0-9]{4}/-?[0-9]{1,3}\.[0-9]{4}$"


@dataclass(frozen=True, slots=True)
class View:
    """Where the middle of the map lies, in degrees, and how near it is: the zoom of the interactive map."""

    zoom: float
    latitude: float
    longitude: float

    @classmethod
    def read(cls, text: str) -> View:
        """The view that the end of an address tells. Raises ValueError, ``ไทย · English``.

        >>> str(View.read("9.5/15.25/101"))
        '9.50/15.2500/101.0000'
        """
        try:
            zoom, latitude, longitude = (float(part) for part in text.split("/"))
        except ValueError:
            raise ValueError(NO_VIEW) from None
        if not (0 <= zoom <= 24 and abs(latitude) <= 85 and abs(longitude) <= 180):
            raise ValueError(NO_VIEW)
        return cls(zoom, latitude, longitude)

    def __str__(self) -> str:
        return f"{self.zoom:.2f}/{self.latitude:.4f}/{self.longitude:.4f}"

    def frame(self, width: float, height: float) -> Frame:
        """The picture of so many pixels that shows it."""
        return Frame.around(self.longitude, self.latitude, self.zoom, width, height)

    @property
    def bounds(self) -> Bounds:
        return self.frame(*SIZE).bounds


NO_PARAMETER = "ที่อยู่มีตัวแปรที่ใช้ไม่ได้ · The address holds a parameter that cannot be kept"
NO_VIEW = "มุมมองต้องเป็น ซูม/ละติจูด/ลองจิจูด · A view is zoom/latitude/longitude"


def canonical(query: str) -> str:
    """The query of an address, always written alike: by name, without what stays with readers and without what is empty.

    Raises ValueError, ``ไทย · English``, for one that no page of ours writes.

    >>> canonical("select=9801&layers=roads~50,districts&page=2&lang=en")
    'layers=roads~50,districts&select=9801'
    """
    if len(query) > MOST_LETTERS:
        raise ValueError(f"ที่อยู่ยาวเกิน {MOST_LETTERS:,} ตัวอักษร · The address is longer than {MOST_LETTERS:,} letters")
    try:
        given = parse_qsl(query.removeprefix("?"), errors="strict")
    except UnicodeDecodeError:
        raise ValueError(NO_PARAMETER) from None
    for name, value in given:
        if not NAME.fullmatch(name) or any(letter < " " or letter == "\x7f" for letter in value):
            raise ValueError(NO_PARAMETER)
    kept = sorted(((name, value) for name, value in given if name not in OF_READERS), key=lambda pair: pair[0])
    if len(kept) > MOST_PARAMETERS:
        raise ValueError(f"มีตัวแปรเกิน {MOST_PARAMETERS} ตัว · There are more than {MOST_PARAMETERS} parameters")
    return written(kept)


def parameters(query: str) -> Parameters:
    """Names and values of a canonical query."""
    return tuple(parse_qsl(query))


def written(given: Iterable[tuple[str, str]]) -> str:
    return urlencode(list(given), quote_via=quote, safe=",~:/")


def listed(given: Parameters) -> tuple[str, ...]:
    """The layers that the address shows, the topmost first; empty where it does not say."""
    value = dict(given).get(LAYERS, "")
    return tuple(part.partition("~")[0] for part in value.split(",") if part)


def opacities(given: Parameters) -> dict[str, float]:
    """The opacity of each layer that is not shown whole, from 0 to 1.

    >>> opacities((("layers", "roads~50,districts"),))
    {'roads': 0.5}
    """
    parts = (part.partition("~") for part in dict(given).get(LAYERS, "").split(","))
    return {name: min(int(share), 100) / 100 for name, _, share in parts if SHARE.fullmatch(share)}


def words(given: Parameters) -> frozenset[str]:
    """Whatever in an address may be the name of a layer or of an attribute, however a parameter writes it."""
    found = [word for pair in given for part in pair for word in WORD.findall(part)]
    return frozenset([*found, *(PAIR.sub("", word) for word in found)])


def without(given: Parameters, hidden: frozenset[str]) -> Parameters:
    """What is left where these words do not exist: other layers stay, a parameter that names one is gone.

    >>> without((("layers", "roads,secret~50"), ("select", "secret:7"), ("year", "2569")), frozenset({"secret"}))
    (('layers', 'roads'), ('year', '2569'))
    """
    return tuple(_without(given, hidden))


def _without(given: Parameters, hidden: frozenset[str]) -> Iterator[tuple[str, str]]:
    for name, value in given:
        if name == LAYERS:
            parts = [part for part in value.split(",") if part.partition("~")[0] not in hidden]
            yield name, ",".join(parts)
        elif not words(((name, value),)) & hidden:
            yield name, value


DRAWN = frozenset({LAYERS, "select", AS_OF, "year", "filter", "box", "within", "classes"})
"""Parameters that a drawing follows."""


def not_drawn(given: Parameters) -> tuple[str, ...]:
    """The parameters that a drawing does not follow; ``layers`` where it makes one see through a layer.

    >>> not_drawn((("layers", "roads~50,districts"), ("year", "2569"), ("flt", "x")))
    ('flt', 'layers')
    """
    faded = (LAYERS,) if opacities(given) else ()
    return (*sorted({name for name, _ in given} - DRAWN), *faded)
