"""Single sign-on against a real provider in a process of its own."""

from __future__ import annotations

import base64
import hmac
import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import RSAKey
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.accounts.openid import Provider, new_errand, opened
from app.accounts.seals import Seals
from app.core.cluster import Database
from app.core.errors import Forbidden, Unavailable
from app.core.settings import Settings
from app.main import create_app

Written = Callable[[Callable[[Session], object]], object]
BACK = "https://testserver/accounts/openid/back"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A provider on loopback that takes any client and any user."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://localhost:{port}"
    try:
        for _ in range(200):
            try:
                found = httpx2.get(f"{address}/.well-known/openid-configuration", trust_env=False).json()["issuer"]
                break
            except httpx2.HTTPError:
                time.sleep(0.1)
        yield str(found)
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="module")
def chosen(settings: Settings, issuer: str) -> Settings:
    values = {"oidc_issuer": issuer, "oidc_client_id": "phaen", "oidc_client_secret": "a shared secret"}
    return settings.model_copy(update=values)


@pytest.fixture
def browser(chosen: Settings, people: Database) -> Iterator[TestClient]:
    with TestClient(create_app(chosen, people), base_url="https://testserver", follow_redirects=False) as made:
        yield made


def consent(where: str, subject: str) -> str:
    """Sign in at the provider as ``subject``; the address it sends the browser back to."""
    answer = httpx2.post(where, data={"sub": subject}, trust_env=False)
    assert answer.status_code in (302, 303), answer.text
    return answer.headers["location"]


def way_there(browser: TestClient) -> str:
    return browser.get("/accounts/openid").headers["location"]


def link_analyst(written: Written, issuer: str) -> None:
    linked = {"oidc_issuer": issuer, "oidc_subject": "kham"}
    written(lambda s: s.execute(update(Account).where(Account.username == "o-2").values(**linked)))


def test_who_is_linked_comes_in(browser: TestClient, written: Written, issuer: str) -> None:
    link_analyst(written, issuer)
    assert "/accounts/openid" in browser.get("/accounts/sign-in").text
    back = consent(way_there(browser), "kham")
    answer = browser.get(back.removeprefix("https://testserver"))
    assert answer.headers["location"] == "/accounts/positions"
    assert "นางสาวคำ เรียนดี" in browser.get("/accounts/positions").text


def test_a_stranger_gets_no_account(browser: TestClient, issuer: str) -> None:
    del issuer
    back = consent(way_there(browser), "stranger")
    answer = browser.get(back.removeprefix("https://testserver"))
    assert answer.headers["location"] == "/accounts/sign-in?why=stranger"
    assert "__Host-phaen=" not in answer.headers.get("set-cookie", "")


def test_the_request_carries_state_nonce_and_a_challenge(browser: TestClient, issuer: str) -> None:
    where = way_there(browser)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(where).query).items()}
    assert where.startswith(issuer.rstrip("/") + "/")
    assert asked["code_challenge_method"] == "S256"
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    assert "a shared secret" not in where
    cookie = browser.cookies["__Host-phaen-openid"]
    assert asked["state"] not in cookie


def test_an_answer_for_another_try_or_another_browser_is_refused(
    browser: TestClient, written: Written, issuer: str
) -> None:
    link_analyst(written, issuer)
    back = consent(way_there(browser), "kham").removeprefix("https://testserver")
    tampered = re.sub(r"state=[^&]+", "state=other", back)
    assert browser.get(tampered).status_code == 403
    way_there(browser)
    assert browser.get(back).status_code == 403, "the state of an earlier try"
    browser.cookies.clear()
    assert browser.get(back).status_code == 403, "a browser that was not sent there"
    assert browser.get("/accounts/openid/back").status_code == 403


def test_a_code_is_good_once(browser: TestClient, written: Written, issuer: str) -> None:
    link_analyst(written, issuer)
    where = way_there(browser)
    cookie = browser.cookies["__Host-phaen-openid"]
    back = consent(where, "kham").removeprefix("https://testserver")
    assert browser.get(back).status_code == 303
    browser.cookies.set("__Host-phaen-openid", cookie, domain="testserver.local")
    assert browser.get(back).status_code == 403


def test_the_verifier_is_checked_by_the_provider(chosen: Settings) -> None:
    provider, errand = Provider(chosen), new_errand()
    back = consent(provider.way_there(errand, BACK), "kham")
    code = parse_qs(urlsplit(back).query)["code"][0]
    with pytest.raises(Forbidden):
        provider.subject(new_errand(), code, BACK)


@pytest.mark.parametrize(
    ("changed", "header"),
    [
        ({"nonce": "another"}, {}),
        ({"iss": "https://evil.example"}, {}),
        ({"aud": "another-client"}, {}),
        ({"azp": "another-client"}, {}),
        ({"exp": 1}, {}),
        ({"sub": None}, {}),
        ({}, {"alg": "HS256"}),
        ({}, {"alg": "none"}),
    ],
)
def test_a_token_that_is_not_right_in_every_part_is_refused(
    chosen: Settings, changed: dict[str, object], header: dict[str, str]
) -> None:
    """Signed by the provider's own key, or by what an attacker would take for one."""
    key = RSAKey.generate_key(2048, {"kid": "one"})
    provider, now = Provider(chosen), int(time.time())
    claims = {
        "iss": provider.issuer,
        "aud": "phaen",
        "sub": "kham",
        "nonce": "n",
        "iat": now,
        "exp": now + 60,
    } | changed
    keys = {"keys": [key.as_dict(private=False)]}
    good = jwt.encode({"alg": "RS256", "kid": "one"}, {k: v for k, v in claims.items() if v is not None}, key)
    if not header:
        with pytest.raises(Forbidden):
            provider._verified(good, keys, "n")
        return
    assert provider._verified(good, keys, "n") == "kham"
    forged = _unsigned(good) if header["alg"] == "none" else _by_public_key(claims, key)
    with pytest.raises(Forbidden):
        provider._verified(forged, keys, "n")


def _unsigned(token: str) -> str:
    body = token.split(".")[1]
    return f"eyJhbGciOiJub25lIn0.{body}."


def _by_public_key(claims: dict[str, object], key: RSAKey) -> str:
    """The classic forgery: HMAC with the public key as its secret."""
    parts = [_part({"alg": "HS256", "kid": "one"}), _part(claims)]
    signature = hmac.digest(key.as_pem(private=False), ".".join(parts).encode(), "sha256")
    return ".".join([*parts, base64.urlsafe_b64encode(signature).decode().rstrip("=")])


def _part(content: dict[str, object] | dict[str, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


class Elsewhere(BaseHTTPRequestHandler):
    """A provider whose discovery document leads to another host; it counts what it is asked."""

    asked: ClassVar[list[str]] = []
    moved: ClassVar[str] = ""

    def do_GET(self) -> None:
        self.asked.append(self.path)
        own = f"http://localhost:{self.server.server_port}"  # type: ignore[attr-defined]
        names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        found = {"issuer": own, **{name: f"{own}/{name}" for name in names}}
        body = json.dumps(found | {self.moved: own.replace("localhost", "127.0.0.1") + "/canary"}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Says nothing."""


def test_only_the_issuer_s_own_host_is_spoken_to(chosen: Settings) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        issuer = f"http://localhost:{server.server_port}"
        provider = Provider(chosen.model_copy(update={"oidc_issuer": issuer}))
        for name in ("token_endpoint", "jwks_uri", "authorization_endpoint"):
            Elsewhere.moved = name
            with pytest.raises(Unavailable):
                provider.way_there(new_errand(), BACK)
            with pytest.raises(Unavailable):
                provider.subject(new_errand(), "code", BACK)
        Elsewhere.moved = "more"
        assert provider.way_there(new_errand(), BACK).startswith(issuer)
        server.shutdown()
        thread.join()
    assert set(Elsewhere.asked) == {"/.well-known/openid-configuration"}


def test_an_errand_is_ours_and_young() -> None:
    seals, errand = Seals("k" * 32), new_errand()
    assert opened(errand.sealed(seals), seals) == errand
    assert opened(errand.sealed(Seals("l" * 32)), seals) is None
    assert opened("zz", seals) is None


def test_without_an_issuer_the_road_is_not_there(client: TestClient) -> None:
    assert client.get("/accounts/openid").status_code == 404
    assert "/accounts/openid" not in client.get("/accounts/sign-in").text
