"""Acts on datasets: define, load and edit one, and change who may see it, by two persons where more come to see it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

import shapely
from geoalchemy2.shape import from_shape
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import PUBLIC, Acting, Basis, Resource
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from app.core.permissions import Permission
from app.core.viewing import whole_sight
from app.datasets.models import ClassChange, Dataset, Feature
from app.datasets.queries import dataset_by_id, locator
from app.datasets.rules import (
    ChangeState,
    Locator,
    fitted,
    needs_another_person,
    reclassed,
    refuse_without_purpose,
    stored_class,
)
from app.datasets.schemas import (
    NOBODYS,
    ClassDecision,
    ClassProposal,
    DatasetEdit,
    DatasetIn,
    FeatureIn,
    resource_of,
)
from gis.access import Read, joined

SRID = 4326


def define_dataset(session: Session, *, by: Acting, given: DatasetIn) -> Dataset:
    """Add a dataset without features. Raises Conflict when its id is taken.

    Only the system may begin with a public one: to publish takes a second person (``approve_class``).
    """
    by.must(Permission.DATASET_DEFINE, resource_of(given.organization, given.class_))
    if given.class_ is Read.PUBLIC and by.basis is not Basis.SYSTEM:
        raise Invalid(
            "ชุดข้อมูลใหม่เริ่มที่ชั้นใช้ภายใน แล้วเสนอให้ผู้มีอำนาจอีกคนอนุมัติเผยแพร่",
            "A new dataset begins as internal; then propose that somebody else approves its publication.",
            place="class_",
        )
    refuse_without_purpose(given.class_, given.purpose)
    if session.get(Dataset, given.id) is not None:
        raise Conflict(
            f"มีชุดข้อมูลรหัส “{given.id}” อยู่แล้ว ใช้รหัสอื่นหรือเพิ่มข้อมูลในชุดเดิม",
            f"The dataset “{given.id}” exists already; take another id, or load features into it.",
        )
    dataset = Dataset(**given.model_dump())
    session.add(dataset)
    session.flush()
    audit.record(session, by, "dataset.defined", "dataset", given.id, is_synthetic=given.is_synthetic)
    return dataset


def load_features(
    session: Session, *, by: Acting, dataset_id: str, features: Sequence[FeatureIn], is_synthetic: bool = False
) -> int:
    """Add features, each with the subdistrict that holds most of it, and with no lower class than the dataset's.

    Raises NotFound for an unknown dataset and Invalid, with the row, for a geometry that it cannot hold; then nothing
    is added.
    """
    dataset = _held(session, by, dataset_id)
    highest = joined(Read(dataset.class_), *(feature.class_ or Read.PUBLIC for feature in features))
    by.must(Permission.DATASET_LOAD, _of(dataset, highest))
    refuse_without_purpose(highest, dataset.purpose)
    if features:
        bounds = tuple(shapely.total_bounds([feature.geom for feature in features]).tolist())
        places = locator(session, viewer=PUBLIC, bounds=bounds)
        rows = [_row(dataset, row, feature, places) for row, feature in enumerate(features, start=1)]
        for area in sorted({row["area_code"] or NOBODYS for row in rows}):
            by.must(Permission.DATASET_LOAD, Resource(area=area))
        session.execute(insert(Feature), [row | {"is_synthetic": is_synthetic} for row in rows])
    if dataset.is_synthetic or not is_synthetic:
        dataset.loaded_at = func.clock_timestamp()
    audit.record(session, by, "dataset.loaded", "dataset", dataset_id, features=len(features))
    return len(features)


def edit_dataset(session: Session, *, by: Acting, dataset_id: str, given: DatasetEdit) -> int:
    """Change the description of a dataset; its new version. Raises Stale when somebody changed it meanwhile."""
    dataset = _locked(session, by, dataset_id, given.version)
    by.must(Permission.DATASET_DEFINE, _of(dataset))
    after = given.model_dump(exclude={"version"})
    before = {name: getattr(dataset, name) for name in after}
    for name, value in after.items():
        setattr(dataset, name, value)
    dataset.version += 1
    changed = {name: [str(before[name]), str(after[name])] for name in before if before[name] != after[name]}
    audit.record(session, by, "dataset.edited", "dataset", dataset_id, changed=changed)
    return dataset.version


def propose_class(session: Session, *, by: Acting, dataset_id: str, given: ClassProposal) -> ClassChange:
    """Propose another class, for another person to decide; or, where nobody comes to see more, give it at once.

    Raises Conflict while another proposal waits, Stale when the dataset was changed meanwhile.
    """
    dataset = _locked(session, by, dataset_id, given.version)
    before = Read(dataset.class_)
    by.must(Permission.DATASET_CLASSIFY, _of(dataset, joined(before, given.to)))
    if before is given.to:
        raise Invalid("ชุดข้อมูลอยู่ในชั้นนี้แล้ว", "The dataset has this class already.", place="to")
    refuse_without_purpose(given.to, dataset.purpose)
    waits = needs_another_person(before, given.to)
    waiting = _open(session, dataset_id)
    if waiting is not None and waits:
        raise Conflict(
            "มีข้อเสนอที่รอการตัดสินใจอยู่ ถอนหรือตัดสินใจเรื่องนั้นก่อน",
            "Another proposal waits; withdraw or decide it first.",
        )
    change = ClassChange(
        dataset_id=dataset_id, from_class=before, to_class=given.to, reason=given.reason, legal_basis=given.legal_basis,
        state=ChangeState.PROPOSED, proposer_person=by.person_id, proposer_position=by.position,
        proposer_title=by.title, proposer_basis=by.basis.value, is_synthetic=dataset.is_synthetic,
    )  # fmt: skip
    if not waits:
        if waiting is not None:
            _sign(waiting, by, ChangeState.WITHDRAWN, "ชั้นความลับถูกยกขึ้นก่อนการตัดสินใจ")
            session.flush()
        _sign(change, by, ChangeState.RAISED, None)
        _give(session, dataset, given.to)
    session.add(change)
    session.flush()
    act = "dataset.class_proposed" if waits else "dataset.class_raised"
    audit.record(session, by, act, "dataset", dataset_id, change=str(change.id), before=before, after=given.to)
    return change


def decide_class(
    session: Session, *, by: Acting, dataset_id: str, change_id: uuid.UUID, given: ClassDecision
) -> ChangeState:
    """Approve or reject a proposal of another person; what is approved takes effect in the same transaction.

    Raises Forbidden for whoever proposed it, in whatever position; Conflict when it was decided already.
    """
    dataset = _locked(session, by, dataset_id, given.version)
    change = _proposed(session, dataset, change_id)
    before, after = Read(change.from_class), Read(change.to_class)
    by.must(Permission.DATASET_PUBLISH, _of(dataset, joined(before, after), change.proposer_person))
    if change.proposer_person is None and by.person_id is None:
        raise Forbidden("ระบบอนุมัติข้อเสนอของระบบเองไม่ได้", "The system may not approve what the system proposed.")
    if dataset.class_ != before:
        raise Stale("ชั้นความลับเปลี่ยนไปแล้วหลังเสนอเรื่อง", "The class was changed after it was proposed.")
    state = ChangeState.APPROVED if given.decision == "approve" else ChangeState.REJECTED
    _sign(change, by, state, given.remark)
    if state is ChangeState.APPROVED:
        _give(session, dataset, after)
    audit.record(
        session, by, f"dataset.class_{state}", "dataset", dataset_id, change=str(change_id), before=before, after=after
    )
    return state


def withdraw_class(session: Session, *, by: Acting, dataset_id: str, change_id: uuid.UUID, version: int) -> None:
    """Take a proposal back, as the position that made it or as one that may propose for the dataset."""
    dataset = _locked(session, by, dataset_id, version)
    change = _proposed(session, dataset, change_id)
    by.must(Permission.DATASET_CLASSIFY, _of(dataset))
    _sign(change, by, ChangeState.WITHDRAWN, None)
    audit.record(session, by, "dataset.class_withdrawn", "dataset", dataset_id, change=str(change_id))


def remove_synthetic_datasets(session: Session, *, by: Acting) -> dict[str, int]:
    """Delete the synthetic features and datasets; counts by table. A dataset that holds real features stays, as real."""
    by.must(Permission.DEMO_LOAD)
    features = session.scalars(delete(Feature).where(Feature.is_synthetic).returning(Feature.id)).all()
    in_use = select(Feature.id).where(Feature.dataset_id == Dataset.id).exists()
    session.execute(delete(ClassChange).where(ClassChange.is_synthetic))
    datasets = session.scalars(delete(Dataset).where(Dataset.is_synthetic, ~in_use).returning(Dataset.id)).all()
    session.execute(update(Dataset).where(Dataset.is_synthetic).values(is_synthetic=False))
    counts = {"datasets": len(datasets), "features": len(features)}
    audit.record(session, by, "dataset.synthetic_removed", "dataset", "*", **counts)
    return counts


def _row(dataset: Dataset, row: int, feature: FeatureIn, places: Locator) -> dict[str, Any]:
    geom = fitted(feature.geom, dataset.geometry_type, f"แถวที่ {row} (row {row})")
    return {
        "dataset_id": dataset.id, "geom": from_shape(geom, SRID), "attributes": dict(feature.attributes),
        "class_": stored_class(Read(dataset.class_), feature.class_), "agency": feature.agency,
        "area_code": places.main_area(geom),
    }  # fmt: skip


def _of(dataset: Dataset, class_: Read | None = None, made_by: uuid.UUID | None = None) -> Resource:
    return resource_of(dataset.organization, class_ or Read(dataset.class_), made_by)


def _held(session: Session, by: Acting, dataset_id: str) -> Dataset:
    """The dataset as it is now, held against everybody else until this act ends."""
    dataset = dataset_by_id(session, dataset_id, viewer=by.viewer)
    session.refresh(dataset, with_for_update=True)
    return dataset


def _locked(session: Session, by: Acting, dataset_id: str, version: int) -> Dataset:
    """The dataset held, if it is still as the actor read it."""
    dataset = _held(session, by, dataset_id)
    if dataset.version != version:
        raise Stale(
            "มีผู้แก้ไขชุดข้อมูลนี้หลังจากที่ท่านเปิดดู เปิดหน้าใหม่แล้วตรวจอีกครั้ง",
            "Somebody changed this dataset after you read it; open it again and look.",
        )
    return dataset


def _open(session: Session, dataset_id: str) -> ClassChange | None:
    asked = select(ClassChange).where(ClassChange.dataset_id == dataset_id, ClassChange.state == ChangeState.PROPOSED)
    return session.scalars(asked).one_or_none()


def _proposed(session: Session, dataset: Dataset, change_id: uuid.UUID) -> ClassChange:
    change = session.get(ClassChange, change_id, populate_existing=True)
    if change is None or change.dataset_id != dataset.id:
        raise NotFound("ไม่มีข้อเสนอนี้", "There is no such proposal.")
    if change.state != ChangeState.PROPOSED:
        raise Conflict("เรื่องนี้ตัดสินใจไปแล้ว", "This has been decided already.")
    return change


def _sign(change: ClassChange, by: Acting, state: ChangeState, remark: str | None) -> None:
    change.state, change.remark, change.decided_at = state, remark, func.clock_timestamp()
    change.decider_person, change.decider_position = by.person_id, by.position
    change.decider_title, change.decider_basis = by.title, by.basis.value


def _give(session: Session, dataset: Dataset, after: Read) -> None:
    """The new class for the dataset and each of its features, also those that the actor may not read."""
    before = Read(dataset.class_)
    dataset.class_, dataset.version = after, dataset.version + 1
    with whole_sight(session):
        session.flush()
        for old, new in _steps(before, after):
            session.execute(
                update(Feature).where(Feature.dataset_id == dataset.id, Feature.class_ == old).values(class_=new)
            )


def _steps(before: Read, after: Read) -> Iterable[tuple[Read, Read]]:
    """Which class of features becomes which; the highest first, so that no feature moves twice."""
    moves = ((old, reclassed(old, before, after)) for old in Read)
    return [
        (old, new) for old, new in sorted(moves, key=lambda move: list(Read).index(move[0]), reverse=True) if old != new
    ]
