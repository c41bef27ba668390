"""Opening the door to a program that brings a key, or a link signed under one; and counting how often."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.accounts.models import ApiKey, Channel, ChannelUsage
from app.accounts.rules import KEY, UNUSED_KEY, Revoked, admits, digest
from app.accounts.seals import Seals
from app.core import audit
from app.core.authority import Acting, Viewer
from app.core.errors import PhaenError, TooMany, Unidentified
from gis.access import Read, cleared

BANGKOK = timezone(timedelta(hours=7))
Pace = Callable[[str, int], float]
"""Take a token of so many a minute; the seconds to wait, 0 for none."""
SEEN_EVERY = timedelta(minutes=1)
NOT_GOOD = Unidentified("กุญแจนี้ใช้ไม่ได้", "This key is not good.")
LINK_NOT_GOOD = Unidentified("ลิงก์นี้ใช้ไม่ได้หรือหมดอายุแล้ว", "This link is not good, or has expired.")


@dataclass(frozen=True, slots=True)
class Link:
    """What a signed address grants: one layer under one key until a moment."""

    key_id: str
    layer: str
    until: int

    def token(self, seals: Seals) -> str:
        return f"{self._said()}.{_signature(seals, self._said())}"

    def _said(self) -> str:
        return f"{self.key_id}.{self.layer}.{self.until}"


@dataclass(frozen=True, slots=True)
class Admitted:
    """One who was let in, with what the answer tells him about his quota."""

    viewer: Viewer
    headers: dict[str, str] = field(default_factory=dict)


def read_link(token: str, seals: Seals, now: datetime) -> Link | None:
    """The link of a token; None when the signature is not ours or its time is over."""
    said, _, signature = token.rpartition(".")
    if not hmac.compare_digest(signature.encode(), _signature(seals, said).encode()):
        return None
    key_id, layer, until = said.split(".")
    return Link(key_id, layer, int(until)) if int(until) > now.timestamp() else None


def by_key(session: Session, given: str, address: str | None, pace: Pace, *, by: Acting) -> Admitted | PhaenError:
    """Who brings a key, or why he is refused; a refusal is returned, so that what it writes stays written."""
    named = KEY.match(given)
    found = _key_and_channel(session, named[1]) if named else None
    if found is None or not hmac.compare_digest(found[0].secret_hash, digest(given)):
        return NOT_GOOD
    return _admitted(session, *found, address, pace, by)


def by_link(session: Session, link: Link, address: str | None, pace: Pace, *, by: Acting) -> Admitted | PhaenError:
    """Who follows a signed link: he sees its layer alone, as the key would."""
    found = _key_and_channel(session, link.key_id)
    if found is None or link.layer not in found[1].layers:
        return LINK_NOT_GOOD
    return _admitted(session, *found, address, pace, by, frozenset({link.layer}))


def _key_and_channel(session: Session, key_id: str) -> tuple[ApiKey, Channel] | None:
    asked = select(ApiKey, Channel).join(Channel, Channel.id == ApiKey.channel_id).where(ApiKey.id == key_id)
    row = session.execute(asked).one_or_none()
    return None if row is None else (row[0], row[1])


def _admitted(
    session: Session,
    key: ApiKey,
    channel: Channel,
    address: str | None,
    pace: Pace,
    by: Acting,
    layers: frozenset[str] | None = None,
) -> Admitted | PhaenError:
    now = datetime.now(UTC)
    if key.revoked_at is None and now - (key.used_at or key.created_at) > UNUSED_KEY:
        key.revoked_at, key.revoked_why = now, Revoked.UNUSED
        audit.record(session, by, "key.revoked", "key", key.id, why=Revoked.UNUSED.value)
    if key.revoked_at is not None or key.expires_at <= now or not admits(channel.networks, address):
        return NOT_GOOD
    waits = pace(str(channel.id), channel.per_minute)
    if waits:
        return TooMany("เรียกถี่เกินไป", "Too many requests in a short time.", seconds=int(waits) + 1)
    used = _counted(session, channel, now.astimezone(BANGKOK).date())
    if used is None:
        return TooMany("ใช้ครบโควตาของวันนี้แล้ว", "The quota of this day is used up.", seconds=_until_midnight(now))
    if key.used_at is None or now - key.used_at > SEEN_EVERY:
        key.used_at = now
    headers = {
        "RateLimit-Limit": str(channel.daily_quota),
        "RateLimit-Remaining": str(channel.daily_quota - used),
        "RateLimit-Reset": str(_until_midnight(now)),
    }
    return Admitted(_viewer(key, channel, layers), headers)


def _counted(session: Session, channel: Channel, day: date) -> int | None:
    """One more use of the day in one statement, exact over all processes; None when the quota is used up."""
    first = insert(ChannelUsage).values(channel_id=channel.id, day=day, used=1)
    counted = first.on_conflict_do_update(
        index_elements=["channel_id", "day"],
        set_={"used": ChannelUsage.used + 1},
        where=ChannelUsage.used < channel.daily_quota,
    ).returning(ChannelUsage.used)
    return session.scalar(counted)


def _viewer(key: ApiKey, channel: Channel, layers: frozenset[str] | None) -> Viewer:
    """At most public and internal data, and of these the organisation's own rows."""
    return Viewer(
        position=f"key:{key.id}",
        classes=cleared([Read(channel.class_)]),
        agencies=frozenset({channel.organization_code}),
        layers=layers or frozenset(channel.layers),
    )


def _until_midnight(now: datetime) -> int:
    here = now.astimezone(BANGKOK)
    midnight = (here + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return max(1, int((midnight - here).total_seconds()))


def _signature(seals: Seals, said: str) -> str:
    return base64.urlsafe_b64encode(seals.mark("link", said)).decode().rstrip("=")
