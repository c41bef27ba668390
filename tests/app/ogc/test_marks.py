"""Tokens of mirrors: good for one, and telling nothing; and how long it is remembered what they stand for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from app.core.settings import Settings
from app.ogc.manifests import chores, manifests_of
from tests.app.ogc.mirrors import Desk, asked, bring, mirror_of

Start = Callable[..., TestClient]


@pytest.mark.parametrize("token", ["x", "ก", "AAAA", "A" * 70, "%00", "=", "-" * 500])
def test_a_token_that_is_none_is_refused_with_the_remedy(client: TestClient, token: str) -> None:
    answer = asked(client, token)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    detail = answer.json()["detail"]
    assert "เริ่มใหม่ด้วย since=" in detail
    assert "begin anew with since=" in detail
    assert answer.json()["parameter"] == "since"


def test_a_token_is_good_for_its_layer_and_its_position_alone(
    client: TestClient, client_as: Callable[[str], TestClient]
) -> None:  # fmt: skip
    own = asked(client).json()["next"]
    works = client_as("W-1")
    assert asked(client, own).status_code == 200
    assert asked(client, own, "roads").status_code == 400
    assert asked(works, own).status_code == 400
    assert asked(client_as("O-2"), asked(works).json()["next"]).status_code == 400
    for at in range(0, len(own), 9):
        other = own[:at] + ("A" if own[at] != "A" else "B") + own[at + 1 :]
        assert asked(client, other).status_code == 400


def test_a_token_tells_nothing_of_ids(client: TestClient) -> None:
    """Also in the middle of a walk it has the length that all have."""
    tokens = {asked(client, layer="subdistricts", limit=limit).json()["next"] for limit in (1, 2, 3, 1000)}
    assert len(tokens) == 4
    assert {len(token) for token in tokens} == {70}


def test_what_was_forgotten_begins_anew(sent_by: Start, apart: Settings, desk: Desk) -> None:
    bring(desk, [61])
    client, kept = sent_by(), manifests_of(apart)
    mirror = mirror_of(client)
    mirror.walk()
    assert kept.sweep(apart.changes_days, apart.changes_mb << 20) == 0
    [chore] = chores(apart)
    chore.do()
    assert mirror.page()["numberReturned"] == 0
    later = datetime.now(UTC).timestamp() + (apart.changes_days + 1) * 86_400
    assert kept.sweep(apart.changes_days, apart.changes_mb << 20, now=later) >= 2
    answer = asked(client, mirror.since)
    assert (answer.status_code, answer.json()["title"]) == (410, "No longer kept")
    assert "เริ่มใหม่ด้วย since=" in answer.json()["detail"]
    assert "begin anew with since=" in answer.json()["detail"]
    anew = mirror_of(client)
    anew.walk()
    assert anew.held == anew.items()


def test_what_was_altered_where_it_is_kept_is_not_believed(sent_by: Start, apart: Settings) -> None:
    client = sent_by()
    token = asked(client, layer="villages").json()["next"]
    for path in manifests_of(apart).folder.glob("*/*"):
        path.write_bytes(path.read_bytes() + b"\0" * 16)
    client.app.state.shelf.manifests.clear()  # type: ignore[attr-defined]
    assert asked(client, token, "villages", limit=1).status_code in (200, 410)
    mirror = mirror_of(client, "villages")
    mirror.walk()
    assert mirror.held == mirror.items()


def test_beyond_its_size_what_was_not_used_for_longest_is_forgotten_first(
    sent_by: Start, apart: Settings
) -> None:  # fmt: skip
    client, kept = sent_by(), manifests_of(apart)
    old, new = (asked(client, layer=layer).json()["next"] for layer in ("villages", "districts"))
    files = sorted(kept.folder.glob("*/*"), key=lambda path: path.stat().st_mtime_ns)
    kept.sweep(1, sum(path.stat().st_size for path in files[-2:]))
    assert set(kept.folder.glob("*/*")) == set(files[-2:])
    assert asked(client, old, "villages").status_code == 410
    assert asked(client, new, "districts").status_code == 200
