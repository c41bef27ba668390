"""A mirror of a feed holds what items of the feed show its reader, whatever happens to rows, rights and the question."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from fastapi.testclient import TestClient

from app.core.cluster import Database
from app.core.roles import Role
from app.core.settings import Settings
from app.main import create_app
from app.ogc.changes import Differ
from gis.client import Phaen, Refused
from tests.app.feeds.test_reading import PROOF, change, kept
from tests.app.ogc.mirrors import Desk, MirrorOfFeed, act, bring
from tests.conftest import ROOT
from tests.live import listening

Start = Callable[..., TestClient]
QUESTIONS = (
    {"q": "ก"},
    {"filter": "S_INTERSECTS(geom, BBOX(100.4,15.4,100.6,15.55))", "properties": "kind"},
    {"kind": "school", "exclude-properties": "name_th", "ids": ",".join(map(str, range(900_000, 900_006)))},
    {"bbox": "100,15,101,16", "filter": "name_th = 'ข'"},
)
"""Of which each leaves some of the rows out that ``act`` makes."""


@pytest.fixture
def desk(furnished: Database) -> Iterator[Desk]:
    with psycopg.connect(furnished.url(Role.OWNER), autocommit=True) as connection:
        connection.execute("DELETE FROM datasets.feature WHERE dataset_id = 'facilities'")
        yield connection


def asked(client: TestClient, feed: str, **given: str | int) -> Any:
    return client.get(f"/feeds/{feed}/changes", params=given)


def test_mirrors_end_equal_to_the_items_of_the_feed_after_random_acts(sent_by: Start, desk: Desk) -> None:
    chance, owner = random.Random(7), sent_by("O-1")
    feed, versions = kept(owner, "facilities", **QUESTIONS[0]), 1
    mirrors = [MirrorOfFeed(sent_by(number), feed, limit) for number, limit in (("", 1), ("W-1", 2), ("O-2", 3))]
    for step in range(60):
        for _ in range(chance.randrange(3)):
            act(desk, chance)
        if step % 12 == 11:
            assert change(owner, feed, versions, parameters=chance.choice(QUESTIONS)).status_code == 200
            versions = owner.get(f"/api/feeds/{feed}").json()["newest"]
        chance.choice(mirrors).page()
    sizes = set[int]()
    for question in QUESTIONS:
        assert change(owner, feed, versions, parameters=question).status_code == 200
        versions = owner.get(f"/api/feeds/{feed}").json()["newest"]
        for mirror in mirrors:
            while mirror.more:
                mirror.page()
            mirror.walk()
            assert mirror.held == mirror.items(), question
            sizes.add(len(mirror.held))
        act(desk, chance)
    assert len(sizes) > 2, "questions and readers differ"


def test_what_leaves_the_question_is_gone_and_what_is_told_is_what_was_chosen(sent_by: Start, desk: Desk) -> None:
    bring(desk, (11, 12))
    owner, public = sent_by("O-1"), sent_by()
    feed = kept(owner, "facilities", q="ก", **{"exclude-properties": "kind"})
    first = asked(public, feed, since="").json()
    assert [one["id"] for one in first["features"]] == [11, 12]
    assert "kind" not in first["features"][0]["properties"]
    assert [link["rel"] for link in first["links"]] == ["cite-as", "collection", "monitor"]
    desk.execute('UPDATE datasets.feature SET attributes = attributes || \'{"kind": "hospital"}\' WHERE id = 11')
    assert asked(public, feed, since=first["next"]).json()["numberReturned"] == 0, "an attribute that is left out"
    desk.execute('UPDATE datasets.feature SET attributes = attributes || \'{"name_th": "ข"}\' WHERE id = 12')
    second = public.get(first["links"][2]["href"]).json()
    assert (second["features"], second["removed"]) == ([], [{"id": 12, "removed": True}])


def test_a_hidden_row_changes_no_byte_for_who_may_not_see_it(sent_by: Start, desk: Desk) -> None:
    bring(desk, [21])
    feed, public = kept(sent_by("O-1"), "facilities", q="ก"), sent_by()
    token = asked(public, feed, since="").json()["next"]
    before = [asked(public, feed, since=since).content for since in ("", token)]
    bring(desk, [20], "internal", "office")
    assert [asked(public, feed, since=since).content for since in ("", token)] == before
    assert [one["id"] for one in asked(sent_by("O-2"), feed, since="").json()["features"]] == [20, 21]


def test_a_token_belongs_to_its_reader_and_its_feed(sent_by: Start, desk: Desk) -> None:
    bring(desk, [31])
    owner, public = sent_by("O-1"), sent_by()
    one, other = kept(owner, "facilities", q="ก"), kept(owner, "facilities")
    token = asked(public, one, since="").json()["next"]
    assert asked(public, one, since=token).status_code == 200
    assert asked(public, other, since=token).status_code == 400
    assert asked(owner, one, since=token).status_code == 400
    assert public.get("/ogc/collections/facilities/changes", params={"since": token}).status_code == 400
    assert change(owner, one, 1, layer="districts", parameters={}).status_code == 200
    answer = asked(public, one, since=token)
    assert (answer.status_code, answer.json()["parameter"]) == (400, "since"), "its ids mean something else now"


def test_who_may_not_read_the_feed_has_no_changes_of_it(sent_by: Start) -> None:
    owner, public = sent_by("O-1"), sent_by()
    own, shared = kept(owner, "facilities", "own"), kept(owner, "facilities")
    assert asked(public, own, since="").status_code == 404
    assert [asked(public, shared, since="", **more).status_code for more in ({"bbox": "1"}, {"version": 1}, {"f": "csv"})] == [
        400, 400, 400,
    ]  # fmt: skip
    assert owner.delete(f"/api/feeds/{shared}", headers=PROOF).status_code == 204
    assert asked(public, shared, since="").status_code == 410


def test_what_has_not_changed_is_told_without_reading_it(
    sent_by: Start, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(desk, [41])
    owner, public = sent_by("O-1"), sent_by()
    feed = kept(owner, "facilities", q="ก")
    token = asked(public, feed, since="").json()["next"]
    with monkeypatch.context() as without:
        without.delattr(Differ, "page")
        same = asked(public, feed, since=token)
        assert (same.json()["features"], same.json()["next"]) == ([], token)
    assert change(owner, feed, 1, parameters={"q": "ข"}).status_code == 200
    assert asked(public, feed, since=token).json()["removed"] == [{"id": 41, "removed": True}]


def test_the_line_of_the_crontab_and_our_client_mirror_a_feed_and_end_when_it_is_withdrawn(
    apart: Settings, furnished: Database, sent_by: Start, desk: Desk, tmp_path: Path
) -> None:
    bring(desk, (51, 52))
    owner = sent_by("O-1")
    feed = kept(owner, "facilities", q="ก")
    page = (ROOT / "docs" / "mirroring.md").read_text("utf-8")
    (tmp_path / "mirror.py").write_text(re.findall(r"```python\n(.*?)```", page, re.DOTALL)[0], "utf-8")
    one, other = tmp_path / "one.geojson", tmp_path / "other.geojson"
    with listening(create_app(apart, furnished)) as address, Phaen(address) as phaen:
        line = [sys.executable, str(tmp_path / "mirror.py"), f"{address}/feeds/{feed}/changes", str(one)]
        subprocess.run(line, check=True, timeout=60)
        assert phaen.mirror_feed(feed, other) == 2
        desk.execute("DELETE FROM datasets.feature WHERE id = 52")
        subprocess.run(line, check=True, timeout=60)
        assert phaen.mirror_feed(feed, other) == 1
        before = one.read_text("utf-8")
        assert '"id": 51' in before
        assert '"id": 52' not in before + other.read_text("utf-8")
        assert owner.delete(f"/api/feeds/{feed}", headers=PROOF).status_code == 204
        ended = subprocess.run(line, check=False, timeout=60, capture_output=True, text=True)
        assert (ended.returncode, "withdrawn" in ended.stderr, one.read_text("utf-8")) == (1, True, before)
        with pytest.raises(Refused, match="withdrawn"):
            phaen.mirror_feed(feed, other)
