"""Need against money: the page and its file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.analyses.asking import WEIGHT, Asked, day_asked, scale_asked, weights_asked, year_asked
from app.analyses.charts import Ranked, rank_chart
from app.analyses.drawings import Drawing, classed
from app.analyses.files import Ending, Table, as_file
from app.analyses.queries.gap import offered
from app.analyses.queries.needs import Measure
from app.analyses.ranking import Compared, Gap, compared, usual
from app.analyses.rules import GAP, GAP_CAUTION, SCALES
from app.core.authority import Viewer
from app.core.errors import Invalid
from app.indicators.rules import PeriodKind
from app.indicators.rules.periods import year_of as year_of_period
from app.maps.exports import home_of
from app.web.as_of import AsOf
from app.web.dependencies import Database, Viewing
from app.web.templating import render, svg
from app.web.words import language_of
from gis.composite import Scale
from gis.layer import Text
from gis.style import Symbol

router = APIRouter(prefix="/analyses")
LIKE = "need_money_districts"
"""The layer whose classes and colours hold here too."""
UNKNOWN = "unknown"
TITLE = Text(th="ความต้องการเทียบเงิน", en="Need against money")
FIRST = (Text(th="รหัส", en="Code"), Text(th="ชื่อไทย", en="Name (Thai)"), Text(th="ชื่ออังกฤษ", en="Name (English)"))
LAST = (
    Text(th="ดัชนีความต้องการ", en="Need index"),
    Text(th="ลำดับความต้องการ", en="Rank of need"),
    Text(th="ลำดับที่เปอร์เซ็นไทล์ 5", en="Rank, 5th percentile"),
    Text(th="ลำดับที่เปอร์เซ็นไทล์ 95", en="Rank, 95th percentile"),
    Text(th="สัดส่วนที่อยู่ในหนึ่งในสามแรก", en="Share in the top third"),
    Text(th="งบประมาณต่อหัว (บาท/คน)", en="Budget per head (baht/person)"),
    Text(th="ลำดับเงิน", en="Rank of money"),
    Text(th="ช่องว่าง", en="Gap"),
    Text(th="กลุ่ม", en="Class"),
)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What was asked and found; ``wrong`` is what of the weights cannot be used."""

    year: int
    years: Sequence[int]
    scale: Scale
    found: Gap
    wrong: Invalid | None


@router.get("/gap")
def gap(
    request: Request, session: Database, viewer: Viewing, as_of: AsOf, year: Asked = "", scale: Asked = ""
) -> Response:  # fmt: skip
    """Where need is and where money goes; weights as ``w.<code>``. What is wrong with them stands at its field."""
    answer = _answer(request, session, viewer, as_of, year, scale)
    language, found = language_of(request), answer.found
    ranked = [
        Ranked(language.say(one.had.area.name_th, one.had.area.name_en), at.need_rank, at.stability.low, at.stability.high,
               at.money_rank)
        for one, at in found.ranked
    ]  # fmt: skip
    say = language.say
    chart = rank_chart(
        ranked, title=say("ลำดับความต้องการและลำดับเงิน", "Rank of need and rank of money"), need=say("ลำดับความต้องการ", "need"),
        reach=say("ช่วง 5–95 % ของน้ำหนักอื่น", "5–95 % of other weights"), money=say("ลำดับเงิน", "money"),
    )  # fmt: skip
    return render(
        request, "analyses/gap.html", status=400 if answer.wrong else 200, answer=answer, found=found, chart=chart, svg=svg,
        SCALES=SCALES, steps=GAP, caution=GAP_CAUTION, drawing=_drawing(request, viewer, answer), WEIGHT=WEIGHT,
        classes=_classes(request, viewer), given=request.query_params, year_of=year_of, query=_query(answer, as_of),
    )  # fmt: skip


@router.get("/gap/file.{ending}")
def gap_file(
    request: Request, session: Database, viewer: Viewing, as_of: AsOf, ending: Annotated[Ending, Path()], year: Asked = "",
    scale: Asked = "",
) -> Response:  # fmt: skip
    """The table of the page. Raises Invalid."""
    answer = _answer(request, session, viewer, as_of, year, scale)
    if answer.wrong:
        raise answer.wrong
    rows = [_row(one, len(answer.found.chosen)) for one in answer.found.rows]
    header = (*FIRST, *(title for one in answer.found.chosen for title in _titles(one)), *LAST)
    weights = [(_weight(one), answer.found.weights[one.indicator.code]) for one in answer.found.chosen]
    facts = [
        (Text(th="ปีงบประมาณ", en="Fiscal year"), answer.year),
        (Text(th="วิธีให้คะแนน", en="Scale"), answer.scale.value),
    ]
    table = Table(f"gap-{answer.year}", TITLE, header, rows, [*facts, *weights], GAP, GAP_CAUTION)
    return as_file(request, table, ending, day_asked(session, as_of))


def year_of(one: Measure) -> int:
    """The B.E. year in which the period of a measure counts."""
    return year_of_period(PeriodKind(one.indicator.period_kind), one.period.span)


def _answer(request: Request, session: Session, viewer: Viewer, as_of: date | None, year: str, scale: str) -> _Answer:
    on = day_asked(session, as_of)
    chosen, years = year_asked(session, year, on, viewer=viewer)
    how = scale_asked(scale)
    rows, needs = offered(session, chosen, home_of(request), on, viewer=viewer, known=as_of)
    wrong, weights = None, None
    try:
        weights = weights_asked(request.query_params, [one.indicator.code for one in needs])
    except Invalid as error:
        wrong = error
    return _Answer(chosen, years, how, compared(rows, needs, weights or usual(rows, needs), how), wrong)


def _weight(one: Measure) -> Text:
    return Text(th=f"น้ำหนัก {one.indicator.name_th}", en=f"Weight of {one.indicator.name_en}")


def _titles(one: Measure) -> tuple[Text, Text]:
    th, en = f"{one.indicator.name_th} {year_of(one)}", f"{one.indicator.name_en} {year_of(one)}"
    return (
        Text(th=f"{th} ({one.indicator.unit_th})", en=f"{en} ({one.indicator.unit_en})"),
        Text(th=f"{th} คะแนน", en=f"{en} score"),
    )


def _row(one: Compared, count: int) -> list[object]:
    at, area = one.standing, one.had.area
    scored = at.scores if at else (None,) * count
    pairs = [each for pair in zip(one.values, scored, strict=True) for each in pair]
    per_head = one.had.per_head and round(one.had.per_head, 2)
    stands = (
        (
            at.index,
            at.need_rank,
            at.stability.low,
            at.stability.high,
            at.stability.top,
            per_head,
            at.money_rank,
            at.gap,
            at.pair,
        )
        if at
        else (None, None, None, None, None, per_head, None, None, UNKNOWN)
    )
    return [area.code, area.name_th, area.name_en, *pairs, *stands]


def _classes(request: Request, viewer: Viewer) -> dict[str, tuple[Text, str]]:
    """The name and colour of each class, as the layer has them."""
    like = request.app.state.catalog.get(LIKE, viewer.visible())
    if like is None or not isinstance(like.style, Symbol):
        return {}
    return {one.value: (Text(th=one.th, en=one.en), one.colour) for one in like.style.categories}


def _drawing(request: Request, viewer: Viewer, answer: _Answer) -> Drawing | None:
    like = request.app.state.catalog.get(LIKE, viewer.visible())
    if like is None or not isinstance(like.style, Symbol):
        return None
    rows = answer.found.rows
    pairs = {one.code: one.standing.pair if one.standing else UNKNOWN for one in rows}
    marks = {one.code: one.standing.pair for one in rows if one.standing}
    title = Text(
        th=f"{TITLE.th} รายอำเภอ ปีงบประมาณ {answer.year}", en=f"{TITLE.en} by district, fiscal year {answer.year}"
    )
    areas = [one.had.area for one in rows]
    return classed(areas, pairs, like.style.categories, title, lang=language_of(request), marks=marks)


def _query(answer: _Answer, as_of: date | None) -> str:
    """The address of what is shown, with all its weights."""
    weights = {f"{WEIGHT}{code}": f"{weight:g}" for code, weight in answer.found.weights.items() if weight}
    day = {"as_of": as_of.isoformat()} if as_of else {}
    return urlencode({"year": answer.year, "scale": answer.scale.value} | weights | day)
