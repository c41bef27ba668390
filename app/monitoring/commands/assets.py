"""Acts on what projects leave behind: recorded, handed over, inspected."""

from __future__ import annotations

import uuid

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import Acting
from app.core.errors import Conflict, Invalid, NotFound
from app.core.permissions import Permission
from app.core.records import plain, refused_by, today
from app.monitoring.models import Asset, Inspection, NoAsset
from app.monitoring.records import held_asset, held_project, next_number, refuse_unmonitored, resource_of
from app.monitoring.schemas import AssetIn, HandOver, InspectionIn, NoAssetIn
from app.organizations.models import Organization
from app.projects.models import Project, Site

SATANG = 100


def record_asset(session: Session, *, by: Acting, reference: str, given: AssetIn) -> Asset:
    """Record an asset of a project, where the works of the project lie."""
    by.must(Permission.PROJECT_ACCEPT)
    project = held_project(session, by, reference)
    by.must(Permission.PROJECT_ACCEPT, resource_of(by, project))
    refuse_unmonitored(project)
    if session.get(NoAsset, project.id) is not None:
        raise Conflict("โครงการนี้แจ้งว่าไม่มีสินทรัพย์", "The project was said to leave no asset behind.")
    works = Site.project_id == project.id, Site.geom.is_not(None), Site.role != "beneficiary"
    main = select(Site.area_code).where(*works).order_by(Site.share_ppm.desc(), Site.id).limit(1)
    made = Asset(
        id=uuid.uuid4(), project_id=project.id, number=next_number(session, Asset, project.id), name_th=given.name_th,
        name_en=given.name_en, value_satang=int(given.value_baht * SATANG),
        geom=session.scalar(select(func.ST_Collect(Site.geom)).where(*works)), area_code=session.scalar(main),
    )  # fmt: skip
    session.add(made)
    audit.record(
        session, by, "asset.recorded", "project", project.reference, number=made.number, after=plain(given.model_dump())
    )
    return made


def hand_over_asset(session: Session, *, by: Acting, asset_id: uuid.UUID, given: HandOver) -> Asset:
    """Hand an asset over to its owner; inspections of its use are due from that day on. Raises Conflict the second time."""
    by.must(Permission.PROJECT_ACCEPT)
    asset, project = held_asset(session, by, asset_id)
    by.must(Permission.PROJECT_ACCEPT, resource_of(by, project))
    if asset.handed_over_on is not None:
        raise Conflict("ส่งมอบสินทรัพย์นี้แล้ว", "The asset was handed over already.")
    if given.handed_over_on > today(session):
        raise Invalid("วันยังมาไม่ถึง", "That day has not come yet.", place="handed_over_on")
    if given.owner_organization is not None and session.get(Organization, given.owner_organization) is None:
        raise NotFound("ไม่มีหน่วยงานนี้", "There is no such organisation.", place="owner_organization")
    asset.owner_th, asset.owner_organization = given.owner_th, given.owner_organization
    asset.document, asset.handed_over_on = given.document, given.handed_over_on
    session.flush()
    audit.record(
        session, by, "asset.handed_over", "project", project.reference, number=asset.number,
        after=plain(given.model_dump()),
    )  # fmt: skip
    return asset


def declare_no_asset(session: Session, *, by: Acting, reference: str, given: NoAssetIn) -> NoAsset:
    """Say that a project leaves nothing behind that somebody would have to take over. Raises Conflict beside an asset."""
    by.must(Permission.PROJECT_ACCEPT)
    project = held_project(session, by, reference)
    by.must(Permission.PROJECT_ACCEPT, resource_of(by, project))
    refuse_unmonitored(project)
    if session.scalars(select(Asset.id).where(Asset.project_id == project.id).limit(1)).first() is not None:
        raise Conflict("โครงการนี้มีสินทรัพย์บันทึกไว้แล้ว", "The project has an asset on record.")
    values = {"reason": given.reason, "said_position": by.position, "said_title": by.title}
    with refused_by(session, {"pk_no_asset": _said_already}):
        session.execute(insert(NoAsset).values(project_id=project.id, **values))
    audit.record(session, by, "asset.none_declared", "project", project.reference, reason=given.reason)
    return session.get_one(NoAsset, project.id)


def inspect_asset(session: Session, *, by: Acting, asset_id: uuid.UUID, given: InspectionIn) -> Inspection:
    """Record what was found of an asset's use, at one of the due inspections or between them.

    Raises Conflict before hand-over and for a due inspection that was made; Invalid for a day before hand-over or to come.
    """
    by.must(Permission.ASSET_INSPECT)
    asset, project = held_asset(session, by, asset_id)
    by.must(Permission.ASSET_INSPECT, resource_of(by, project))
    if asset.handed_over_on is None:
        raise Conflict("ตรวจได้หลังส่งมอบแล้วเท่านั้น", "An asset is inspected after it was handed over.")
    if not asset.handed_over_on <= given.inspected_on <= today(session):
        raise Invalid("วันตรวจต้องอยู่หลังวันส่งมอบและไม่เกินวันนี้", "A day from the hand-over until today.", place="inspected_on")
    made = Inspection(
        id=uuid.uuid4(), asset_id=asset.id, project_id=project.id, months=given.months,
        inspected_on=given.inspected_on, condition=given.condition.value, remark=given.remark,
        inspector_position=by.position, inspector_title=by.title, inspector_person=by.person_id,
    )  # fmt: skip
    with refused_by(session, {"uq_inspection_asset_id": lambda: _inspected_already(project)}):
        session.add(made)
    audit.record(
        session, by, "asset.inspected", "project", project.reference, number=asset.number,
        after=plain(given.model_dump()),
    )  # fmt: skip
    return made


def _said_already() -> Conflict:
    return Conflict("แจ้งไว้แล้วว่าไม่มีสินทรัพย์", "That was said already.")


def _inspected_already(project: Project) -> Conflict:
    return Conflict(
        f"ตรวจครั้งนี้ของโครงการ {project.reference} แล้ว บันทึกเป็นการตรวจนอกรอบ",
        f"This inspection of {project.reference} was made; record a further one between the due ones.",
        place="months",
    )
