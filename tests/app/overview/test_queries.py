"""Which province is at home here."""

from __future__ import annotations

from datetime import date

import pytest
from geoalchemy2.shape import from_shape
from shapely import MultiPolygon, box
from sqlalchemy.orm import Session

from app.core.authority import PUBLIC
from app.overview.queries.home import home_province, provinces
from app.places.models import Area


def add_a_second_province(session: Session) -> None:
    outline = from_shape(MultiPolygon([box(103, 15, 104, 16)]), 4326)
    session.add(Area(level="province", code="97", name_th="อีกจังหวัด", valid_from=date(2020, 1, 1), geom=outline))
    session.flush()


@pytest.mark.parametrize("code", ["98", "99", None])
def test_the_only_province_is_at_home_whatever_was_set(session: Session, code: str | None) -> None:
    found = home_province(session, code, viewer=PUBLIC)
    assert found is not None
    assert found.code == "98"


def test_among_several_only_the_named_one_is_at_home(session: Session) -> None:
    add_a_second_province(session)
    named = home_province(session, "97", viewer=PUBLIC)
    assert named is not None
    assert named.name_th == "อีกจังหวัด"
    assert home_province(session, "99", viewer=PUBLIC) is None
    assert home_province(session, None, viewer=PUBLIC) is None
    assert [one.code for one in provinces(session, viewer=PUBLIC)] == ["97", "98"]
