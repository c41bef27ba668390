"""Whether a print shows anything that is not public: a layer, an attribute, a category, or a row that is drawn."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.maps.held import hidden_rows
from app.maps.queries import EVERYTHING
from gis.access import Read
from gis.columns import quoted
from gis.geojson import styled_value
from gis.layer import Layer
from gis.question import Question
from gis.style import Symbol
from gis.svgmap import Drawn


def shows_closed(session: Session, drawn: Iterable[Drawn], asked: dict[str, Question], *, viewer: Viewer) -> bool:
    """Whether any of the layers shows such a thing to this viewer; to the public none can. ``asked``: what narrows a layer."""
    if viewer.is_public:
        return False
    return any(
        _is_closed(each, asked.get(each.layer.id, EVERYTHING))
        or has_closed_rows(session, each.layer, [feature.id for feature in each.features], viewer=viewer)
        for each in drawn
        if each.features
    )


def has_closed_rows(session: Session, layer: Layer, ids: Iterable[str], *, viewer: Viewer) -> bool:
    """Whether the layer, or one of those rows of it that the viewer sees, is not public."""
    if layer.access.read is not Read.PUBLIC:
        return True
    return not hidden_rows(session, layer, EVERYTHING, viewer=viewer).keys().isdisjoint(ids)


def _is_closed(drawn: Drawn, question: Question) -> bool:
    """Whether what styles, names or narrows the features is not public, or one is of a category that is not."""
    layer, style = drawn.layer, drawn.layer.style
    narrowing = question.filter.text if question.filter else ""
    used = {*style.attribute_names(), layer.title_attribute.name}
    told = [a for a in layer.attributes if a.name in used or a.role == "title_en" or quoted(a.name) in narrowing]
    categories = style.categories if isinstance(style, Symbol) else ()
    hidden = {category.value for category in categories if category.class_ is not Read.PUBLIC}
    return any(a.class_ is not Read.PUBLIC for a in told) or any(styled_value(layer, one) in hidden for one in drawn.features)
