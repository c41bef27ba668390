"""An office adds national goals that came later and corrects what it has checked; both stay its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.audit import AuditEvent
from app.core.authority import OPERATOR
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.plans.commands.frames import add_frame, change_frame
from app.plans.commands.standard import seed_frames
from app.plans.models import NationalFrame
from app.plans.rules import System
from app.plans.schemas import FrameChange, FrameIn
from tests import cast
from tests.app.conftest import sent

DAY = date(2025, 10, 1)


def goal(code: str = "1", above: str | None = None, system: System = System.GOVPOL) -> FrameIn:
    return FrameIn(
        system=system, code=code, parent_code=above, name_th="แก้หนี้", name_en="Relief of debt", valid_from=DAY,
        source="คำแถลงนโยบาย",
    )  # fmt: skip


def correction(name: str = "ความมั่นคงของชาติ", above: str | None = None) -> FrameChange:
    return FrameChange(
        name_th=name, name_en="Security", parent_code=above, valid_from=DAY, source="ราชกิจจานุเบกษา", is_verified=True
    )


def test_a_goal_is_added_with_its_parts_and_one_event_each(session: Session) -> None:
    by = cast.acting(session, "G-1")
    add_frame(session, by=by, given=goal())
    add_frame(session, by=by, given=goal("1.1", "1"))
    told = session.scalars(select(AuditEvent.object_id).where(AuditEvent.act == "national_frame.added")).all()
    assert sorted(told) == ["GOVPOL/1", "GOVPOL/1.1"]


def test_a_code_in_use_is_refused_and_nothing_is_written(session: Session) -> None:
    add_frame(session, by=OPERATOR, given=goal())
    with pytest.raises(Conflict, match="already") as refused:
        add_frame(session, by=OPERATOR, given=goal())
    assert refused.value.place == "code"


@pytest.mark.parametrize("above", ["9", "1.1"])
def test_a_part_stands_under_a_main_goal_of_its_system(session: Session, above: str) -> None:
    add_frame(session, by=OPERATOR, given=goal())
    add_frame(session, by=OPERATOR, given=goal("1.1", "1"))
    with pytest.raises(Invalid, match="no main goal"):
        add_frame(session, by=OPERATOR, given=goal("2", above))
    with pytest.raises(Invalid, match="no main goal"):
        change_frame(session, by=OPERATOR, system="GOVPOL", code="1", given=correction(above="1"))


def test_what_the_office_corrected_is_not_seeded_over(session: Session) -> None:
    seed_frames(session, by=OPERATOR)
    change_frame(session, by=cast.acting(session, "G-1"), system="NS", code="1", given=correction())
    assert seed_frames(session, by=OPERATOR) == 0
    found = session.get(NationalFrame, ("NS", "1"))
    assert found is not None
    assert (found.name_th, found.is_verified, found.is_standard) == ("ความมั่นคงของชาติ", True, False)


@pytest.mark.parametrize("number", ["O-2", "O-3", "W-1", "D-1"])
def test_a_position_without_the_power_neither_adds_nor_changes(session: Session, number: str) -> None:
    by = cast.acting(session, number)
    with pytest.raises(Forbidden):
        add_frame(session, by=by, given=goal())
    with pytest.raises(Forbidden):
        change_frame(session, by=by, system="NS", code="none", given=correction())


def test_an_unknown_goal_is_said_to_be_unknown(session: Session) -> None:
    with pytest.raises(NotFound):
        change_frame(session, by=OPERATOR, system="NS", code="none", given=correction())


def test_a_goal_ends_after_it_begins() -> None:
    with pytest.raises(ValueError, match="ends after"):
        FrameChange(**correction().model_dump() | {"valid_to": DAY})


def test_the_forms_add_and_correct_and_say_what_is_wrong(sent_by: Callable[[str], TestClient]) -> None:
    chief = sent_by("O-1")
    given = {"system": "GOVPOL", "code": "1", "name_th": "แก้หนี้", "name_en": "Relief of debt", "is_verified": "false",
             "valid_from": "01/10/2568", "source": "คำแถลงนโยบาย"}  # fmt: skip
    assert sent(chief, "/plans/frames/new", **given) == (303, "/plans/frames#GOVPOL")
    assert "แก้หนี้" in chief.get("/plans/frames").text
    status, page = sent(chief, "/plans/frames/new", **given)
    assert (status, "มีรหัส 1 ในระบบนี้แล้ว" in page) == (422, True)
    form = chief.get("/plans/frames/GOVPOL/1/edit").text
    assert 'value="01/10/2568"' in form
    change = {name: value for name, value in given.items() if name not in ("system", "code")} | {
        "name_th": "แก้หนี้ครัวเรือน"
    }
    assert sent(chief, "/plans/frames/GOVPOL/1/edit", **change) == (303, "/plans/frames#GOVPOL")
    assert "แก้หนี้ครัวเรือน" in chief.get("/plans/frames").text
    assert chief.get("/plans/frames/GOVPOL/9/edit").status_code == 404


def test_who_may_not_sees_no_way_to_change(sent_by: Callable[[str], TestClient]) -> None:
    analyst = sent_by("O-2")
    assert "/plans/frames/new" not in analyst.get("/plans/frames").text
    for address in ("/plans/frames/new", "/plans/frames/NS/1/edit"):
        assert analyst.get(address).status_code == 403
