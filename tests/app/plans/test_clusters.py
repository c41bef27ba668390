"""Clusters have one lead at a time; what member provinces told is read side by side and belongs to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.core.authority import EVERYTHING, OPERATOR, PUBLIC
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.money import Unit
from app.plans.commands.clusters import add_cluster, add_member, bring_list, end_member
from app.plans.commands.drafting import draft_plan
from app.plans.imports import read_list
from app.plans.queries import clusters as asked_of
from app.plans.rules import PlanKind
from app.plans.schemas import ClusterIn, ListOf, MemberEnding, MemberIn, PlanIn
from tests import cast
from tests.app.conftest import sent

NAME = ClusterIn(code="toys", name_th="กลุ่มของเล่น", name_en="Toys", source="มติ ครม.")
SINCE = date(2020, 10, 1)
LIST = ListOf(province_code="98", fiscal_year=2569)
PASTED = "รหัสโครงการ\tชื่อโครงการ\tงบประมาณ\tรหัสพื้นที่\nก-1\tถนน\t1.5\t980101, 980102\nก-2\tสระ\t๐.๕\t\n"


def member(code: str = "98", lead: bool = True, since: date = SINCE) -> MemberIn:
    return MemberIn(province_code=code, is_lead=lead, valid_from=since)


@pytest.fixture
def toys(session: Session) -> Session:
    """A cluster of two provinces, led by 98."""
    add_cluster(session, by=OPERATOR, given=NAME)
    add_member(session, by=OPERATOR, code="toys", given=member())
    add_member(session, by=OPERATOR, code="toys", given=member("97", lead=False))
    return session


def test_a_cluster_has_one_lead_at_a_time_and_a_province_one_cluster(toys: Session) -> None:
    add_cluster(toys, by=OPERATOR, given=NAME.model_copy(update={"code": "others"}))
    with pytest.raises(Conflict, match="has a lead"):
        add_member(toys, by=OPERATOR, code="toys", given=member("96"))
    with pytest.raises(Conflict, match="belongs to a cluster"):
        add_member(toys, by=OPERATOR, code="others", given=member("97"))
    end_member(toys, by=OPERATOR, code="toys", province="98", given=MemberEnding(last_day=date(2025, 9, 30)))
    add_member(toys, by=OPERATOR, code="others", given=member("98", since=date(2025, 10, 1)))
    add_member(toys, by=OPERATOR, code="toys", given=member("96", since=date(2025, 10, 1)))
    assert [asked_of.led_by(toys, each, viewer=EVERYTHING) for each in ("98", "96", "97")] == ["others", "toys", None]


def test_a_province_that_does_not_belong_neither_ends_nor_tells(toys: Session) -> None:
    with pytest.raises(NotFound):
        end_member(toys, by=OPERATOR, code="toys", province="96", given=MemberEnding(last_day=SINCE))
    with pytest.raises(Conflict, match="does not belong"):
        bring_list(toys, by=OPERATOR, code="toys", of=LIST.model_copy(update={"province_code": "96"}), items=[])
    with pytest.raises(Invalid, match="before the first"):
        end_member(toys, by=OPERATOR, code="toys", province="98", given=MemberEnding(last_day=date(2020, 9, 30)))
    with pytest.raises(NotFound):
        bring_list(toys, by=OPERATOR, code="none", of=LIST, items=[])
    with pytest.raises(Conflict, match="already"):
        add_cluster(toys, by=OPERATOR, given=NAME)


def test_a_list_is_brought_in_whole_and_replaces_the_former(toys: Session) -> None:
    """1.5 and 0.5 million baht are 200 million satang; told again with the first alone they are 150 million."""
    items = read_list(PASTED, Unit.MILLION)
    assert [(each.reference, each.amount_satang, each.area_codes) for each in items] == [
        ("ก-1", 150_000_000, ["980101", "980102"]), ("ก-2", 50_000_000, []),
    ]  # fmt: skip
    for count, satang in ((2, 200_000_000), (1, 150_000_000)):
        assert bring_list(toys, by=OPERATOR, code="toys", of=LIST, items=items[:count]) == count
        [told] = asked_of.sums(toys, "toys", viewer=EVERYTHING)
        assert (told.fiscal_year, told.province_code, told.items, told.satang) == (2569, "98", count, satang)
    with pytest.raises(Conflict, match="told twice"):
        bring_list(toys, by=OPERATOR, code="toys", of=LIST, items=[items[0], items[0]])
    assert len(asked_of.items(toys, "toys", 2569, viewer=EVERYTHING)) == 1
    assert not asked_of.items(toys, "toys", 2569, viewer=PUBLIC)
    assert not asked_of.sums(toys, "toys", viewer=PUBLIC)


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("รหัส,ชื่อโครงการ,งบประมาณ", "A header and 1"),
        ("รหัส,งบประมาณ\n1,2", "no column title"),
        ("รหัส,ชื่อโครงการ,งบประมาณ\nก,ข,5\nก-2,ข,ห้า", "Row 3, column amount"),
        ("รหัส,ชื่อโครงการ,งบประมาณ\n,ข,5", "Row 2, column reference"),
        ("รหัส,ชื่อโครงการ,งบประมาณ,รหัสพื้นที่\nก,ข,5,98010", "Row 2, column areas"),
        ("รหัส,ชื่อโครงการ,งบประมาณ\nก,ข,-5", "Row 2, column amount"),
    ],
)
def test_what_is_wrong_in_a_list_is_named_by_row_and_column(pasted: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        read_list(pasted, Unit.BAHT)


@pytest.mark.parametrize("kind", [PlanKind.CLUSTER, PlanKind.CLUSTER_LIST])
def test_a_plan_of_the_cluster_is_drafted_by_the_province_that_leads(session: Session, kind: PlanKind) -> None:
    given = PlanIn(
        code="east",
        kind=kind,
        title_th="แผนกลุ่ม",
        organization="office",
        area_code="98",
        first_year=2566,
        last_year=2570,
    )
    with pytest.raises(Conflict, match="leads no cluster"):
        draft_plan(session, by=cast.acting(session, "O-2"), given=given)
    add_cluster(session, by=OPERATOR, given=NAME)
    add_member(session, by=OPERATOR, code="toys", given=member())
    assert draft_plan(session, by=cast.acting(session, "O-2"), given=given).kind == kind


@pytest.mark.parametrize("number", ["O-3", "W-1", "D-1"])
def test_a_position_without_the_power_does_nothing_to_clusters(session: Session, number: str) -> None:
    by = cast.acting(session, number)
    acts = (
        lambda: add_cluster(session, by=by, given=NAME),
        lambda: add_member(session, by=by, code="none", given=member()),
        lambda: end_member(session, by=by, code="none", province="98", given=MemberEnding(last_day=SINCE)),
        lambda: bring_list(session, by=by, code="none", of=LIST, items=[]),
    )
    for act in acts:
        with pytest.raises(Forbidden):
            act()


def test_the_pages_form_a_cluster_and_read_a_list(sent_by: Callable[[str], TestClient]) -> None:
    chief, public = sent_by("O-1"), sent_by("")
    here = "/plans/clusters/toys"
    assert "ยังไม่มีกลุ่มจังหวัด" in public.get("/plans/clusters").text
    assert sent(chief, "/plans/clusters/new", **NAME.model_dump()) == (303, here)
    given = {"province_code": "98", "is_lead": "true", "valid_from": "01/10/2563"}
    assert sent(chief, f"{here}/members", **given) == (303, here)
    assert sent(chief, f"{here}/members", **given)[0] == 422
    pasted = {"province_code": "98", "fiscal_year": "2569", "unit": "million", "rows": PASTED}
    assert sent(chief, f"{here}/lists", **pasted) == (303, f"{here}?year=2569")
    page = chief.get(here).text
    assert [word for word in ("2,000,000.00", "1,500,000.00", "จังหวัดนำ") if word not in page] == []
    assert "1,500,000.00" not in public.get(here).text
    status, wrong = sent(chief, f"{here}/lists", **pasted | {"rows": PASTED.replace("1.5", "x")})
    assert (status, "แถว 2 คอลัมน์ งบประมาณ" in wrong) == (422, True)
    assert chief.get(f"/api{here}?year=2569").json()["items"][0]["amount_satang"] == 150_000_000
    assert public.get(f"/api{here}?year=2569").json()["items"] == []
    assert public.get("/api/plans/clusters").json()["clusters"][0]["members"][0]["is_lead"] is True
    assert sent(chief, f"{here}/members/98/end", last_day="30/09/2569") == (303, here)
    assert chief.get(f"{here}/members/98/end").status_code == 200


def test_who_may_not_approve_plans_is_shown_none_of_the_forms(sent_by: Callable[[str], TestClient]) -> None:
    chief, other = sent_by("O-1"), sent_by("W-1")
    here = "/plans/clusters/toys"
    assert sent(chief, "/plans/clusters/new", **NAME.model_dump()) == (303, here)
    for form in ("/plans/clusters/new", f"{here}/members", f"{here}/members/98/end", f"{here}/lists"):
        assert (form, chief.get(form).status_code) == (form, 200)
        assert (form, other.get(form).status_code) == (form, 403)
