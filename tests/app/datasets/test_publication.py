"""Publication by two persons on the toy province: O-2 proposes, O-1 approves; G-1 may do both, but not both on one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import ValidationError
from shapely import Point
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.core.audit import AuditEvent
from app.core.authority import OPERATOR, PUBLIC, Acting, Basis
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from app.datasets import commands, queries
from app.datasets.models import ClassChange, Dataset, Feature
from app.datasets.rules import ChangeState
from app.datasets.schemas import ClassDecision, ClassProposal, DatasetEdit, DatasetIn, FeatureIn
from gis.access import Read
from tests import cast

WELLS = DatasetIn(
    id="wells", title_th="บ่อน้ำ", title_en="Wells", geometry_type="Point", custodian="อบต.", source="สำรวจ",
    organization="office", purpose="social-welfare",
)  # fmt: skip
SECRET = ["ลับมาก", "ลับที่สุด", "secret", "top secret"]


def proposal(to: Read, version: int = 1) -> ClassProposal:
    return ClassProposal(to=to, reason="ประชาชนขอใช้", legal_basis="พ.ร.บ. ข้อมูลข่าวสาร ม. 9", version=version)


def yes(version: int = 1) -> ClassDecision:
    return ClassDecision(decision="approve", version=version)


@pytest.fixture
def wells(session: Session) -> Session:
    """An internal dataset of the office with an internal, a personal and a confidential well."""
    commands.define_dataset(session, by=OPERATOR, given=WELLS)
    wells = enumerate((None, Read.PERSONAL, Read.CONFIDENTIAL))
    given = [FeatureIn(geom=Point(100.25 + place / 100, 15.5), class_=each) for place, each in wells]
    commands.load_features(session, by=OPERATOR, dataset_id="wells", features=given)
    return session


def classes(session: Session) -> list[str]:
    """Of the wells from west to east: their ids tell nothing."""
    asked = select(Feature.class_).where(Feature.dataset_id == "wells").order_by(func.ST_X(Feature.geom))
    return list(session.scalars(asked.execution_options(populate_existing=True)))


def proposed(session: Session, to: Read = Read.PUBLIC, number: str = "O-2") -> ClassChange:
    by = cast.acting(session, number)
    return commands.propose_class(session, by=by, dataset_id="wells", given=proposal(to))


def test_what_one_proposes_another_publishes_and_restricted_rows_stay(wells: Session) -> None:
    change = proposed(wells)
    assert wells.get_one(Dataset, "wells").class_ == "internal"
    by = cast.acting(wells, "O-1")
    state = commands.decide_class(wells, by=by, dataset_id="wells", change_id=change.id, given=yes())
    assert state is ChangeState.APPROVED
    assert (wells.get_one(Dataset, "wells").class_, wells.get_one(Dataset, "wells").version) == ("public", 2)
    assert classes(wells) == ["public", "personal", "confidential"]
    (entry,) = queries.class_changes(wells, viewer=PUBLIC, dataset_id="wells")
    assert (entry.proposed.position, entry.proposed.person) == ("O-2", "นางสาวคำ เรียนดี")
    assert entry.decided is not None
    assert (entry.decided.position, entry.decided.basis, entry.decided.person) == ("O-1", "substantive", "นายขจร งามตา")


def test_the_same_person_is_refused_in_whatever_position(wells: Session) -> None:
    change = proposed(wells, number="G-1")
    own, chief = cast.acting(wells, "G-1"), cast.acting(wells, "O-1")
    elsewhere = replace(chief, person_id=own.person_id, person=own.person, basis=Basis.ACTING_FOR)
    for by in (own, elsewhere):
        with pytest.raises(Forbidden, match="Who made it may not approve it"):
            commands.decide_class(wells, by=by, dataset_id="wells", change_id=change.id, given=yes())
    assert classes(wells)[0] == "internal"
    assert change.state == "proposed"


def test_the_system_does_not_approve_what_the_system_proposed(wells: Session) -> None:
    change = commands.propose_class(wells, by=OPERATOR, dataset_id="wells", given=proposal(Read.PUBLIC))
    with pytest.raises(Forbidden, match="system"):
        commands.decide_class(wells, by=OPERATOR, dataset_id="wells", change_id=change.id, given=yes())


@pytest.mark.parametrize(("number", "may"), [("O-1", False), ("O-3", False), ("W-1", False), ("G-1", True)])
def test_only_who_may_propose_proposes(wells: Session, number: str, may: bool) -> None:
    if may:
        assert proposed(wells, number=number).proposer_position == number
    else:
        with pytest.raises(Forbidden):
            proposed(wells, number=number)


@pytest.mark.parametrize("number", ["O-2", "O-3", "O-4", "W-1", "D-1", "S-1"])
def test_only_who_may_publish_approves(wells: Session, number: str) -> None:
    change = proposed(wells, number="G-1")
    with pytest.raises(Forbidden):
        commands.decide_class(
            wells, by=cast.acting(wells, number), dataset_id="wells", change_id=change.id, given=yes()
        )


@pytest.mark.parametrize("number", ["O-1", "O-3", "W-1"])
def test_only_who_may_propose_takes_a_proposal_back(wells: Session, number: str) -> None:
    change = proposed(wells, number="G-1")
    with pytest.raises(Forbidden):
        commands.withdraw_class(
            wells, by=cast.acting(wells, number), dataset_id="wells", change_id=change.id, version=1
        )
    assert change.state == "proposed"


def test_a_higher_class_is_given_at_once_and_joins_that_of_each_row(wells: Session) -> None:
    by = cast.acting(wells, "G-1")
    change = commands.propose_class(wells, by=by, dataset_id="wells", given=proposal(Read.CONFIDENTIAL))
    assert (change.state, change.decider_position) == ("raised", "G-1")
    assert classes(wells) == ["confidential", "personal_confidential", "confidential"]
    with pytest.raises(NotFound):
        queries.dataset_by_id(wells, "wells", viewer=cast.acting(wells, "O-2").viewer)


def test_between_personal_and_confidential_stands_a_second_person(wells: Session) -> None:
    by = replace(OPERATOR, person_id=cast.person_id("O-2"))
    assert commands.propose_class(wells, by=by, dataset_id="wells", given=proposal(Read.PERSONAL)).state == "raised"
    crossing = proposal(Read.CONFIDENTIAL, version=2)
    change = commands.propose_class(wells, by=by, dataset_id="wells", given=crossing)
    assert change.state == "proposed"
    assert classes(wells) == ["personal", "personal", "personal_confidential"]
    commands.decide_class(wells, by=OPERATOR, dataset_id="wells", change_id=change.id, given=yes(2))
    assert classes(wells) == ["confidential", "confidential", "personal_confidential"]


def test_nobody_proposes_a_class_above_his_own(wells: Session) -> None:
    with pytest.raises(Forbidden, match="class of the data is above"):
        proposed(wells, Read.CONFIDENTIAL)


def test_one_proposal_waits_at_a_time_and_a_higher_class_overtakes_it(wells: Session) -> None:
    first = proposed(wells)
    with pytest.raises(Conflict, match="Another proposal waits"):
        proposed(wells, number="G-1")
    commands.propose_class(wells, by=cast.acting(wells, "G-1"), dataset_id="wells", given=proposal(Read.CONFIDENTIAL))
    assert first.state == "withdrawn"
    with pytest.raises(Conflict, match="decided already"):
        commands.decide_class(
            wells, by=cast.acting(wells, "O-1"), dataset_id="wells", change_id=first.id, given=yes(version=2)
        )


def test_what_was_decided_is_not_decided_again(wells: Session) -> None:
    change = proposed(wells)
    no = ClassDecision(decision="reject", remark="ยังไม่ครบ", version=1)
    by = cast.acting(wells, "O-1")
    assert commands.decide_class(wells, by=by, dataset_id="wells", change_id=change.id, given=no) == "rejected"
    with pytest.raises(Conflict, match="decided already"):
        commands.decide_class(wells, by=by, dataset_id="wells", change_id=change.id, given=yes())
    assert classes(wells)[0] == "internal"


def test_a_proposal_can_be_withdrawn_and_made_again(wells: Session) -> None:
    change, by = proposed(wells), cast.acting(wells, "O-2")
    commands.withdraw_class(wells, by=by, dataset_id="wells", change_id=change.id, version=1)
    assert change.state == "withdrawn"
    assert proposed(wells).state == "proposed"


def test_a_proposal_of_another_dataset_is_not_found(wells: Session) -> None:
    change = proposed(wells)
    roads = wells.get_one(Dataset, "roads")
    roads.organization = "office"
    with pytest.raises(NotFound, match="no such proposal"):
        commands.decide_class(wells, by=cast.acting(wells, "O-1"), dataset_id="roads", change_id=change.id, given=yes())


def test_who_read_an_older_version_changes_nothing(wells: Session) -> None:
    by = cast.acting(wells, "O-2")
    edit = DatasetEdit(title_th="บ่อ", title_en="Wells", custodian="อบจ.", version=1)
    assert commands.edit_dataset(wells, by=by, dataset_id="wells", given=edit) == 2
    with pytest.raises(Stale, match="open it again"):
        commands.edit_dataset(wells, by=by, dataset_id="wells", given=edit)
    with pytest.raises(Stale):
        proposed(wells)
    (event,) = wells.scalars(select(AuditEvent).where(AuditEvent.act == "dataset.edited"))
    assert event.detail["changed"] == {"title_th": ["บ่อน้ำ", "บ่อ"], "custodian": ["อบต.", "อบจ."]}


def test_each_act_leaves_one_event(wells: Session) -> None:
    change = proposed(wells)
    commands.decide_class(wells, by=cast.acting(wells, "O-1"), dataset_id="wells", change_id=change.id, given=yes())
    counted = select(AuditEvent.act, func.count()).group_by(AuditEvent.act)
    assert dict(wells.execute(counted.where(AuditEvent.act.startswith("dataset.class"))).all()) == {
        "dataset.class_proposed": 1, "dataset.class_approved": 1,
    }  # fmt: skip


def test_a_person_alone_cannot_begin_with_a_public_dataset(session: Session) -> None:
    given = WELLS.model_copy(update={"class_": Read.PUBLIC})
    with pytest.raises(Invalid, match="begins as internal"):
        commands.define_dataset(session, by=cast.acting(session, "O-2"), given=given)


def test_nor_load_public_rows_into_an_internal_one(wells: Session) -> None:
    given = [FeatureIn(geom=Point(100.45, 15.5), class_=Read.PUBLIC)]
    commands.load_features(wells, by=cast.acting(wells, "G-1"), dataset_id="wells", features=given)
    assert classes(wells)[-1] == "internal"


def test_personal_data_need_a_purpose(session: Session) -> None:
    given = WELLS.model_copy(update={"purpose": None})
    personal = given.model_copy(update={"class_": Read.PERSONAL})
    with pytest.raises(Invalid, match="need a purpose"):
        commands.define_dataset(session, by=OPERATOR, given=personal)
    commands.define_dataset(session, by=OPERATOR, given=given)
    row = FeatureIn(geom=Point(100, 15), class_=Read.PERSONAL)
    with pytest.raises(Invalid, match="need a purpose"):
        commands.load_features(session, by=OPERATOR, dataset_id="wells", features=[row])
    with pytest.raises(Invalid, match="need a purpose"):
        commands.propose_class(session, by=OPERATOR, dataset_id="wells", given=proposal(Read.PERSONAL))


@pytest.mark.parametrize(
    ("number", "owner", "allowed"),
    [
        ("W-1", "works", True),
        ("W-1", "office", False),
        ("W-1", None, False),
        ("O-2", None, True),
        ("O-4", "works", False),
    ],
)
def test_a_position_loads_into_the_datasets_of_its_organisations(
    session: Session, number: str, owner: str | None, allowed: bool
) -> None:
    commands.define_dataset(session, by=OPERATOR, given=WELLS.model_copy(update={"organization": owner}))
    by, given = cast.acting(session, number), [FeatureIn(geom=Point(100.25, 15.5))]
    if allowed:
        assert commands.load_features(session, by=by, dataset_id="wells", features=given) == 1
    else:
        with pytest.raises(Forbidden):
            commands.load_features(session, by=by, dataset_id="wells", features=given)


@pytest.mark.parametrize(("east", "allowed"), [(100.25, True), (101.25, False), (90.0, False)])
def test_a_position_loads_within_its_areas(wells: Session, east: float, allowed: bool) -> None:
    governor = cast.acting(wells, "G-1")
    by: Acting = replace(governor, powers=replace(governor.powers, areas=frozenset({"9801"})))
    given = [FeatureIn(geom=Point(east, 15.5))]
    if allowed:
        assert commands.load_features(wells, by=by, dataset_id="wells", features=given) == 1
    else:
        with pytest.raises(Forbidden, match="outside the position's scope"):
            commands.load_features(wells, by=by, dataset_id="wells", features=given)


@pytest.mark.parametrize(("number", "allowed"), [("O-2", True), ("G-1", True), ("O-1", False), ("W-1", False)])
def test_who_may_define_defines_and_edits(session: Session, number: str, allowed: bool) -> None:
    by = cast.acting(session, number)
    edit = DatasetEdit(title_th="บ่อ", title_en="Wells", custodian="อบจ.", version=1)
    if allowed:
        commands.define_dataset(session, by=by, given=WELLS)
        assert commands.edit_dataset(session, by=by, dataset_id="wells", given=edit) == 2
        return
    with pytest.raises(Forbidden):
        commands.define_dataset(session, by=by, given=WELLS)
    commands.define_dataset(session, by=OPERATOR, given=WELLS)
    with pytest.raises(Forbidden):
        commands.edit_dataset(session, by=by, dataset_id="wells", given=edit)


def test_only_who_may_load_the_demonstration_removes_synthetic_datasets(session: Session) -> None:
    with pytest.raises(Forbidden):
        commands.remove_synthetic_datasets(session, by=cast.acting(session, "G-1"))


def test_synthetic_changes_go_with_their_datasets(session: Session) -> None:
    commands.define_dataset(session, by=OPERATOR, given=WELLS.model_copy(update={"is_synthetic": True}))
    proposed(session)
    commands.remove_synthetic_datasets(session, by=OPERATOR)
    assert session.scalar(select(func.count()).select_from(ClassChange)) == 0
    assert session.get(Dataset, "wells") is None


@pytest.mark.parametrize("written", SECRET)
def test_the_secret_levels_are_refused_on_every_way_in(written: str) -> None:
    for model, given in (
        (DatasetIn, WELLS.model_dump() | {"class_": written}),
        (FeatureIn, {"geom": Point(100, 15), "class_": written}),
        (ClassProposal, {"to": written, "reason": "r", "legal_basis": "l", "version": 1}),
    ):
        with pytest.raises(ValidationError, match="secret register"):
            model.model_validate(given)


def test_a_person_who_was_erased_is_named_no_more(wells: Session) -> None:
    proposed(wells)
    wells.execute(
        text("UPDATE organizations.person SET name_th = NULL, name_en = NULL, erased_on = '2026-01-01' WHERE id = :id"),
        {"id": cast.person_id("O-2")},
    )
    (entry,) = queries.class_changes(wells, viewer=OPERATOR.viewer, dataset_id="wells")
    assert (entry.proposed.person, entry.proposed.title) == (None, "นักวิเคราะห์นโยบายและแผน")


def test_a_desk_is_told_of_what_it_may_decide_and_of_nothing_else(wells: Session) -> None:
    proposed(wells)
    told = {
        number: [change.dataset_id for change in queries.decidable(wells, viewer=by.viewer, by=by)]
        for number in ("G-1", "O-1", "O-2", "O-4", "W-1", "S-1")
        for by in [cast.acting(wells, number)]
    }
    assert told == {"G-1": ["wells"], "O-1": ["wells"], "O-2": [], "O-4": [], "W-1": [], "S-1": []}


def test_the_record_of_processing_names_purpose_ground_and_who_uses_it(session: Session) -> None:
    welfare = cast.acting(session, "S-1").viewer
    (record,) = queries.records_of_processing(session, viewer=welfare)
    assert (record.id, record.purpose.code, record.legal_basis, record.recipients) == (
        "vulnerable_households", "social-welfare", "PDPA s.24(4)", ("S-1",),
    )  # fmt: skip
    assert queries.records_of_processing(session, viewer=PUBLIC) == []


def test_the_read_out_of_clearances_is_for_the_office_only(session: Session) -> None:
    seen = {each.position: each for each in queries.clearances(session, viewer=cast.acting(session, "O-3").viewer)}
    assert Read.CONFIDENTIAL in seen["G-1"].classes
    assert (Read.PERSONAL in seen["S-1"].classes, [p.code for p in seen["S-1"].purposes]) == (True, ["social-welfare"])
    assert seen["W-1"].classes == {Read.PUBLIC, Read.INTERNAL}
    assert queries.clearances(session, viewer=PUBLIC) == []
