"""What datasets show on the pages of others: on the desk of a position, the proposals that it may decide."""

from __future__ import annotations

from sqlalchemy.orm import Session
from starlette.requests import Request

from app.core.authority import Viewer
from app.datasets import queries
from app.datasets.rules import CLASSES
from app.web.identity import NOBODY, Identity
from app.web.panels import Content, Panel


def pending(request: Request, session: Session, viewer: Viewer, _subject: str) -> Content | None:
    """The changes of class that wait for whoever sent the request."""
    identity: Identity = getattr(request.state, "identity", NOBODY)
    if identity.by is None:
        return None
    waiting = queries.decidable(session, viewer=viewer, by=identity.by)
    return {"waiting": waiting, "CLASSES": CLASSES} if waiting else None


PANELS = (Panel("organizations.desk", 30, "datasets/panels/pending.html", pending),)
