"""How a planner wants a choropleth classified: the choice, as an address holds it (การเลือกวิธีจำแนกชั้น).

``quantile_4_zero_head_ylgnbu_reverse_year`` is four quantiles of the value for each head, zero apart, in a reversed
palette, of the day's own values only; ``manual_0_10_20_50`` are limits by hand. What is as usual is not written.
"""

from __future__ import annotations

import re
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from gis.palettes import PALETTES

LEAST, MOST, USUAL = 3, 7, 5
"""How many classes there may be, and how many there are unless told; a class of zero comes on top."""
FAR = 1e15
"""No limit is farther from zero."""
THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
NUMBER = re.compile(r"-?\d{1,16}(\.\d{1,6})?\Z", re.ASCII)
CLASS = re.compile(r"c([0-8]|outside|none)\Z", re.ASCII)
THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?\Z", re.ASCII)


class Method(StrEnum):
    """How the limits are found (``gis.classify``); ``file``: they are those of the layer's file;
    ``pair``: thirds of the value against thirds of that of another layer (``gis.pairs``).
    """

    FILE = "file"

    NATURAL = "natural"
    QUANTILE = "quantile"
    EQUAL = "equal"
    PRETTY = "pretty"
    DEVIATION = "deviation"
    MANUAL = "manual"
    PAIR = "pair"


class Per(StrEnum):
    """What the value is divided by."""

    NOTHING = "nothing"
    HEAD = "head"
    SQKM = "sqkm"
    SHARE = "share"


class Zero(StrEnum):
    """Whether areas with the value 0 are a class of their own."""

    WITHIN = "within"
    APART = "zero"


class Direction(StrEnum):
    """Which end of the palette the least value has."""

    FORWARD = "forward"
    REVERSE = "reverse"


class Look(StrEnum):
    """Whether areas are shaded, or bear circles whose area grows with the value."""

    SHADES = "shades"
    CIRCLES = "circles"


class Years(StrEnum):
    """Whether limits are found among the values of several years, so that years compare, or of the day shown alone."""

    ALL = "all"
    ONE = "year"


class ClassingRefused(ValueError):
    """An address asks for what is no classification; ``ไทย · English``."""


class Classing(BaseModel):
    """The choice. ``number`` of classes; ``palette`` None is that of the layer's file; ``limits`` by hand, n+1 of n classes.

    ``against``: the id of the other layer of a pair. ``only``: the classes that are shown, by the value of their line in
    the legend; all without any.
    """

    model_config = ConfigDict(frozen=True)

    method: Method = Method.NATURAL
    number: Annotated[int, Field(ge=LEAST, le=MOST)] = USUAL
    limits: Annotated[tuple[float, ...], Field(validate_default=True)] = ()
    zero: Zero = Zero.WITHIN
    per: Per = Per.NOTHING
    palette: str | None = None
    direction: Direction = Direction.FORWARD
    years: Years = Years.ALL
    look: Look = Look.SHADES
    only: tuple[str, ...] = ()
    against: Annotated[str | None, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$", validate_default=True)] = None

    @field_validator("limits", mode="before")
    @classmethod
    def _numbers(cls, given: object, info: ValidationInfo) -> object:
        if info.data.get("method") is not Method.MANUAL:
            return ()
        return tuple(map(_number, _parts(given))) if isinstance(given, str) else given

    @field_validator("limits")
    @classmethod
    def _makes_classes(cls, limits: tuple[float, ...], info: ValidationInfo) -> tuple[float, ...]:
        if info.data.get("method") is not Method.MANUAL:
            return ()
        if not LEAST <= len(limits) - 1 <= MOST:
            raise ValueError(
                f"กำหนดเอง {LEAST}–{MOST} ชั้น ต้องมีขอบเขต {LEAST + 1}–{MOST + 1} ตัว แต่ได้ {len(limits)} ตัว"
                f" · {LEAST} to {MOST} classes need {LEAST + 1} to {MOST + 1} limits; there are {len(limits)}"
            )
        wrong = next(((low, high) for low, high in pairwise(limits) if high <= low), None)
        if wrong:
            raise ValueError(
                f"ขอบเขตต้องเรียงจากน้อยไปมาก แต่ {_written(wrong[1])} อยู่หลัง {_written(wrong[0])}"
                f" · The limits must ascend, but {_written(wrong[1])} comes after {_written(wrong[0])}"
            )
        return limits

    @field_validator("against")
    @classmethod
    def _is_of_a_pair(cls, against: str | None, info: ValidationInfo) -> str | None:
        if info.data.get("method") is not Method.PAIR:
            return None
        if against is None:
            raise ValueError("เลือกชั้นข้อมูลที่จะเทียบด้วย · Choose the layer to set it against")
        return against

    @field_validator("palette")
    @classmethod
    def _is_known(cls, palette: str | None) -> str | None:
        if palette is not None and palette not in PALETTES:
            raise ValueError(f"เลือกชุดสีจากรายการ · Choose one of the palettes: {', '.join(PALETTES)}")
        return palette

    @classmethod
    def read(cls, address: str) -> Self:
        """The choice that an address holds. Raises ClassingRefused."""
        method, *words = address.split("_")
        given: dict[str, Any] = {"method": method}
        if method == Method.PAIR:
            other, words = _other(words)
            given["against"] = other or None
        numbers = [word for word in words if NUMBER.match(word)]
        if method == Method.MANUAL:
            given["limits"] = tuple(map(float, numbers))
        elif numbers:
            given["number"] = numbers[0]
        classes = [word for word in words if CLASS.match(word)]
        given["only"] = tuple(sorted({word[1:] for word in classes}))
        for word in (word for word in words if word not in numbers and word not in classes):
            given[_named(word)] = word
        if method != Method.MANUAL and len(numbers) > 1:
            raise ClassingRefused("จำนวนชั้นมีได้ค่าเดียว · There is one number of classes")
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            raise ClassingRefused(_told(error)) from None

    @property
    def address(self) -> str:
        """The one way to write the choice."""
        if self.method is Method.PAIR:
            return "_".join((self.method, *(f"c{each}" for each in self.only), self.against or ""))
        numbers = {Method.MANUAL: map(_written, self.limits), Method.FILE: ()}.get(self.method, (str(self.number),))
        words = (self.zero, self.per, self.palette, self.direction, self.years, self.look)
        usual = (Zero.WITHIN, Per.NOTHING, None, Direction.FORWARD, Years.ALL, Look.SHADES)
        told = (str(word) for word, as_usual in zip(words, usual, strict=True) if word != as_usual)
        return "_".join((self.method, *numbers, *told, *(f"c{each}" for each in self.only)))

    def toggled(self, value: str) -> Self:
        """The choice with one class shown that was not, or the other way round."""
        only = set(self.only) ^ {value}
        return self.model_copy(update={"only": tuple(sorted(only))})


WORDS: dict[str, str] = {
    Zero.APART: "zero", Per.HEAD: "per", Per.SQKM: "per", Per.SHARE: "per", Direction.REVERSE: "direction",
    Years.ONE: "years", Look.CIRCLES: "look", **dict.fromkeys(PALETTES, "palette"),
}  # fmt: skip
"""Of each word of an address the part of the choice that it tells."""
REFUSED = {
    "method": f"วิธีจำแนกชั้นใช้ได้ {', '.join(Method)} · The method is one of {', '.join(Method)}",
    "number": f"จำนวนชั้นต้องเป็น {LEAST}–{MOST} · There are {LEAST} to {MOST} classes",
}
UNKNOWN = "การจำแนกชั้นนี้ใช้ไม่ได้ · This is no classification"


def _other(words: list[str]) -> tuple[str, list[str]]:
    """The layer's id, which the words end with, and the words before it."""
    start = next((place for place, word in enumerate(words) if not CLASS.match(word)), len(words))
    return "_".join(words[start:]), words[:start]


def _named(word: str) -> str:
    """Raises ClassingRefused."""
    if word not in WORDS:
        raise ClassingRefused(f"ไม่รู้จัก “{word[:40]}” ในการจำแนกชั้น · “{word[:40]}” is no part of a classification")
    return WORDS[word]


def _told(error: ValidationError) -> str:
    """What is wrong with the first part that is."""
    first = error.errors()[0]
    if first["type"] == "value_error":
        return str(first["ctx"]["error"])
    return REFUSED.get(str(first["loc"][0]), UNKNOWN)


def _parts(given: str) -> list[str]:
    """The numbers that somebody wrote: apart by blanks or semicolons, or by commas where there is nothing else."""
    parts = [part.rstrip(",") for part in re.split(r"[\s;]+", given.translate(THAI_DIGITS).strip()) if part.rstrip(",")]
    return parts[0].split(",") if len(parts) == 1 else parts


def _number(part: str) -> float:
    """Raises ValueError, ``ไทย · English``."""
    plain = part.replace(",", "") if THOUSANDS.match(part) else part
    if not NUMBER.match(plain) or abs(float(plain)) > FAR:
        raise ValueError(f"“{part[:20]}” ไม่ใช่ตัวเลข คั่นตัวเลขด้วยเว้นวรรค · “{part[:20]}” is no number; part numbers by blanks")
    return float(plain)


def _written(limit: float) -> str:
    """Without an exponent and without idle zeros.

    >>> _written(10.0), _written(0.25), _written(1000000.0), _written(-0.0)
    ('10', '0.25', '1000000', '0')
    """
    return f"{limit + 0.0:.6f}".rstrip("0").rstrip(".")
