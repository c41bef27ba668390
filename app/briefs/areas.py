"""The areas of an atlas in words: all of a province or district where they are all of it, else by their names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.places.models import Area
from app.places.queries import area_at
from app.web.words import Language
from gis import statement
from gis.columns import quoted
from gis.layer import Layer, Text
from gis.question import Question

LEVELS = {
    2: Text(th="จังหวัด", en="Province"), 4: Text(th="อำเภอ", en="District"), 6: Text(th="ตำบล", en="Subdistrict"),
}  # fmt: skip
OF_ALL = {
    "districts": Text(th="ทุกอำเภอของ", en="All districts of "),
    "subdistricts": Text(th="ทุกตำบลของ", en="All subdistricts of "),
}
ABOVE = {"districts": (2,), "subdistricts": (2, 4)}
"""How many digits the codes of the areas above have, the largest first."""
MOST_NAMED = 8


def areas_told(
    session: Session, layer: Layer, codes: Sequence[str], language: Language, *, viewer: Viewer, on: date | None = None
) -> str:  # fmt: skip
    """``ทุกอำเภอของจังหวัดของเล่น``, or the first names and how many more."""
    for digits in ABOVE.get(layer.id, ()):
        above = sorted({code[:digits] for code in codes})
        if len(above) <= MOST_NAMED and _count(session, layer, above, digits, viewer) == len(codes):
            return language.text(OF_ALL[layer.id]) + _listed(session, above, language, viewer, on)
    told = _listed(session, codes[:MOST_NAMED], language, viewer, on)
    more = len(codes) - MOST_NAMED
    return told + language.say(f" และอีก {more:,} พื้นที่", f" and {more:,} more areas") if more > 0 else told


def _count(session: Session, layer: Layer, above: Sequence[str], digits: int, viewer: Viewer) -> int:
    """How many areas of the layer there are in these, on the day that the session answers for."""
    everything, visible = Question(), viewer.visible()
    where = [*statement.conditions(layer, everything.shape(visible)),
             f"left({quoted(layer.source.id)}, %(digits)s) = ANY (%(above)s)"]  # fmt: skip
    asked = f"SELECT count(*) FROM {statement.view(layer)} WHERE {' AND '.join(where)}"
    bound = everything.bound(layer, visible) | {"digits": digits, "above": list(above)}
    return int(session.connection().exec_driver_sql(asked, bound).scalar_one())


def _listed(session: Session, codes: Sequence[str], language: Language, viewer: Viewer, on: date | None) -> str:
    names = (named(area_at(session, code, viewer=viewer, on=on)) for code in codes)
    return " · ".join(language.text(each) for each in names)


def named(area: Area) -> Text:
    """อำเภอเมือง · Mueang District."""
    level = LEVELS.get(len(area.code))
    if level is None:
        return Text(th=area.name_th, en=area.name_en or area.name_th)
    return Text(th=f"{level.th}{area.name_th}", en=f"{area.name_en or area.name_th} {level.en}")
