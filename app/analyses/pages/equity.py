"""Budget equity: the page and its file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from app.analyses.asking import Asked, day_asked, level_asked, year_asked
from app.analyses.charts import lorenz_chart
from app.analyses.drawings import Drawing, shaded
from app.analyses.files import Ending, Table, as_file
from app.analyses.queries.areas import Had
from app.analyses.queries.equity import DISTRICT_DIGITS, Equity
from app.analyses.queries.equity import equity as equity_of
from app.analyses.rules import EQUITY, LEVELS, NOT_COUNTED
from app.core.authority import Viewer
from app.maps.exports import home_of
from app.web.as_of import AsOf
from app.web.dependencies import Database, Viewing
from app.web.templating import render, svg
from app.web.words import language_of
from gis.layer import Text
from gis.style import Choropleth

router = APIRouter(prefix="/analyses")
LIKE = "budget_per_head_districts"
"""The layer whose class limits hold here too, so that maps compare."""
TITLE = Text(th="ความเป็นธรรมของงบประมาณ", en="Budget equity")
PER_HEAD = Text(th="งบประมาณต่อหัว (บาท/คน)", en="Budget per head (baht/person)")
HEADER = (
    Text(th="รหัส", en="Code"), Text(th="ชื่อไทย", en="Name (Thai)"), Text(th="ชื่ออังกฤษ", en="Name (English)"),
    Text(th="ประชากร (คน)", en="People"), Text(th="ได้รับ (บาท)", en="Received (baht)"), PER_HEAD,
    Text(th="ไทล์ระหว่างอำเภอ", en="Theil between districts"), Text(th="ไทล์ภายในอำเภอ", en="Theil within the district"),
)  # fmt: skip


@router.get("/equity")
def equity(
    request: Request,
    session: Database,
    viewer: Viewing,
    as_of: AsOf,
    year: Asked = "",
    level: Asked = "",
    need: Asked = "",
) -> Response:
    """How evenly the located money of a year lies over the people. Raises Invalid."""
    on = day_asked(session, as_of)
    chosen, years = year_asked(session, year, on, viewer=viewer)
    found = equity_of(
        session, level_asked(level), chosen, home_of(request), need, on, viewer=viewer, known=as_of
    )  # fmt: skip
    language = language_of(request)
    return render(
        request, "analyses/equity.html", found=found, year=chosen, years=years, LEVELS=LEVELS, steps=EQUITY,
        caution=NOT_COUNTED, per_head=PER_HEAD, drawing=_drawing(request, viewer, found, chosen), svg=svg,
        ordered=sorted(found.rows, key=_by_head), running=_running(found),
        chart=lorenz_chart(
            found.curve, title=language.say(f"เส้นลอเรนซ์ ปีงบประมาณ {chosen}", f"Lorenz curve, fiscal year {chosen}"),
            people=language.say("ร้อยละสะสมของคน", "Running percent of the people"),
            money=language.say("ร้อยละสะสมของเงิน", "Running percent of the money"),
            even=language.say("ทุกคนเท่ากัน", "the same for all"),
        ),
    )  # fmt: skip


@router.get("/equity/file.{ending}")
def equity_file(
    request: Request, session: Database, viewer: Viewing, as_of: AsOf, ending: Annotated[Ending, Path()],
    year: Asked = "", level: Asked = "", need: Asked = "",
) -> Response:  # fmt: skip
    """The table of the page. Raises Invalid."""
    on = day_asked(session, as_of)
    chosen, _years = year_asked(session, year, on, viewer=viewer)
    found = equity_of(session, level_asked(level), chosen, home_of(request), need, on, viewer=viewer, known=as_of)
    rows, name = [_row(found, one) for one in found.rows], f"equity-{chosen}-{found.level}"
    return as_file(request, Table(name, TITLE, HEADER, rows, _facts(found, chosen), EQUITY, NOT_COUNTED), ending, on)


def _row(found: Equity, one: Had) -> Sequence[object]:
    part = found.of(one.area.code) if len(one.area.code) == DISTRICT_DIGITS else None
    return (
        one.area.code, one.area.name_th, one.area.name_en, one.people, round(one.baht, 2),
        one.per_head and round(one.per_head, 2), part and part.between, part and part.within,
    )  # fmt: skip


def _facts(found: Equity, year: int) -> list[tuple[Text, object]]:
    split = found.split
    return [
        (Text(th="ปีงบประมาณ", en="Fiscal year"), year),
        (Text(th="ไม่ระบุพื้นที่ (บาท)", en="Not located (baht)"), round(found.lies.unlocated, 2)),
        (Text(th="ทั้งจังหวัด (บาท)", en="For the whole province (baht)"), round(found.lies.province_wide, 2)),
        (Text(th="ระบุพื้นที่ (บาท)", en="Located (baht)"), round(found.lies.located, 2)),
        (Text(th="จีนี", en="Gini"), found.gini), (Text(th="ไทล์ T", en="Theil T"), split and split.total),
        (Text(th="ไทล์ระหว่างอำเภอ", en="Theil between districts"), split and split.between),
        (Text(th="ไทล์ภายในอำเภอ", en="Theil within districts"), split and split.within),
        (Text(th="ดัชนีการกระจุกตัว", en="Concentration index"), found.concentration),
        (Text(th="เรียงตามตัวชี้วัด", en="By indicator"), found.need and found.need.indicator.code),
    ]  # fmt: skip


def _drawing(request: Request, viewer: Viewer, found: Equity, year: int) -> Drawing | None:
    like = request.app.state.catalog.get(LIKE, viewer.visible())
    if like is None or not isinstance(like.style, Choropleth):
        return None
    title = Text(
        th=f"{PER_HEAD.th} ราย{LEVELS[found.level].th} ปีงบประมาณ {year}",
        en=f"{PER_HEAD.en} by {LEVELS[found.level].en.lower()}, fiscal year {year}",
    )
    values = {one.area.code: one.per_head for one in found.rows}
    areas = [one.area for one in found.rows]
    return shaded(areas, values, like.style, title, decimals=0, lang=language_of(request))


def _by_head(one: Had) -> tuple[float, str]:
    """From who has least per head, as the curve; who is not known last."""
    return (float("inf") if one.per_head is None else one.per_head, one.area.code)


def _running(found: Equity) -> dict[str, tuple[float, float]]:
    """Where each area stands on the curve, by code."""
    counted = sorted((one for one in found.rows if one.people), key=_by_head)
    return {one.area.code: spot for one, spot in zip(counted, found.curve[1:], strict=False)}
