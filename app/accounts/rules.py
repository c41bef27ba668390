"""What is true of accounts, sessions and keys without a database."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from itertools import pairwise

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 200
IDLE, LONGEST_SESSION = timedelta(minutes=30), timedelta(hours=12)
FREE_FAILURES = 5
"""Wrong passwords in a row before the name is locked; each further one doubles the lock."""
FIRST_LOCK, LONGEST_LOCK = timedelta(minutes=1), timedelta(hours=1)
FORGOTTEN_AFTER = timedelta(days=1)
LONGEST_KEY, LONGEST_LINK, UNUSED_KEY = timedelta(days=365), timedelta(days=30), timedelta(days=90)
KEY = re.compile(r"^phk_live_([a-z2-7]{10})_([A-Za-z0-9_-]{43})$")
USERNAME = re.compile(r"^[^\s\x00-\x1f]{3,64}$")
# Without letters and digits that are taken for one another on paper.
SPOKEN = "abcdefghjkmnpqrstuvwxyz23456789"
KEY_ID = "abcdefghijklmnopqrstuvwxyz234567"
# In this order: each calls itself also by those after it.
BROWSERS = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
MACHINES = {
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Mac OS": "Mac",
    "Linux": "Linux",
}
Network = IPv4Network | IPv6Network


class Ended(StrEnum):
    """Why a session ended."""

    SIGNED_OUT = "signed_out"
    SWITCHED = "switched"
    REVOKED = "revoked"
    PASSWORD = "password"
    FACTOR = "factor"
    DISABLED = "disabled"
    ORDER = "order"
    LOCKED = "locked"


class Revoked(StrEnum):
    """Why a key is no longer good."""

    REVOKED = "revoked"
    UNUSED = "unused"


class Step(StrEnum):
    """What somebody who knows his password must still do before he acts; each is an address below ``/accounts``."""

    CODE = "code"
    PASSWORD = "me/password"
    SECOND_FACTOR = "me/second-factor"
    POSITION = "positions"


def next_step(*, has_factor: bool, passed: bool, must_change: bool) -> Step:
    """The first thing due after the password."""
    if has_factor and not passed:
        return Step.CODE
    return Step.PASSWORD if must_change else Step.POSITION


def digest(secret: str) -> bytes:
    """What the tables keep of a random secret."""
    return hashlib.sha256(secret.encode()).digest()


def browser_name(agent: str | None) -> str | None:
    """What a person calls a browser, from what it calls itself; the beginning of that where it is none of the known.

    >>> browser_name("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36")
    'Chrome · Linux'
    """
    if not agent:
        return None
    named = next((name for mark, name in BROWSERS.items() if mark in agent), None)
    machine = next((name for mark, name in MACHINES.items() if mark in agent), None)
    return " · ".join(filter(None, (named, machine))) or agent[:40]


def normal_name(given: str) -> str:
    """A username as it is stored and compared: NFC, without case or outer spaces.

    >>> normal_name("  Somchai.J ")
    'somchai.j'
    """
    return unicodedata.normalize("NFC", given).strip().lower()


def normal_password(given: str) -> str:
    """A password as it is hashed: the same whatever keyboard composed it, without outer spaces."""
    return unicodedata.normalize("NFC", given).strip()


def objection(password: str, username: str) -> tuple[str, str] | None:
    """Why a new password will not do, in both languages; None when it will (NIST SP 800-63B: length, not composition)."""
    normal = normal_password(password)
    if len(normal) < SHORTEST_PASSWORD:
        return f"ต้องยาวอย่างน้อย {SHORTEST_PASSWORD} ตัวอักษร", f"At least {SHORTEST_PASSWORD} characters are needed."
    if len(normal) > LONGEST_PASSWORD:
        return f"ยาวได้ไม่เกิน {LONGEST_PASSWORD} ตัวอักษร", f"At most {LONGEST_PASSWORD} characters are possible."
    if username in normal.lower() or len(set(normal)) < 5 or _runs(normal):
        return "เดาง่ายเกินไป", "That is too easy to guess."
    return None


def _runs(password: str) -> bool:
    """Whether it is a walk along the alphabet, the digits or one key: most steps are -1, 0 or 1."""
    steps = [abs(ord(b) - ord(a)) <= 1 for a, b in pairwise(password)]
    return sum(steps) > len(steps) // 2


def lock_until(failures: int, now: datetime) -> datetime | None:
    """Until when so many failures in a row lock a name.

    >>> [str(lock_until(n, datetime.min) - datetime.min) for n in (5, 6, 11, 60)]
    ['0:01:00', '0:02:00', '1:00:00', '1:00:00']
    """
    if failures < FREE_FAILURES:
        return None
    doubled: timedelta = FIRST_LOCK * 2 ** min(failures - FREE_FAILURES, 10)
    return now + min(doubled, LONGEST_LOCK)


def generated_password() -> str:
    """One for a first sign-in: 100 bits in four groups that can be read aloud."""
    return "-".join("".join(secrets.choice(SPOKEN) for _ in range(5)) for _ in range(4))


def generated_key() -> tuple[str, str]:
    """The public id of a new key, and the whole key with its 256 bits."""
    key_id = "".join(secrets.choice(KEY_ID) for _ in range(10))
    return key_id, f"phk_live_{key_id}_{secrets.token_urlsafe(32)}"


def admits(networks: Iterable[Network], address: str | None) -> bool:
    """Whether an address lies in one of the networks; without networks every address does."""
    wanted = list(networks)
    if not wanted:
        return True
    try:
        given = ip_address(address or "")
    except ValueError:
        return False
    mapped = getattr(given, "ipv4_mapped", None) or given
    return any(mapped in network for network in wanted)


def parsed_networks(text: str) -> list[Network]:
    """The networks that somebody wrote, by spaces, commas or lines. Raises ValueError that says which is none."""
    found = []
    for word in re.split(r"[\s,]+", text.strip()):
        if word:
            try:
                found.append(ip_network(word))
            except ValueError:
                raise ValueError(
                    f"{word} ไม่ใช่ช่วงเครือข่าย เช่น 203.0.113.0/24 · {word} is no network such as 203.0.113.0/24"
                ) from None
    return found
