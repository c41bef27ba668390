"""Which projects claim to contribute to the road deaths: issue 1 of the toy plan is measured by them.

P-1 (1,000,000 baht, 800,000 of it paid, finished and without an owner: late) serves 1.1 first; P-2 (500,000.01) serves 2.1
first and 1.2 second; P-3 (90,000, all paid) serves nothing of the plan.
"""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.authority import EVERYTHING, OPERATOR, PUBLIC
from app.core.cluster import Database
from app.core.database import transaction
from app.monitoring.queries.contributions import Contribution, contributions, measured_nodes
from app.monitoring.rules import Light
from app.plans.commands.approval import revise_plan
from app.plans.commands.drafting import set_targets
from app.plans.schemas import TargetsIn
from app.projects.models import Project, ProjectIndicator
from tests import cast
from tests.app.indicators.test_targets import bind
from tests.app.plans.drafts import CODE, approved, drafted
from tests.app.plans.test_money import serve
from tests.app.plans.test_pages import SentBy

CODE_OF_DEATHS, TARGET = "SOC-ROAD", "อุบัติเหตุ"


def claimed(session: Session) -> str:
    """The toy plan in force, its target bound, projects linked: the key of issue 1."""
    made = drafted(session, area_code="98")
    given = TargetsIn.model_validate({"indicator": TARGET, "unit": "คน", "values": {2567: 18}})
    set_targets(session, by=OPERATOR, code=CODE, version=1, key=made["1"].key, given=given)
    approved(session, cast.acting(session, "O-1"))
    bind(session, made["1"].key, TARGET, CODE_OF_DEATHS)
    for reference, code, role in (("P-1", "1.1", "primary"), ("P-2", "2.1", "primary"), ("P-2", "1.2", "secondary")):
        serve(session, reference, made[code], role)
    return str(made["1"].key)


def promised(session: Session, reference: str, target: int) -> None:
    of = session.scalars(select(Project).where(Project.reference == reference)).one()
    session.add(ProjectIndicator(project_id=of.id, number=1, level="outcome", name_th="ผู้เสียชีวิต", unit="คน", target=target,
                                 indicator_code=CODE_OF_DEATHS))  # fmt: skip
    session.flush()


def told(found: list[Contribution]) -> list[tuple[str, list[str], bool, int]]:
    return [(one.line.reference, sorted(one.nodes.values()), one.own is not None, one.money.received) for one in found]


def test_projects_claim_by_the_nodes_that_are_measured_or_by_their_own_word(session: Session) -> None:
    key = claimed(session)
    promised(session, "P-3", 2)
    found = contributions(session, CODE_OF_DEATHS, viewer=EVERYTHING)
    assert told(found) == [
        ("P-1", ["primary"], False, 100_000_000), ("P-2", ["secondary"], False, 50_000_001), ("P-3", [], True, 9_000_000),
    ]  # fmt: skip
    assert [one.light for one in found] == [Light.LATE, Light.UNKNOWN, Light.UNKNOWN]
    assert {key: node.code for key, node in measured_nodes(session, found, viewer=EVERYTHING).items()} == {key: "1"}
    assert contributions(session, "ENV-WASTE", viewer=EVERYTHING) == []


def test_a_target_that_a_revision_dropped_is_no_ground_to_claim(session: Session) -> None:
    key = claimed(session)
    revise_plan(session, by=OPERATOR, code=CODE, version=1)
    none = TargetsIn.model_validate({"indicator": TARGET, "unit": "คน"})
    set_targets(session, by=OPERATOR, code=CODE, version=2, key=key, given=none)  # type: ignore[arg-type]
    assert len(contributions(session, CODE_OF_DEATHS, viewer=EVERYTHING)) == 2, "version 1 is in force"
    approved(session, cast.acting(session, "O-1"), version=2)
    assert contributions(session, CODE_OF_DEATHS, viewer=EVERYTHING) == []


def test_a_claim_is_seen_by_who_sees_the_project(session: Session) -> None:
    claimed(session)
    promised(session, "P-2", 1)
    road = session.scalars(select(Project).where(Project.reference == "P-2")).one()
    road.class_, road.agency = "internal", "works"
    session.flush()
    for viewer, seen in ((PUBLIC, ["P-1"]), (cast.acting(session, "W-1").viewer, ["P-1", "P-2"])):
        assert [one.line.reference for one in contributions(session, CODE_OF_DEATHS, viewer=viewer)] == seen


@pytest.fixture
def claims(furnished: Database) -> str:
    with transaction(furnished) as session:
        return claimed(session)


def test_the_page_of_an_indicator_lists_them_with_state_money_light_and_place(sent_by: SentBy, claims: str) -> None:
    """1,500,000.01 received, 800,000 paid; as many projects as the list of the node holds."""
    public = sent_by("")
    page = public.get(f"/indicators/{CODE_OF_DEATHS}?lang=en").text
    section = page[page.index('id="contributions"') :].partition("</section>")[0]
    for words in ("P-1", "Ban Nam Sai", "Completed", "Late", "1 (primary)", "1 (secondary)", 'title="1,500,000.01"',
                  'title="800,000.00"', f"/projects?node={claims}", "no proof of a cause"):  # fmt: skip
        assert words in section, words
    assert public.get(f"/api/projects?node={claims}").json()["total"] == 2
    assert 'id="contributions"' not in public.get("/indicators/ENV-WASTE").text


@pytest.mark.usefixtures("claims")
def test_programs_read_the_claims_with_the_money_of_a_day(sent_by: SentBy) -> None:
    """The money came on 3 March 2569."""
    public, here = sent_by(""), f"/api/monitoring/contributions/{CODE_OF_DEATHS}"
    told = public.get(here).json()
    assert told["indicator"] == CODE_OF_DEATHS
    first = told["projects"][0]
    assert (first["project"], first["light"], list(first["nodes"].values())) == ("P-1", "late", ["primary"])
    assert (first["received_satang"], first["disbursed_satang"]) == (100_000_000, 80_000_000)
    received = [{one["project"]: one["received_satang"] for one in public.get(f"{here}?as_of={day}").json()["projects"]}
                for day in ("2026-03-02", "2026-03-03")]  # fmt: skip
    assert [one["P-1"] for one in received] == [0, 100_000_000]
    assert public.get("/api/monitoring/contributions/NONE").status_code == 404
    assert f'href="{here}"' in public.get(f"/indicators/{CODE_OF_DEATHS}").text
    assert "และความเชื่อมโยงเป็นของวันนั้น" in public.get(f"/indicators/{CODE_OF_DEATHS}?as_of=2026-03-03").text
