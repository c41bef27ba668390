"""A filter in the body of a POST, for questions that are too long for an address: read in one way wherever it is posted."""

from __future__ import annotations

from starlette.requests import Request

from app.core.errors import Invalid, TooLarge, WrongKind
from gis.cql2.nodes import Limits

KINDS = ("application/json", "application/cql2+json")
IN_JSON = "cql2-json"
LONG = Limits(length=262_144, nodes=2_000, vertices=10_000)
"""How large a filter in a body may be: a municipality's boundary as it was surveyed."""


async def posted_filter(request: Request) -> dict[str, str]:
    """The body as the parameters that say the same in an address. Raises WrongKind, TooLarge and Invalid."""
    if request.query_params.get("filter-lang", IN_JSON) != IN_JSON:
        raise Invalid(f"filter-lang ของ body คือ {IN_JSON}", f"A body is in {IN_JSON}.", place="filter-lang")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in KINDS:
        names = ", ".join(KINDS)
        raise WrongKind(f"body ต้องเป็น {names}", f"The body must be {names}.", place="body")
    try:
        text = (await _taken(request)).decode()
    except UnicodeDecodeError:
        raise Invalid("body ต้องเป็น UTF-8", "The body must be UTF-8.", place="body") from None
    if len(text) > LONG.length:
        raise _too_large()
    return {"filter": text, "filter-lang": IN_JSON}


async def _taken(request: Request) -> bytes:
    """No more of the body than could be a filter."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LONG.length * 4:
            raise _too_large()
    return bytes(body)


def _too_large() -> TooLarge:
    most = f"{LONG.length:,}"
    return TooLarge(
        f"เงื่อนไขยาวเกิน {most} ตัวอักษร", f"The filter is longer than {most} characters.", place="body"
    )
