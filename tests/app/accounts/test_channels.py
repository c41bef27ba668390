"""Keys and signed links: what they open, how often, and that they end at once."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from httpx2 import Response
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.commands import channels as acts
from app.accounts.keys import Link
from app.accounts.models import ApiKey, Channel, ChannelUsage
from app.accounts.queries.channels import usage
from app.accounts.schemas import ChannelIn
from app.accounts.seals import Seals
from app.core.audit import AuditEvent
from app.core.authority import EVERYTHING
from app.core.cluster import Database
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.settings import Settings
from app.datasets.models import Dataset
from app.main import create_app
from app.web.words import today
from gis.access import Read
from tests import cast
from tests.app.accounts.conftest import Desk
from tests.live import listening

Desks = Callable[..., Desk]
Written = Callable[[Callable[[Session], object]], object]
ITEMS = "/ogc/collections/districts/items"
TOMORROW = datetime.now(UTC) + timedelta(days=1)


def given(**changed: object) -> ChannelIn:
    return ChannelIn.model_validate({"organization": "works", "title": "ลอง", "layers": ["districts"], **changed})


@pytest.fixture
def key(written: Written) -> Callable[..., str]:
    """``key(daily_quota=3)``: a channel of the works office as said, and a key to it."""

    def issue(**changed: object) -> str:
        def work(session: Session) -> str:
            by = cast.acting(session, "O-3")
            return acts.issue_key(session, acts.open_channel(session, given(**changed), by=by), TOMORROW, by=by)

        return str(written(work))

    return issue


def asked(desk: Desk, key: str, path: str = ITEMS) -> Response:
    return desk.client.get(path, headers={"Authorization": f"Bearer {key}"})


def test_a_key_opens_its_layers_and_no_other(desk: Desks, key: Callable[..., str]) -> None:
    program, made = desk(), key()
    answer = asked(program, made)
    assert (answer.status_code, answer.json()["numberMatched"]) == (200, 3)
    assert answer.headers["cache-control"] == "private, no-store"
    assert [each["id"] for each in asked(program, made, "/ogc/collections").json()["collections"]] == ["districts", "catalog"]
    for path in (
        "/ogc/collections/rivers/items",
        "/feeds/rivers.csv",
        "/tiles/rivers/5/24/14.mvt",
        "/ogc/collections/rivers",
    ):
        assert asked(program, made, path).status_code == 404
        assert program.get(path).status_code in (200, 204), "what is public stays so for those without a key"
    assert asked(program, made, "/tiles/districts/5/24/14.mvt").headers["cache-control"] == "private, no-store"


def test_a_key_reads_and_does_nothing_else(desk: Desks, key: Callable[..., str]) -> None:
    program, made = desk(), key()
    answer = program.client.post("/accounts/sign-out", headers={"Authorization": f"Bearer {made}"})
    assert answer.status_code == 403
    assert asked(program, made, "/accounts").status_code == 403


def test_internal_data_opens_to_an_internal_channel_for_its_own_rows(
    desk: Desks, key: Callable[..., str], written: Written
) -> None:
    channel = written(lambda s: s.scalar(select(Dataset.id).limit(1)))
    assert channel is not None
    made = key(**{"class": "internal", "layers": ["projects"]})
    assert asked(desk(), made, "/ogc/collections/projects/items").status_code == 200


@pytest.mark.parametrize("wrong", ["phk_live_aaaaaaaaaa_" + "x" * 43, "nonsense", "", "phk_live_" + "a" * 400])
def test_a_key_that_is_none_is_refused_and_not_taken_for_the_public(desk: Desks, wrong: str) -> None:
    answer = asked(desk(), wrong)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["content-type"] == "application/problem+json"


def test_another_secret_under_a_living_id_is_refused(desk: Desks, key: Callable[..., str]) -> None:
    made = key()
    assert asked(desk(), made[:-1] + ("A" if made[-1] != "A" else "B")).status_code == 401


def test_a_key_is_good_from_its_networks(desk: Desks, key: Callable[..., str]) -> None:
    made = key(networks="203.0.113.0/29 2001:db8::/32")
    assert asked(desk(address="203.0.113.7"), made).status_code == 200
    assert asked(desk(address="2001:db8::9"), made).status_code == 200
    assert asked(desk(address="203.0.113.8"), made).status_code == 401


@pytest.mark.parametrize(
    "values",
    [
        {"created_at": TOMORROW - timedelta(days=9), "expires_at": TOMORROW - timedelta(days=2)},
        {"created_at": TOMORROW - timedelta(days=99), "used_at": TOMORROW - timedelta(days=92)},
        {"created_at": TOMORROW - timedelta(days=92)},
    ],
)
def test_a_key_that_expired_or_was_not_used_for_ninety_days_is_refused(
    desk: Desks, key: Callable[..., str], written: Written, values: dict[str, datetime]
) -> None:
    made = key()
    written(lambda s: s.execute(update(ApiKey).values(**values)))
    assert asked(desk(), made).status_code == 401
    why = written(lambda s: s.scalar(select(ApiKey.revoked_why)))
    assert why == (None if "expires_at" in values else "unused")


def test_the_quota_of_a_day_is_exact_and_says_when_it_begins_anew(desk: Desks, key: Callable[..., str]) -> None:
    program, made = desk(), key(daily_quota=3)
    answers = [asked(program, made) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert [answer.headers.get("ratelimit-remaining") for answer in answers[:3]] == ["2", "1", "0"]
    assert 0 < int(answers[3].headers["retry-after"]) <= 86_400
    assert program.get(ITEMS).status_code == 200, "the public is not the office"


def test_a_burst_is_slowed_before_the_quota_is_touched(desk: Desks, key: Callable[..., str]) -> None:
    program, made = desk(), key(per_minute=2)
    assert [asked(program, made).status_code for _ in range(3)] == [200, 200, 429]


CLIENT = """
import sys, urllib.request, urllib.error
address, key, times = sys.argv[1:]
good = 0
for _ in range(int(times)):
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers={"Authorization": f"Bearer {key}"})) as answer:
            good += answer.status == 200
    except urllib.error.HTTPError as error:
        assert error.code == 429, error.code
print(good)
"""
SERVER = """
import sys, time
from pathlib import Path
from app.core.addresses import Database
from app.core.settings import Settings
from app.main import create_app
from tests.live import listening
address, secrets, home = sys.argv[1:]
with listening(create_app(Settings(home=home, demo=False), Database(address, Path(secrets), is_embedded=True))) as url:
    print(url, flush=True)
    sys.stdin.read()
"""


def test_the_quota_is_exact_over_two_processes(home: Database, settings: Settings, key: Callable[..., str]) -> None:
    """Two web processes, four programs, 240 requests, 100 allowed: ±0."""
    made, environment = key(daily_quota=100, per_minute=100_000), {**os.environ, "PYTHONPATH": str(Path.cwd())}
    command = [sys.executable, "-c", SERVER, home.address, str(home.secrets), str(settings.home)]
    servers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
        for _ in range(2)
    ]
    try:
        urls = [server.stdout.readline().strip() for server in servers if server.stdout]
        programs = [
            subprocess.Popen([sys.executable, "-c", CLIENT, url + ITEMS, made, "60"], stdout=subprocess.PIPE, text=True)
            for url in urls * 2
        ]
        assert sum(int(program.communicate()[0]) for program in programs) == 100
    finally:
        for server in servers:
            server.communicate()


def test_two_keys_live_so_that_one_takes_over_and_a_third_does_not(session: Session) -> None:
    by = cast.acting(session, "O-3")
    channel = acts.open_channel(session, given(), by=by)
    first = acts.issue_key(session, channel, TOMORROW, by=by)
    acts.issue_key(session, channel, TOMORROW, by=by)
    with pytest.raises(Conflict):
        acts.issue_key(session, channel, TOMORROW, by=by)
    acts.revoke_key(session, first.split("_")[2], by=by)
    acts.issue_key(session, channel, TOMORROW, by=by)
    left = session.scalars(select(AuditEvent.act).where(AuditEvent.act.like("key.%")).order_by(AuditEvent.at))
    assert list(left) == ["key.issued", "key.issued", "key.revoked", "key.issued"]
    assert first not in str([row.detail for row in session.scalars(select(AuditEvent))])


def test_a_revoked_key_is_refused_at_the_next_request(desk: Desks, key: Callable[..., str], written: Written) -> None:
    program, made = desk(), key()
    assert asked(program, made).status_code == 200
    written(lambda s: acts.revoke_key(s, made.split("_")[2], by=cast.acting(s, "O-3")))
    assert asked(program, made).status_code == 401


@pytest.mark.parametrize("days", [-1, 366])
def test_a_key_lives_for_a_year_at_most(session: Session, days: int) -> None:
    by = cast.acting(session, "O-3")
    channel = acts.open_channel(session, given(), by=by)
    with pytest.raises(Invalid):
        acts.issue_key(session, channel, datetime.now(UTC) + timedelta(days=days), by=by)


@pytest.mark.parametrize("number", ["O-1", "O-2", "W-1"])
def test_only_who_administers_keys_opens_anything(session: Session, number: str) -> None:
    channel = acts.open_channel(session, given(), by=cast.acting(session, "O-3"))
    by = cast.acting(session, number)
    for act in (
        lambda: acts.open_channel(session, given(), by=by),
        lambda: acts.issue_key(session, channel, TOMORROW, by=by),
        lambda: acts.issue_key(session, uuid.uuid4(), TOMORROW, by=by),
        lambda: acts.revoke_key(session, "aaaaaaaaaa", by=by),
        lambda: acts.sign_link(session, "aaaaaaaaaa", "districts", TOMORROW, by=by),
    ):
        with pytest.raises(Forbidden):
            act()


def test_an_administrator_of_one_organisation_gives_keys_to_its_channels_alone(session: Session) -> None:
    by = cast.acting(session, "O-3")
    channel = acts.open_channel(session, given(organization="works"), by=by)
    elsewhere = replace(by, powers=replace(by.powers, agencies=frozenset({"office"})))
    with pytest.raises(Forbidden, match="นอกขอบเขต"):
        acts.issue_key(session, channel, TOMORROW, by=elsewhere)
    there = replace(by, powers=replace(by.powers, agencies=frozenset({"works"})))
    assert acts.issue_key(session, channel, TOMORROW, by=there).startswith("phk_")


@pytest.mark.parametrize("class_", [Read.PERSONAL, Read.CONFIDENTIAL, Read.PERSONAL_CONFIDENTIAL])
def test_a_channel_never_opens_more_than_internal_data(class_: Read) -> None:
    with pytest.raises(ValueError, match="public or internal"):
        given(**{"class": class_.value})


def test_unknown_organisations_keys_and_layers_are_not_found(session: Session) -> None:
    by = cast.acting(session, "O-3")
    with pytest.raises(NotFound):
        acts.open_channel(session, given(organization="nowhere"), by=by)
    with pytest.raises(NotFound):
        acts.revoke_key(session, "aaaaaaaaaa", by=by)
    key = acts.issue_key(session, acts.open_channel(session, given(), by=by), TOMORROW, by=by)
    with pytest.raises(NotFound):
        acts.sign_link(session, key.split("_")[2], "rivers", TOMORROW, by=by)


def test_the_usage_of_each_day_is_shown_with_the_days_of_rest(session: Session) -> None:
    channel = acts.open_channel(session, given(), by=cast.acting(session, "O-3"))
    session.add(ChannelUsage(channel_id=channel, day=today() - timedelta(days=1), used=7))
    session.flush()
    assert [used for _, used in usage(session, channel, today(), 3, viewer=EVERYTHING)] == [0, 7, 0]


def link(settings: Settings, key: str, layer: str = "districts", seconds: int = 60) -> str:
    until = int(datetime.now(UTC).timestamp()) + seconds
    return f"/accounts/links/{Link(key.split('_')[2], layer, until).token(Seals.of(settings))}"


def test_a_signed_link_stays_inside_itself(desk: Desks, key: Callable[..., str], settings: Settings) -> None:
    program, base = desk(), link(settings, key())
    document = program.get(f"{base}/ogc").json()
    hrefs = re.findall(r'"(https://testserver[^"]+)"', str(document).replace("'", '"'))
    assert len(hrefs) >= 5
    assert all(href.startswith(f"https://testserver{base}") for href in hrefs)
    answer = program.get(f"{base}/feeds/districts.csv")
    assert answer.status_code == 200
    assert "เมืองของเล่น" in answer.text
    assert answer.headers["cache-control"] == "private, no-store"
    assert "access-control-allow-origin" not in answer.headers
    template = program.get(f"{base}/tiles/districts.json").json()["tiles"][0]
    assert template.startswith(f"https://testserver{base}/tiles/districts/")


def test_a_signed_link_opens_its_one_layer_to_reading(desk: Desks, key: Callable[..., str], settings: Settings) -> None:
    program, base = desk(), link(settings, key(layers=["districts", "rivers"]))
    assert program.get(f"{base}{ITEMS}").json()["numberMatched"] == 3
    assert program.get(f"{base}/ogc/collections/rivers/items").status_code == 404
    for path in ("/", "/accounts", "/maps", "/places", "/static/x", "/healthz", "/../accounts"):
        assert program.get(f"{base}{path}").status_code == 404
    assert program.client.post(f"{base}/ogc").status_code == 403
    assert program.client.head(f"{base}/ogc").status_code == 200


def test_a_signed_link_is_alone_whatever_cookie_comes_along(
    desk: Desks, key: Callable[..., str], settings: Settings
) -> None:
    assert desk("o-2").get(f"{link(settings, key())}/ogc/collections/rivers/items").status_code == 404


def test_a_link_ends_with_its_time_its_key_and_a_changed_letter(
    desk: Desks, key: Callable[..., str], settings: Settings, written: Written
) -> None:
    program, made = desk(), key()
    base = link(settings, made)
    assert program.get(f"{link(settings, made, seconds=-1)}/ogc").status_code == 401
    assert program.get(f"{base.replace('.districts.', '.rivers.')}/ogc").status_code == 401
    assert program.get(f"{base[:-2]}/ogc").status_code == 401
    assert program.get("/accounts/links/x/ogc").status_code == 401
    assert program.get(f"{link(settings, made, layer='rivers')}/ogc").status_code == 401, "not a layer of the channel"
    assert program.get(f"{base}/ogc").status_code == 200
    written(lambda s: acts.revoke_key(s, made.split("_")[2], by=cast.acting(s, "O-3")))
    assert program.get(f"{base}/ogc").status_code == 401


def test_gdal_reads_a_signed_link(home: Database, key: Callable[..., str], settings: Settings) -> None:
    if shutil.which("ogrinfo") is None:
        pytest.skip("gdal-bin is not installed")
    base = link(settings, key(), seconds=600)
    with listening(create_app(settings, home)) as url:
        told = subprocess.run(
            ["ogrinfo", "-ro", "-so", "-al", f"OAPIF:{url}{base}/ogc"], capture_output=True, text=True, check=True
        ).stdout
    assert "Feature Count: 3" in told
    assert "Layer name: districts" in told


def test_a_channel_from_its_page_to_a_link(desk: Desks, written: Written) -> None:
    admin = desk("o-3")
    wrong = admin.post(
        "/accounts/channels/new", organization="works", title="ลอง", layers__="districts", networks="bad"
    )
    assert wrong.status_code == 422
    assert "bad ไม่ใช่ช่วงเครือข่าย" in wrong.text
    unknown = admin.post(
        "/accounts/channels/new", organization="works", title="ลอง", layers__="nothing", **{"class": "public"}
    )
    assert unknown.status_code == 422
    opened = admin.post(
        "/accounts/channels/new", organization="works", title="ลอง", layers__="districts", networks="203.0.113.0/24",
        daily_quota="50", per_minute="60", **{"class": "public"},
    )  # fmt: skip
    where = opened.headers["location"]
    assert "ลอง" in admin.get("/accounts/channels").text
    assert admin.post(f"{where}/keys", expires_on="01/01/2600").status_code == 422
    shown = admin.post(f"{where}/keys", expires_on=(today() + timedelta(days=30)).isoformat())
    made = re.findall(r">(phk_live_[a-z2-7]{10}_[\w-]{43})<", shown.text)[0]
    assert asked(desk(address="203.0.113.5"), made).status_code == 200
    assert made not in admin.get(where).text
    key_id = made.split("_")[2]
    late = (today() + timedelta(days=31)).isoformat()
    assert admin.post(f"{where}/links", key=key_id, layer="districts", expires_on=late).status_code == 422
    linked = admin.post(f"{where}/links", key=key_id, layer="districts", expires_on=today().isoformat())
    base = re.findall(r">https://testserver(/accounts/links/[^<]+)/ogc<", linked.text)[0]
    assert desk(address="203.0.113.5").get(f"{base}/ogc").status_code == 200
    page = admin.get(f"{where}?lang=en").text
    assert "Daily use, 30 days" in page
    assert page.count("<rect") == 30
    assert admin.post(f"{where}/keys/{key_id}/revoke").status_code == 303
    assert asked(desk(address="203.0.113.5"), made).status_code == 401
    assert admin.get(f"/accounts/channels/{'0' * 8}-0000-4000-8000-{'0' * 12}").status_code == 404
    assert written(lambda s: s.scalar(select(Channel.created_by))) == "O-3"


def test_the_pages_of_channels_are_for_who_administers_keys(desk: Desks, written: Written) -> None:
    channel = written(lambda s: acts.open_channel(s, given(), by=cast.acting(s, "O-3")))
    analyst = desk("o-2")
    where = f"/accounts/channels/{channel}"
    for path in ("/accounts/channels", "/accounts/channels/new", where):
        assert analyst.get(path).status_code == 403
    for path in ("/accounts/channels/new", f"{where}/keys", f"{where}/links", f"{where}/keys/aaaaaaaaaa/revoke"):
        assert analyst.post(path).status_code == 403, "also where the form is empty"
