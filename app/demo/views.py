"""Views of the list of projects that invented positions keep, so that others find what is shared."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.demo.offices import GOVERNOR
from app.demo.planning import holder
from app.projects.commands.views import keep_view
from app.projects.rules.views import Sharing
from app.projects.schemas import ViewIn

STRATEGIST, GEOGRAPHER = "สบ.011", "สบ.015"
VIEWS = {
    GOVERNOR: (
        ("ล่าช้าทั้งจังหวัด", "light=late", Sharing.OFFICE),
        ("งบกลุ่มจังหวัด ปี 2569", "year=2569&source=cluster", Sharing.OWN),
    ),
    GEOGRAPHER: (("งานน้ำอำเภอเมืองสมมุติ", "sector=water&district=9901", Sharing.OWN),),
    STRATEGIST: (
        ("งบจังหวัดที่ต้องดู", "light=late&light=watch&source=province", Sharing.OFFICE),
        ("งบจังหวัดที่ไม่มีรายงาน", "light=unknown&source=province", Sharing.ORGANISATION),
        ("รอกลั่นกรองปี 2570", "year=2570&state=submitted", Sharing.OWN),
    ),
}
"""By position: name, filters, and who finds it."""


def load_views(session: Session) -> dict[str, int]:
    """Let each position keep its views; they go with the position. Counts by kind."""
    for number, views in VIEWS.items():
        by = holder(session, number)
        for name, address, sharing in views:
            keep_view(session, by=by, given=ViewIn(name=name, address=address, sharing=sharing))
    return {"views": sum(map(len, VIEWS.values()))}
