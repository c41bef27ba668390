"""Channels, their keys, and how much they were used."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import ApiKey, Channel, ChannelUsage
from app.accounts.rules import UNUSED_KEY
from app.core.authority import Viewer
from app.organizations.models import Organization


@dataclass(frozen=True, slots=True)
class ListedChannel:
    """A channel with the office it is for, its living keys and today's use."""

    channel: Channel
    office_th: str
    office_en: str
    living: int
    used_today: int
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class KeyState:
    """A key and whether it still opens."""

    key: ApiKey
    state: str

    @property
    def is_living(self) -> bool:
        return self.state == "living"


def channels(session: Session, today: date, *, viewer: Viewer) -> list[ListedChannel]:
    """Channels of the organisations within the viewer's reach."""
    living = (
        select(func.count())
        .where(ApiKey.channel_id == Channel.id, ApiKey.revoked_at.is_(None), ApiKey.expires_at > func.now())
        .scalar_subquery()
    )
    last = select(func.max(ApiKey.used_at)).where(ApiKey.channel_id == Channel.id).scalar_subquery()
    used = (
        select(func.coalesce(func.sum(ChannelUsage.used), 0))
        .where(ChannelUsage.channel_id == Channel.id, ChannelUsage.day == today)
        .scalar_subquery()
    )
    asked = (
        select(Channel, Organization.name_th, Organization.name_en, living, used, last)
        .join(Organization, Organization.code == Channel.organization_code)
        .order_by(Organization.name_th.collate("th-x-icu"), Channel.created_at)
    )
    if viewer.agencies is not None:
        asked = asked.where(Channel.organization_code.in_(viewer.agencies))
    return [ListedChannel(*row) for row in session.execute(asked)]


def channel(session: Session, channel_id: uuid.UUID, today: date, *, viewer: Viewer) -> ListedChannel | None:
    """One channel; None also outside the viewer's reach."""
    return next((each for each in channels(session, today, viewer=viewer) if each.channel.id == channel_id), None)


def keys(session: Session, channel_id: uuid.UUID, *, viewer: Viewer) -> list[KeyState]:
    """The keys of a channel, the newest first."""
    del viewer
    now = datetime.now(UTC)
    asked = select(ApiKey).where(ApiKey.channel_id == channel_id).order_by(ApiKey.created_at.desc())
    return [KeyState(key, _state(key, now)) for key in session.scalars(asked)]


def usage(session: Session, channel_id: uuid.UUID, last: date, days: int, *, viewer: Viewer) -> list[tuple[date, int]]:
    """How often the channel was used on each of so many days, the unused among them, oldest first."""
    del viewer
    first = last - timedelta(days=days - 1)
    asked = select(ChannelUsage.day, ChannelUsage.used).where(
        ChannelUsage.channel_id == channel_id, ChannelUsage.day.between(first, last)
    )
    used = {row.day: row.used for row in session.execute(asked)}
    return [(day, used.get(day, 0)) for day in (first + timedelta(days=number) for number in range(days))]


def organizations(session: Session, *, viewer: Viewer) -> list[tuple[str, str, str]]:
    """Code and names of the organisations that a channel may be opened for."""
    asked = select(Organization.code, Organization.name_th, Organization.name_en).where(Organization.valid_to.is_(None))
    if viewer.agencies is not None:
        asked = asked.where(Organization.code.in_(viewer.agencies))
    return [
        (code, th, en) for code, th, en in session.execute(asked.order_by(Organization.name_th.collate("th-x-icu")))
    ]


def _state(key: ApiKey, now: datetime) -> str:
    if key.revoked_at is not None:
        return str(key.revoked_why)
    if key.expires_at <= now:
        return "expired"
    return "unused" if now - (key.used_at or key.created_at) > UNUSED_KEY else "living"
