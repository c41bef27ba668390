"""Questions about datasets and the areas that their features lie in."""

from __future__ import annotations

from geoalchemy2.shape import to_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.audit import AuditEvent
from app.core.authority import Acting, Viewer
from app.core.errors import NotFound
from app.core.permissions import Permission
from app.datasets.models import ClassChange, Dataset, Feature
from app.datasets.rules import FEATURE, ChangeState, Locator, named_in_log
from app.datasets.schemas import ChangeEntry, Choice, Cleared, DatasetEntry, Record, Signature
from app.organizations.models import Organization, Person, Position, Purpose, PurposeGrant
from app.organizations.models.force import exists_now, in_force
from app.places.queries import known_areas
from app.places.rules import Level
from gis.access import ABOUT_PERSONS, Read, cleared

EARTH = (-180.0, -90.0, 180.0, 90.0)


def datasets(session: Session, *, viewer: Viewer) -> list[DatasetEntry]:
    """The datasets whose class the viewer may see, in Thai order of titles, with the count of visible features."""
    columns = [getattr(Dataset, name) for name in DatasetEntry.model_fields if name != "features"]
    counted = (
        select(*columns, func.count(Feature.id).label("features"))
        .outerjoin(Feature, and_(Feature.dataset_id == Dataset.id, _may_see(viewer)))
        .where(_may_see_dataset(viewer))
        .group_by(Dataset.id)
        .order_by(Dataset.title_th.collate("th-x-icu"), Dataset.id)
    )
    return [DatasetEntry.model_validate(dict(row)) for row in session.execute(counted).mappings()]


def dataset_by_id(session: Session, dataset_id: str, *, viewer: Viewer) -> Dataset:
    """The dataset. Raises NotFound also when it is not for this viewer."""
    dataset = session.scalars(select(Dataset).where(Dataset.id == dataset_id, _may_see_dataset(viewer))).one_or_none()
    if dataset is None:
        raise NotFound(
            f"ไม่มีชุดข้อมูล “{dataset_id}” ดูรายชื่อชุดข้อมูลหรือกำหนดชุดใหม่ก่อน",
            f"There is no dataset “{dataset_id}”; see the list, or define it first.",
        )
    return dataset


def feature_by_id(
    session: Session, dataset_id: str, feature_id: int, *, viewer: Viewer, held: bool = True
) -> Feature:
    """One feature, ``held`` against everybody else until the act ends. Raises NotFound also when it is not for this viewer."""
    asked = select(Feature).where(Feature.dataset_id == dataset_id, Feature.id == feature_id, _may_see(viewer))
    asked = asked.with_for_update() if held else asked
    found = session.scalars(asked.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound(
            f"ไม่มี {feature_id} ในชุดข้อมูล {dataset_id}", f"There is no {feature_id} in {dataset_id}.", place="id"
        )
    return found


def own_act(
    session: Session, dataset_id: str, feature_id: int, *, by: Acting, viewer: Viewer
) -> AuditEvent | None:
    """The last act on a feature, where it was one of this position; None where another one came after."""
    del viewer  # the database shows of the log what he may see
    named = named_in_log(dataset_id, feature_id)
    asked = select(AuditEvent).where(AuditEvent.object_kind == FEATURE, AuditEvent.object_id == named)
    last = session.scalars(asked.order_by(AuditEvent.seq.desc()).limit(1)).one_or_none()
    return last if last is not None and last.by_position == by.position else None


def locator(session: Session, *, viewer: Viewer, bounds: tuple[float, float, float, float] = EARTH) -> Locator:
    """Finds among today's subdistricts that meet a box (west, south, east, north)."""
    areas = known_areas(session, viewer=viewer, levels=[Level.SUBDISTRICT], provinces=[], bounds=bounds)
    return Locator({area.code: area.geom for area in areas if area.geom is not None})


def named_features(
    session: Session, dataset_id: str, attribute: str, value: str, *, viewer: Viewer
) -> list[BaseGeometry]:
    """The shapes of the features of a dataset whose attribute has this value, of those that the viewer may see."""
    held = Feature.attributes[attribute].astext == value
    asked = select(Feature.geom).where(Feature.dataset_id == dataset_id, held, _may_see(viewer)).order_by(Feature.id)
    return [to_shape(geom) for geom in session.scalars(asked) if geom is not None]


def values_named(session: Session, dataset_id: str, attribute: str, *, viewer: Viewer) -> list[str]:
    """The values of an attribute among the features that the viewer may see, each once, in their order."""
    named = Feature.attributes[attribute].astext
    asked = select(named).where(Feature.dataset_id == dataset_id, named.is_not(None), _may_see(viewer)).distinct()
    return sorted(session.scalars(asked))


def _may_see(viewer: Viewer) -> ColumnElement[bool]:
    """The features that a viewer may see: public ones, and those of his classes within his agencies, areas and purposes.

    An area holds what its code begins with. What is kept for a purpose is kept so by its dataset.
    """
    scope: list[ColumnElement[bool]] = [Feature.class_.in_(sorted(viewer.classes))]
    if viewer.agencies is not None:
        scope.append(Feature.agency.in_(sorted(viewer.agencies)))
    if viewer.areas is not None:
        # `false` first: no area at all must show nothing, and an empty OR would be left out
        scope.append(or_(false(), *(Feature.area_code.startswith(code) for code in sorted(viewer.areas))))
    if viewer.purposes is not None:
        kept = select(Dataset.id).where(Dataset.purpose.in_(sorted(viewer.purposes)))
        scope.append(or_(Feature.class_.not_in(sorted(ABOUT_PERSONS)), Feature.dataset_id.in_(kept)))
    return or_(Feature.class_ == Read.PUBLIC, and_(*scope))


def _may_see_dataset(viewer: Viewer) -> ColumnElement[bool]:
    """The datasets whose class, and for personal ones whose purpose, the viewer has."""
    held = Dataset.class_.in_(sorted(viewer.classes))
    if viewer.purposes is None:
        return held
    kept = Dataset.purpose.in_(sorted(viewer.purposes))
    return and_(held, or_(Dataset.class_.not_in(sorted(ABOUT_PERSONS)), kept))


def class_changes(session: Session, *, viewer: Viewer, dataset_id: str | None = None) -> list[ChangeEntry]:
    """Changes of class, the newest first, of one dataset or of all that the viewer may see."""
    proposer, decider = aliased(Person), aliased(Person)
    asked = (
        select(ClassChange, Dataset, proposer.name_th, decider.name_th)
        .join(Dataset, Dataset.id == ClassChange.dataset_id)
        .outerjoin(proposer, proposer.id == ClassChange.proposer_person)
        .outerjoin(decider, decider.id == ClassChange.decider_person)
        .where(_may_see_dataset(viewer))
        .order_by(ClassChange.proposed_at.desc(), ClassChange.id)
    )
    if dataset_id is not None:
        asked = asked.where(Dataset.id == dataset_id)
    return [_change(*row) for row in session.execute(asked)]


def open_changes(session: Session, *, viewer: Viewer) -> dict[str, ChangeEntry]:
    """The proposal that each dataset waits with, by dataset."""
    return {
        change.dataset_id: change
        for change in class_changes(session, viewer=viewer)
        if change.state is ChangeState.PROPOSED
    }


def choices(session: Session, kind: type[Organization] | type[Purpose], *, viewer: Viewer) -> dict[str, Choice]:
    """Organisations or purposes by code."""
    del viewer
    if kind is Organization:
        named = select(Organization.code, Organization.name_th, Organization.name_en)
    else:
        named = select(Purpose.code, Purpose.title_th, Purpose.title_en)
    return {code: Choice(code=code, th=th, en=en) for code, th, en in session.execute(named)}


def records_of_processing(session: Session, *, viewer: Viewer) -> list[Record]:
    """The record of processing of every dataset about persons that the viewer may see (PDPA B.E. 2562, section 39)."""
    asked = (
        select(Dataset, Purpose)
        .join(Purpose, Purpose.code == Dataset.purpose)
        .where(Dataset.class_.in_(sorted(ABOUT_PERSONS)), _may_see_dataset(viewer))
        .order_by(Dataset.title_th.collate("th-x-icu"))
    )
    return [
        Record(
            id=dataset.id, title_th=dataset.title_th, title_en=dataset.title_en, class_=Read(dataset.class_),
            custodian=dataset.custodian, purpose=Choice(code=purpose.code, th=purpose.title_th, en=purpose.title_en),
            legal_basis=purpose.legal_basis, recipients=_recipients(session, purpose.code, Read(dataset.class_)),
        )
        for dataset, purpose in session.execute(asked)
    ]  # fmt: skip


def clearances(session: Session, *, viewer: Viewer) -> list[Cleared]:
    """What each position of today may see, highest in rank first; the public is told of none."""
    if viewer.is_public:
        return []
    asked = (
        select(Position, Organization)
        .join(Organization, Organization.code == Position.organization_code)
        .where(exists_now())
        .order_by(Organization.name_th.collate("th-x-icu"), Position.rank, Position.number)
    )
    granted = select(PurposeGrant.position_number, Purpose).join(Purpose, Purpose.code == PurposeGrant.purpose_code)
    purposes: dict[str, list[Choice]] = {}
    for number, purpose in session.execute(granted.where(in_force(PurposeGrant)).order_by(Purpose.code)):
        named = Choice(code=purpose.code, th=purpose.title_th, en=purpose.title_en)
        purposes.setdefault(number, []).append(named)
    return [
        Cleared(
            position=position.number, title_th=position.title_th, title_en=position.title_en,
            organization_th=office.name_th, organization_en=office.name_en,
            classes=cleared(map(Read, position.clearance)), purposes=tuple(purposes.get(position.number, ())),
        )
        for position, office in session.execute(asked)
    ]  # fmt: skip


def _recipients(session: Session, purpose: str, class_: Read) -> tuple[str, ...]:
    """The positions that hold a purpose today and may see the class."""
    asked = (
        select(Position)
        .join(PurposeGrant, PurposeGrant.position_number == Position.number)
        .where(PurposeGrant.purpose_code == purpose, in_force(PurposeGrant), exists_now())
        .order_by(Position.number)
    )
    return tuple(each.number for each in session.scalars(asked) if class_ in cleared(map(Read, each.clearance)))


def _change(change: ClassChange, dataset: Dataset, proposer: str | None, decider: str | None) -> ChangeEntry:
    decided = None
    if change.decided_at and change.decider_position and change.decider_basis:
        decided = Signature(
            at=change.decided_at, position=change.decider_position, title=change.decider_title or "",
            basis=change.decider_basis, person=decider,
        )  # fmt: skip
    proposed = Signature(
        at=change.proposed_at, position=change.proposer_position, title=change.proposer_title,
        basis=change.proposer_basis, person=proposer,
    )  # fmt: skip
    return ChangeEntry(
        id=change.id, dataset_id=dataset.id, title_th=dataset.title_th, title_en=dataset.title_en,
        organization=dataset.organization, from_class=Read(change.from_class), to_class=Read(change.to_class),
        reason=change.reason, legal_basis=change.legal_basis, state=ChangeState(change.state), proposed=proposed,
        proposer_person=change.proposer_person, decided=decided, remark=change.remark,
    )  # fmt: skip


def decidable(session: Session, *, viewer: Viewer, by: Acting) -> list[ChangeEntry]:
    """The open proposals that this person, in this position, may decide; the oldest first."""
    waiting = open_changes(session, viewer=viewer).values()
    return sorted((c for c in waiting if may_decide(by, c, viewer=viewer)), key=lambda change: change.proposed.at)


def may_decide(by: Acting, change: ChangeEntry, *, viewer: Viewer) -> bool:
    """Whether this person, in this position, may decide a proposal."""
    del viewer
    return by.may(Permission.DATASET_PUBLISH, change.resource)
