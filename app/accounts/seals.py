"""What the accounts keep secret from the database itself: sealed content and keyed marks, under a key in a file."""

from __future__ import annotations

import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.core.addresses import password_in
from app.core.settings import Settings

ACCOUNT_KEY = "account_key"
NONCE = 12


class Seals:
    """AES-256-GCM and HMAC-SHA256 under keys derived from one secret, a different one for each use."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    @classmethod
    def of(cls, settings: Settings) -> Seals:
        """With the key of this installation; made on first use, given to web processes in a file of their own."""
        return cls(settings.account_key or password_in(settings.secrets, ACCOUNT_KEY))

    def seal(self, content: bytes, about: str) -> bytes:
        """The content, readable only with the key and only as being about the same."""
        nonce = os.urandom(NONCE)
        return nonce + AESGCM(self._key("seal")).encrypt(nonce, content, about.encode())

    def opened(self, sealed: bytes, about: str) -> bytes | None:
        """The content; None when the key, the subject or a byte is another."""
        try:
            return AESGCM(self._key("seal")).decrypt(sealed[:NONCE], sealed[NONCE:], about.encode())
        except (InvalidTag, ValueError):
            return None

    def mark(self, use: str, content: str) -> bytes:
        """What only who has the key can compute of the content."""
        return hmac.digest(self._key(use), content.encode(), "sha256")

    def _key(self, use: str) -> bytes:
        return hmac.digest(self._secret, f"phaen accounts {use}".encode(), "sha256")
