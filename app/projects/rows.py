"""The rows of a project of an existing register, by table, in the order in which they are written."""

from __future__ import annotations

import uuid
from itertools import pairwise
from typing import Any

from app.core.authority import Basis
from app.core.errors import Invalid
from app.datasets.rules import Locator
from app.projects.models import (
    Activity,
    Beneficiary,
    FrameLink,
    PlanLink,
    Project,
    ProjectIndicator,
    ProjectTransition,
    ReadinessItem,
    Responsible,
    Site,
    SiteArea,
)
from app.projects.placing import Row, site_rows
from app.projects.rules import PROPOSED, STEPS, LinkRole, State, class_of, site_shares
from app.projects.rules.dossier import REQUIRED, Item
from app.projects.schemas import ProjectIn

Rows = dict[type[Any], list[Row]]
PARTS = ("sites", "activities", "indicators", "beneficiaries", "links", "responsible", "readiness", "history")
TABLES: tuple[type[Any], ...] = (
    Project, Site, SiteArea, Activity, ProjectIndicator, Beneficiary, PlanLink, FrameLink, Responsible, ReadinessItem,
    ProjectTransition,
)  # fmt: skip


def rows_of(given: ProjectIn, places: Locator, is_synthetic: bool) -> Rows:
    """All rows of a project. One with a history begins as a draft and is moved by it."""
    key = uuid.uuid4()
    sites, touched = _sites(given, key, places, is_synthetic)
    state = State.DRAFT if given.history else given.state
    project = given.model_dump(exclude={*PARTS, "class_"}) | {
        "id": key, "is_synthetic": is_synthetic, "state": state, "class_": class_of(state, given.class_),
        "own_class": given.class_, "area_codes": sorted({row["area_code"] for row in touched}),
    }  # fmt: skip
    return {
        Project: [project],
        Site: sites,
        SiteArea: touched,
        Activity: _numbered(key, given.activities),
        ProjectIndicator: _numbered(key, given.indicators),
        Beneficiary: [one.model_dump() | {"project_id": key} for one in given.beneficiaries],
        PlanLink: [{"project_id": key, "node_key": node, "role": role} for node, role in given.links.nodes().items()],
        FrameLink: [_frame(key, one) for one in given.links.frames],
        Responsible: [
            {"project_id": key, "position_number": number, "duty": duty}
            for number, duty in given.responsible.duties().items()
        ],
        ReadinessItem: _readiness(given, key),
        ProjectTransition: _history(given, key),
    }


def came_into_the_plan(given: ProjectIn) -> bool:
    """Whether its history took it into a plan, so that its class may be what its content asks for."""
    return any(step.to is State.APPROVED_PLAN for step in given.history) and given.state not in PROPOSED


def _sites(given: ProjectIn, key: uuid.UUID, places: Locator, is_synthetic: bool) -> tuple[list[Row], list[Row]]:
    divided = [site.share_ppm for site in given.sites if site.share_ppm is not None]
    parts = divided or site_shares([site.role for site in given.sites])
    sites: list[Row] = []
    touched: list[Row] = []
    for site, share in zip(given.sites, parts, strict=True):
        row, areas = site_rows(key, given.reference, site, places)
        sites.append(row | {"share_ppm": share, "is_synthetic": is_synthetic})
        touched += areas
    return sites, touched


def _numbered(key: uuid.UUID, parts: tuple[Any, ...]) -> list[Row]:
    return [one.model_dump() | {"project_id": key, "number": number} for number, one in enumerate(parts, start=1)]


def _frame(key: uuid.UUID, frame: str) -> Row:
    system, _, code = frame.partition(":")
    return {"project_id": key, "system": system, "frame_code": code, "role": LinkRole.SECONDARY}


def _readiness(given: ProjectIn, key: uuid.UUID) -> list[Row]:
    """What the kind requires, and what is said beyond it."""
    items = {item: {"state": "open", "note": None, "is_required": True} for item in sorted(REQUIRED[given.kind])}
    items |= {Item(item): one.model_dump() for item, one in given.readiness.items()}
    return [{"project_id": key, "item": item, **values} for item, values in items.items()]


def _history(given: ProjectIn, key: uuid.UUID) -> list[Row]:
    """The steps taken. Raises Invalid for one that is not allowed."""
    steps = pairwise((State.DRAFT, *(step.to for step in given.history)))
    rows: list[Row] = []
    for number, (step, past) in enumerate(zip(steps, given.history, strict=True), start=1):
        allowed = STEPS.get(step)
        if allowed is None or (allowed.needs_reason and past.reason is None):
            raise Invalid(
                f"โครงการ {given.reference}: ประวัติข้ามขั้นตอน {step[0]} → {step[1]}",
                f"Project {given.reference}: its history takes a step that is not allowed, {step[0]} → {step[1]}.",
                place=given.reference,
            )
        rows.append({
            "project_id": key, "number": number, "from_state": step[0], "to_state": step[1],
            "needs_reason": allowed.needs_reason, "at": past.at, "position": past.position, "title": past.title,
            "basis": Basis.SUBSTANTIVE, "reason": past.reason,
        })  # fmt: skip
    return rows
