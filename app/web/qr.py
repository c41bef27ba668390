"""An address as a QR code (ISO/IEC 18004), for a page and for paper."""

from __future__ import annotations

import io
from typing import Any

import segno
from markupsafe import Markup

SHAPE: dict[str, Any] = {"kind": "svg", "border": 4, "xmldecl": False, "light": "#fff", "dark": "#000"}
"""With the quiet zone of four modules that readers need; without style or script, which the pages' policy forbids."""


def picture(text: str) -> Markup:
    """The code to stand in a page, in the class ``qr``; its words stand beside it, for who reads no picture."""
    out = io.BytesIO()
    segno.make(text, error="m").save(out, scale=5, svgns=False, svgclass="qr", lineclass=None, omitsize=True, **SHAPE)
    return Markup(out.getvalue().decode())


def document(text: str) -> bytes:
    """The code as a drawing by itself."""
    out = io.BytesIO()
    segno.make(text, error="m").save(out, svgclass=None, lineclass=None, **SHAPE)
    return out.getvalue()
