"""What a route declares: who may call it, and the session it works in.

Each route declares exactly one of three: ``PUBLIC`` (the same for everybody), ``Viewing`` (the answer depends on who
looks) or ``Acts`` (somebody acts). ``main`` hands over ``identify``; until accounts exist everybody is the public.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.core.authority import Acting, Viewer
from app.core.errors import Forbidden

Identify = Callable[[Request], Viewer | Acting]


def anyone() -> None:
    """The mark of a route whose answer is the same for everybody."""


async def viewer_of(request: Request) -> Viewer:
    """Who looks. Not a plain function, which the framework would send through its thread pool for every tile."""
    identify: Callable[[Request], Viewer] = request.app.state.identify
    return identify(request)


def acting_of(request: Request) -> Acting:
    """Who acts. Raises Forbidden where nobody does."""
    identify: Callable[[Request], Acting | None] = request.app.state.identify_acting
    by = identify(request)
    if by is None:
        raise Forbidden("ต้องเข้าระบบในตำแหน่งก่อน", "Sign in to a position first.")
    return by


def session_of(request: Request) -> Iterator[Session]:
    """A session for one request: committed once, before the answer leaves, and only if all went well."""
    engine: Engine = request.app.state.engine
    with Session(engine) as session, session.begin():
        yield session


PUBLIC = Depends(anyone)
Viewing = Annotated[Viewer, Depends(viewer_of)]
Acts = Annotated[Acting, Depends(acting_of)]
# scope="function": a failing COMMIT must become the answer, not follow it
Database = Annotated[Session, Depends(session_of, scope="function")]
