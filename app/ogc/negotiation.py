"""A document of the standards in the format that is asked for, with a validator."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from app.core.authority import Viewer
from app.ogc.answers import control, of_bytes, unchanged
from app.ogc.parameters import format_of
from app.web.templating import render
from app.web.words import language_of


def negotiated(
    request: Request,
    viewer: Viewer,
    document: dict[str, Any],
    template: str,
    *,
    kind: str = "application/json",
    **context: Any,
) -> Response:
    """The document as JSON with a validator, or the page that says the same."""
    if format_of(request) == "html":
        return render(request, template, document=document, **context)
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    tag = of_bytes(body)
    headers = {
        "ETag": tag,
        "Cache-Control": control(viewer),
        "Vary": "Accept, Cookie",
        "Content-Language": language_of(request),
    }
    if unchanged(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=kind)
