"""The tag of a layer's content: the same tag never names two contents."""

from __future__ import annotations

from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.authority import PUBLIC
from app.core.published import LAYERS
from app.ogc.reader import Reader
from app.ogc.shelf import Shelf
from app.web import words
from gis.catalog import Catalog
from gis.layer import Layer
from gis.statement import state

NOWHERE = Reader("postgresql://nowhere")
SHELF = Shelf(Catalog.read(LAYERS), NOWHERE, NOWHERE, "")
"""Asked for tags only, and so reads nothing."""


def layer(layer_id: str) -> Layer:
    return SHELF.layer(layer_id, PUBLIC)


def known(session: Session, layer_id: str, day: date | None) -> str:
    """The layer's state as the database tells it on a day (None: today)."""
    session.execute(text("SELECT set_config('phaen.known_on', :day, true)"), {"day": day.isoformat() if day else ""})
    statement = state(layer(layer_id)).replace("%(layer)s", ":layer")
    return str(session.scalar(text(f"SELECT {statement}"), {"layer": layer_id}))


def test_a_past_day_as_known_today_is_another_content_tomorrow(session: Session) -> None:
    """A vintage that becomes known tomorrow changes what is said of last year, although no row changes."""
    density = layer("population_density_districts")
    states = [known(session, density.id, day) for day in (date(2026, 11, 23), date(2026, 11, 24))]
    asked = (None, date(2025, 1, 1), date(2025, 1, 2))
    assert len({SHELF.tag(density, each, on) for each in states for on in asked}) == 6


def test_a_layer_without_days_keeps_its_tag_over_midnight(session: Session) -> None:
    assert known(session, "rivers", date(2026, 11, 23)) == known(session, "rivers", date(2026, 11, 24))
    assert SHELF.tag(layer("rivers"), "7", date(2025, 1, 1)) == SHELF.tag(layer("rivers"), "7")


def test_the_day_of_a_state_is_the_day_in_thailand(session: Session) -> None:
    before = words.today()
    assert known(session, "districts", None)[-8:] in {f"{before:%Y%m%d}", f"{words.today():%Y%m%d}"}


def test_the_service_and_the_database_mean_the_same_day(session: Session) -> None:
    before = words.today()
    days = session.execute(text("SELECT published.true_on(), published.known_on()")).one()
    assert set(days) <= {before, words.today()}
