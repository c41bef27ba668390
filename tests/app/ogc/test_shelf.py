"""The tag of a layer's content: the same tag never names two contents."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.authority import PUBLIC
from app.core.published import LAYERS
from app.ogc.reader import Reader
from app.ogc.shelf import Shelf
from app.web import words
from gis.catalog import Catalog

TODAY = "app.ogc.shelf.today"


@pytest.fixture
def shelf() -> Shelf:
    """A shelf that is asked for tags only and so reads nothing."""
    return Shelf(Catalog.read(LAYERS), Reader("postgresql://nowhere"))


def tags(shelf: Shelf, layer_id: str, *, on: date | None) -> str:
    return shelf.tag(shelf.layer(layer_id, PUBLIC), 7, on)


def test_a_past_day_as_known_today_is_another_content_tomorrow(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """A vintage that becomes known tomorrow changes what is said of last year, although no row changes."""
    seen = set()
    for today in (date(2026, 11, 23), date(2026, 11, 24)):
        monkeypatch.setattr(TODAY, partial(date.fromordinal, today.toordinal()))
        seen |= {
            tags(shelf, "population_density_districts", on=on) for on in (None, date(2025, 1, 1), date(2025, 1, 2))
        }
    assert len(seen) == 6


def test_a_layer_without_days_keeps_its_tag_over_midnight(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tags(shelf, "rivers", on=None)
    monkeypatch.setattr(TODAY, partial(date, 2000, 1, 1))
    assert tags(shelf, "rivers", on=None) == before


def test_the_service_and_the_database_mean_the_same_day(session: Session) -> None:
    before = words.today()
    days = session.execute(text("SELECT published.true_on(), published.known_on()")).one()
    assert set(days) <= {before, words.today()}
