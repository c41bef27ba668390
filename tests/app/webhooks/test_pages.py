"""The pages of webhooks, and who may come to them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi import Request
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.core.audit import AuditEvent
from app.core.authority import EVERYTHING, OPERATOR
from app.core.cluster import Database
from app.core.database import transaction
from app.core.errors import Forbidden
from app.core.settings import Settings
from app.main import create_service
from app.web.identity import Identity
from app.webhooks import commands
from app.webhooks.jobs import Herald
from app.webhooks.schemas import WebhookIn
from tests import cast
from tests.app.conftest import sent
from tests.app.webhooks.conftest import Receiver

FORM = {"title": "ศูนย์ข้อมูลกลุ่มจังหวัด", "layer": "roads"}


@pytest.fixture
def client(province: Database, chosen: Settings, herald: Herald) -> Iterator[TestClient]:
    """Whoever the header names."""
    assert herald.work() == 0
    service = create_service(chosen, province)

    def identify(request: Request) -> Identity:
        with transaction(province, viewer=EVERYTHING) as session:
            by = cast.acting(session, request.headers.get("x-position", "O-1"))
        return Identity(by.viewer, by, account="x", token="token")

    service.state.identify = identify
    headers = {"Cookie": "phaen=in"}
    with TestClient(service, base_url="https://testserver", headers=headers, follow_redirects=False) as made:
        yield made


def test_a_webhook_is_opened_tested_paused_and_closed_by_its_pages(
    client: TestClient, province: Database, herald: Herald, receiver: Receiver
) -> None:
    status, page = sent(client, "/webhooks/new", **FORM, url=receiver.url)
    assert status == 200
    [secret] = re.findall(r"phw_[A-Za-z0-9_-]{43}", page)
    [there] = set(re.findall(r"/webhooks/[0-9a-f-]{36}", page))
    assert secret not in client.get(there).text, "it is shown once"
    assert client.get(there).headers["cache-control"] == "private, no-store"
    assert sent(client, f"{there}/test")[0] == 303
    assert sent(client, f"{there}/test")[0] == 409, "one waits already"
    assert herald.work() == 1
    for lang, words in (("th", "ปลายทางรับแล้ว"), ("en", "acknowledged")):
        assert words in client.get(f"{there}?lang={lang}").text
    status, page = sent(client, f"{there}/secret")
    assert (status, re.findall(r"phw_[A-Za-z0-9_-]{43}", page) != [secret]) == (200, True)
    assert [sent(client, f"{there}/{name}")[0] for name in ("pause", "pause", "test", "resumption", "resumption")] == [
        303, 409, 409, 303, 409,
    ]  # fmt: skip
    assert FORM["title"] in client.get("/webhooks").text
    assert sent(client, f"{there}/closing") == (303, "/webhooks")
    assert client.get(there).status_code == 404
    with transaction(province, viewer=EVERYTHING) as session:
        key = there.removeprefix("/webhooks/")
        acts = session.scalars(select(AuditEvent.act).where(AuditEvent.object_id == key).order_by(AuditEvent.seq)).all()
        assert acts == ["webhook.opened", "webhook.tested", "webhook.secret_rotated", "webhook.paused", "webhook.resumed",
                        "webhook.closed"]  # fmt: skip
        noted = session.scalars(select(AuditEvent.detail).where(AuditEvent.object_id == key)).all()
        assert "phw_" not in str(noted)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"url": "https://elsewhere.example/"}, "PHAEN_WEBHOOK_HOSTS"),
        ({"url": "http://localhost/"}, "PHAEN_WEBHOOK_HOSTS"),
        ({"layer": "vulnerable_households"}, "แจ้งได้เฉพาะชั้นข้อมูลสาธารณะ"),
        ({"title": ""}, "ต้องกรอกช่องนี้"),
    ],
)
def test_what_may_not_be_told_is_refused_at_its_field(
    client: TestClient, receiver: Receiver, wrong: dict[str, str], told: str
) -> None:
    status, page = sent(client, "/webhooks/new", **{**FORM, "url": receiver.url, **wrong})
    assert (status, told in page) == (422, True)


def test_the_same_address_is_told_of_a_layer_once(client: TestClient, receiver: Receiver) -> None:
    assert sent(client, "/webhooks/new", **FORM, url=receiver.url)[0] == 200
    status, page = sent(client, "/webhooks/new", **FORM, url=receiver.url)
    assert (status, "ได้รับแจ้งเรื่องชั้นข้อมูลนี้อยู่แล้ว" in page) == (422, True)


def test_who_has_no_power_finds_nothing_and_another_position_not_these(client: TestClient, receiver: Receiver) -> None:
    _, page = sent(client, "/webhooks/new", **FORM, url=receiver.url)
    [there] = set(re.findall(r"/webhooks/[0-9a-f-]{36}", page))
    client.headers["x-position"] = "O-2"
    for path in ("/webhooks", "/webhooks/new", there):
        assert client.get(path).status_code == 403, path
    assert sent(client, f"{there}/closing")[0] == 403


@pytest.mark.parametrize("name", ["rotate_secret", "pause", "resume", "send_test", "close_webhook"])
def test_each_act_asks_for_the_power(province: Database, herald: Herald, secret: str, name: str) -> None:
    assert secret
    by = replace(OPERATOR, powers=replace(OPERATOR.powers, permissions=frozenset()))
    more = {"seals": herald.seals} if name == "rotate_secret" else {}
    with transaction(province, viewer=EVERYTHING) as session, pytest.raises(Forbidden):
        getattr(commands, name)(session, by=by, webhook_id=uuid.uuid4(), **more)


def test_opening_one_asks_for_the_power(province: Database, herald: Herald, receiver: Receiver) -> None:
    by = replace(OPERATOR, position="O-1", powers=replace(OPERATOR.powers, permissions=frozenset()))
    given = WebhookIn(title="ก", url=receiver.url, layer="roads")
    with transaction(province, viewer=EVERYTHING) as session, pytest.raises(Forbidden):
        commands.open_webhook(
            session, by=by, given=given, catalog=herald.catalog, hosts=herald.hosts, seals=herald.seals, origin=""
        )


def test_without_a_named_host_the_list_says_that_nothing_leaves(apart: Settings, province: Database) -> None:
    service = create_service(apart, province)
    with transaction(province, viewer=EVERYTHING) as session:
        by = cast.acting(session, "O-1")
    service.state.identify = lambda _request: Identity(by.viewer, by, account="x", token="token")
    with TestClient(service, headers={"Cookie": "phaen=in"}) as client:
        page = client.get("/webhooks?lang=en").text
    assert "nothing leaves this service" in page
    assert "/webhooks/new" not in page
