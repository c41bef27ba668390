"""Clusters with their provinces on a day, and the lists of these, side by side and never added to what is one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.errors import NotFound
from app.core.records import today
from app.plans.models import Cluster, ClusterItem, ClusterMember


@dataclass(frozen=True, slots=True)
class Sum:
    """What a province told of a fiscal year."""

    fiscal_year: int
    province_code: str
    items: int
    satang: int


def clusters(session: Session, *, viewer: Viewer) -> list[Cluster]:
    """All clusters by name."""
    del viewer
    return list(session.scalars(select(Cluster).order_by(Cluster.name_th.collate("th-x-icu"), Cluster.code)))


def cluster_at(session: Session, code: str, *, viewer: Viewer) -> Cluster:
    """A cluster. Raises NotFound."""
    del viewer
    found = session.get(Cluster, code)
    if found is None:
        raise NotFound(f"ไม่มีกลุ่มจังหวัด {code}", f"There is no cluster {code}.")
    return found


def members(session: Session, code: str, *, viewer: Viewer) -> list[ClusterMember]:
    """Every province that belongs or belonged to a cluster: the lead first, then by code."""
    del viewer
    asked = select(ClusterMember).where(ClusterMember.cluster_code == code)
    order = (ClusterMember.valid_to.desc().nulls_first(), ClusterMember.is_lead.desc(), ClusterMember.province_code)
    return list(session.scalars(asked.order_by(*order)))


def led_by(session: Session, province: str, *, viewer: Viewer) -> str | None:
    """The code of the cluster that a province leads today."""
    del viewer
    asked = select(ClusterMember.cluster_code).where(
        ClusterMember.province_code == province, ClusterMember.is_lead, _holds(today(session))
    )
    return session.scalars(asked).first()


def sums(session: Session, code: str, *, viewer: Viewer) -> list[Sum]:
    """How many projects and how much money each province told of each year, the newest year first."""
    asked = (
        select(ClusterItem.fiscal_year, ClusterItem.province_code, func.count(), func.sum(ClusterItem.amount_satang))
        .where(ClusterItem.cluster_code == code, *_for(viewer))
        .group_by(ClusterItem.fiscal_year, ClusterItem.province_code)
        .order_by(ClusterItem.fiscal_year.desc(), ClusterItem.province_code)
    )
    return [Sum(year, province, count, int(satang)) for year, province, count, satang in session.execute(asked)]


def items(session: Session, code: str, year: int, *, viewer: Viewer) -> Sequence[ClusterItem]:
    """The projects of all member provinces in a fiscal year, by province and reference."""
    asked = select(ClusterItem).where(ClusterItem.cluster_code == code, ClusterItem.fiscal_year == year, *_for(viewer))
    return session.scalars(asked.order_by(ClusterItem.province_code, ClusterItem.reference)).all()


def _holds(day: date) -> ColumnElement[bool]:
    return func.daterange(ClusterMember.valid_from, ClusterMember.valid_to).op("@>")(day)


def _for(viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    """Lists of other provinces are for officials: what they have published, they publish themselves."""
    return (ClusterItem.id.is_(None),) if viewer.is_public else ()
