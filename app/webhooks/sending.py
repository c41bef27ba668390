"""One attempt to tell a receiver: to a host that is named, at an address that may be asked, by TLS, and no further.

The name is resolved once, every address it has is judged, and the connection goes to one of these and to no other: an
answer of the name server that changes between the look and the call changes nothing (DNS rebinding). What the receiver
answers is not followed and not kept.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from app.webhooks.rules import MOST_BYTES, SECONDS, Host, addresses_allowed, host_for
from gis.layer import Text

NOT_NAMED = Text(th="ผู้ดูแลระบบไม่ได้อนุญาตปลายทางนี้", en="The administrator has not named this host.")
UNKNOWN = Text(th="ไม่พบชื่อปลายทางใน DNS", en="The name of the host is not known.")
PRIVATE = Text(
    th="ชื่อปลายทางชี้ไปยังที่อยู่ภายในที่ไม่ได้อนุญาต จึงไม่ส่ง",
    en="The name leads to an address that is not public and was not named; nothing was sent.",
)
UNTRUSTED = Text(th="ใบรับรอง TLS ของปลายทางใช้ไม่ได้", en="The certificate of the receiver is not good.")
NO_ANSWER = Text(th="ติดต่อปลายทางไม่ได้หรือไม่ตอบในเวลา", en="The receiver cannot be reached, or did not answer in time.")
REDIRECTED = Text(th="ปลายทางให้ไปที่อื่น ซึ่งไม่ตาม", en="The receiver points elsewhere, which is not followed.")
TAKEN = Text(th="ปลายทางรับแล้ว", en="Acknowledged.")
REFUSED = Text(th="ปลายทางปฏิเสธ", en="The receiver refused.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an attempt; ``status`` None where no answer came."""

    status: int | None
    told: Text
    milliseconds: int

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def send(url: str, headers: Mapping[str, str], body: bytes, hosts: tuple[Host, ...], authority: Path | None) -> Outcome:
    """Post the body, once. ``authority``: certificates of an authority that is trusted beside those of the machine."""
    began = time.monotonic()
    status, told = _sent(url, headers, body, hosts, authority)
    return Outcome(status, told, round((time.monotonic() - began) * 1000))


def _sent(
    url: str, headers: Mapping[str, str], body: bytes, hosts: tuple[Host, ...], authority: Path | None
) -> tuple[int | None, Text]:
    host = host_for(url, hosts)
    if host is None:
        return None, NOT_NAMED
    try:
        found = socket.getaddrinfo(host.name, host.port, type=socket.SOCK_STREAM)
    except OSError:
        return None, UNKNOWN
    addresses = [str(each[4][0]) for each in found]
    if not addresses_allowed(host, addresses):
        return None, PRIVATE
    try:
        status = _asked(_Pinned(host, addresses, _context(authority)), url, headers, body)
    except ssl.SSLCertVerificationError:
        return None, UNTRUSTED
    except (OSError, http.client.HTTPException):
        return None, NO_ANSWER
    if 300 <= status < 400:
        return status, REDIRECTED
    return status, TAKEN if 200 <= status < 300 else REFUSED


def _context(authority: Path | None) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if authority is not None:
        context.load_verify_locations(authority)
    return context


class _Pinned(http.client.HTTPSConnection):
    """A connection to the first of these addresses that takes it, whose certificate must be that of the name."""

    def __init__(self, host: Host, addresses: Sequence[str], context: ssl.SSLContext) -> None:
        super().__init__(host.name, host.port, timeout=SECONDS, context=context)
        self._addresses, self._trust = addresses, context
        self.raw: socket.socket | None = None

    def connect(self) -> None:
        self.raw = self._reached()
        self.sock = self._trust.wrap_socket(self.raw, server_hostname=self.host)
        self.raw = self.sock

    def _reached(self) -> socket.socket:
        failed: OSError | None = None
        for each in self._addresses:
            try:
                return socket.create_connection((each, self.port), SECONDS / len(self._addresses))
            except OSError as error:
                failed = error
        assert failed is not None
        raise failed

    def cut(self) -> None:
        """End it now, in whatever it is: each single wait has its limit, this is that of them all."""
        if self.raw is not None:
            try:
                self.raw.shutdown(socket.SHUT_RDWR)
            except OSError:
                return


def _asked(connection: _Pinned, url: str, headers: Mapping[str, str], body: bytes) -> int:
    """The status of the answer. Raises OSError and HTTPException where none comes whole and in time."""
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    end = threading.Timer(SECONDS, connection.cut)
    end.start()
    try:
        connection.request("POST", path, body, dict(headers))
        answer = connection.getresponse()
        answer.read(MOST_BYTES)
        return answer.status
    finally:
        end.cancel()
        connection.close()
