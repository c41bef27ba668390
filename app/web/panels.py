"""Panels: the one road by which a page of a lower slice shows what upper slices know.

A slice offers panels; ``main`` hands all of them to the application; the page asks for those of its name and renders them
on the server, so that it works without JavaScript and prints whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from sqlalchemy.orm import Session
from starlette.requests import Request

from app.core.authority import Viewer

Found = TypeVar("Found")
Content = Mapping[str, Any]
Place = Literal["top", "main", "aside"]


@dataclass(frozen=True, slots=True)
class Panel:
    """One part of the page ``page``. ``query`` answers what ``template`` shows, or None when there is nothing to show.

    ``place`` is its column (over both, the wide one, the narrow one), ``order`` its rank there. A template may be told
    what a panel ``covers``, so that the page does not say the same twice.
    """

    page: str
    order: int
    template: str
    query: Callable[[Request, Session, Viewer, str], Content | None]
    place: Place = "main"
    covers: str | None = None


@dataclass(frozen=True, slots=True)
class FilledPanel:
    """A panel with its content for one subject."""

    template: str
    content: Content
    place: Place
    covers: str | None


def filled(request: Request, page: str, session: Session, viewer: Viewer, subject: str) -> list[FilledPanel]:
    """The panels of ``page`` that have something to say about ``subject``, in order."""
    offered: Iterable[Panel] = request.app.state.panels
    mine = sorted((panel for panel in offered if panel.page == page), key=lambda panel: panel.order)
    asked = ((panel, panel.query(request, session, viewer, subject)) for panel in mine)
    return [
        FilledPanel(panel.template, content, panel.place, panel.covers)
        for panel, content in asked
        if content is not None
    ]


def once(request: Request, name: str, ask: Callable[[], Found]) -> Found:
    """What several panels of a page need, asked for once in a request."""
    if not hasattr(request.state, "asked_once"):
        request.state.asked_once = {}
    held: dict[str, Any] = request.state.asked_once
    if name not in held:
        held[name] = ask()
    found: Found = held[name]
    return found
