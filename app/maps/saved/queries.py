"""What whoever looks finds of saved maps; row security shows nobody more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.authority import Viewer
from app.core.errors import NotFound
from app.maps.saved.models import SavedMap
from app.maps.saved.rules import MOST_OF_A_POSITION
from app.organizations.models import Organization, Position
from gis.layer import Text

NO_MAP = NotFound("ไม่มีแผนที่ที่บันทึกนี้", "There is no such saved map.", place="map")


@dataclass(frozen=True, slots=True)
class Kept:
    """A saved map as whoever looks finds it; ``owner`` and ``office`` are titles, ``newest`` the id of its last version."""

    map: SavedMap
    owner: Text
    office: Text
    is_own: bool
    newest: str

    @property
    def title(self) -> Text:
        return Text(th=self.map.title_th, en=self.map.title_en)

    @property
    def is_newest(self) -> bool:
        return self.newest == self.map.id


def maps(session: Session, *, viewer: Viewer) -> list[Kept]:
    """Those of the viewer's position at their last versions, the latest first."""
    asked = _kept_by(viewer).where(SavedMap.position_number == viewer.position, SavedMap.id == _last(viewer))
    rows = session.execute(asked.order_by(SavedMap.made_at.desc(), SavedMap.id).limit(MOST_OF_A_POSITION))
    return [_kept(row, viewer) for row in rows]


def map_by_id(session: Session, map_id: str, *, viewer: Viewer) -> Kept:
    """One map. Raises NotFound also where the class of its front layer is above whoever looks."""
    classes = [each.value for each in viewer.classes]
    opened = or_(SavedMap.front_class.in_(classes), SavedMap.position_number == viewer.position)
    row = session.execute(_kept_by(viewer).where(SavedMap.id == map_id, opened)).one_or_none()
    if row is None:
        raise NO_MAP
    return _kept(row, viewer)


def versions(session: Session, first_id: str, *, viewer: Viewer) -> list[SavedMap]:
    """The versions of a map of the viewer's own, the newest first."""
    asked = select(SavedMap).where(SavedMap.first_id == first_id, SavedMap.position_number == viewer.position)
    return list(session.scalars(asked.order_by(SavedMap.number.desc())))


def counted(session: Session, *, viewer: Viewer) -> int:
    """How many maps, versions apart, the viewer's position keeps."""
    mine = select(func.count()).where(SavedMap.position_number == viewer.position, SavedMap.number == 1)
    return session.scalar(mine) or 0


def _last(viewer: Viewer) -> Any:
    """The newest version that is there for the viewer."""
    later = aliased(SavedMap)
    opened = or_(later.front_class.in_(sorted(viewer.classes)), later.position_number == viewer.position)
    of_line = select(later.id).where(later.first_id == SavedMap.first_id, opened)
    return of_line.order_by(later.number.desc()).limit(1).scalar_subquery()


def _kept_by(viewer: Viewer) -> Select[Any]:
    return (
        select(
            SavedMap, Position.title_th, Position.title_en, Organization.name_th, Organization.name_en,
            _last(viewer).label("newest"),
        )
        .join(Position, Position.number == SavedMap.position_number)
        .join(Organization, Organization.code == Position.organization_code)
    )  # fmt: skip


def _kept(row: Any, viewer: Viewer) -> Kept:
    found, th, en, office_th, office_en, newest = row
    office = Text(th=office_th, en=office_en or office_th)
    return Kept(found, Text(th=th, en=en or th), office, found.position_number == viewer.position, newest)
