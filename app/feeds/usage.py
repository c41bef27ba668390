"""How often a feed is read: one more of the day with each answer, exact over all processes."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.core.records import today
from app.feeds.models import FeedUse


def count(session: Session, feed_id: str) -> None:
    """One use more, as a channel's quota is counted (``app.accounts.keys``): it is nobody's act, and no event of the log."""
    first = insert(FeedUse).values(feed_id=feed_id, day=today(session), used=1)
    session.execute(first.on_conflict_do_update(index_elements=["feed_id", "day"], set_={"used": FeedUse.used + 1}))
