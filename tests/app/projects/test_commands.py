"""Projects on the toy province: where they stand, how they are divided, what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import ValidationError
from shapely import LineString, MultiPoint, Point, Polygon, box
from shapely.geometry.base import BaseGeometry
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.audit import AuditEvent
from app.core.authority import OPERATOR, PUBLIC
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.projects import commands, queries
from app.projects.models import Project, Site
from app.projects.rules import Precision, Role, State
from app.projects.schemas import ProjectIn, SiteIn
from tests import cast


def site(geom: BaseGeometry | None, role: Role = Role.SITE, share: int | None = None) -> SiteIn:
    return SiteIn(geom=geom, role=role, precision=Precision.GPS if geom else Precision.NONE, share_ppm=share)


def project(*sites: SiteIn, reference: str = "X-1") -> ProjectIn:
    return ProjectIn(
        reference=reference, title_th="ทดสอบ", kind="infrastructure", fiscal_year=2569, state=State.FUNDED, sites=sites
    )


def register(session: Session, *sites: SiteIn) -> dict[str, int]:
    """The shares of a project with these sites, by subdistrict."""
    commands.register_projects(session, by=OPERATOR, projects=[project(*sites)])
    made = queries.project_by_reference(session, "X-1", viewer=PUBLIC)
    return queries.areas_of(session, made, viewer=PUBLIC)


@pytest.mark.parametrize(
    ("geom", "expected"),
    [
        (Point(100.25, 15.5), {"980101": 1_000_000}),
        (Point(100.5, 15.5), {"980101": 500_000, "980102": 500_000}),
        (LineString([(100.125, 15.5), (100.625, 15.5)]), {"980101": 750_000, "980102": 250_000}),
        (LineString([(100, 15.5), (101.5, 15.5)]), {"980101": 333_334, "980102": 333_333, "980201": 333_333}),
        (box(100.25, 15.25, 100.75, 15.75), {"980101": 500_000, "980102": 500_000}),
        (
            MultiPoint([(100.1, 15.5), (100.2, 15.5), (102.9, 15.5), (102.95, 15.5)]),
            {"980101": 500_000, "980302": 500_000},
        ),
        (LineString([(99.5, 15.5), (100.25, 15.5)]), {"980101": 1_000_000}),
        (Point(90, 10), {}),
        (None, {}),
    ],
)
def test_a_site_is_divided_over_the_subdistricts_it_touches(
    session: Session, geom: BaseGeometry | None, expected: dict[str, int]
) -> None:
    assert register(session, site(geom)) == expected


def test_a_line_along_a_border_belongs_half_to_each_side(session: Session) -> None:
    assert register(session, site(LineString([(101, 15.2), (101, 15.8)]))) == {"980102": 500_000, "980201": 500_000}


def test_sites_share_their_project_and_beneficiaries_get_nothing_beside_works(session: Session) -> None:
    divided = register(
        session, site(Point(100.25, 15.5)), site(Point(100.75, 15.5)), site(box(102, 15, 103, 16), Role.BENEFICIARY)
    )
    assert divided == {"980101": 500_000, "980102": 500_000, "980301": 0, "980302": 0}


def test_given_shares_are_kept_and_the_areas_of_all_sites_sum_to_the_whole(session: Session) -> None:
    thirds = LineString([(100, 15.5), (101.5, 15.5)])
    divided = register(session, site(thirds, share=999_999), site(Point(102.25, 15.5), share=1))
    assert divided == {"980101": 333_333, "980102": 333_333, "980201": 333_333, "980301": 1}


def test_registering_leaves_one_event_and_an_enumerated_site(session: Session) -> None:
    register(session, site(Point(100.25, 15.5)), site(None))
    (event,) = session.scalars(select(AuditEvent).where(AuditEvent.act == "project.registered"))
    assert (event.object_id, event.detail) == ("X-1", {"projects": 1})
    made = queries.project_by_reference(session, "X-1", viewer=PUBLIC)
    sites = queries.sites_of(session, made, viewer=PUBLIC)
    assert sorted((one.precision, one.share_ppm) for one in sites) == [("gps", 500_000), ("none", 500_000)]


def test_a_taken_or_doubled_reference_registers_nothing(session: Session) -> None:
    fresh, taken = project(site(None), reference="X-2"), project(site(None), reference="P-1")
    for given in ([fresh, taken], [fresh, fresh]):
        with pytest.raises(Conflict, match="taken or given twice"):
            commands.register_projects(session, by=OPERATOR, projects=given)
    assert session.scalar(select(func.count()).select_from(Project)) == 3


def test_a_damaged_geometry_is_refused_with_its_project(session: Session) -> None:
    bow_tie = Polygon([(100, 15), (101, 16), (101, 15), (100, 16)])
    with pytest.raises(Invalid, match="project X-1"):
        register(session, site(bow_tie))


def test_an_unknown_reference_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound, match="X-9"):
        queries.project_by_reference(session, "X-9", viewer=PUBLIC)


def test_projects_in_an_area_come_with_their_share_there(session: Session) -> None:
    """P-1 is a point in 980102; P-2 a line half in 980102, half in 980201; P-3 has no place."""

    def found(code: str) -> list[tuple[str, int]]:
        return [(one.reference, one.share_ppm) for one in queries.projects_in_area(session, code, viewer=PUBLIC)]

    assert found("98") == [("P-1", 1_000_000), ("P-2", 1_000_000)]
    assert found("9801") == [("P-1", 1_000_000), ("P-2", 500_000)]
    assert found("980201") == [("P-2", 500_000)]
    assert found("9803") == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"reference": " "}, {"title_th": ""}, {"fiscal_year": 2026}, {"state": "asleep"}, {"sites": []},
        {"sites": [{"geom": None, "precision": "gps"}]},
        {"sites": [{"geom": None, "precision": "none", "share_ppm": 999_999}]},
        {"sites": [{"geom": None, "precision": "none", "share_ppm": 1_000_000}, {"geom": None, "precision": "none"}]},
    ],
)  # fmt: skip
def test_a_wrong_project_is_refused_at_the_edge(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ProjectIn.model_validate(project(site(None)).model_dump() | wrong)


def test_removing_synthetic_projects_leaves_real_ones(session: Session) -> None:
    commands.register_projects(
        session, by=OPERATOR, projects=[project(site(Point(100.25, 15.5)), site(None))], is_synthetic=True
    )
    assert commands.remove_synthetic_projects(session, by=OPERATOR) == {"projects": 1, "sites": 2}
    assert session.scalar(select(func.count()).select_from(Project)) == 3
    assert session.scalar(select(func.count()).select_from(Site)) == 3


def test_only_a_position_that_may_registers_and_removes(session: Session) -> None:
    given = [project(site(Point(100.25, 15.5)))]
    for projects in (given, [project(site(None))]):
        with pytest.raises(Forbidden, match="ขึ้นทะเบียนโครงการ"):
            commands.register_projects(session, by=cast.acting(session, "O-3"), projects=projects)
    with pytest.raises(Forbidden, match="สาธิต"):
        commands.remove_synthetic_projects(session, by=cast.acting(session, "O-2"))
    assert commands.register_projects(session, by=cast.acting(session, "O-2"), projects=given) == 1


def test_a_position_registers_only_what_touches_its_areas(session: Session) -> None:
    """980102 lies in district 9801 (100.5 to 101), 980201 in 9802 (101 to 101.5); the road touches both."""
    analyst = cast.acting(session, "O-2")
    of_one_district = replace(analyst, powers=replace(analyst.powers, areas=frozenset({"9801"})))
    road = [project(site(LineString([(100.6, 15.5), (101.4, 15.5)])))]
    with pytest.raises(Forbidden, match="นอกขอบเขต"):
        commands.register_projects(session, by=of_one_district, projects=road)
    assert session.scalar(select(func.count()).select_from(Project).where(Project.reference == "X-1")) == 0
    assert commands.register_projects(session, by=of_one_district, projects=[project(site(Point(100.75, 15.5)))]) == 1
