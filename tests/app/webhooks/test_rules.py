"""Whom a notice may reach at all, and how it is signed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.core.settings import Settings
from app.webhooks.rules import PAUSES, addresses_allowed, host_for, hosts_of, pause_after, signature

ROOT = Path(__file__).resolve().parents[3]
HOSTS = hosts_of("gis.example.go.th, relay.example.go.th:8443=10.1.0.0/16")


def test_nothing_is_named_unless_the_administrator_names_it() -> None:
    assert hosts_of(Settings(demo=False).webhook_hosts) == ()
    assert host_for("https://gis.example.go.th/", ()) is None


@pytest.mark.parametrize("wrong", ["*", "https://x.example", "x.example:0", "x.example=10.0.0.0", "a b", "X.example"])
def test_a_setting_that_names_no_hosts_is_refused(wrong: str) -> None:
    with pytest.raises(ValidationError):
        Settings(webhook_hosts=wrong)


@pytest.mark.parametrize(
    ("url", "is_named"),
    [
        ("https://gis.example.go.th/in?x=1", True),
        ("https://gis.example.go.th:443/", True),
        ("https://relay.example.go.th:8443/", True),
        ("http://gis.example.go.th/", False),
        ("https://gis.example.go.th:8443/", False),
        ("https://relay.example.go.th/", False),
        ("https://gis.example.go.th.evil.example/", False),
        ("https://gis.example.go.th@evil.example/", False),
        ("https://user:word@gis.example.go.th/", False),
        ("https://gis.example.go.th/#x", False),
        ("https://127.0.0.1/", False),
        ("https://gis.example.go.th:x/", False),
        ("file:///etc/passwd", False),
    ],
)
def test_only_https_to_a_named_host_and_port_will_do(url: str, is_named: bool) -> None:
    assert (host_for(url, HOSTS) is not None) is is_named


@pytest.mark.parametrize(
    ("number", "addresses", "may"),
    [
        (0, ["203.150.1.1"], True),
        (0, ["203.150.1.1", "10.0.0.5"], False),
        (0, ["127.0.0.1"], False),
        (0, ["169.254.169.254"], False),
        (0, ["100.64.0.1"], False),
        (0, ["192.168.1.1"], False),
        (0, ["224.0.0.1"], False),
        (0, ["0.0.0.0"], False),
        (0, ["::1"], False),
        (0, ["fe80::1%eth0"], False),
        (0, ["fd00::1"], False),
        (0, ["::ffff:10.0.0.5"], False),
        (0, ["2001:3c8::1"], True),
        (0, [], False),
        (1, ["10.1.2.3"], True),
        (1, ["::ffff:10.1.2.3"], True),
        (1, ["10.2.0.1"], False),
        (1, ["127.0.0.1"], False),
    ],
)
def test_an_address_is_public_or_of_the_network_that_was_named(number: int, addresses: list[str], may: bool) -> None:
    assert addresses_allowed(HOSTS[number], addresses) is may


def verified(secret: str, header: str, body: bytes) -> bool:
    """What the script of docs/webhooks.md says."""
    [script] = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "webhooks.md").read_text("utf-8"), re.DOTALL)
    assert script.count("\n") <= 10
    command = [sys.executable, "-c", script, header]
    return subprocess.run(command, input=body, env={**os.environ, "SECRET": secret}, check=False).returncode == 0


def test_the_script_of_the_documentation_takes_what_is_signed_and_nothing_else() -> None:
    now, body = int(time.time()), '{"layer":"ถนน"}'.encode()
    header = signature(["new", "old"], now, body)
    assert verified("new", header, body)
    assert verified("old", header, body), "both secrets are valid while one is being replaced"
    assert not verified("other", header, body)
    assert not verified("new", header, body + b" ")
    assert not verified("new", header.replace(str(now), str(now + 1)), body), "the moment is signed"
    assert not verified("new", signature(["new"], now - 301, body), body), "what is old may be a replay"


def test_pauses_grow_until_it_is_given_up() -> None:
    told = [pause_after(number) for number in range(1, len(PAUSES) + 2)]
    assert told[:2] == [timedelta(seconds=10), timedelta(minutes=1)]
    assert told[-1] is None
    assert list(PAUSES) == sorted(set(PAUSES))
