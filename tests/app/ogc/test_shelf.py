"""The tag of a layer's content: the same tag never names two contents."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import cast

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.authority import PUBLIC
from app.core.published import LAYERS
from app.ogc.reader import Reader
from app.ogc.shelf import Shelf
from app.web import words
from gis.catalog import Catalog
from gis.layer import Layer
from gis.question import Question
from gis.statement import state
from tests.conftest import awaited

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


class Slow:
    """Stands where the reader stands: counts 7 when it is let go, and notes how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.may_answer = asyncio.Event()

    async def all(self, _text: str, _values: dict[str, object], *, on: date | None = None) -> list[tuple[int, str]]:
        self.asked += 1
        await self.may_answer.wait()
        return [(7, "1" if on is None else "2")]


def test_who_asks_for_a_count_that_is_being_made_waits_for_it_and_who_leaves_does_not_end_it() -> None:
    """Three ask of state 1 and one of state 2: two counts; the first who asked goes away."""

    async def counts() -> tuple[list[int], int]:
        reader = Slow()
        shelf = Shelf(Catalog.read(LAYERS), cast("Reader", reader), NOWHERE, "")
        rivers = layer("rivers")
        asks = [
            asyncio.create_task(shelf.count(rivers, PUBLIC, Question(), None, state=state))
            for state in ("1", "1", "1", "2")
        ]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        asks[0].cancel()
        await asyncio.sleep(0)
        reader.may_answer.set()
        found = await asyncio.gather(*asks[1:])
        found.append(await shelf.count(rivers, PUBLIC, Question(), None, state="1"))
        return found, reader.asked

    assert awaited(counts()) == ([7, 7, 7, 7], 2)
