"""The values of a shaded layer by area, as the map, the comparison and their tables read them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.errors import NotFound
from app.maps.queries import EVERYTHING
from gis import statement
from gis.classed import ClassedLayer
from gis.layer import Attribute, Layer
from gis.question import Question
from gis.style import Choropleth

Values = Mapping[str, float | None]
"""Value by area code, None without data."""


def shaded(layer: Layer) -> tuple[Choropleth, Attribute]:
    """The style of a shaded layer and the attribute that it shades by. Raises NotFound for another layer."""
    style = layer.style
    attribute = layer.attribute(style.attribute) if isinstance(style, Choropleth) else None
    if not isinstance(style, Choropleth) or attribute is None:
        raise NotFound(f"{layer.id} ไม่ใช่แผนที่แบบแบ่งชั้น", f"{layer.id} is not a choropleth.", place="layer")
    return style, attribute


def values(session: Session, layer: Layer, *, viewer: Viewer, question: Question = EVERYTHING) -> Values:
    """The values on the day that the session answers for, as the view has them or as they are classified. Raises NotFound."""
    style, _attribute = shaded(layer)
    found = read(session, layer, style.attribute, viewer=viewer, question=question)
    return {code: layer.values.get(code) for code in found} if isinstance(layer, ClassedLayer) else found


def read(
    session: Session, layer: Layer, attribute: str, *, viewer: Viewer, question: Question = EVERYTHING
) -> dict[str, float | None]:
    """One attribute of what answers, by the layer's ids, as the view has it."""
    visible = viewer.visible()
    text = statement.values(layer, question.shape(visible), attribute)
    rows = session.connection().exec_driver_sql(text, question.bound(layer, visible)).fetchall()
    return {code: value for code, value, _ in rows}


def rounded(found: Values, attribute: Attribute) -> Values:
    """To one decimal more than is shown, as a map is sent them: enough for its classes and its words."""
    return {code: None if value is None else round(value, attribute.decimals + 1) for code, value in found.items()}
