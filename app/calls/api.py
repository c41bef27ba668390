"""Budget calls for programs: calls, briefs with what they lack, the ranking under a ceiling; announcing, filling in, filing."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.responses import JSONResponse, Response

from app.calls.blanks import templates
from app.calls.commands.filing import file_brief, fill_brief
from app.calls.commands.managing import announce_call
from app.calls.models import Call
from app.calls.queries import calls as asked_of
from app.calls.queries.calls import Brief
from app.calls.queries.past import unkept
from app.calls.queries.ranking import Row, criteria_of, ranking
from app.calls.rules.brief import Gap
from app.calls.schemas import BriefIn, CallIn
from app.core.authority import Viewer
from app.core.records import plain
from app.web.as_of import AsOf
from app.web.dependencies import Acts, Database, Viewing
from app.web.forms import PROVEN

router = APIRouter(prefix="/api/calls")
Code = Annotated[str, Path(max_length=63)]
Reference = Annotated[str, Path(max_length=60)]
Ceiling = Annotated[int | None, Query(ge=0, le=10**15, description="satang")]
CALL = ("code", "fiscal_year", "source", "organization", "title_th", "title_en", "opens_at", "closes_at", "ceiling_satang",
        "sections", "files", "state", "resolution_id", "decided_at", "is_synthetic")  # fmt: skip
BRIEF = ("state", "agency", "starts_on", "ends_on", "total_satang", "requested_satang", "filed_at", "deadline_at",
         "version_number", "readiness_done", "readiness_required", "reason", "result")  # fmt: skip


@router.get("")
def calls(session: Database, viewer: Viewing, as_of: AsOf) -> Response:
    """Every call, with counts of the briefs that the viewer may see; ``unkept``: calls of which nothing is known that day."""
    found = [_call(one.call) | {"briefs": one.briefs, "filed": one.filed, "requested_satang": one.requested}
             for one in asked_of.rounds(session, viewer=viewer, on=as_of)]  # fmt: skip
    return _json(viewer, {"calls": found, "unkept": [one.call.code for one in unkept(session, as_of, viewer=viewer)]})


@router.get("/templates")
def forms(viewer: Viewing) -> Response:
    """The versions of the forms."""
    return _json(viewer, {"templates": [one.model_dump(mode="json") for one in templates()]})


@router.get("/{code}")
def call(session: Database, viewer: Viewing, code: Code, as_of: AsOf) -> Response:
    """One call with its criteria and the briefs that the viewer may see."""
    found = asked_of.call_by_code(session, code, viewer=viewer, on=as_of)
    criteria = [{"code": one.code, "title_th": one.title_th, "title_en": one.title_en, "weight": one.weight}
                for one in criteria_of(session, found, viewer=viewer, on=as_of)]  # fmt: skip
    briefs = [_brief(one) for one in asked_of.briefs(session, found, viewer=viewer, on=as_of)]
    return _json(viewer, _call(found) | {"criteria": criteria, "briefs": briefs})


@router.get("/{code}/ranking")
def ranks(session: Database, viewer: Viewing, code: Code, as_of: AsOf, ceiling: Ceiling = None) -> Response:
    """The ranking under the ceiling, or under another one; totals as exact fractions."""
    found = asked_of.call_by_code(session, code, viewer=viewer, on=as_of)
    told = ranking(session, found, viewer=viewer, ceiling=ceiling, on=as_of)
    return _json(viewer, {"code": code, "ceiling_satang": told.ceiling, "rows": [_row(row) for row in told.rows]})


@router.post("", dependencies=[PROVEN])
def announce(session: Database, by: Acts, given: CallIn) -> Response:
    """Prepare a call."""
    return JSONResponse(_call(announce_call(session, by=by, given=given)), 201)


@router.put("/{code}/briefs/{reference}", dependencies=[PROVEN])
def fill(session: Database, by: Acts, code: Code, reference: Reference, given: BriefIn) -> Response:
    """Fill in a brief."""
    fill_brief(session, by=by, code=code, reference=reference, given=given)
    return _told(session, by.viewer, code, reference)


@router.post("/{code}/briefs/{reference}/file", dependencies=[PROVEN])
def file(session: Database, by: Acts, code: Code, reference: Reference) -> Response:
    """File it."""
    file_brief(session, by=by, code=code, reference=reference)
    return _told(session, by.viewer, code, reference)


def _told(session: Database, viewer: Viewer, code: str, reference: str) -> Response:
    found = asked_of.call_by_code(session, code, viewer=viewer)
    return JSONResponse(_brief(asked_of.brief_of(session, found, reference, viewer=viewer)))


def _call(one: Call) -> dict[str, Any]:
    return plain({name: getattr(one, name) for name in CALL})


def _brief(one: Brief) -> dict[str, Any]:
    values = plain({name: getattr(one.brief, name) for name in BRIEF})
    return values | {"project": one.project.reference, "readiness_percent": one.readiness.percent,
                     "missing": [_gap(gap) for gap in one.gaps] if one.is_kept else None}  # fmt: skip


def _gap(gap: Gap) -> dict[str, str]:
    return {"section": gap.section.value, "place": gap.place.value, "name": gap.name, "what_th": gap.what.th,
            "what_en": gap.what.en, "remedy_th": gap.remedy.th, "remedy_en": gap.remedy.en}  # fmt: skip


def _row(row: Row) -> dict[str, Any]:
    return {
        "project": row.project.reference, "agency": row.brief.agency, "rank": row.brief.rank,
        "total": None if row.total is None else str(row.total), "screeners": row.screeners,
        "requested_satang": row.requested, "cumulative_satang": row.line.cumulative if row.line else None,
        "tier": row.tier.value if row.tier else None, "result": row.brief.result, "reason": row.brief.reason,
    }  # fmt: skip


def _json(viewer: Viewer, told: dict[str, Any]) -> Response:
    caching = "no-cache" if viewer.is_public else "private, no-store"
    return JSONResponse(told, headers={"Cache-Control": caching, "Vary": "Cookie, Authorization"})
