"""Opening data to other offices' programs: channels, keys, and taking them back."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import ApiKey, Channel
from app.accounts.rules import LONGEST_KEY, Revoked, digest, generated_key
from app.accounts.schemas import ChannelIn
from app.core import audit
from app.core.authority import Acting, Resource
from app.core.errors import Conflict, Invalid, NotFound
from app.core.permissions import Permission
from app.organizations.models import Organization
from gis.access import Read

ADMINISTER = Permission.KEY_ADMINISTER
SLOTS = (1, 2)


def open_channel(session: Session, given: ChannelIn, *, by: Acting) -> uuid.UUID:
    """What an organisation's programs may read from now on; it has no key yet. Raises NotFound and Forbidden."""
    by.must(ADMINISTER, Resource(organization=given.organization, class_=given.class_))
    if session.get(Organization, given.organization) is None:
        raise NotFound("ไม่มีหน่วยงานนี้", "There is no such organisation.", place="organization")
    channel = Channel(
        organization_code=given.organization, title=given.title, layers=sorted(given.layers), class_=given.class_.value,
        networks=given.networks, daily_quota=given.daily_quota, per_minute=given.per_minute, created_by=by.position,
    )  # fmt: skip
    session.add(channel)
    session.flush()
    audit.record(session, by, "channel.opened", "channel", str(channel.id), after=given.model_dump(mode="json"))
    return channel.id


def issue_key(session: Session, channel_id: uuid.UUID, expires_at: datetime, *, by: Acting) -> str:
    """A new key to a channel, told once. Raises Conflict when two live, Invalid beyond a year."""
    channel = _channel(session, channel_id, by)
    now = datetime.now(UTC)
    if not now < expires_at <= now + LONGEST_KEY:
        raise Invalid("กุญแจมีอายุได้ไม่เกิน 1 ปี", "A key lives for a year at most.", place="expires_on")
    living = select(ApiKey.slot).where(ApiKey.channel_id == channel.id, ApiKey.revoked_at.is_(None))
    free = sorted(set(SLOTS) - set(session.scalars(living)))
    if not free:
        raise Conflict(
            "มีกุญแจที่ใช้ได้สองดอกแล้ว ให้เพิกถอนดอกเก่าก่อน",
            "Two keys live already; revoke the older first.",
            place="expires_on",
        )
    key_id, key = generated_key()
    session.add(
        ApiKey(
            id=key_id,
            channel_id=channel.id,
            slot=free[0],
            secret_hash=digest(key),
            created_at=now,
            expires_at=expires_at,
        )
    )
    session.flush()
    audit.record(session, by, "key.issued", "key", key_id, channel=str(channel.id), expires=expires_at.isoformat())
    return key


def revoke_key(session: Session, key_id: str, *, by: Acting) -> uuid.UUID:
    """The key, and every link signed under it, is refused from the next request on; the channel's id."""
    by.must(ADMINISTER)
    key = session.get(ApiKey, key_id, with_for_update=True)
    if key is None:
        raise NotFound("ไม่มีกุญแจนี้", "There is no such key.")
    channel = _channel(session, key.channel_id, by)
    if key.revoked_at is None:
        key.revoked_at, key.revoked_why = datetime.now(UTC), Revoked.REVOKED
    audit.record(session, by, "key.revoked", "key", key.id, channel=str(channel.id))
    return channel.id


def sign_link(session: Session, key_id: str, layer: str, expires_at: datetime, *, by: Acting) -> None:
    """Note that a read-only link of one layer was signed under a key. Raises NotFound, also for another layer."""
    by.must(ADMINISTER)
    key = session.get(ApiKey, key_id)
    if key is None or key.revoked_at is not None or key.expires_at <= datetime.now(UTC):
        raise NotFound("ไม่มีกุญแจที่ใช้ได้นี้", "There is no such living key.", place="key")
    channel = _channel(session, key.channel_id, by)
    if layer not in channel.layers:
        raise NotFound("ช่องทางนี้ไม่ได้เปิดชั้นข้อมูลนี้", "The channel does not hold that layer.", place="layer")
    audit.record(session, by, "link.signed", "key", key.id, layer=layer, expires=expires_at.isoformat())


def _channel(session: Session, channel_id: uuid.UUID, by: Acting) -> Channel:
    by.must(ADMINISTER)
    channel = session.get(Channel, channel_id, with_for_update=True)
    if channel is None:
        raise NotFound("ไม่มีช่องทางนี้", "There is no such channel.")
    by.must(ADMINISTER, Resource(organization=channel.organization_code, class_=Read(channel.class_)))
    return channel
