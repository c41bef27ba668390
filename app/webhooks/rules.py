"""Whom a notice may reach, how it is signed, and how often it is tried: true without a database and without a network."""

from __future__ import annotations

import hmac
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from gis.layer import Text

Address = IPv4Address | IPv6Address
MOST_TITLE, MOST_URL, MOST_OF_A_POSITION = 120, 500, 50
PAUSES = (10, 60, 300, 1800, 7200, 21_600, 43_200, 86_400)
"""Seconds after the first failure, the second …; after one more the notice is given up: two days and a bit."""
ANEW_AFTER = timedelta(seconds=60)
"""When a notice is tried again whose sender died in the middle."""
OLD_SECRET_LASTS = timedelta(hours=24)
SECONDS, MOST_BYTES = 5.0, 1024
"""What one attempt may take, and what of the answer is read at all."""
HOST = re.compile(
    r"^(?P<name>[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)(?::(?P<port>[1-9]\d{0,4}))?(?:=(?P<network>[0-9a-f.:]+/\d{1,3}))?$"
)
PORT = 443


class State(StrEnum):
    """How a webhook stands (สถานะการแจ้งเตือน)."""

    ACTIVE = "active"
    PAUSED = "paused"
    GIVEN_UP = "given_up"


class Kind(StrEnum):
    """What a notice tells (ชนิดของการแจ้ง)."""

    CHANGED = "changed"
    TEST = "test"


class Fate(StrEnum):
    """What became of a notice (ผลของการแจ้ง)."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    SUPERSEDED = "superseded"
    GIVEN_UP = "given_up"


STATES = {
    State.ACTIVE: Text(th="ทำงาน", en="active"),
    State.PAUSED: Text(th="พักไว้", en="paused"),
    State.GIVEN_UP: Text(th="เลิกส่งเพราะปลายทางไม่รับ", en="given up: the receiver does not answer"),
}
KINDS = {Kind.CHANGED: Text(th="ข้อมูลเปลี่ยน", en="changed"), Kind.TEST: Text(th="ทดสอบ", en="test")}
FATES = {
    Fate.WAITING: Text(th="รอส่ง", en="waiting"),
    Fate.DELIVERED: Text(th="ปลายทางรับแล้ว", en="acknowledged"),
    Fate.SUPERSEDED: Text(th="มีรุ่นใหม่กว่าแทน", en="a newer version is told instead"),
    Fate.GIVEN_UP: Text(th="เลิกส่ง", en="given up"),
}


@dataclass(frozen=True, slots=True)
class Host:
    """A host that the administrator has named. ``networks``: where it must lie, which may be private; none: it is public."""

    name: str
    port: int
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    def may_be_at(self, address: Address) -> bool:
        """Whether this address of the host may be asked: a public one, or one of the named network."""
        plain = address.ipv4_mapped or address if isinstance(address, IPv6Address) else address
        if self.networks:
            return any(plain.version == each.version and plain in each for each in self.networks)
        return plain.is_global and not plain.is_multicast


def hosts_of(setting: str) -> tuple[Host, ...]:
    """The hosts of ``PHAEN_WEBHOOK_HOSTS``: ``name``, ``name:port``, ``name=network``, with commas; again for another network.

    >>> hosts_of("gis.example.go.th, relay.example.go.th:8443=10.1.0.0/16")[1].networks
    (IPv4Network('10.1.0.0/16'),)

    Raises ValueError for anything else.
    """
    found: dict[tuple[str, int], Host] = {}
    for each in (part.strip() for part in setting.split(",")):
        if not each:
            continue
        read = HOST.match(each)
        if read is None:
            raise ValueError(each)
        key = (read["name"], int(read["port"] or PORT))
        known = found[key].networks if key in found else ()
        found[key] = Host(*key, (*known, *([ip_network(read["network"])] if read["network"] else [])))
    return tuple(found.values())


def host_for(url: str, hosts: Iterable[Host]) -> Host | None:
    """The named host of an address that may be told something: HTTPS, no account, no fragment. None: it may not."""
    try:
        parts = urlsplit(url)
        port = parts.port or PORT
    except ValueError:
        return None
    if parts.scheme != "https" or parts.username is not None or parts.password is not None or parts.fragment:
        return None
    return next((host for host in hosts if (host.name, host.port) == (parts.hostname, port)), None)


def addresses_allowed(host: Host, found: Iterable[str]) -> bool:
    """Whether every address that a name was resolved to may be asked; one that may not spoils all."""
    addresses = [ip_address(each.partition("%")[0]) for each in found]
    return bool(addresses) and all(host.may_be_at(each) for each in addresses)


def signature(secrets: Iterable[str], timestamp: int, body: bytes) -> str:
    """The header ``Phaen-Signature``: HMAC-SHA256 (RFC 2104) over the moment, a full stop and the body.

    One for each secret that is valid: a receiver that knows any of them is satisfied.
    """
    said = f"{timestamp}.".encode() + body
    marks = (hmac.new(secret.encode(), said, "sha256").hexdigest() for secret in secrets)
    return ",".join((f"t={timestamp}", *(f"v1={mark}" for mark in marks)))


def about_of(webhook_id: uuid.UUID) -> str:
    """What a secret is sealed as being about."""
    return f"webhook {webhook_id}"


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after so many failures; None: it is given up."""
    return timedelta(seconds=PAUSES[attempts - 1]) if attempts <= len(PAUSES) else None
