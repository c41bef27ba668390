"""What a route declares: who may call it, and the session it works in.

Each route declares exactly one of three: ``PUBLIC`` (the same for everybody), ``Viewing`` (the answer depends on who
looks) or ``Acts`` (somebody acts). ``main`` hands over ``identify``, see ``app.web.identity``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.core.authority import Acting, Viewer
from app.core.errors import Forbidden
from app.core.viewing import show_to
from app.web.identity import Identity, identity_of


def anyone() -> None:
    """The mark of a route whose answer is the same for everybody."""


Identified = Annotated[Identity, Depends(identity_of)]


async def viewer_of(identity: Identified) -> Viewer:
    """Who looks. Not a plain function, which the framework would send through its thread pool for every tile."""
    return identity.viewer


async def acting_of(identity: Identified) -> Acting:
    """Who acts. Raises Forbidden where nobody does."""
    if identity.by is None:
        raise Forbidden("ต้องเข้าระบบในตำแหน่งก่อน", "Sign in to a position first.")
    return identity.by


def session_of(request: Request, identity: Identified) -> Iterator[Session]:
    """A session for one request: committed once, before the answer leaves, and only if all went well.

    The database is told who looks, and shows this session nothing else.
    """
    engine: Engine = request.app.state.engine
    with Session(engine) as session, session.begin():
        if not identity.viewer.is_public:
            show_to(session, identity.viewer)
        yield session


PUBLIC = Depends(anyone)
Viewing = Annotated[Viewer, Depends(viewer_of)]
Acts = Annotated[Acting, Depends(acting_of)]
# scope="function": a failing COMMIT must become the answer, not follow it
Database = Annotated[Session, Depends(session_of, scope="function")]
