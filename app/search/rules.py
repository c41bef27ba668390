"""What the search calls things, and how much it shows."""

from __future__ import annotations

from enum import StrEnum

from gis.layer import Text

SHOWN = 5
"""Of each kind; who wants all follows the link to their list."""
LONGEST = 100
"""Letters of a search."""


class Kind(StrEnum):
    """What may be found, in the order in which it is shown."""

    POINT = "point"
    PLACE = "place"
    PROJECT = "project"
    INDICATOR = "indicator"
    POSITION = "position"
    LAYER = "layer"


KINDS: dict[Kind, Text] = {
    Kind.POINT: Text(th="พิกัด", en="Coordinates"),
    Kind.PLACE: Text(th="พื้นที่", en="Places"),
    Kind.PROJECT: Text(th="โครงการ", en="Projects"),
    Kind.INDICATOR: Text(th="ตัวชี้วัด", en="Indicators"),
    Kind.POSITION: Text(th="ตำแหน่งและผู้ดำรงตำแหน่ง", en="Positions and who holds them"),
    Kind.LAYER: Text(th="ชั้นข้อมูลแผนที่", en="Map layers"),
}
