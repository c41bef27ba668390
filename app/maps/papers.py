"""What is asked of a map on paper (พิมพ์แผนที่)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, Field, field_validator, model_validator

from app.core.short_ids import ID_PATTERN
from app.maps.asking import FIRST_YEAR, LAST_YEAR, MapIn
from app.maps.comparing import CompareIn, Way
from app.maps.schemas import Bounds
from gis.difference import Change
from gis.encoded import LONGEST
from gis.mapsheet import Orientation, Paper
from gis.mapsheet.scale import SMALLEST

MOST_LAYERS, LARGEST, MOST_TITLE = 12, 10_000_000, 120
Year = Annotated[int | None, Field(ge=FIRST_YEAR, le=LAST_YEAR)]


class Digits(StrEnum):
    """In which digits numbers are written (เลขไทย)."""

    ARABIC = "arabic"
    THAI = "thai"


class Lines(StrEnum):
    """Whether a grid of coordinates lies on the map (เส้นกริดพิกัด)."""

    UTM = "utm"
    NONE = "none"


class PrintIn(BaseModel):
    """What is asked of a print. ``layers`` as in the address of the map, without it what a new map shows.

    ``saved`` is the saved map to which the code on the sheet leads.
    ``area`` is the code of the area that is shown alone; ``bbox`` what the map shows: west, south, east, north. ``scale``
    is the number below the fraction; without it the map is as large as fits. ``year``, ``filter``, ``box`` and ``within`` are
    those of the map's address; ``way=difference`` with ``a``, ``b``, ``beside`` and ``change`` prints what differs between two
    years or two layers.
    """

    paper: Paper = Paper.A4
    orientation: Orientation = Orientation.LANDSCAPE
    area: Annotated[str, Field(pattern=r"^\d{2}(\d{2}){0,2}$")] | None = None
    bbox: Bounds | None = None
    layers: tuple[str, ...] = ()
    scale: Annotated[int, Field(ge=SMALLEST, le=LARGEST)] | None = None
    grid: Lines = Lines.UTM
    digits: Digits = Digits.ARABIC
    title: Annotated[str, Field(max_length=MOST_TITLE)] = ""
    saved: Annotated[str, Field(pattern=ID_PATTERN)] | None = None
    year: Year = None
    filter: Annotated[str, Field(max_length=4_000)] = ""
    box: Annotated[str, Field(max_length=100)] = ""
    within: Annotated[str, Field(max_length=LONGEST)] = ""
    way: Way | None = None
    a: Year = None
    b: Year = None
    beside: Annotated[str, Field(max_length=63)] = ""
    change: Change = "absolute"

    @property
    def of_map(self) -> MapIn:
        """What is asked of the layer in front."""
        return MapIn(year=self.year, filter=self.filter, box=self.box, within=self.within)

    @property
    def compared(self) -> CompareIn | None:
        """The comparison whose difference is printed; None for a map of one layer."""
        if self.way is not Way.DIFFERENCE:
            return None
        return CompareIn(a=self.a, b=self.b, beside=self.beside, way=self.way, change=self.change)

    @property
    def named(self) -> tuple[str, ...]:
        """The layers; a print is opaque, so that the share after ``~`` is left out."""
        return tuple(part.partition("~")[0] for part in self.layers)

    @property
    def is_faded(self) -> bool:
        """Whether the map shows a layer that one sees through, which no print does."""
        return any("~" in part for part in self.layers)

    @field_validator("bbox", mode="before")
    @classmethod
    def _four_numbers(cls, given: object) -> object:
        if not isinstance(given, str):
            return given
        try:
            west, south, east, north = (float(part) for part in given.split(","))
        except ValueError:
            raise ValueError("กรอบต้องมีสี่ตัวเลข ตะวันตก,ใต้,ตะวันออก,เหนือ · A box has four numbers") from None
        return west, south, east, north

    @field_validator("layers", mode="before")
    @classmethod
    def _names(cls, given: object) -> object:
        return [part for part in given.split(",") if part] if isinstance(given, str) else given

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.bbox is not None:
            west, south, east, north = self.bbox
            if not (-180 <= west < east <= 180 and -85 <= south < north <= 85):
                raise ValueError("กรอบต้องเรียง ตะวันตก,ใต้,ตะวันออก,เหนือ เป็นองศา · A box is west, south, east, north in degrees")
        if self.way in (Way.SWIPE, Way.SIDE):
            raise ValueError("พิมพ์ได้ทีละแผนที่ หรือแผนที่ผลต่าง · One map is printed at a time, or the difference of two")
        if len(self.layers) > MOST_LAYERS:
            raise ValueError(f"พิมพ์ได้ครั้งละไม่เกิน {MOST_LAYERS} ชั้น · At most {MOST_LAYERS} layers are printed at once")
        return self
