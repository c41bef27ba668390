"""Acts on feeds. Keeping one asks for no power over anybody, as taking a layer away does not; publishing one does."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import Acting
from app.core.errors import Conflict, Forbidden, Invalid, Stale
from app.core.permissions import Permission
from app.core.records import today
from app.core.short_ids import new_id
from app.feeds.models import Feed, FeedVersion
from app.feeds.queries import Kept, feed_by_id
from app.feeds.rules import LONGEST_DAYS, MOST_OF_A_POSITION, Sharing
from app.feeds.schemas import FeedChange, FeedIn
from app.organizations.models import Position
from gis.access import Read
from gis.layer import Layer


def keep_feed(session: Session, *, by: Acting, layer: Layer, layer_hash: str, given: FeedIn) -> Feed:
    """Keep a question that was found sound for the position's own sight. Raises Conflict beyond so many."""
    by.must_see(layer.access.read)
    _must_publish(by, given.sharing)
    _must_last(session, given.expires_on)
    session.execute(select(Position.number).where(Position.number == by.position).with_for_update(key_share=True))
    mine = select(func.count()).where(Feed.position_number == by.position)
    if (session.scalar(mine) or 0) >= MOST_OF_A_POSITION:
        raise Conflict(
            f"ตำแหน่งหนึ่งเก็บได้ไม่เกิน {MOST_OF_A_POSITION} ฟีด แก้ไขฟีดเดิมแทนการเก็บใหม่",
            f"A position keeps at most {MOST_OF_A_POSITION} feeds; edit one that is there.",
        )
    made = Feed(id=new_id(), position_number=by.position, sharing=given.sharing, expires_on=given.expires_on)
    session.add(made)
    session.flush()
    version = _add_version(session, made, 1, layer_hash, given)
    if given.sharing is Sharing.PUBLIC:
        audit.record(session, by, "feed.published", "feed", made.id, after=_noted(made, version))
    else:
        audit.record(session, by, "feed.kept", "feed", made.id, after=_noted(made, version))
    return made


def change_feed(
    session: Session, *, by: Acting, feed_id: str, layer: Layer, layer_hash: str, given: FeedChange
) -> Feed:  # fmt: skip
    """Another title, question or sharing, which is a new version; or another end, which is none. Raises Stale.

    Another sharing is a new version as well: what was asked for the own desk alone stays there.
    """
    by.must_see(layer.access.read)
    kept = _own(session, by, feed_id)
    _must_publish(by, given.sharing)
    _must_last(session, given.expires_on)
    if kept.newest != given.version:
        raise Stale(
            "ฟีดนี้ถูกแก้ไขหลังจากที่ท่านเปิดดู เปิดหน้านี้ใหม่แล้วตรวจอีกครั้ง",
            "This feed was edited after you read it; open the page again and look.",
        )
    feed, version = kept.feed, kept.version
    before = _noted(feed, version)
    feed.sharing, feed.expires_on = given.sharing, given.expires_on
    if _asked(given) != _asked(version) or version.layer_hash != layer_hash:
        version = _add_version(session, feed, kept.newest + 1, layer_hash, given)
    session.flush()
    if given.sharing is Sharing.PUBLIC:
        audit.record(session, by, "feed.published", "feed", feed.id, before=before, after=_noted(feed, version))
    else:
        audit.record(session, by, "feed.changed", "feed", feed.id, before=before, after=_noted(feed, version))
    return feed


def withdraw_feed(session: Session, *, by: Acting, feed_id: str) -> Feed:
    """Let it answer no more. Its position may bring it back. Raises Conflict where that was done before."""
    kept = _own(session, by, feed_id)
    if kept.feed.withdrawn_at is not None:
        raise Conflict("ถอนฟีดนี้ไปแล้ว", "This feed has been withdrawn before.")
    kept.feed.withdrawn_at = datetime.now(UTC)
    session.flush()
    audit.record(session, by, "feed.withdrawn", "feed", feed_id)
    return kept.feed


def restore_feed(session: Session, *, by: Acting, feed_id: str) -> Feed:
    """Let one that was withdrawn answer again. Raises Conflict where it was not, Forbidden where it may not be public."""
    kept = _own(session, by, feed_id)
    _must_publish(by, Sharing(kept.feed.sharing))
    if kept.feed.withdrawn_at is None:
        raise Conflict("ฟีดนี้ไม่ได้ถูกถอน", "This feed is not withdrawn.")
    kept.feed.withdrawn_at = None
    session.flush()
    audit.record(session, by, "feed.restored", "feed", feed_id)
    return kept.feed


def _own(session: Session, by: Acting, feed_id: str) -> Kept:
    """The feed, locked, if it is the position's own. Raises NotFound and Forbidden."""
    by.must_see(Read.PUBLIC)
    found = feed_by_id(session, feed_id, viewer=by.viewer)
    if not found.is_own:
        raise Forbidden(
            f"ฟีดนี้เป็นของ{found.owner.th} เก็บเป็นของตำแหน่งนี้ได้",
            f"This feed is kept by the {found.owner.en}; you may keep one of your own.",
        )
    session.refresh(found.feed, with_for_update=True)
    return feed_by_id(session, feed_id, viewer=by.viewer)


def _must_publish(by: Acting, sharing: Sharing) -> None:
    if sharing is Sharing.PUBLIC:
        by.must(Permission.FEED_PUBLISH)


def _must_last(session: Session, expires_on: date) -> None:
    day = today(session)
    if not day <= expires_on <= day + timedelta(days=LONGEST_DAYS):
        raise Invalid(
            "วันหมดอายุต้องเป็นวันนี้หรือหลังจากนี้ไม่เกิน 5 ปี",
            "The last day is today or later, and no more than five years ahead.", place="expires_on",
        )  # fmt: skip


def _add_version(session: Session, feed: Feed, number: int, layer_hash: str, given: FeedIn) -> FeedVersion:
    made = FeedVersion(feed_id=feed.id, number=number, layer_hash=layer_hash, **_asked(given))
    session.add(made)
    session.flush()
    return made


def _asked(given: FeedIn | FeedVersion) -> dict[str, Any]:
    """What a version holds."""
    names = ("title_th", "title_en", "layer", "parameters")
    return {**{name: getattr(given, name) for name in names}, "sharing": str(given.sharing)}


def _noted(feed: Feed, version: FeedVersion) -> dict[str, Any]:
    told = {"expires_on": feed.expires_on.isoformat(), "version": version.number}
    return {**_asked(version), **told}
