"""Acts on clusters: name one, give it its provinces, and bring in what a member province told of its projects."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import Acting, Resource
from app.core.errors import Conflict, Invalid, NotFound
from app.core.permissions import Permission
from app.core.records import plain, refused_by, today
from app.organizations.rules import ANYWHERE
from app.plans.models import Cluster, ClusterItem, ClusterMember
from app.plans.schemas import ClusterIn, ClusterItemIn, ListOf, MemberEnding, MemberIn


def add_cluster(session: Session, *, by: Acting, given: ClusterIn, is_synthetic: bool = False) -> Cluster:
    """Name a cluster of provinces. Raises Conflict when its code is in use."""
    by.must(Permission.PLAN_APPROVE, Resource(organization=ANYWHERE))
    made = Cluster(**given.model_dump(), is_synthetic=is_synthetic)
    with refused_by(session, {"pk_cluster": lambda: _taken(given.code)}):
        session.add(made)
    audit.record(session, by, "cluster.added", "cluster", made.code, after=plain(given.model_dump()))
    return made


def add_member(session: Session, *, by: Acting, code: str, given: MemberIn) -> ClusterMember:
    """Give a cluster a province for a time. Raises Conflict when it has a lead by then, or the province a cluster."""
    by.must(Permission.PLAN_APPROVE, Resource(organization=ANYWHERE))
    _held(session, code)
    made = ClusterMember(cluster_code=code, **given.model_dump())
    with refused_by(session, {
        "ex_cluster_member_once": _elsewhere, "ex_cluster_member_lead": _led, "pk_cluster_member": _elsewhere,
    }):  # fmt: skip
        session.add(made)
    audit.record(session, by, "cluster.member_added", "cluster", code, after=plain(given.model_dump()))
    return made


def end_member(session: Session, *, by: Acting, code: str, province: str, given: MemberEnding) -> None:
    """Say on which day a province belongs to the cluster for the last time."""
    by.must(Permission.PLAN_APPROVE, Resource(organization=ANYWHERE))
    asked = select(ClusterMember).where(
        ClusterMember.cluster_code == code, ClusterMember.province_code == province, ClusterMember.valid_to.is_(None)
    )
    row = session.scalars(asked.with_for_update()).one_or_none()
    if row is None:
        raise NotFound(f"จังหวัด {province} ไม่ได้อยู่ในกลุ่ม", f"The province {province} does not belong to the cluster.")
    if given.last_day < row.valid_from:
        raise Invalid("วันสุดท้ายต้องไม่ก่อนวันแรก", "The last day may not be before the first.", place="last_day")
    row.valid_to = type(given.last_day).fromordinal(given.last_day.toordinal() + 1)
    session.flush()
    told = {"province": province, "valid_to": row.valid_to.isoformat()}
    audit.record(session, by, "cluster.member_ended", "cluster", code, after=told)


def bring_list(session: Session, *, by: Acting, code: str, of: ListOf, items: Sequence[ClusterItemIn]) -> int:
    """Put a member province's list of a fiscal year in place of the one that was there; how many projects it has.

    It is the province's own telling: nothing here changes it. Raises Conflict for a province that does not belong to the
    cluster today or a reference told twice, NotFound for an unknown cluster; then the former list stays.
    """
    by.must(Permission.PLAN_DRAFT, Resource(organization=ANYWHERE))
    _held(session, code)
    _refuse_stranger(session, code, of.province_code)
    _refuse_twice([item.reference for item in items])
    mine = (
        ClusterItem.cluster_code == code, ClusterItem.fiscal_year == of.fiscal_year,
        ClusterItem.province_code == of.province_code,
    )  # fmt: skip
    count, satang = session.execute(select(func.count(), func.sum(ClusterItem.amount_satang)).where(*mine)).one()
    session.execute(delete(ClusterItem).where(*mine))
    if items:
        session.execute(
            insert(ClusterItem), [item.model_dump() | of.model_dump() | {"cluster_code": code} for item in items]
        )
    after = {"items": len(items), "satang": sum(item.amount_satang for item in items)}
    audit.record(
        session,
        by,
        "cluster.list_brought",
        "cluster",
        code,
        before={"items": count, "satang": int(satang or 0)},
        after=after,
        **plain(of.model_dump()),
    )
    return len(items)


def _held(session: Session, code: str) -> Cluster:
    """The cluster, locked until the end of the transaction. Raises NotFound."""
    row = session.get(Cluster, code, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound(f"ไม่มีกลุ่มจังหวัด {code}", f"There is no cluster {code}.")
    return row


def _refuse_stranger(session: Session, code: str, province: str) -> None:
    member = select(ClusterMember).where(
        ClusterMember.cluster_code == code, ClusterMember.province_code == province,
        func.daterange(ClusterMember.valid_from, ClusterMember.valid_to).op("@>")(today(session)),
    )  # fmt: skip
    if session.scalars(member).first() is None:
        raise Conflict(
            f"จังหวัด {province} ไม่ได้อยู่ในกลุ่มวันนี้ เพิ่มเข้ากลุ่มก่อน",
            f"The province {province} does not belong to the cluster today; add it first.",
            place="province_code",
        )


def _refuse_twice(references: list[str]) -> None:
    twice = sorted({each for each in references if references.count(each) > 1})
    if twice:
        raise Conflict(f"รหัสซ้ำในแฟ้ม: {twice[0]}", f"A reference is told twice: {twice[0]}.", place="file")


def _taken(code: str) -> Conflict:
    return Conflict(f"มีกลุ่ม {code} แล้ว", f"There is a cluster {code} already.", place="code")


def _elsewhere() -> Conflict:
    return Conflict(
        "จังหวัดนี้อยู่ในกลุ่มอื่นในช่วงเวลาเดียวกัน สิ้นสุดรายการเดิมก่อน",
        "The province belongs to a cluster at that time already; end that first.",
        place="province_code",
    )


def _led() -> Conflict:
    return Conflict(
        "กลุ่มมีจังหวัดนำในช่วงเวลานี้แล้ว สิ้นสุดรายการเดิมก่อน",
        "The cluster has a lead at that time already; end that first.",
        place="is_lead",
    )
