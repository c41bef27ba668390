"""The token of ``changes?since=``: where a mirror stands, sealed for the one who was given it (RFC 5297, AES-SIV).

Nobody else can use it, read it or make one; equal standings have equal tokens, so that a token tells nothing either.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from dataclasses import dataclass
from struct import Struct, error

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from app.core.authority import Viewer
from app.core.errors import Invalid
from app.ogc.manifests import EMPTY
from gis.manifest import DIGEST

LAYOUT = Struct(f">{DIGEST}s{DIGEST}sI")
PUBLIC = "public"
NOT_OURS = Invalid(
    "since: โทเค็นนี้ไม่ใช่ของชั้นข้อมูลนี้สำหรับผู้ถามนี้ ใช้ค่า next ของคำตอบก่อนหน้า หรือลบสำเนาเดิมแล้วเริ่มใหม่ด้วย since= (ค่าว่าง)",
    "since: not a token of this layer for who asks. Use next of the answer before, or drop what you hold and begin anew with"
    " since= (empty).",
    place="since",
)  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """A mirror holds ``base``; of what makes ``target`` out of it, so many changes have been passed on already."""

    base: bytes = EMPTY
    target: bytes = EMPTY
    passed: int = 0


class Marks:
    """Seals and opens marks for a viewer and a layer. A mark belongs to the position, as what it may see does."""

    def __init__(self, key: str) -> None:
        self._seal = AESSIV(hmac.digest(key.encode(), b"phaen changes", "sha512"))

    def token(self, mark: Mark, viewer: Viewer, layer: str) -> str:
        sealed = self._seal.encrypt(LAYOUT.pack(mark.base, mark.target, mark.passed), _about(viewer, layer))
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def mark(self, token: str, viewer: Viewer, layer: str) -> Mark:
        """The mark of a token; the empty one is that of who holds nothing. Raises Invalid."""
        if not token:
            return Mark()
        try:
            sealed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
            return Mark(*LAYOUT.unpack(self._seal.decrypt(sealed, _about(viewer, layer))))
        except (binascii.Error, ValueError, InvalidTag, error):
            raise NOT_OURS from None


def _about(viewer: Viewer, layer: str) -> list[bytes]:
    return [layer.encode(), (viewer.position or PUBLIC).encode()]
