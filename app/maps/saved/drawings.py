"""A saved map as a drawing: its layers in their order, in the window in which it was kept."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session
from starlette.requests import Request

from app.core.authority import Viewer
from app.core.then import look_back
from app.maps import exports, queries
from app.maps.drawings import remembered
from app.maps.saved import rules
from app.maps.saved.asking import Opened
from app.maps.saved.rules import SIZE
from app.web.words import language_of
from gis import svgmap
from gis.catalog import Catalog
from gis.layer import Layer
from gis.svgmap import Drawn, Frame


def drawing(request: Request, session: Session, viewer: Viewer, opened: Opened) -> str:
    """The map as a standalone SVG, as of its day."""
    looked_back(request, session, opened)
    return remembered(request, session, viewer, ("saved", opened.id), lambda: _draw(request, session, viewer, opened))


def looked_back(request: Request, session: Session, opened: Opened) -> None:
    """Let the session answer as of the day of the map; what is remembered is remembered for that day."""
    if opened.kept.map.as_of is not None:
        request.state.as_of = opened.kept.map.as_of
        look_back(session, opened.kept.map.as_of)


def shown(session: Session, catalog: Catalog, viewer: Viewer, opened: Opened) -> list[Layer]:
    """The layers from the lowest; where the address does not list them, those that a new map shows."""
    listed = rules.listed(opened.given)
    names = listed or exports.as_on_the_map(session, catalog, viewer, opened.front)
    found = (catalog.get(name, viewer.visible()) for name in dict.fromkeys(names))
    seen = [layer for layer in found if layer is not None]
    return seen[::-1] if listed else sorted(seen, key=lambda layer: (layer.style.order, layer.id))


def frame_of(request: Request, session: Session, viewer: Viewer, opened: Opened) -> Frame:
    """The window in which it was kept, else what a new map shows."""
    return frame_at(session, request.app.state.catalog, viewer, opened, exports.home_of(request))


def frame_at(session: Session, catalog: Catalog, viewer: Viewer, opened: Opened, home: str | None) -> Frame:
    """The same for who has no request; ``home`` is the code of the home province."""
    if opened.view is not None:
        return opened.view.frame(*SIZE)
    return Frame.of(queries.opening_view(session, catalog, viewer=viewer, home=home), *SIZE, padding=20)


def _draw(request: Request, session: Session, viewer: Viewer, opened: Opened) -> str:
    catalog, language = request.app.state.catalog, language_of(request)
    frame, layers = frame_of(request, session, viewer, opened), shown(session, catalog, viewer, opened)
    chosen = opened.selected
    selected: dict[str, tuple[str, ...]] = {chosen[0]: (chosen[1],)} if chosen else {}
    drawn = exports.drawn_on(
        catalog, session, viewer, [layer.id for layer in layers], frame, language, selected, unnamed=("provinces",)
    )
    picture = svgmap.draw(stacked(drawn), size=SIZE, frame=frame, lang=language, prefix=f"saved-{opened.id}")
    return picture.for_web(language.text(opened.kept.title))


def stacked(drawn: Sequence[Drawn]) -> list[Drawn]:
    """The same in the order in which they come, which is the map's, whatever their styles say."""
    return [
        Drawn(
            each.layer.model_copy(update={"style": each.layer.style.model_copy(update={"order": place})}),
            each.features, each.selected, each.labelled,
        )
        for place, each in enumerate(drawn)
    ]  # fmt: skip
