"""Acts on webhooks. Only what is public is told, and only hosts that the administrator has named are told it."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.seals import Seals
from app.core import audit
from app.core.authority import PUBLIC, Acting
from app.core.errors import Conflict, Invalid
from app.core.permissions import Permission
from app.core.records import refused_by
from app.organizations.models import Position
from app.webhooks.models import Notice, Webhook
from app.webhooks.queries import webhook_by_id
from app.webhooks.rules import MOST_OF_A_POSITION, OLD_SECRET_LASTS, Fate, Host, Kind, State, about_of, host_for
from app.webhooks.schemas import WebhookIn
from gis.catalog import Catalog

MAY = Permission.WEBHOOK_ADMINISTER


def open_webhook(
    session: Session, *, by: Acting, given: WebhookIn, catalog: Catalog, hosts: Iterable[Host], seals: Seals, origin: str
) -> tuple[Webhook, str]:  # fmt: skip
    """A new webhook and its secret, which is told this once. Raises Invalid and Conflict."""
    by.must(MAY)
    _must_be_told(given, catalog, hosts)
    session.execute(select(Position.number).where(Position.number == by.position).with_for_update(key_share=True))
    mine = select(func.count()).where(Webhook.position_number == by.position)
    if (session.scalar(mine) or 0) >= MOST_OF_A_POSITION:
        raise Conflict(
            f"ตำแหน่งหนึ่งตั้งได้ไม่เกิน {MOST_OF_A_POSITION} รายการ", f"A position has at most {MOST_OF_A_POSITION} webhooks."
        )
    key, secret = uuid.uuid4(), _new_secret()
    made = Webhook(
        id=key, position_number=by.position, title=given.title, url=given.url, layer=given.layer, origin=origin,
        secret=seals.seal(secret.encode(), about_of(key)),
    )  # fmt: skip
    with refused_by(session, {"uq_webhook_layer_url": _there_already}):
        session.add(made)
    audit.record(session, by, "webhook.opened", "webhook", str(key), after=given.model_dump())
    return made, secret


def rotate_secret(session: Session, *, by: Acting, webhook_id: uuid.UUID, seals: Seals) -> tuple[Webhook, str]:
    """Another secret, told this once; the one before signs beside it for a day."""
    found = _own(session, by, webhook_id)
    secret = _new_secret()
    found.previous, found.previous_until = found.secret, datetime.now(UTC) + OLD_SECRET_LASTS
    found.secret = seals.seal(secret.encode(), about_of(found.id))
    audit.record(session, by, "webhook.secret_rotated", "webhook", str(webhook_id))
    return found, secret


def pause(session: Session, *, by: Acting, webhook_id: uuid.UUID) -> None:
    """Tell nothing until it is resumed. What waits goes on waiting."""
    found = _own(session, by, webhook_id)
    if found.state != State.ACTIVE:
        raise Conflict("การแจ้งเตือนนี้ไม่ได้ทำงานอยู่", "This webhook is not active.")
    found.state = State.PAUSED
    audit.record(session, by, "webhook.paused", "webhook", str(webhook_id))


def resume(session: Session, *, by: Acting, webhook_id: uuid.UUID) -> None:
    """Go on telling, with the version that there is by then, if it is another."""
    found = _own(session, by, webhook_id)
    if found.state == State.ACTIVE:
        raise Conflict("การแจ้งเตือนนี้ทำงานอยู่แล้ว", "This webhook is active.")
    found.state = State.ACTIVE
    audit.record(session, by, "webhook.resumed", "webhook", str(webhook_id))


def send_test(session: Session, *, by: Acting, webhook_id: uuid.UUID) -> None:
    """Let a notice be sent that says that it is a test. Raises Conflict while one waits, and where nothing is sent."""
    found = _own(session, by, webhook_id)
    if found.state != State.ACTIVE:
        raise Conflict("การแจ้งเตือนนี้ไม่ได้ทำงานอยู่ ให้ทำงานต่อก่อน", "This webhook is not active; resume it first.")
    with refused_by(session, {"ix_notice_waiting": _waits_already}):
        session.add(Notice(webhook_id=found.id, kind=Kind.TEST, version="", fate=Fate.WAITING))
    audit.record(session, by, "webhook.tested", "webhook", str(webhook_id))


def close_webhook(session: Session, *, by: Acting, webhook_id: uuid.UUID) -> None:
    """Take it away, with what waits and the log of deliveries; the audit log keeps that it was."""
    found = _own(session, by, webhook_id)
    before = {"title": found.title, "url": found.url, "layer": found.layer}
    session.delete(found)
    audit.record(session, by, "webhook.closed", "webhook", str(webhook_id), before=before)


def _own(session: Session, by: Acting, webhook_id: uuid.UUID) -> Webhook:
    by.must(MAY)
    found = webhook_by_id(session, webhook_id, viewer=by.viewer)
    session.refresh(found, with_for_update=True)
    return found


def _must_be_told(given: WebhookIn, catalog: Catalog, hosts: Iterable[Host]) -> None:
    if catalog.get(given.layer, PUBLIC.visible()) is None:
        raise Invalid("แจ้งได้เฉพาะชั้นข้อมูลสาธารณะ", "Only public layers are told of.", place="layer")
    if host_for(given.url, hosts) is None:
        raise Invalid(
            "ปลายทางต้องเป็น https และเป็นเครื่องที่ผู้ดูแลระบบอนุญาตใน PHAEN_WEBHOOK_HOSTS",
            "The address must be https, of a host that the administrator has named in PHAEN_WEBHOOK_HOSTS.", place="url",
        )  # fmt: skip


def _new_secret() -> str:
    return f"phw_{secrets.token_urlsafe(32)}"


def _there_already() -> Conflict:
    return Conflict("ปลายทางนี้ได้รับแจ้งเรื่องชั้นข้อมูลนี้อยู่แล้ว", "This address is told of this layer already.", place="url")


def _waits_already() -> Conflict:
    return Conflict("มีข้อความทดสอบรอส่งอยู่แล้ว", "A test notice waits to be sent already.")
