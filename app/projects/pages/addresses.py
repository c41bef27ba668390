"""Where the pages of projects stand, and the words that they share."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path, Request

from app.core.authority import Acting
from app.core.settings import Settings
from app.plans.rules import NODES, SYSTEMS, NodeKind, System
from app.plans.rules import PHASES as MONEY
from app.projects.models import Project
from app.projects.records import resources_of
from app.projects.rules import PROPOSED, STEPS, Precision, Role, State
from app.projects.rules.dossier import (
    DUTIES,
    ITEM_STATES,
    ITEMS,
    KINDS,
    LEVELS,
    RELATIONS,
    SECTORS,
    UNITS,
    IndicatorLevel,
    Item,
    ItemState,
)
from app.projects.rules.lights import LIGHTS, NO_LIGHT, Light
from app.projects.rules.lights import MARKS as LIGHT_MARKS
from app.projects.rules.shares import LOCATED, PRECISIONS, ROLES, Located
from app.projects.rules.states import ACTS, PHASES, STATES, Part, next_states, permission_to_change
from gis.layer import Text

ROOM = Text(th="โครงการ", en="Projects")
MARKS = {
    "proposed": ("ring", "#7559a6"), "planned": ("target", "#5b6670"), "funded": ("half", "#0072b2"),
    "procuring": ("diamond", "#8a5c00"), "in_progress": ("circle", "#0072b2"), "suspended": ("triangle", "#e69f00"),
    "done": ("tick", "#2a3138"), "stopped": ("cross", "#6b747c"),
}  # fmt: skip
"""The mark of each phase, as the layer of sites draws it; a test compares them."""
WORDS: dict[str, Any] = {
    "STATES": STATES, "State": State, "ACTS": ACTS, "PHASES": PHASES, "MARKS": MARKS, "KINDS": KINDS, "SECTORS": SECTORS,
    "LOCATED": LOCATED, "Located": Located, "PRECISIONS": PRECISIONS, "Precision": Precision, "ROLES": ROLES, "Role": Role,
    "ITEMS": ITEMS, "Item": Item, "ITEM_STATES": ITEM_STATES, "ItemState": ItemState, "LEVELS": LEVELS,
    "IndicatorLevel": IndicatorLevel, "UNITS": UNITS, "RELATIONS": RELATIONS, "DUTIES": DUTIES, "NODES": NODES,
    "NodeKind": NodeKind, "SYSTEMS": SYSTEMS, "MONEY": MONEY, "System": System, "PROPOSED": PROPOSED,
    "LIGHTS": LIGHTS, "Light": Light, "LIGHT_MARKS": LIGHT_MARKS, "NO_LIGHT": NO_LIGHT,
}  # fmt: skip
Reference = Annotated[str, Path(max_length=60)]


def page_of(project: Project) -> str:
    """The address of a project."""
    return f"/projects/{project.reference}"


def named(project: Project) -> Text:
    return Text(th=project.title_th, en=project.title_en or project.title_th)


def home_of(request: Request) -> str | None:
    """The code of the home province."""
    settings: Settings = request.app.state.settings
    return settings.home_province


def steps_for(by: Acting | None, project: Project) -> list[State]:
    """The states to which whoever acts may move the project, as far as his powers go."""
    if by is None:
        return []
    before = State(project.state)
    return [
        after
        for after in next_states(before)
        if all(by.may(STEPS[before, after].permission, one) for one in resources_of(project))
    ]


def may_change(by: Acting | None, project: Project, part: Part) -> bool:
    """Whether whoever acts may change a part of the project now."""
    permission = permission_to_change(part, State(project.state))
    return by is not None and permission is not None and all(by.may(permission, one) for one in resources_of(project))
