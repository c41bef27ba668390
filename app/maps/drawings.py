"""Drawings remembered: the same picture is drawn once for each state of the data, language and day."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from sqlalchemy import column, select, table
from sqlalchemy.orm import Session
from starlette.requests import Request

from app.core.authority import Viewer
from app.maps.kept import Kept
from app.web.as_of import as_of_in
from app.web.turns import DRAWING
from app.web.words import language_of, today

HELD = 128
VERSIONS = table("layer_version", column("layer"), column("version"), schema="published")


def remembered(
    request: Request, session: Session, viewer: Viewer, asked: tuple[Hashable, ...], draw: Callable[[], str]
) -> str:
    """The drawing for ``asked``; only what the public sees is held, under the versions of all layers and the day."""

    def drawn() -> str:
        with DRAWING.one():
            return draw()

    if not viewer.is_public:
        return drawn()
    asked_versions = select(VERSIONS.c.layer, VERSIONS.c.version).order_by(VERSIONS.c.layer)
    versions = tuple((layer, version) for layer, version in session.execute(asked_versions))
    return _of(request).get((asked, language_of(request), today(), as_of_in(request), versions), drawn)


def _of(request: Request) -> Kept[str]:
    """The drawings of this application, which may be one of several in a process."""
    state = request.app.state
    if not hasattr(state, "drawings"):
        state.drawings = Kept(HELD)
    held: Kept[str] = state.drawings
    return held
