"""Plans for programs: versions, the tree, what differs, what is covered (JSON, CSV)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from starlette.responses import JSONResponse, Response

from app.core.authority import Viewer
from app.core.money import SATANG
from app.core.records import plain
from app.core.spreadsheets import as_csv
from app.core.workbooks import XLSX, as_workbook
from app.plans import exports
from app.plans.commands.drafting import add_node, draft_plan
from app.plans.commands.frames import add_frame
from app.plans.exports import beyond
from app.plans.models import Cluster, ClusterItem, ClusterMember, NationalFrame, Plan, PlanNode
from app.plans.queries import clusters as clusters_of
from app.plans.queries import plans as asked_of
from app.plans.queries.coverage import coverage
from app.plans.queries.money import money
from app.plans.queries.plans import Branch, Link, Series
from app.plans.rules import PHASES, Part, Sum, System
from app.plans.schemas import FrameIn, NodeIn, PlanIn
from app.web.as_of import AsOf
from app.web.dependencies import Acts, Database, Viewing
from app.web.forms import PROVEN

router = APIRouter(prefix="/api/plans")
Code = Annotated[str, Path(max_length=63)]
Version = Annotated[int, Path(ge=1, le=9999)]
Year = Annotated[int, Query(ge=2500, le=2700)]
Before = Annotated[int, Query(ge=1, le=9999)]
Asked = Annotated[System, Query()]
InYear = Annotated[int | None, Query(ge=2500, le=2700)]
Form = Literal["csv", "xlsx"]
PLAN = ("code", "version", "kind", "title_th", "title_en", "organization", "area_code", "first_year", "last_year",
        "state", "proposed_at", "proposer_position", "approved_at", "approved_by", "approver_position",
        "is_synthetic")  # fmt: skip
FRAME = ("system", "code", "parent_code", "name_th", "name_en", "valid_from", "valid_to", "source", "is_verified")
CLUSTER = ("code", "name_th", "name_en", "source")
MEMBER = ("province_code", "is_lead", "valid_from", "valid_to")
ITEM = ("province_code", "reference", "title_th", "organization", "amount_satang", "area_codes", "fiscal_year")
Picked = Plan | PlanNode | NationalFrame | Cluster | ClusterMember | ClusterItem
NODE = ("key", "kind", "code", "title_th", "title_en")


@router.get("")
def plans(session: Database, viewer: Viewing) -> Response:
    """Every version that the viewer may know."""
    return _json(viewer, {"plans": [_picked(one, PLAN) for one in asked_of.plans(session, viewer=viewer)]})


@router.get("/frames")
def frames(session: Database, viewer: Viewing) -> Response:
    """National frames."""
    return _json(viewer, {"frames": [_picked(one, FRAME) for one in asked_of.frames(session, viewer=viewer)]})


@router.post("/frames", dependencies=[PROVEN], status_code=201)
def frame(session: Database, by: Acts, given: FrameIn) -> Response:
    """Add a national goal."""
    made = add_frame(session, by=by, given=given)
    return JSONResponse(_picked(made, FRAME), 201)


@router.get("/clusters")
def clusters(session: Database, viewer: Viewing) -> Response:
    """Clusters of provinces with their members."""
    found = clusters_of.clusters(session, viewer=viewer)
    told = {one.code: clusters_of.members(session, one.code, viewer=viewer) for one in found}
    return _json(viewer, {"clusters": [
        _picked(one, CLUSTER) | {"members": [_picked(each, MEMBER) for each in told[one.code]]} for one in found
    ]})  # fmt: skip


@router.get("/clusters/{code}")
def cluster(session: Database, viewer: Viewing, code: Code, year: Year) -> Response:
    """What the provinces of a cluster told of a fiscal year; for officials."""
    found = clusters_of.cluster_at(session, code, viewer=viewer)
    items = clusters_of.items(session, code, year, viewer=viewer)
    return _json(viewer, _picked(found, CLUSTER) | {"items": [_picked(each, ITEM) for each in items]})


@router.post("", dependencies=[PROVEN], status_code=201)
def draft(session: Database, by: Acts, given: PlanIn) -> Response:
    """Begin the first version of a plan."""
    made = draft_plan(session, by=by, given=given)
    return JSONResponse({"code": made.code, "version": made.version}, 201)


@router.get("/{code}")
def versions(session: Database, viewer: Viewing, code: Code) -> Response:
    """The versions of a plan, the latest first."""
    return _json(viewer, {"versions": [_picked(one, PLAN) for one in asked_of.versions(session, code, viewer=viewer)]})


@router.get("/{code}/{version}")
def tree(session: Database, viewer: Viewing, code: Code, version: Version, as_of: AsOf) -> Response:
    """A version with its nodes as they stand under one another; of a day with the alignments that held on it."""
    found = asked_of.plan_at(session, code, version, viewer=viewer)
    grown = asked_of.tree(session, found, viewer=viewer, on=as_of)
    return _json(viewer, _picked(found, PLAN) | {"nodes": [_branch(one) for one in grown]})


@router.post("/{code}/{version}/nodes", dependencies=[PROVEN], status_code=201)
def add(session: Database, by: Acts, code: Code, version: Version, given: NodeIn) -> Response:
    """Add a node to a draft."""
    return JSONResponse({"key": str(add_node(session, by=by, code=code, version=version, given=given).key)}, 201)


@router.get("/{code}/{version}/difference")
def difference(session: Database, viewer: Viewing, code: Code, version: Version, before: Before) -> Response:
    """What the version has that the one before has not, and the other way round."""
    old, new = (asked_of.plan_at(session, code, number, viewer=viewer) for number in (before, version))
    told = asked_of.differences(session, old, new, viewer=viewer)
    return _json(viewer, {
        "added": [_part(one) for one in told.added],
        "removed": [_part(one) for one in told.removed],
        "changed": [{"before": _part(one.before), "after": _part(one.after), "fields": list(one.fields)}
                    for one in told.changed],
        "targets": [{"key": one.part.key, **plain({"indicator": one.indicator, "year": one.year, "before": one.before,
                                                   "after": one.after})} for one in told.targets],
    })  # fmt: skip


@router.get("/{code}/{version}/coverage")
def covered(
    session: Database, viewer: Viewing, code: Code, version: Version, as_of: AsOf, system: Asked = System.NS,
    year: InYear = None,
) -> Response:  # fmt: skip
    """The matrix of a version against a system of national goals, with the orphans of both sides and the money of a year."""
    plan = asked_of.plan_at(session, code, version, viewer=viewer)
    found = coverage(session, plan, system, viewer=viewer, on=as_of)
    told = money(session, system, year, viewer=viewer, plan=plan, on=as_of)
    return _json(viewer, {
        "system": system.value,
        "issues": [_picked(one, NODE) for one in found.issues],
        "rows": [{"frame": row.frame.code, "cells": [asdict(cell) for cell in row.cells], "whole": asdict(row.whole),
                  "total": row.total, "first": _sum(told.shared.first.get(row.frame.code)),
                  "second": _sum(told.shared.second.get(row.frame.code))} for row in found.rows],
        "unserved": [one.code for one in found.unserved],
        "without": [_picked(one, NODE) for one in found.without],
        "received_by_year": [
            {"frame": one.code, "name_th": one.name.th} | {
                f"{year}": satang / SATANG for year, satang in zip(told.years, one.received, strict=True)
            }
            for one in exports.by_year(found, told)
        ],
        "money": {"year": told.year, "beyond": _sum(beyond(found, told)), "only_second": _sum(told.shared.only_second),
                  "none": _sum(told.shared.none), "total": _sum(told.shared.total)},
        "projects_without": [{"reference": one.reference, "title_th": one.title_th} | _sum(one.money)
                             for one in told.without],
    })  # fmt: skip


@router.get("/{code}/{version}/coverage.{form}")
def covered_as_table(
    session: Database, viewer: Viewing, code: Code, version: Version, form: Form, as_of: AsOf, system: Asked = System.NS,
    year: InYear = None,
) -> Response:  # fmt: skip
    """The same for a spreadsheet: a row for each national goal, and what makes them up to the ledger."""
    plan = asked_of.plan_at(session, code, version, viewer=viewer)
    found = coverage(session, plan, system, viewer=viewer, on=as_of)
    told = money(session, system, year, viewer=viewer, plan=plan, on=as_of)
    head, rows = exports.header(found), exports.table(found, told)
    then = "" if as_of is None else f"-{as_of.isoformat()}"
    name = f'attachment; filename="coverage-{code}-{version}-{system.value}-{told.year}{then}.{form}"'
    headers = {**_caching(viewer), "Content-Disposition": name}
    if form == "xlsx":
        by_year = ("รายปีงบประมาณ", exports.header_by_year(found, told), exports.table_by_year(found, told))
        return Response(as_workbook([(system.value, head, rows), by_year]), headers=headers, media_type=XLSX)
    return Response(as_csv([head, *rows]), headers=headers, media_type="text/csv; charset=utf-8")


def _sum(sums: Sum | None) -> dict[str, Any]:
    """Projects, and baht by phase."""
    held = sums or Sum()
    return {"projects": held.projects} | {f"{phase}_baht": getattr(held, phase) / SATANG for phase in PHASES}


def _branch(one: Branch) -> dict[str, Any]:
    return {
        **_picked(one.node, NODE),
        "alignments": [_link(link) for link in one.links],
        "targets": [_series(series) for series in one.targets],
        "below": [_branch(each) for each in one.below],
    }


def _link(one: Link) -> dict[str, Any]:
    told = {"system": one.frame.system, "code": one.frame.code, "role": one.role, "rationale": one.rationale}
    return plain({**told, "valid_from": one.since, "valid_to": one.until})


def _series(one: Series) -> dict[str, Any]:
    base = None if one.baseline is None else {"year": one.baseline[0], "value": str(one.baseline[1])}
    values = {str(year): str(value) for year, value in one.values.items()}
    return {"indicator": one.indicator, "unit": one.unit, "baseline": base, "targets": values}


def _part(one: Part) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in ("key", "kind", "code", "title_th", "title_en", "above")}
    return told | {"alignments": [list(link) for link in sorted(one.links)]}


def _picked(row: Picked, names: tuple[str, ...]) -> dict[str, Any]:
    return plain({name: getattr(row, name) for name in names})


def _json(viewer: Viewer, told: dict[str, Any]) -> Response:
    return JSONResponse(told, headers=_caching(viewer))


def _caching(viewer: Viewer) -> dict[str, str]:
    """What somebody in office sees is for him alone."""
    return {"Cache-Control": "no-cache" if viewer.is_public else "private, no-store", "Vary": "Cookie, Authorization"}
