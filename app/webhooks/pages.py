"""Pages of webhooks: those of the position, one with its deliveries, and the acts on it."""

from __future__ import annotations

import uuid
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from app.accounts.seals import Seals
from app.core.authority import PUBLIC, Acting
from app.ogc.answers import base
from app.ogc.shelf import shelf_of
from app.web.dependencies import Acts, Database
from app.web.forms import Form, Submitted, filled
from app.web.sheets import tried
from app.web.templating import render
from app.webhooks import commands, queries
from app.webhooks.models import Webhook
from app.webhooks.rules import FATES, KINDS, MOST_TITLE, MOST_URL, PAUSES, STATES, Host, hosts_of
from app.webhooks.schemas import WebhookIn

router = APIRouter(prefix="/webhooks")


@router.get("")
def webhooks(request: Request, session: Database, by: Acts) -> Response:
    """The webhooks of the position, and which hosts may be told at all."""
    by.must(commands.MAY)
    found = queries.webhooks(session, viewer=by.viewer)
    return render(request, "webhooks/webhooks.html", webhooks=found, hosts=_hosts(request), **_words(request))


@router.get("/new")
def new(request: Request, by: Acts) -> Response:
    """The form of a new webhook."""
    by.must(commands.MAY)
    return _form(request, Form())


@router.post("/new")
def open_webhook(request: Request, session: Database, by: Acts, given: Submitted) -> Response:
    """A new webhook. Its secret stands in this answer and nowhere else."""
    made: list[tuple[Webhook, str]] = []

    def act(value: WebhookIn) -> None:
        made.append(
            commands.open_webhook(
                session, by=by, given=value, catalog=shelf_of(request).catalog, hosts=_hosts(request),
                seals=_seals(request), origin=base(request),
            )
        )  # fmt: skip

    form = tried(session, filled(WebhookIn, given), act)
    return _form(request, form) if form.errors else _page(request, session, by, *made[0])


@router.get("/{webhook_id}")
def webhook(request: Request, session: Database, by: Acts, webhook_id: uuid.UUID) -> Response:
    """One webhook with its last deliveries."""
    by.must(commands.MAY)
    return _page(request, session, by, queries.webhook_by_id(session, webhook_id, viewer=by.viewer))


@router.post("/{webhook_id}/secret")
def rotate(request: Request, session: Database, by: Acts, webhook_id: uuid.UUID, _given: Submitted) -> Response:
    """Another secret, which stands in this answer and nowhere else."""
    return _page(
        request, session, by, *commands.rotate_secret(session, by=by, webhook_id=webhook_id, seals=_seals(request))
    )


@router.post("/{webhook_id}/pause")
def pause(session: Database, by: Acts, webhook_id: uuid.UUID, _given: Submitted) -> Response:
    """Tell nothing for a while."""
    commands.pause(session, by=by, webhook_id=webhook_id)
    return RedirectResponse(f"/webhooks/{webhook_id}", 303)


@router.post("/{webhook_id}/resumption")
def resume(session: Database, by: Acts, webhook_id: uuid.UUID, _given: Submitted) -> Response:
    """Go on telling."""
    commands.resume(session, by=by, webhook_id=webhook_id)
    return RedirectResponse(f"/webhooks/{webhook_id}", 303)


@router.post("/{webhook_id}/test")
def test(session: Database, by: Acts, webhook_id: uuid.UUID, _given: Submitted) -> Response:
    """Send a notice that says that it is a test."""
    commands.send_test(session, by=by, webhook_id=webhook_id)
    return RedirectResponse(f"/webhooks/{webhook_id}", 303)


@router.post("/{webhook_id}/closing")
def close(session: Database, by: Acts, webhook_id: uuid.UUID, _given: Submitted) -> Response:
    """Take it away."""
    commands.close_webhook(session, by=by, webhook_id=webhook_id)
    return RedirectResponse("/webhooks", 303)


def _page(request: Request, session: Session, by: Acting, found: Webhook, secret: str | None = None) -> Response:
    session.flush()
    session.refresh(found)
    answer = render(
        request, "webhooks/webhook.html", webhook=found, secret=secret,
        deliveries=queries.deliveries(session, found, viewer=by.viewer), tries=len(PAUSES) + 1, **_words(request),
    )  # fmt: skip
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _form(request: Request, form: Form[WebhookIn]) -> Response:
    return render(
        request, "webhooks/form.html", status=422 if form.errors else 200, form=form, hosts=_hosts(request),
        most_title=MOST_TITLE, most_url=MOST_URL, **_words(request),
    )  # fmt: skip


def _hosts(request: Request) -> tuple[Host, ...]:
    return hosts_of(request.app.state.settings.webhook_hosts)


def _seals(request: Request) -> Seals:
    return Seals.of(request.app.state.settings)


def _words(request: Request) -> dict[str, Any]:
    layers = shelf_of(request).catalog.visible(PUBLIC.visible())
    return {
        "titles": {layer.id: layer.metadata.title for layer in layers},
        "STATES": STATES,
        "KINDS": KINDS,
        "FATES": FATES,
    }
