"""What the values of a layer are made of, with the years that its rows tell (``basis`` of the layer file)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.core.authority import Viewer
from gis import statement
from gis.columns import quoted
from gis.layer import Layer, Text
from gis.question import Question

UNKNOWN = Text(th="(ไม่มีข้อมูล)", en="(no data)")


def basis(session: Session, layer: Layer, *, viewer: Viewer) -> Text | None:
    """The sentence with the years of all rows that the viewer sees; None for a layer that needs none."""
    names = layer.basis_names
    if layer.basis is None or any(layer.attribute(name) is None for name in names):
        return None
    question, visible = Question(), viewer.visible()
    columns = ", ".join(f"array_agg(DISTINCT {quoted(name)} ORDER BY {quoted(name)})" for name in names)
    where = " AND ".join(statement.conditions(layer, question.shape(visible)))
    sql = f"SELECT {columns} FROM {statement.view(layer)} WHERE {where}"
    row = session.connection().exec_driver_sql(sql, question.bound(layer, visible)).one()
    known = {name: [str(year) for year in found or () if year is not None] for name, found in zip(names, row, strict=True)}
    told = {name: ", ".join(years) for name, years in known.items()}
    return Text(
        th=layer.basis.th.format_map({name: year or UNKNOWN.th for name, year in told.items()}),
        en=layer.basis.en.format_map({name: year or UNKNOWN.en for name, year in told.items()}),
    )
