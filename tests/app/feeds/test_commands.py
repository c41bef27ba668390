"""Each act on a feed asks whether the position may, whatever the page asked before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.core.authority import Acting
from app.core.errors import Conflict, Forbidden
from app.core.published import LAYERS
from app.feeds.commands import change_feed, keep_feed, restore_feed, withdraw_feed
from app.feeds.rules import MOST_OF_A_POSITION, Sharing
from app.feeds.schemas import FeedChange, FeedIn
from gis.access import Read
from gis.catalog import Catalog
from tests import cast

CATALOG = Catalog.read(LAYERS)
ROADS = next(layer for layer in CATALOG if layer.id == "roads")
LAST = (datetime.now(UTC) + timedelta(days=30)).date()


def asked(sharing: Sharing = Sharing.OWN) -> FeedIn:
    return FeedIn(title_th="ถนน", title_en="Roads", layer="roads", sharing=sharing, expires_on=LAST)


def keep(session: Session, by: Acting, sharing: Sharing = Sharing.OWN) -> str:
    return keep_feed(session, by=by, layer=ROADS, layer_hash="", given=asked(sharing)).id


def change(session: Session, by: Acting, feed: str, sharing: Sharing = Sharing.OWN) -> object:
    given = FeedChange(**asked(sharing).model_dump(), version=1)
    return change_feed(session, by=by, feed_id=feed, layer=ROADS, layer_hash="", given=given)


ACTS: dict[str, Callable[[Session, Acting, str], object]] = {
    "keep": lambda session, by, _: keep(session, by),
    "change": change,
    "withdraw": lambda session, by, feed: withdraw_feed(session, by=by, feed_id=feed),
    "restore": lambda session, by, feed: restore_feed(session, by=by, feed_id=feed),
}


@pytest.mark.parametrize("act", ACTS)
def test_who_reads_nothing_of_the_class_keeps_no_feed_of_it(session: Session, act: str) -> None:
    by = cast.acting(session, "O-2")
    feed = keep(session, by)
    blind = replace(by, viewer=replace(by.viewer, classes=frozenset[Read]()))
    with pytest.raises(Forbidden, match="class of the data"):
        ACTS[act](session, blind, feed)


def test_a_layer_that_was_classified_higher_since_is_kept_no_more(session: Session) -> None:
    by = cast.acting(session, "O-2")
    feed, access = keep(session, by), ROADS.access.model_copy(update={"read": Read.CONFIDENTIAL})
    given = FeedChange(**asked().model_dump(), version=1)
    with pytest.raises(Forbidden, match="class of the data"):
        change_feed(
            session, by=by, feed_id=feed, layer=ROADS.model_copy(update={"access": access}), layer_hash="", given=given
        )


def test_another_position_changes_nothing_of_what_is_shared_with_it(session: Session) -> None:
    feed = keep(session, cast.acting(session, "O-2"), Sharing.ORGANISATION)
    for act in ("change", "withdraw", "restore"):
        with pytest.raises(Forbidden, match="Policy and Plan Analyst"):
            ACTS[act](session, cast.acting(session, "O-1"), feed)


def test_publishing_asks_for_its_power_whenever_it_happens(session: Session) -> None:
    chief = cast.acting(session, "O-1")
    planner = replace(chief, powers=replace(chief.powers, permissions=frozenset()))
    with pytest.raises(Forbidden):
        keep(session, planner, Sharing.PUBLIC)
    feed = keep(session, planner)
    with pytest.raises(Forbidden):
        change(session, planner, feed, Sharing.PUBLIC)
    change(session, chief, feed, Sharing.PUBLIC)
    withdraw_feed(session, by=planner, feed_id=feed)
    with pytest.raises(Forbidden):
        restore_feed(session, by=planner, feed_id=feed)
    restore_feed(session, by=chief, feed_id=feed)


def test_a_position_keeps_so_many_feeds(session: Session) -> None:
    by = cast.acting(session, "O-2")
    for _ in range(MOST_OF_A_POSITION):
        keep(session, by)
    with pytest.raises(Conflict, match=f"at most {MOST_OF_A_POSITION}"):
        keep(session, by)
