"""What is taken away of a layer: parsed from the parameters of its items, by whoever may see it so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from starlette.requests import Request

from app.core.calendar import written_day
from app.core.errors import Invalid
from app.core.spreadsheets import inert
from app.ogc.parameters import CRS84, page_of
from app.ogc.values import chosen
from app.web.words import NUMERALS
from gis.access import Visible
from gis.crs import REGISTRY, STORAGE, Reference
from gis.layer import Attribute, Layer, Text
from gis.question import Question, Shape
from gis.writers.formats import FORMATS, FileFormat

PAGING = frozenset({"limit", "offset", "cursor"})
SYSTEMS: dict[str, Reference] = {
    CRS84: REGISTRY[STORAGE],
    **{each.uri: each for each in REGISTRY.values()},
    **{f"EPSG:{each.code}": each for each in REGISTRY.values()},
}
"""Coordinate systems by what a request may call them; in files x always comes before y, as their formats say."""
BY_MEDIA = {each.media: each for each in FORMATS.values()}
PLAIN = ("json", "html")
LABELS = {
    "layer": Text(th="ชั้นข้อมูล", en="Layer"),
    "id": Text(th="รหัสชั้น", en="Identifier"),
    "owner": Text(th="หน่วยงานเจ้าของ", en="Owner"),
    "source": Text(th="แหล่งที่มา", en="Source"),
    "licence": Text(th="สัญญาอนุญาต", en="Licence"),
    "day": Text(th="ข้อมูล ณ วันที่", en="As of"),
    "asked": Text(th="เงื่อนไข", en="Conditions"),
    "crs": Text(th="ระบบพิกัด", en="Coordinate system"),
    "rows": Text(th="จำนวนรายการ", en="Features"),
    "unplaced": Text(th="ไม่มีตำแหน่ง", en="Without a place"),
}
ALL = Text(th="ทั้งหมด", en="everything")


@dataclass(frozen=True)
class Taking:
    """``question`` and the day ``on`` are as for items; without ``limit`` everything is taken.

    ``given`` are the parameters that say so, as they came. ``thai_digits`` are for what people read, and not for data.
    """

    layer: Layer
    question: Question
    attributes: tuple[Attribute, ...]
    crs: Reference
    on: date | None
    limit: int | None
    lang: str
    given: tuple[tuple[str, str], ...]
    thai_digits: bool = False

    def shape(self, visible: Visible) -> Shape:
        return self.question.shape(visible)

    def bound(self, visible: Visible) -> dict[str, object]:
        """The values of every placeholder."""
        here = {"limit": self.limit, "crs": self.crs.definition}
        return {**self.question.bound(self.layer, visible), **here}


def wanted(request: Request) -> FileFormat | None:
    """The format of a file that a request asks for, by ``f`` or else by ``Accept``; None for GeoJSON and pages."""
    asked = request.query_params.get("f")
    if asked is not None:
        if asked not in FORMATS and asked not in PLAIN:
            names = ", ".join((*PLAIN, *FORMATS))
            raise Invalid(f"ไม่มีรูปแบบ {asked} ใช้ {names}", f"No format {asked}; use one of {names}.", place="f")
        return FORMATS.get(asked)
    kinds = (part.partition(";")[0].strip() for part in request.headers.get("accept", "").split(","))
    return next((BY_MEDIA.get(kind) for kind in kinds if kind), None)


def taking_of(layer: Layer, given: Mapping[str, str], file_format: FileFormat) -> Taking:
    """What these parameters take of the layer. Raises Invalid."""
    shown = chosen(layer, given)
    page = page_of(layer, {name: value for name, value in given.items() if name != "crs"})
    return Taking(
        layer=layer,
        question=page.question,
        attributes=layer.attributes if shown is None else shown,
        crs=_system(given.get("crs"), file_format),
        on=page.on,
        limit=page.limit if "limit" in given else None,
        lang="en" if given.get("lang") == "en" else "th",
        given=tuple(sorted((name, value) for name, value in given.items() if name not in ("f", "lang"))),
        thai_digits=given.get("lang") == NUMERALS,
    )


def _system(given: str | None, file_format: FileFormat) -> Reference:
    system = SYSTEMS.get(given or CRS84)
    if system is None:
        names = ", ".join(name for name in SYSTEMS if name.startswith("http"))
        raise Invalid(f"crs ใช้ได้เฉพาะ {names}", f"crs is one of {names}.", place="crs")
    if file_format.in_degrees and system.code != STORAGE:
        raise Invalid(
            f"{file_format.title.th} มีพิกัดเป็นองศา WGS 84 เท่านั้น", f"{file_format.title.en} is in degrees of WGS 84 only.",
            place="crs",
        )  # fmt: skip
    return system


def about(taking: Taking, rows: int, unplaced: int, known_on: date) -> tuple[tuple[str, str], ...]:
    """Where a file comes from, line by line; every line inert in a spreadsheet."""
    metadata, thai = taking.layer.metadata, taking.lang == "th"
    day = taking.on or known_on
    system = taking.crs.title_th if thai else taking.crs.title_en
    conditions = " & ".join(f"{name}={value}" for name, value in taking.given)
    told = {
        "layer": metadata.title.in_language(taking.lang),
        "id": taking.layer.id,
        "owner": metadata.owner_org.in_language(taking.lang),
        "source": metadata.data_source.in_language(taking.lang),
        "licence": metadata.license_id,
        "day": written_day(day) if thai else day.isoformat(),
        "asked": conditions or ALL.in_language(taking.lang),
        "crs": f"{system} (EPSG:{taking.crs.code})",
        "rows": str(rows),
        "unplaced": str(unplaced),
    }
    return tuple((LABELS[name].in_language(taking.lang), str(inert(value))) for name, value in told.items())
