"""One-time codes (RFC 6238): making the secret, and finding which step a code belongs to."""

from __future__ import annotations

import hmac
from datetime import datetime

import pyotp

STEP_SECONDS, DRIFT = 30, 1
CODES = 10
ISSUER = "Phaen"


def new_secret() -> str:
    """160 random bits in base32, as authenticator programs take them."""
    return pyotp.random_base32()


def address(secret: str, username: str) -> str:
    """The ``otpauth:`` address that the picture holds."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def step_of(secret: str, code: str, at: datetime) -> int | None:
    """The 30-second step whose code this is, at most one before or after now; None when it is none."""
    given, now = code.replace(" ", ""), int(at.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    steps = [now + drift for drift in range(-DRIFT, DRIFT + 1)]
    fitting = [step for step in steps if hmac.compare_digest(totp.generate_otp(step).encode(), given.encode())]
    return max(fitting, default=None)


def recovery_codes() -> list[str]:
    """Ten codes of 80 bits for paper, in groups of four."""
    return ["-".join(_groups(pyotp.random_base32(32)[:16].lower())) for _ in range(CODES)]


def normal_code(given: str) -> str:
    """A recovery code as it is hashed, however it was typed."""
    return "".join(letter for letter in given.lower() if letter.isalnum())


def _groups(code: str) -> list[str]:
    return [code[start : start + 4] for start in range(0, len(code), 4)]
