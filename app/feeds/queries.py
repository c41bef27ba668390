"""What whoever looks finds of feeds; row security shows nobody more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.core.authority import Viewer
from app.core.errors import NotFound
from app.core.records import today
from app.feeds.models import Feed, FeedUse, FeedVersion
from app.feeds.rules import USE_DAYS, Sharing, State, state_of
from app.organizations.models import Organization, Position
from gis.layer import Text

Asked = Select[Feed, FeedVersion, str, str, str, str]
NO_FEED = NotFound("ไม่มีฟีดนี้", "There is no such feed.", place="feed")
NO_VERSION = NotFound("ฟีดนี้ไม่มีรุ่นนั้น", "The feed has no such version.", place="version")


@dataclass(frozen=True, slots=True)
class Kept:
    """A feed at one of its versions, as whoever looks finds it; ``owner`` and ``office`` are titles."""

    feed: Feed
    version: FeedVersion
    owner: Text
    office: Text
    is_own: bool
    state: State
    newest: int

    @property
    def title(self) -> Text:
        return Text(th=self.version.title_th, en=self.version.title_en)


def feeds(session: Session, *, viewer: Viewer) -> list[Kept]:
    """The own ones in every state, then those of others that stand, by title."""
    standing = and_(Feed.withdrawn_at.is_(None), Feed.expires_on >= today(session))
    first = case((_keeps(viewer), 0), else_=1)
    asked = _newest().where(or_(_keeps(viewer), and_(_may_find(viewer), standing)))
    rows = session.execute(asked.order_by(first, FeedVersion.title_th, Feed.id)).all()
    return [_kept(session, row, viewer, row[1].number) for row in rows]


def public_feeds(session: Session, *, viewer: Viewer) -> list[Kept]:
    """Those that everybody may read now, as whoever looks finds them."""
    return [
        one
        for one in feeds(session, viewer=viewer)
        if one.feed.sharing == Sharing.PUBLIC and one.state is State.STANDING
    ]


def feed_by_id(session: Session, feed_id: str, *, viewer: Viewer, version: int | None = None) -> Kept:
    """A feed at a version, or at its newest. Raises NotFound also where it is not for whoever looks."""
    row = session.execute(_newest().where(Feed.id == feed_id, _may_find(viewer))).one_or_none()
    if row is None:
        raise NO_FEED
    newest = row[1].number
    if version is None or version == newest:
        return _kept(session, row, viewer, newest)
    asked = (
        select(FeedVersion)
        .join(Feed)
        .where(Feed.id == feed_id, FeedVersion.number == version, _may_find_version(viewer))
    )
    older = session.scalars(asked).one_or_none()
    if older is None:
        raise NO_VERSION
    return _kept(session, (row[0], older, *row[2:]), viewer, newest)


def versions(session: Session, feed_id: str, *, viewer: Viewer) -> list[FeedVersion]:
    """The versions of a feed that whoever looks finds, the newest first."""
    asked = select(FeedVersion).join(Feed).where(Feed.id == feed_id, _may_find_version(viewer))
    return list(session.scalars(asked.order_by(FeedVersion.number.desc())))


def uses(session: Session, feed_id: str, *, viewer: Viewer) -> list[tuple[date, int]]:
    """How often it was read on each of the last days, the newest first; days without use are not told."""
    since = today(session) - timedelta(days=USE_DAYS - 1)
    asked = (
        select(FeedUse.day, FeedUse.used).join(Feed).where(Feed.id == feed_id, _may_find(viewer), FeedUse.day >= since)
    )
    return [(day, used) for day, used in session.execute(asked.order_by(FeedUse.day.desc()))]


def _keeps(viewer: Viewer) -> ColumnElement[bool]:
    return false() if viewer.position is None else Feed.position_number == viewer.position


def _may_find(viewer: Viewer) -> ColumnElement[bool]:
    """The own ones, those of everybody, and those that the own organisation shares."""
    return or_(_keeps(viewer), _reaches(Feed.sharing, viewer))


def _may_find_version(viewer: Viewer) -> ColumnElement[bool]:
    """Of a feed that is found, the versions that were made for whoever looks; of the own ones all."""
    return and_(_may_find(viewer), or_(_keeps(viewer), _reaches(FeedVersion.sharing, viewer)))


def _reaches(sharing: InstrumentedAttribute[str], viewer: Viewer) -> ColumnElement[bool]:
    home = select(Position.organization_code).where(Position.number == viewer.position).scalar_subquery()
    fellows = select(Position.number).where(Position.organization_code == home)
    return or_(sharing == Sharing.PUBLIC, and_(sharing == Sharing.ORGANISATION, Feed.position_number.in_(fellows)))


def _newest() -> Asked:
    of_feed = aliased(FeedVersion)
    last = select(func.max(of_feed.number)).where(of_feed.feed_id == Feed.id).scalar_subquery()
    return (
        select(Feed, FeedVersion, Position.title_th, Position.title_en, Organization.name_th, Organization.name_en)
        .select_from(Feed)
        .join(FeedVersion, and_(FeedVersion.feed_id == Feed.id, FeedVersion.number == last))
        .join(Position, Position.number == Feed.position_number)
        .join(Organization, Organization.code == Position.organization_code)
    )


def _kept(session: Session, row: Any, viewer: Viewer, newest: int) -> Kept:
    feed, version, th, en, office_th, office_en = row
    state = state_of(feed.withdrawn_at is not None, feed.expires_on, today(session))
    office = Text(th=office_th, en=office_en or office_th)
    return Kept(feed, version, Text(th=th, en=en or th), office, feed.position_number == viewer.position, state, newest)
