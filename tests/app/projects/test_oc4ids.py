"""Projects in the words of OC4IDS 0.9: only fields that it has, with values of its code lists."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.core.cluster import Database
from app.core.database import transaction
from app.projects.commands.dossiers import relate_project
from app.projects.oc4ids import SECTOR, STATUS, no_budget, project_of
from app.projects.queries import project_by_reference
from app.projects.queries.snapshots import dossiers
from app.projects.rules import Sector, State
from app.projects.rules.dossier import Relation
from app.projects.schemas import RelationIn
from tests import cast
from tests.app.projects.dossiers import draft, whole

SentBy = Callable[[str], TestClient]
FIELDS = {"id", "updated", "title", "description", "purpose", "status", "period", "sector", "type",
          "additionalClassifications", "locations", "publicAuthority", "parties", "relatedProjects", "budget"}  # fmt: skip
LOCATION = {"id", "description", "geometry", "gazetteer"}
STATUSES = {"identification", "preparation", "implementation", "completion", "completed", "cancelled"}
SECTORS = {"education", "health", "energy", "communications", "waterAndWaste", "governance", "economy",
           "cultureSportsAndRecreation", "transport", "transport.road", "socialHousing", "naturalResources"}  # fmt: skip
MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00$")


def test_every_state_and_sector_has_a_code_of_the_standard() -> None:
    assert set(STATUS) == set(State)
    assert set(STATUS.values()) == STATUSES
    assert set(SECTOR) == set(Sector)
    assert {code for codes in SECTOR.values() for code in codes} <= SECTORS
    assert {one.value for one in Relation} == {"construction", "rehabilitation", "replacement", "expansion"}


@pytest.fixture
def related(furnished: Database) -> None:
    with transaction(furnished) as session:
        works = cast.acting(session, "W-1")
        whole(session, works)
        draft(session, works, reference="OTHER")
        tie = RelationIn.model_validate({"reference": "OTHER", "relation": "rehabilitation"})
        relate_project(session, by=works, reference="X1", given=tie)


@pytest.mark.usefixtures("related")
def test_a_project_has_only_fields_of_the_standard(sent_by: SentBy) -> None:
    told: dict[str, Any] = sent_by("W-1").get("/api/projects/X1/oc4ids").json()
    assert set(told) <= FIELDS
    assert "budget" not in told
    assert (told["id"], told["status"], told["type"], told["sector"]) == (
        told["id"], "identification", "construction", ["transport", "transport.road"],
    )  # fmt: skip
    assert told["id"].endswith("-X1")
    assert told["period"] == {"startDate": "2026-10-01T00:00:00+07:00", "endDate": "2027-09-30T00:00:00+07:00"}, (
        "FY 2570"
    )
    assert MOMENT.match(told["updated"])
    (place,) = told["locations"]
    assert set(place) <= LOCATION
    assert place["geometry"] == {"type": "Point", "coordinates": [100.75, 15.5]}
    assert place["gazetteer"]["identifiers"] == ["980102"]
    assert told["publicAuthority"] == {"id": "x_TH-works", "name": "สำนักงานโยธาธิการ"}
    assert told["parties"] == [{"id": "x_TH-works", "name": "สำนักงานโยธาธิการ", "roles": ["publicAuthority"]}]
    assert told["additionalClassifications"] == [{"scheme": "x_SDG", "id": "9"}]
    (other,) = told["relatedProjects"]
    assert (other["relationship"], other["identifier"].endswith("-OTHER")) == (["rehabilitation"], True)


def test_a_package_says_who_published_it_and_holds_what_the_viewer_may_see(sent_by: SentBy) -> None:
    told = sent_by("").get("/api/projects/oc4ids").json()
    assert set(told) == {"uri", "publishedDate", "version", "publisher", "projects"}
    assert (told["version"], len(told["projects"])) == ("0.9", 3)
    assert MOMENT.match(told["publishedDate"])
    assert [one["id"].rpartition("-P-")[2] for one in told["projects"]] == ["1", "2", "3"]
    assert {one["status"] for one in told["projects"]} == {"completion", "implementation", "preparation"}
    assert all(set(one) <= FIELDS and set(one["period"]) == {"startDate", "endDate"} for one in told["projects"])


def test_money_comes_from_whoever_knows_it(furnished: Database) -> None:
    with transaction(furnished) as session:
        viewer = cast.acting(session, "O-2").viewer
        project = project_by_reference(session, "P-1", viewer=viewer)
        told = dossiers(session, [project.id], viewer=viewer)[project.id]
        money = {"amount": {"amount": 1_000_000, "currency": "THB"}}
        assert project_of(project, told, {}, prefix="x", budget=lambda _project: money)["budget"] == money
        assert "budget" not in project_of(project, told, {}, prefix="x", budget=no_budget)
