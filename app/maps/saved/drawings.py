"""A saved map as a drawing: its layers in their order, in the window in which it was kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session
from starlette.requests import Request

from app.core.authority import Viewer
from app.core.errors import Invalid
from app.core.then import look_back
from app.maps import asking, exports, queries, telling, times
from app.maps.asking import Asked, MapIn
from app.maps.classing import PARAMETER, classed_as
from app.maps.drawings import remembered
from app.maps.saved import rules
from app.maps.saved.asking import Opened
from app.maps.saved.rules import SIZE
from app.web.forms import filled
from app.web.words import Language, language_of
from gis import svgmap
from gis.catalog import Catalog
from gis.layer import Layer
from gis.question import Question
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


@dataclass(frozen=True, slots=True)
class Looked:
    """A saved map as its table is: the layers as they are classified, and what is asked of the one in front."""

    catalog: Catalog
    front: Layer
    asked: Asked

    @property
    def questions(self) -> dict[str, Question]:
        return {self.front.id: self.asked.question}

    def said(self, session: Session, language: Language, *, viewer: Viewer) -> tuple[str, ...]:
        """What a picture of it has to say."""
        return telling.caption(session, self.front, self.asked, language, viewer=viewer)


def given_of(opened: Opened) -> MapIn:
    """What the address asks of the layer in front. Raises Invalid with the first parameter that cannot be read."""
    form = filled(MapIn, dict(opened.given))
    if form.value is None:
        place, told = next(iter(form.errors.items()))
        raise Invalid(told.th, told.en, place=place or None)
    return form.value


def looked(session: Session, catalog: Catalog, viewer: Viewer, opened: Opened) -> Looked:
    """The map as its address asks for it, read as the workspace reads it. Raises Invalid where that is no longer possible."""
    told, given = dict(opened.given), given_of(opened)
    name, _, words = told.get(PARAMETER, "").rpartition(":")
    layer = catalog.get(name or opened.front.id, viewer.visible()) if words else None
    if layer is not None:
        year = given.year if layer.id == opened.front.id else None
        catalog = catalog.showing(classed_as(session, catalog, layer, words, year, viewer=viewer))
    front = queries.layer_named(catalog, opened.front.id, viewer=viewer)
    day = opened.kept.map.as_of
    return Looked(catalog, front, asking.asked_of(session, front, given, viewer=viewer, classes=words, day=day))


def frame_of(request: Request, session: Session, viewer: Viewer, opened: Opened) -> Frame:
    """The window in which it was kept, else what a new map shows."""
    return frame_at(session, request.app.state.catalog, viewer, opened, exports.home_of(request))


def frame_at(session: Session, catalog: Catalog, viewer: Viewer, opened: Opened, home: str | None) -> Frame:
    """The same for who has no request; ``home`` is the code of the home province."""
    if opened.view is not None:
        return opened.view.frame(*SIZE)
    return Frame.of(queries.opening_view(session, catalog, viewer=viewer, home=home), *SIZE, padding=20)


def _draw(request: Request, session: Session, viewer: Viewer, opened: Opened) -> str:
    language, chosen = language_of(request), opened.selected
    found = looked(session, request.app.state.catalog, viewer, opened)
    with times.at(session, found.asked.year):
        frame, layers = frame_of(request, session, viewer, opened), shown(session, found.catalog, viewer, opened)
        selected: dict[str, tuple[str, ...]] = {chosen[0]: (chosen[1],)} if chosen else {}
        drawn = exports.drawn_on(
            found.catalog, session, viewer, [layer.id for layer in layers], frame, language, selected,
            unnamed=("provinces",), asked=found.questions,
        )  # fmt: skip
        said = found.said(session, language, viewer=viewer)
    picture = svgmap.draw(stacked(drawn), size=SIZE, frame=frame, lang=language, prefix=f"saved-{opened.id}")
    return picture.for_web(language.text(opened.kept.title), caption=said)


def stacked(drawn: Sequence[Drawn]) -> list[Drawn]:
    """The same in the order in which they come, which is the map's, whatever their styles say."""
    return [
        Drawn(
            each.layer.model_copy(update={"style": each.layer.style.model_copy(update={"order": place})}),
            each.features, each.selected, each.labelled,
        )
        for place, each in enumerate(drawn)
    ]  # fmt: skip
