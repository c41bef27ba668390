"""Token buckets: how much may come at once, and how much a second after that. In memory, for one process."""

from __future__ import annotations

import time
from collections import OrderedDict
from ipaddress import IPv6Address, ip_address
from threading import Lock

MOST = 20_000
"""Buckets held; the one longest unused gives way."""


class Buckets:
    """A bucket for each name, full at first."""

    def __init__(self, burst: float, rate: float) -> None:
        self.burst, self.rate = float(burst), float(rate)
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._turn = Lock()

    def take(self, name: str, now: float | None = None) -> float:
        """Take one token; 0 when there was one, else the seconds until there is."""
        at = time.monotonic() if now is None else now
        with self._turn:
            tokens, before = self._held.get(name, (self.burst, at))
            tokens = min(self.burst, tokens + (at - before) * self.rate)
            if tokens < 1:
                return (1 - tokens) / self.rate
            self._held[name] = tokens - 1, at
            self._held.move_to_end(name)
            if len(self._held) > MOST:
                self._held.popitem(last=False)
        return 0.0

    def give_back(self, name: str) -> None:
        """Put back a token that was not meant to be taken."""
        with self._turn:
            if name in self._held:
                tokens, at = self._held[name]
                self._held[name] = min(self.burst, tokens + 1), at


def neighbourhood(address: str | None) -> str:
    """What shares a bucket: an IPv4 address, or the 64 bits of IPv6 that one customer has.

    >>> neighbourhood("203.0.113.7"), neighbourhood("2001:db8::1"), neighbourhood("::ffff:203.0.113.7")
    ('203.0.113.7', '2001:0db8:0000:0000::/64', '203.0.113.7')
    """
    try:
        given = ip_address(address or "")
    except ValueError:
        return address or ""
    if not isinstance(given, IPv6Address):
        return str(given)
    return str(given.ipv4_mapped) if given.ipv4_mapped else f"{given.exploded[:19]}::/64"


def is_this_machine(address: str | None) -> bool:
    """Whether a request came from the machine itself, and not through a proxy that says for whom."""
    try:
        return ip_address(address or "").is_loopback
    except ValueError:
        return False
