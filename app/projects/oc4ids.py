"""Projects in the words of OC4IDS 0.9 (Open Contracting for Infrastructure Data Standard): fields where it has them.

What it has no field for is left out; ``budget`` comes from whoever knows money, by a hook that ``main`` fills.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Any

from app.core.calendar import BUDDHIST_ERA
from app.projects.models import Project
from app.projects.rules import Kind, Precision, Sector, State

VERSION = "0.9"
BANGKOK = timezone(timedelta(hours=7))
STATUS: Mapping[State, str] = {
    **dict.fromkeys((State.DRAFT, State.SUBMITTED, State.RETURNED, State.SCREENED), "identification"),
    **dict.fromkeys((State.APPROVED_PLAN, State.REQUESTED, State.RESERVE, State.FUNDED, State.PREPARING), "preparation"),
    **dict.fromkeys((State.PROCURING, State.CONTRACTED, State.IN_PROGRESS, State.SUSPENDED, State.PROBLEM),
                    "implementation"),
    **dict.fromkeys((State.COMPLETED, State.ACCEPTED, State.HANDED_OVER), "completion"),
    **dict.fromkeys((State.IN_USE_CHECKED, State.CLOSED), "completed"),
    **dict.fromkeys((State.REJECTED, State.CANCELLED), "cancelled"),
}  # fmt: skip
"""Codelist projectStatus."""
SECTOR: Mapping[Sector, tuple[str, ...]] = {
    Sector.TRANSPORT: ("transport", "transport.road"),
    Sector.WATER: ("waterAndWaste",),
    Sector.FARMING: ("economy",),
    Sector.LIVING: ("socialHousing",),
    Sector.TOURISM: ("cultureSportsAndRecreation",),
    Sector.SAFETY: ("governance",),
    Sector.ENVIRONMENT: ("naturalResources",),
    Sector.HEALTH: ("health",),
    Sector.GOVERNANCE: ("governance",),
}
"""Codelist projectSector; a part stands beside its whole."""
RENEWS = ("ปรับปรุง", "ซ่อม", "ฟื้นฟู", "ขุดลอก", "บูรณะ")
Budget = Callable[[Project], Mapping[str, Any] | None]
"""What an upper slice knows of the money of a project, as OC4IDS ``budget``."""


def no_budget(_project: Project) -> Mapping[str, Any] | None:
    """Nothing is known of money here."""
    return None


def project_of(
    project: Project, told: Mapping[str, Any], names: Mapping[str, str], *, prefix: str, budget: Budget = no_budget
) -> dict[str, Any]:
    """One project; ``told`` is its dossier, ``names`` the names of organisations by code, ``prefix`` that of the publisher."""
    money = budget(project)
    made: dict[str, Any] = {
        "id": f"{prefix}-{project.reference}",
        "updated": _moment(project.changed_at),
        "title": project.title_th,
        "description": project.objectives,
        "purpose": project.rationale,
        "status": STATUS[State(project.state)],
        "period": _period(project),
        "sector": list(SECTOR[Sector(project.sector)]) if project.sector else None,
        "type": _type(project),
        "additionalClassifications": [
            {"scheme": f"x_{link['system']}", "id": link["frame_code"]} for link in told["frame_links"]
        ],
        "locations": [one for number, site in enumerate(told["sites"], start=1) if (one := _location(number, site))],
        "publicAuthority": _reference(project.agency, names),
        "parties": _parties(project, told, names),
        "relatedProjects": [
            {"id": str(number), "scheme": "oc4ids", "identifier": f"{prefix}-{one['reference']}",
             "relationship": [one["relation"]]}
            for number, one in enumerate(told["related"], start=1)
        ],
        "budget": dict(money) if money is not None else None,
    }  # fmt: skip
    return {name: value for name, value in made.items() if value not in (None, [], {})}


def package(projects: Sequence[Mapping[str, Any]], *, uri: str, publisher: str, now: datetime) -> dict[str, Any]:
    """A project package: who published what, and when."""
    return {
        "uri": uri, "publishedDate": _moment(now), "version": VERSION, "publisher": {"name": publisher},
        "projects": list(projects),
    }  # fmt: skip


def _type(project: Project) -> str | None:
    """Codelist projectType: only what is built is of it."""
    if project.kind != Kind.INFRASTRUCTURE:
        return None
    return "rehabilitation" if project.title_th.startswith(RENEWS) else "construction"


def _period(project: Project) -> dict[str, str]:
    """From the first day of the first fiscal year to the last of the last one."""
    first, last = project.fiscal_year - BUDDHIST_ERA, (project.last_year or project.fiscal_year) - BUDDHIST_ERA
    days = date(first - 1, 10, 1), date(last, 9, 30)
    start, end = (datetime(day.year, day.month, day.day, tzinfo=BANGKOK) for day in days)
    return {"startDate": _moment(start), "endDate": _moment(end)}


def _location(number: int, site: Mapping[str, Any]) -> dict[str, Any] | None:
    if site["geometry"] is None and site["area_code"] is None:
        return None
    made: dict[str, Any] = {"id": str(number), "description": site["name_th"]}
    if site["geometry"] is not None and site["precision"] != Precision.CENTROID:
        made["geometry"] = site["geometry"]
    if site["area_code"] is not None:
        made["gazetteer"] = {"scheme": "x_TH_DOPA", "identifiers": [site["area_code"]]}
    return {name: value for name, value in made.items() if value is not None}


def _reference(code: str | None, names: Mapping[str, str]) -> dict[str, str] | None:
    return None if code is None else {"id": f"x_TH-{code}", "name": names.get(code, code)}


def _parties(project: Project, told: Mapping[str, Any], names: Mapping[str, str]) -> list[dict[str, Any]]:
    roles = {code: ["administrativeEntity"] for one in told["activities"] if (code := one["organization"])}
    if project.agency is not None:
        roles[project.agency] = ["publicAuthority", *roles.get(project.agency, [])]
    return [{**(_reference(code, names) or {}), "roles": of} for code, of in sorted(roles.items())]


def _moment(at: datetime) -> str:
    return at.astimezone(BANGKOK).isoformat(timespec="seconds")
