"""What stands in front of every route: numbers, limits, no forgery."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient

from app.core.cluster import Database
from app.core.settings import Settings
from app.main import create_app
from app.web.buckets import Buckets, is_this_machine, neighbourhood

HERE = "/healthz"


@pytest.fixture(scope="module")
def narrow(settings: Settings, database: Database) -> Iterator[TestClient]:
    """The service with room for three requests at once and 16 kB in each."""
    chosen = settings.model_copy(update={"request_burst": 3, "request_rate": 1, "body_kb": 16})
    with TestClient(create_app(chosen, database)) as made:
        yield made


@pytest.fixture
def at(narrow: TestClient) -> Callable[[str], TestClient]:
    """``at("203.0.113.7")``: a client at that address."""

    def start(address: str) -> TestClient:
        made = TestClient(narrow.app, client=(address, 1))
        made.portal = narrow.portal
        return made

    return start


def test_a_bucket_holds_its_burst_and_fills_at_its_rate() -> None:
    buckets = Buckets(3, 2)
    assert [buckets.take("a", now=0) for _ in range(4)] == [0, 0, 0, 0.5]
    assert [buckets.take("a", now=0.5), buckets.take("a", now=0.5)] == [0, 0.5]
    assert buckets.take("b", now=0.5) == 0
    assert [buckets.take("a", now=100) for _ in range(4)][-1] == 0.5, "never more than its burst"
    buckets.give_back("a")
    assert buckets.take("a", now=100) == 0


def test_buckets_do_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.buckets.MOST", 10)
    buckets = Buckets(1, 0.001)
    for number in range(50):
        buckets.take(str(number), now=0)
    assert len(buckets._held) == 10


@pytest.mark.parametrize(
    ("address", "shared"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:0:1:aaaa::1", "2001:0db8:0000:0001::/64"),
        ("2001:db8:0:1:bbbb::2", "2001:0db8:0000:0001::/64"),
        (None, ""),
        ("testclient", "testclient"),
    ],
)
def test_what_one_customer_has_shares_a_bucket(address: str | None, shared: str) -> None:
    assert neighbourhood(address) == shared


def test_the_machine_itself_is_known() -> None:
    found = [is_this_machine(each) for each in ("127.0.0.1", "::1", "203.0.113.7", "x", None)]
    assert found == [True, True, False, False, False]


def test_too_many_requests_from_one_address_wait_and_others_do_not(at: Callable[[str], TestClient]) -> None:
    answers = [at("203.0.113.1").get(HERE) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[3].headers["retry-after"] == "1"
    assert answers[3].headers["content-type"] == "application/problem+json"
    assert answers[3].headers["x-content-type-options"] == "nosniff"
    assert at("203.0.113.2").get(HERE).status_code == 200


def test_the_machine_itself_is_not_counted(at: Callable[[str], TestClient]) -> None:
    assert {at("127.0.0.1").get(HERE).status_code for _ in range(20)} == {200}


@pytest.mark.parametrize("path", ["/accounts/sign-in", "/ogc", "/maps", "/nowhere", "/healthz"])
def test_a_large_body_is_refused_at_every_address(at: Callable[[str], TestClient], path: str) -> None:
    own = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
    answer = at("127.0.0.1").post(path, content=b"x" * 16_385, headers=own)
    assert answer.status_code == 413
    assert at("127.0.0.1").post(path, content=b"x" * 16_384, headers=own).status_code != 413


def test_a_large_body_that_does_not_say_so_is_counted(at: Callable[[str], TestClient]) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(20):
            yield b"username=" + b"x" * 1000 + b"&"

    own = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
    assert at("127.0.0.1").post("/accounts/sign-in", content=pieces(), headers=own).status_code == 413


def test_only_where_photos_are_sent_and_only_with_a_cookie_may_a_body_be_large(at: Callable[[str], TestClient]) -> None:
    """17 kB where 16 are taken: a photo goes through to the form, which nobody may send who has not signed in."""
    body = b"a" * 17 * 1024
    own = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
    signed = {**own, "Cookie": "a=b"}
    photos, other = "/monitoring/report/P-2", "/accounts/sign-in"
    assert at("127.0.0.1").post(photos, content=body, headers=own).status_code == 413
    assert at("127.0.0.1").post(other, content=body, headers=signed).status_code == 413
    assert at("127.0.0.1").post(photos, content=body, headers=signed).status_code == 403


def test_a_body_whose_length_is_no_number_is_refused(at: Callable[[str], TestClient]) -> None:
    assert at("127.0.0.1").get(HERE, headers={"Content-Length": "many"}).status_code == 413


def test_every_answer_has_its_own_number(client: TestClient) -> None:
    answers = [client.get(path, headers={"X-Request-Id": "mine"}) for path in (HERE, "/", "/nowhere", "/ogc")]
    numbers = [answer.headers["x-request-id"] for answer in answers]
    assert len(set(numbers)) == 4
    assert all(len(number) == 32 for number in numbers)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "MADEUP"])
def test_an_unsafe_method_without_a_word_of_the_browser_is_refused(client: TestClient, method: str) -> None:
    assert client.request(method, "/accounts/sign-in").status_code == 403
    assert client.request(method, "/nowhere", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.request(method, "/nowhere", headers={"Sec-Fetch-Site": "same-origin"}).status_code in (404, 405)


def test_a_question_too_long_for_an_address_may_come_from_anywhere(client: TestClient) -> None:
    """It changes nothing, and another site cannot read its answer; what lies below it is no question."""
    point = {"type": "Point", "coordinates": [100.5, 15.5]}
    for headers in ({}, {"Sec-Fetch-Site": "cross-site"}):
        assert client.post("/api/shapes", json=point, headers=headers).status_code == 200
        assert client.post("/api/shapes/x", json={}, headers=headers).status_code == 403
        assert client.put("/api/shapes", json={}, headers=headers).status_code == 403


def test_a_program_with_a_key_is_no_forgery_unless_a_cookie_comes_along(client: TestClient) -> None:
    client.cookies.clear()
    key = {"Authorization": "Bearer phk_live_aaaaaaaaaa_" + "x" * 43}
    assert "กุญแจใช้อ่านได้อย่างเดียว" in client.post("/accounts/sign-in", headers=key).text
    assert "ไม่ได้มาจากหน้า" in client.post("/accounts/sign-in", headers={**key, "Cookie": "a=b"}).text


def test_strict_transport_security_comes_with_https_alone(settings: Settings, database: Database) -> None:
    app = create_app(settings, database)
    with TestClient(app, base_url="https://testserver") as secure:
        assert "max-age" in secure.get(HERE).headers["strict-transport-security"]
    with TestClient(app, base_url="http://testserver") as plain:
        assert "strict-transport-security" not in plain.get(HERE).headers
