"""Drawings remembered: the same picture is drawn once for each state of the data, language and day."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from sqlalchemy import column, select, table
from sqlalchemy.orm import Session
from starlette.requests import Request

from app.core.authority import Viewer
from app.web.as_of import as_of_in
from app.web.turns import DRAWING
from app.web.words import language_of, today

HELD = 128
VERSIONS = table("layer_version", column("layer"), column("version"), schema="published")


class Drawings:
    """The drawings asked for last, each under everything that it depends on. Safe between threads."""

    def __init__(self) -> None:
        self._held: OrderedDict[Hashable, str] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, draw: Callable[[], str]) -> str:
        """The drawing under ``key``, drawn now when it is not held."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        with DRAWING.one():
            drawn = draw()
        with self._lock:
            self._held[key] = drawn
            while len(self._held) > HELD:
                self._held.popitem(last=False)
        return drawn


def remembered(
    request: Request, session: Session, viewer: Viewer, asked: tuple[Hashable, ...], draw: Callable[[], str]
) -> str:
    """The drawing for ``asked``; only what the public sees is held, under the versions of all layers and the day."""
    if not viewer.is_public:
        with DRAWING.one():
            return draw()
    asked_versions = select(VERSIONS.c.layer, VERSIONS.c.version).order_by(VERSIONS.c.layer)
    versions = tuple((layer, version) for layer, version in session.execute(asked_versions))
    return _of(request).get((asked, language_of(request), today(), as_of_in(request), versions), draw)


def _of(request: Request) -> Drawings:
    """The drawings of this application, which may be one of several in a process."""
    state = request.app.state
    if not hasattr(state, "drawings"):
        state.drawings = Drawings()
    held: Drawings = state.drawings
    return held
