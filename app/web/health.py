"""Whether the process lives, and whether it can answer."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import PlainTextResponse, Response

from app.web.dependencies import PUBLIC

router = APIRouter(dependencies=[PUBLIC])
FRESH = {"Cache-Control": "no-store"}


@router.get("/healthz")
async def healthz() -> Response:
    """The process lives; the database is not asked."""
    return PlainTextResponse("ok", headers=FRESH)


@router.get("/readyz")
def readyz(request: Request) -> Response:
    """The database answers and its views are published; 503 otherwise."""
    engine: Engine = request.app.state.engine
    try:
        with engine.connect() as connection:
            published = connection.execute(text("SELECT count(*) FROM core.layer_version")).scalar()
    except SQLAlchemyError:
        published = 0
    return PlainTextResponse("ready" if published else "not ready", 200 if published else 503, headers=FRESH)
