"""Where a project is: shares, lengths, borders and doubles on rectangles half a degree wide, by mental arithmetic."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, Polygon, box
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.audit import AuditEvent
from app.core.authority import OPERATOR, PUBLIC
from app.core.cluster import Database
from app.core.database import transaction
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.roles import Role as DatabaseRole
from app.projects.commands.places import add_site, divide_sites, remove_site
from app.projects.models import Project, Site
from app.projects.queries.places import check_place, sites_told
from app.projects.rules import WHOLE_PPM, Role, State
from app.projects.rules.shares import Mismatch, mismatch, site_shares_with
from app.projects.schemas import SharesIn
from tests import cast
from tests.app.projects.dossiers import draft, moved, site, whole

SITE, BENEFITS = Role.SITE, Role.BENEFICIARY
METRE = 1 / 107_550
"""Of longitude at 15° north, in degrees; within half a percent."""


def add(session: Session, *sites: Any) -> list[uuid.UUID]:
    return [add_site(session, by=OPERATOR, reference="X1", given=one) for one in sites]


def shares(session: Session) -> list[int]:
    asked = select(Site.share_ppm).join(Project).where(Project.reference == "X1").order_by(Site.added_at)
    return list(session.scalars(asked))


@pytest.mark.parametrize(
    ("roles", "given", "expected"),
    [
        ([SITE, SITE], [None, None], [500_000, 500_000]),
        ([SITE, SITE], [250_000, 750_000], [250_000, 750_000]),
        ([SITE, SITE, SITE], [400_000, None, None], [400_000, 300_000, 300_000]),
        ([SITE, BENEFITS, SITE], [None, None, 1], [999_999, 0, 1]),
        ([SITE, BENEFITS], [1_000_000, None], [1_000_000, 0]),
    ],
)
def test_what_is_not_given_divides_the_rest(roles: list[Role], given: list[int | None], expected: list[int]) -> None:
    assert site_shares_with(roles, given) == expected


@pytest.mark.parametrize("given", [[600_000, 600_000], [400_000, 400_000], [1_000_001, None]])
def test_shares_that_are_no_whole_are_refused(given: list[int | None]) -> None:
    with pytest.raises(ValueError, match="whole"):
        site_shares_with([SITE, SITE], given)


@any_of(st.lists(st.tuples(st.sampled_from(list(Role)), st.none() | st.integers(0, 200_000)), min_size=1, max_size=5))
def test_whatever_is_given_the_shares_are_whole_or_refused(pairs: list[tuple[Role, int | None]]) -> None:
    roles, given = [role for role, _ in pairs], [share for _, share in pairs]
    if None in given:
        parts = site_shares_with(roles, given)
        assert sum(parts) == WHOLE_PPM
        assert [part for part, one in zip(parts, given, strict=True) if one is not None] == [
            g for g in given if g is not None
        ]
    else:
        with pytest.raises(ValueError, match="whole"):
            site_shares_with(roles, [*given[:-1], WHOLE_PPM + 1])


def test_each_site_that_comes_or_goes_divides_the_project_anew(session: Session) -> None:
    draft(session)
    first, second, third = add(session, site(Point(100.25, 15.5)), site(Point(100.75, 15.5)), site(Point(101.25, 15.5)))
    assert shares(session) == [333_334, 333_333, 333_333]
    project = session.scalars(select(Project).where(Project.reference == "X1")).one()
    assert project.area_codes == ["980101", "980102", "980201"]
    remove_site(session, by=OPERATOR, reference="X1", site_id=third)
    assert shares(session) == [500_000, 500_000]
    divide_sites(session, by=OPERATOR, reference="X1", given=SharesIn(shares={first: 250_000}))
    assert shares(session) == [250_000, 750_000]
    divide_sites(session, by=OPERATOR, reference="X1", given=SharesIn(shares={first: 1, second: 999_999}))
    assert shares(session) == [1, 999_999]
    assert project.area_codes == ["980101", "980102"]


def test_a_division_that_is_no_whole_is_refused_with_its_sum(session: Session) -> None:
    draft(session)
    first, second = add(session, site(), site(Point(100.8, 15.5)))
    with pytest.raises(Invalid, match="sum to 900,000"):
        divide_sites(session, by=OPERATOR, reference="X1", given=SharesIn(shares={first: 400_000, second: 500_000}))
    with pytest.raises(NotFound):
        divide_sites(session, by=OPERATOR, reference="X1", given=SharesIn(shares={uuid.uuid4(): 1}))
    with pytest.raises(NotFound):
        remove_site(session, by=OPERATOR, reference="X1", site_id=uuid.uuid4())


def test_a_project_without_a_place_lies_where_its_agency_is(session: Session) -> None:
    draft(session, agency="mueang")
    (key,) = add(session, site(None, is_province_wide=True))
    project = session.scalars(select(Project).where(Project.reference == "X1")).one()
    assert (project.area_codes, session.get_one(Site, key).area_code) == (["9801"], "9801")
    chief = cast.acting(session, "D-1")
    add_site(session, by=chief, reference="X1", given=site(None, note="รอสำรวจ"))
    assert shares(session) == [500_000, 500_000]


PLACES: dict[str, Callable[..., object]] = {
    "add": lambda s, by: add_site(s, by=by, reference="X1", given=site(Point(100.6, 15.5))),
    "remove": lambda s, by: remove_site(s, by=by, reference="X1", site_id=s.scalars(
        select(Site.id).join(Project).where(Project.reference == "X1")).one()),
    "divide": lambda s, by: divide_sites(s, by=by, reference="X1", given=SharesIn(shares={})),
}  # fmt: skip


@pytest.mark.parametrize("act", PLACES)
def test_places_are_changed_by_those_who_may_while_they_may(session: Session, act: str) -> None:
    project = whole(session)
    for number in ("O-1", "O-3"):
        with pytest.raises(Forbidden):
            PLACES[act](session, cast.acting(session, number))
    for number in ("W-1", "O-2", "D-1"):
        with session.begin_nested() as tried:
            PLACES[act](session, cast.acting(session, number))
            tried.rollback()
    with session.begin_nested() as tried:
        session.execute(text("UPDATE projects.project SET area_codes = '{980102,980201}' WHERE reference = 'X1'"))
        session.expire_all()
        with pytest.raises(Forbidden, match="นอกขอบเขต"):
            PLACES[act](session, cast.acting(session, "D-1"))
        tried.rollback()
    moved(session, project, State.SUBMITTED)
    with pytest.raises(Conflict):
        PLACES[act](session, cast.acting(session, "W-1"))
    moved(session, project, State.IN_PROGRESS)
    with pytest.raises(Forbidden):
        PLACES[act](session, cast.acting(session, "O-2"))
    before = len(session.scalars(select(AuditEvent)).all())
    PLACES[act](session, cast.acting(session, "W-1"))
    assert len(session.scalars(select(AuditEvent)).all()) == before + 1


def test_a_place_outside_the_district_is_refused_to_its_chief(session: Session) -> None:
    whole(session)
    with pytest.raises(Forbidden, match="นอกขอบเขต"):
        add_site(session, by=cast.acting(session, "D-1"), reference="X1", given=site(Point(101.25, 15.5)))


def test_a_damaged_shape_is_refused(session: Session) -> None:
    draft(session)
    with pytest.raises(Invalid):
        add(session, site(Polygon([(100, 15), (101, 16), (101, 15), (100, 16)])))


@pytest.mark.parametrize(
    ("declared", "touched", "near", "expected"),
    [
        ((), {"980101"}, (), Mismatch()),
        ({"980101"}, {"980101"}, (), Mismatch()),
        ({"9801"}, {"980101", "980102"}, (), Mismatch()),
        ({"980102"}, {"980101"}, (), Mismatch(("980102",), ("980101",))),
        ({"980101", "980102"}, {"980101"}, {"980101", "980102"}, Mismatch((), (), ("980102",))),
        ({"9801"}, {"980102", "980201"}, (), Mismatch((), ("980201",))),
    ],
)
def test_what_is_declared_against_what_is_drawn(
    declared: set[str], touched: set[str], near: set[str], expected: Mismatch
) -> None:
    found = mismatch(declared, touched, near)
    assert found == expected
    assert found.is_none is not bool(expected.missing or expected.unsaid)


def test_a_declared_neighbour_within_200_metres_is_no_mismatch_and_one_beyond_is(session: Session) -> None:
    """The border between 980101 and 980102 is at 100.5°: 150 m west of it the neighbour is near, 250 m west it is not."""
    project = draft(session)
    add(session, *(site(Point(100.5 - metres * METRE, 15.5), declared_areas="980102") for metres in (150, 250)))
    close, far = (one.mismatch for one in sites_told(session, project, viewer=OPERATOR.viewer))
    assert (close.near, close.missing, close.unsaid) == (("980102",), (), ("980101",))
    assert (far.near, far.missing, far.unsaid) == ((), ("980102",), ("980101",))


def test_lengths_and_areas_are_measured_on_the_ground(session: Session) -> None:
    """A hundredth of a degree of latitude is 1,106 m; a square of 0.01° at 15.5° N 1,073 m by 1,106 m."""
    project = draft(session)
    add(session, site(LineString([(100.7, 15.5), (100.7, 15.51)])), site(box(100.7, 15.5, 100.71, 15.51)))
    line, field = sites_told(session, project, viewer=OPERATOR.viewer)
    assert line.metres == pytest.approx(1_106, abs=2)
    assert line.sqm == 0
    assert field.sqm == pytest.approx(1_073 * 1_106, rel=0.002)


def test_a_place_is_checked_at_once(session: Session) -> None:
    """P-1 of the toy province is a point at 100.75° 15.5°, of the same kind, in 980102."""

    def checked(geom: Any, **more: Any) -> Any:
        asked = {"viewer": PUBLIC, "home": "98", "kind": "infrastructure", "reference": None}
        return check_place(session, geom, **{**asked, **more})

    found = checked(Point(100.75 + 100 * METRE, 15.5))
    assert [one.area.code for one in found.touched] == ["980102"]
    # The road is the shortest way between its ends, which bends 50 m north of the parallel.
    assert [(one.reference, round(one.metres, -1)) for one in found.doubles] == [("P-2", 50), ("P-1", 100)]
    assert found.is_inside
    assert found.near == ()
    assert [one.reference for one in checked(Point(100.75, 15.5 + 0.0027)).doubles] == [], "300 m away"
    assert checked(Point(100.75, 15.5), kind="study").doubles == ()
    assert [one.reference for one in checked(Point(100.75, 15.5), reference="P-1").doubles] == ["P-2"]
    border = checked(Point(100.5 - 100 * METRE, 15.7))
    assert [(one.area.code, round(one.metres, -1)) for one in (*border.touched, *border.near)] == [
        ("980101", 0),
        ("980102", 100),
    ]
    assert not checked(Point(99, 15.5)).is_inside
    assert not checked(Point(100.75, 15.5), home="24").is_inside


def test_a_double_that_is_not_for_the_viewer_is_not_told(session: Session) -> None:
    draft(session)
    add(session, site(Point(102.2, 15.5)))
    at = {"home": None, "kind": None, "reference": None}
    inside, public = (
        check_place(session, Point(102.2, 15.5), viewer=viewer, **at).doubles for viewer in (OPERATOR.viewer, PUBLIC)
    )
    assert ([one.reference for one in inside], public) == (["X1"], ())


def test_the_database_holds_that_a_project_is_divided_whole(toy_database: Database) -> None:
    for statement in (
        "UPDATE projects.site SET share_ppm = 999999",
        "INSERT INTO projects.site (id, project_id, role, precision, share_ppm)"
        " SELECT gen_random_uuid(), id, 'site', 'none', 1 FROM projects.project WHERE reference = 'P-1'",
    ):
        with pytest.raises(IntegrityError, match="sum to"), transaction(toy_database, DatabaseRole.OWNER) as session:
            session.execute(text(statement))
    with transaction(toy_database, DatabaseRole.OWNER) as session:
        session.execute(text("DELETE FROM projects.site"))
    with transaction(toy_database) as session:
        draft(session)
        add(session, site(), site(Point(100.6, 15.5)), site(Point(100.7, 15.4)))
