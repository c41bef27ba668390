"""From a change of a public layer to an acknowledged notice, over real TLS, with receivers that are slow, ill or elsewhere."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text

from app.core.authority import EVERYTHING
from app.core.cluster import Database
from app.core.database import transaction
from app.core.roles import Role
from app.webhooks import sending
from app.webhooks.commands import pause, resume, rotate_secret, send_test
from app.webhooks.jobs import Herald
from app.webhooks.models import Attempt, Notice, Webhook
from app.webhooks.rules import PAUSES, hosts_of
from app.webhooks.sending import send
from tests import cast
from tests.app.webhooks.conftest import Receiver, fates, hurry, move
from tests.app.webhooks.test_rules import verified


def told(province: Database) -> list[str]:
    """What came of each attempt, in English, the oldest first."""
    with transaction(province, Role.OWNER) as session:
        return list(session.scalars(select(Attempt.told_en).order_by(Attempt.at)))


def act(province: Database, herald: Herald, what: Callable[..., object]) -> object:
    """An act of the owner on the only webhook."""
    with transaction(province, viewer=EVERYTHING) as session:
        key = session.scalars(select(Webhook.id)).one()
        by = cast.acting(session, "O-1")
        more = {"seals": herald.seals} if what is rotate_secret else {}
        return what(session, by=by, webhook_id=key, **more)


def test_a_change_is_told_once_signed_and_without_a_row(
    province: Database, herald: Herald, receiver: Receiver, secret: str
) -> None:
    assert herald.work() == 0, "nothing has changed"
    move(province, times=3)
    assert herald.work() == 1
    [post] = receiver.posts
    assert verified(secret, post.headers["Phaen-Signature"], post.body)
    body = json.loads(post.body)
    assert (post.path, body["id"], body["kind"], body["layer"]) == ("/notices", post.headers["Phaen-Notice"], "changed", "roads")
    assert body["changes"] == "https://office.example/ogc/collections/roads/changes?since="
    assert body.keys() == {"id", "kind", "layer", "title", "version", "noticed_at", "collection", "changes"}
    assert herald.work() == 0, "what was acknowledged is not sent again"
    assert fates(province) == [("changed", "delivered", 1)]


def test_what_is_not_public_is_not_told(province: Database, herald: Herald, receiver: Receiver, secret: str) -> None:
    assert secret
    for class_ in ("internal", "confidential"):
        move(province, class_=class_)
        assert herald.work() == 0
    assert (receiver.posts, fates(province)) == ([], [])


def test_one_that_fails_is_tried_again_after_growing_pauses_and_recovers(
    province: Database, herald: Herald, receiver: Receiver, secret: str
) -> None:
    receiver.answers = [503, 500, 204]
    move(province)
    assert herald.work() == 0
    assert herald.work() == 0, "not before its pause is over"
    with transaction(province, Role.OWNER) as session:
        waits = session.scalars(select(Notice.due_at)).one() - datetime.now(UTC)
    assert PAUSES[0] - 8 < waits.total_seconds() <= PAUSES[0]
    hurry(province)
    assert herald.work() == 0
    hurry(province)
    assert herald.work() == 1
    assert len({post.headers["Phaen-Notice"] for post in receiver.posts}) == 1, "the same notice, by its id"
    assert all(verified(secret, post.headers["Phaen-Signature"], post.body) for post in receiver.posts)
    assert fates(province) == [("changed", "delivered", 3)]


def test_one_that_never_answers_well_is_given_up_and_goes_on_with_the_newest_when_it_is_resumed(
    province: Database, herald: Herald, receiver: Receiver, secret: str
) -> None:
    assert secret
    receiver.answers = [404]
    move(province)
    for _ in range(len(PAUSES) + 1):
        hurry(province)
        herald.work()
    assert len(receiver.posts) == len(PAUSES) + 1
    assert fates(province) == [("changed", "given_up", len(PAUSES) + 1)]
    move(province)
    assert herald.work() == 0
    assert len(receiver.posts) == len(PAUSES) + 1, "a webhook that was given up is left alone"
    receiver.answers = [200]
    act(province, herald, resume)
    assert herald.work() == 1


def test_while_it_waits_a_newer_version_takes_its_place(
    province: Database, herald: Herald, receiver: Receiver, secret: str
) -> None:
    assert secret
    receiver.answers = [503, 204]
    move(province)
    herald.work()
    move(province)
    herald.note()
    hurry(province)
    assert herald.work() == 1
    assert fates(province) == [("changed", "superseded", 1), ("changed", "delivered", 2)]
    versions = [json.loads(post.body)["version"] for post in receiver.posts]
    assert versions[0] != versions[1]


def test_paused_it_waits_and_tells_one_notice_for_all_when_it_goes_on(
    province: Database, herald: Herald, receiver: Receiver, secret: str
) -> None:
    assert secret
    act(province, herald, pause)
    for _ in range(2):
        move(province)
        assert herald.work() == 0
    act(province, herald, resume)
    assert herald.work() == 1
    assert len(receiver.posts) == 1


def test_a_worker_that_dies_in_the_middle_loses_nothing_and_repeats_nothing_that_was_acknowledged(
    province: Database, heralds: Callable[[], Herald], receiver: Receiver, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It dies before sending, and after the answer came but was not noted; the next begins where it was."""
    assert secret

    def die(*_: object) -> None:
        raise SystemExit

    move(province)
    first = heralds()
    monkeypatch.setattr(first, "_sent", die)
    with pytest.raises(SystemExit):
        first.work()
    second = heralds()
    assert second.work() == 0, "not at once: the first might still be at it"
    hurry(province)
    monkeypatch.setattr(second, "_note", die)
    with pytest.raises(SystemExit):
        second.work()
    third = heralds()
    hurry(province)
    assert third.work() == 1
    assert third.work() == heralds().work() == 0
    assert len({post.headers["Phaen-Notice"] for post in receiver.posts}) == 1
    assert len(receiver.posts) == 2, "once unnoted, and once noted: the receiver knows it by its id"


def test_two_workers_send_one_notice(province: Database, heralds: Callable[[], Herald], receiver: Receiver, secret: str) -> None:
    assert secret
    receiver.slow = 0.3
    move(province)
    threads = [threading.Thread(target=heralds().work) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(receiver.posts) == 1


def test_a_new_secret_signs_beside_the_old_one_until_its_day_is_over(
    province: Database, herald: Herald, receiver: Receiver, secret: str
) -> None:
    rotated = act(province, herald, rotate_secret)
    assert isinstance(rotated, tuple)
    new = str(rotated[1])
    move(province)
    herald.work()
    post = receiver.posts[0]
    assert all(verified(each, post.headers["Phaen-Signature"], post.body) for each in (secret, new))
    with transaction(province, Role.OWNER) as session:
        session.execute(text("UPDATE webhooks.webhook SET previous_until = now() - interval '1 second'"))
    move(province)
    herald.work()
    post = receiver.posts[1]
    assert [verified(each, post.headers["Phaen-Signature"], post.body) for each in (secret, new)] == [False, True]
    with transaction(province, Role.OWNER) as session:
        sealed = session.scalars(select(Webhook.secret)).one()
    assert new.encode() not in sealed


def test_a_test_is_sent_once_and_its_failure_gives_nothing_up(
    province: Database, herald: Herald, receiver: Receiver, secret: str
) -> None:
    assert secret
    receiver.answers = [500, 200]
    for _ in range(2):
        act(province, herald, send_test)
        herald.work()
        hurry(province)
    assert [json.loads(post.body)["kind"] for post in receiver.posts] == ["test", "test"]
    assert fates(province) == [("test", "given_up", 1), ("test", "delivered", 1)]


@pytest.mark.parametrize("status", [301, 307, 308])
def test_a_receiver_that_points_elsewhere_is_not_followed(
    province: Database, herald: Herald, receiver: Receiver, secret: str, status: int
) -> None:
    assert secret
    receiver.answers = [status]
    move(province)
    assert herald.work() == 0
    assert [post.path for post in receiver.posts] == ["/notices"]
    assert told(province) == ["The receiver points elsewhere, which is not followed."]


def test_a_slow_receiver_is_left_after_the_limit(
    receiver: Receiver, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "SECONDS", 0.4)
    receiver.slow = 3
    began = time.monotonic()
    outcome = send(receiver.url, {}, b"{}", hosts_of(receiver.host), certificate)
    assert (outcome.status, outcome.told, time.monotonic() - began < 2) == (None, sending.NO_ANSWER, True)


def test_what_may_not_be_asked_is_not_asked(receiver: Receiver, certificate: Path) -> None:
    """A host that is not named, a name that DNS leads to a private address, a wrong certificate, one that is not there."""
    port = receiver.port
    said = {
        "": sending.NOT_NAMED,
        f"localhost:{port}": sending.PRIVATE,
        f"localhost:{port}=10.0.0.0/8": sending.PRIVATE,
    }
    for hosts, expected in said.items():
        outcome = send(receiver.url, {}, b"{}", hosts_of(hosts), certificate)
        assert (outcome.status, outcome.told) == (None, expected), hosts
    assert send(receiver.url, {}, b"{}", hosts_of(receiver.host), None).told == sending.UNTRUSTED
    gone = hosts_of("no-such-host.invalid")
    assert send("https://no-such-host.invalid/", {}, b"{}", gone, certificate).told == sending.UNKNOWN
    assert receiver.posts == []
    assert send(receiver.url, {}, b"{}", hosts_of(receiver.host), certificate).is_taken
