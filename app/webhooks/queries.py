"""What a position finds of its webhooks; row security shows it no other's."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.errors import NotFound
from app.webhooks.models import Attempt, Notice, Webhook

MOST_LISTED = 50


@dataclass(frozen=True, slots=True)
class Told:
    """A notice with the attempts at it, the newest first."""

    notice: Notice
    attempts: tuple[Attempt, ...]


def webhooks(session: Session, *, viewer: Viewer) -> list[Webhook]:
    """Those of the viewer's position, by title."""
    mine = select(Webhook).where(Webhook.position_number == viewer.position)
    return list(session.scalars(mine.order_by(Webhook.title, Webhook.id)))


def webhook_by_id(session: Session, webhook_id: uuid.UUID, *, viewer: Viewer) -> Webhook:
    """One of them. Raises NotFound also where it is another position's."""
    found = session.get(Webhook, webhook_id)
    if found is None or found.position_number != viewer.position:
        raise NotFound("ไม่มีการแจ้งเตือนนี้ในตำแหน่งของท่าน", "There is no such webhook of your position.", place="id")
    return found


def deliveries(session: Session, webhook: Webhook, *, viewer: Viewer) -> list[Told]:
    """The last notices of a webhook of the viewer's position, the newest first."""
    asked = select(Notice).join(Webhook).where(Webhook.id == webhook.id, Webhook.position_number == viewer.position)
    found = list(session.scalars(asked.order_by(Notice.made_at.desc(), Notice.id).limit(MOST_LISTED)))
    tries = select(Attempt).where(Attempt.notice_id.in_([each.id for each in found])).order_by(Attempt.number.desc())
    of_notice: dict[uuid.UUID, list[Attempt]] = {}
    for each in session.scalars(tries):
        of_notice.setdefault(each.notice_id, []).append(each)
    return [Told(each, tuple(of_notice.get(each.id, ()))) for each in found]
