"""Channels of other offices: opening one, its keys, its links, its use."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time, timedelta

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.accounts.commands import channels as acts
from app.accounts.desk import desk_of
from app.accounts.keys import Link
from app.accounts.links import PREFIX
from app.accounts.pages.browser import see_other
from app.accounts.queries.channels import ListedChannel, channel, channels, keys, organizations, usage
from app.accounts.rules import LONGEST_KEY, LONGEST_LINK
from app.accounts.schemas import ChannelIn, KeyForm, LinkForm
from app.core.authority import Acting
from app.core.calendar import written_day
from app.core.errors import Conflict, Invalid, NotFound
from app.core.permissions import Permission
from app.web.dependencies import Acts, Database
from app.web.forms import Form, Submitted, filled
from app.web.templating import render
from app.web.words import BANGKOK, today
from gis.access import Read, Visible, cleared
from gis.catalog import Catalog
from gis.layer import Layer

router = APIRouter(prefix="/accounts/channels")
ADMINISTER = Permission.KEY_ADMINISTER
DAYS = 30
OPENED = "/accounts/channels"


@router.get("")
def channels_page(request: Request, by: Acts, session: Database) -> Response:
    """All channels within the reach of the position."""
    by.must(ADMINISTER)
    return render(request, "accounts/channels.html", channels=channels(session, today(), viewer=by.viewer))


@router.get("/new")
def new_page(request: Request, by: Acts, session: Database) -> Response:
    """The form."""
    by.must(ADMINISTER)
    return _new_page(request, by, session, Form())


def _new_page(request: Request, by: Acting, session: Session, form: Form[ChannelIn], status: int = 200) -> Response:
    catalog: Catalog = request.app.state.catalog
    layers = catalog.visible(Visible(cleared([Read.INTERNAL])))
    found = organizations(session, viewer=by.viewer)
    return render(request, "accounts/channel_new.html", status=status, form=form, layers=layers, organizations=found)


@router.post("/new")
def new_act(request: Request, by: Acts, session: Database, given: Submitted) -> Response:
    """Open it; a key is issued on its page."""
    by.must(ADMINISTER)
    form = filled(ChannelIn, given)
    if form.value is not None and not _exist(request, form.value):
        form = form.refused("layers", "ไม่มีชั้นข้อมูลนี้ในชั้นความลับที่เลือก", "No such layer in the class chosen.")
    if form.value is None:
        return _new_page(request, by, session, form, 422)
    return see_other(f"{OPENED}/{acts.open_channel(session, form.value, by=by)}")


def _exist(request: Request, given: ChannelIn) -> bool:
    catalog: Catalog = request.app.state.catalog
    visible = Visible(cleared([given.class_]))
    return all(catalog.get(layer, visible) is not None for layer in given.layers)


@router.get("/{channel_id}")
def channel_page(request: Request, channel_id: uuid.UUID, by: Acts, session: Database) -> Response:
    """One channel: keys, links, daily use."""
    by.must(ADMINISTER)
    return _channel_page(request, channel_id, by, session, Form(), Form())


def _channel_page(
    request: Request,
    channel_id: uuid.UUID,
    by: Acting,
    session: Session,
    key_form: Form[KeyForm],
    link_form: Form[LinkForm],
    status: int = 200,
) -> Response:
    found = _found(session, channel_id, by)
    used = usage(session, channel_id, today(), DAYS, viewer=by.viewer)
    return render(
        request, "accounts/channel.html", status=status, found=found, key_form=key_form, link_form=link_form,
        keys=keys(session, channel_id, viewer=by.viewer), usage=used, most=max(count for _, count in used),
        layers=_layers(request, found), year_on=written_day(today() + LONGEST_KEY - timedelta(days=1)),
        month_on=written_day(today() + LONGEST_LINK - timedelta(days=1)),
    )  # fmt: skip


@router.post("/{channel_id}/keys")
def key_issue(request: Request, channel_id: uuid.UUID, by: Acts, session: Database, given: Submitted) -> Response:
    """A new key, shown once."""
    by.must(ADMINISTER)
    form = filled(KeyForm, given)
    if form.value is None:
        return _channel_page(request, channel_id, by, session, form, Form(), 422)
    try:
        key = acts.issue_key(session, channel_id, _end_of(form.value.expires_on), by=by)
    except (Conflict, Invalid) as error:
        refused = form.refused(error.place or "", error.th, error.en)
        return _channel_page(request, channel_id, by, session, refused, Form(), 422)
    found = _found(session, channel_id, by)
    return render(request, "accounts/key_shown.html", found=found, key=key, layer=found.channel.layers[0])


@router.post("/{channel_id}/keys/{key_id}/revoke")
def key_revoke(channel_id: uuid.UUID, key_id: str, by: Acts, session: Database, _given: Submitted) -> Response:
    """Refuse it from the next request on."""
    if acts.revoke_key(session, key_id, by=by) != channel_id:
        raise NotFound("ไม่มีกุญแจนี้ในช่องทางนี้", "There is no such key of this channel.")
    return see_other(f"{OPENED}/{channel_id}")


@router.post("/{channel_id}/links")
def link_sign(request: Request, channel_id: uuid.UUID, by: Acts, session: Database, given: Submitted) -> Response:
    """A signed address, shown once."""
    by.must(ADMINISTER)
    form = filled(LinkForm, given)
    if form.value is None:
        return _channel_page(request, channel_id, by, session, Form(), form, 422)
    chosen, until = form.value, _end_of(form.value.expires_on)
    if not datetime.now(UTC) < until <= datetime.now(UTC) + LONGEST_LINK:
        refused = form.refused("expires_on", "ลิงก์มีอายุได้ไม่เกิน 30 วัน", "A link lives for 30 days at most.")
        return _channel_page(request, channel_id, by, session, Form(), refused, 422)
    acts.sign_link(session, chosen.key, chosen.layer, until, by=by)
    token = Link(chosen.key, chosen.layer, int(until.timestamp())).token(desk_of(request).seals)
    base = f"{str(request.base_url).rstrip('/')}{PREFIX}{token}"
    found = _found(session, channel_id, by)
    return render(request, "accounts/link_shown.html", found=found, base=base, layer=chosen.layer, until=until.date())


def _layers(request: Request, found: ListedChannel) -> list[Layer]:
    catalog: Catalog = request.app.state.catalog
    known = (catalog.get(layer, Visible(cleared(Read))) for layer in found.channel.layers)
    return [layer for layer in known if layer is not None]


def _found(session: Session, channel_id: uuid.UUID, by: Acting) -> ListedChannel:
    found = channel(session, channel_id, today(), viewer=by.viewer)
    if found is None:
        raise NotFound("ไม่มีช่องทางนี้", "There is no such channel.")
    return found


def _end_of(day: date) -> datetime:
    """The last moment of a day in Thailand."""
    return datetime.combine(day, time(23, 59, 59), BANGKOK)
