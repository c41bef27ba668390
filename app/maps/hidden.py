"""Of which class is what a map holds for whoever looks: that of its layers, and that of each row in them.

A public layer has rows that are not public, and a map that leaves the house takes them along. A file holds what its popups
show; a sheet of paper only what is drawn, named or narrowed.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence

from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.maps.queries import EVERYTHING
from gis import statement
from gis.access import Read, joined
from gis.classed import ClassedLayer
from gis.columns import quoted
from gis.geojson import styled_value
from gis.layer import Layer
from gis.question import Question
from gis.style import Symbol
from gis.svgmap import Drawn
from gis.told import class_told


def hidden_rows(session: Session, layer: Layer, question: Question, *, viewer: Viewer) -> dict[str, Read]:
    """The class of each row that answers and is not public, by id."""
    name = layer.access.rows.class_
    if name is None or viewer.is_public:
        return {}
    column, visible = quoted(name), viewer.visible()
    where = [*statement.conditions(layer, question.shape(visible)), f"{column} <> {statement.PUBLIC}"]
    sql = f"SELECT {quoted(layer.source.id)}::text, {column}::text FROM {statement.view(layer)} WHERE {' AND '.join(where)}"
    found = session.connection().exec_driver_sql(sql, question.bound(layer, visible)).fetchall()
    return {key: Read(class_) for key, class_ in found if not isinstance(layer, ClassedLayer) or layer.holds(key)}


def class_of_layers(
    session: Session, layers: Sequence[Layer], questions: Mapping[str, Question], named: Container[str] = (), *, viewer: Viewer
) -> Read:
    """The class of all that these layers hold of what is asked; ``named``: words of the address, attributes among them."""
    found = [class_told(layer, named) for layer in layers]
    for layer in layers:
        found += hidden_rows(session, layer, questions.get(layer.id, EVERYTHING), viewer=viewer).values()
    return joined(*frozenset(found))


def class_of_drawn(
    session: Session, drawn: Iterable[Drawn], questions: Mapping[str, Question], named: Container[str] = (), *, viewer: Viewer
) -> Read:
    """The same of the features that are drawn, and of their layers."""
    found = set[Read]()
    for each in drawn:
        rows = hidden_rows(session, each.layer, questions.get(each.layer.id, EVERYTHING), viewer=viewer)
        found |= {class_told(each.layer, named)} | {rows[one.id] for one in each.features if one.id in rows}
    return joined(*found)


def shows_hidden(session: Session, drawn: Iterable[Drawn], asked: Mapping[str, Question], *, viewer: Viewer) -> bool:
    """Whether paper shows this viewer anything that is not public; to the public none can. ``asked``: what narrows a layer."""
    if viewer.is_public:
        return False
    return any(
        _tells_hidden(each, asked.get(each.layer.id, EVERYTHING))
        or has_hidden_rows(session, each.layer, [feature.id for feature in each.features], viewer=viewer)
        for each in drawn
        if each.features
    )


def has_hidden_rows(session: Session, layer: Layer, ids: Iterable[str], *, viewer: Viewer) -> bool:
    """Whether the layer, or one of those rows of it that the viewer sees, is not public."""
    if layer.access.read is not Read.PUBLIC:
        return True
    return not hidden_rows(session, layer, EVERYTHING, viewer=viewer).keys().isdisjoint(ids)


def _tells_hidden(drawn: Drawn, question: Question) -> bool:
    """Whether what styles, names or narrows the features is not public, or one is of a category that is not."""
    layer, style = drawn.layer, drawn.layer.style
    narrowing = question.filter.text if question.filter else ""
    used = {*style.attribute_names(), layer.title_attribute.name}
    told = [a for a in layer.attributes if a.name in used or a.role == "title_en" or quoted(a.name) in narrowing]
    categories = style.categories if isinstance(style, Symbol) else ()
    hidden = {category.value for category in categories if category.class_ is not Read.PUBLIC}
    return any(a.class_ is not Read.PUBLIC for a in told) or any(styled_value(layer, one) in hidden for one in drawn.features)
