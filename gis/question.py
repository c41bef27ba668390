"""What is asked of a layer, and by whom: the shape of the statement, and the values that it binds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from gis.access import Read, Visible
from gis.cql2.sql import Condition
from gis.crs import STORAGE, Reference
from gis.layer import Layer
from gis.sorting import SortKey


@dataclass(frozen=True)
class Shape:
    """What varies in the text of a reading: which conditions it has. The values are bound.

    ``filter`` is a condition of its own, in brackets, with placeholders for its literals (``gis.cql2.sql``).
    ``numbered``: whether the answer tells the version of the layer, which is for what everybody may see. ``unknown``: of which
    keys of ``sort`` the last feature of the page before had no value. ``shown``: the attributes that features tell; None: all.
    ``agencies``: of how many organisations the viewer sees more than what is public; None: of every one.
    """

    boxes: int = 0
    equal: tuple[str, ...] = ()
    after: bool = False
    offset: bool = False
    agencies: Literal["one", "several"] | None = None
    areas: bool = False
    numbered: bool = True
    filter: str | None = None
    crs: Reference | None = None
    sort: tuple[SortKey, ...] = ()
    unknown: tuple[bool, ...] = ()
    shown: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Question:
    """What is asked of a layer. ``boxes``: (west, south, east, north) in degrees; two where one crosses 180°.

    ``crs``: in which features are told, by the official order of its axes; None is CRS84. ``after``: the id with which the
    page before ended, and ``passed`` the values by which it was sorted.
    """

    boxes: tuple[tuple[float, float, float, float], ...] = ()
    equal: dict[str, object] = field(default_factory=dict)
    after: str | int | None = None
    offset: int = 0
    filter: Condition | None = None
    crs: Reference | None = None
    sort: tuple[SortKey, ...] = ()
    passed: tuple[object, ...] = ()
    shown: tuple[str, ...] | None = None

    def shape(self, visible: Visible) -> Shape:
        return Shape(
            boxes=len(self.boxes),
            equal=tuple(self.equal),
            after=self.after is not None,
            offset=self.offset > 0,
            agencies=None if visible.agencies is None else "one" if len(visible.agencies) == 1 else "several",
            areas=visible.areas is not None,
            numbered=visible.classes <= {Read.PUBLIC},
            filter=self.filter.text if self.filter else None,
            crs=self.crs,
            sort=self.sort,
            unknown=tuple(value is None for value in self.passed),
            shown=self.shown,
        )

    def bound(self, layer: Layer, visible: Visible) -> dict[str, object]:
        """The values for every placeholder of a statement of this shape."""
        values: dict[str, object] = {"layer": layer.id, "after": self.after, "offset": self.offset}
        values |= {f"is_{name}": value for name, value in self.equal.items()}
        values |= {f"passed{number}": value for number, value in enumerate(self.passed)}
        values |= {f"box{number}": _written(*box) for number, box in enumerate(self.boxes)}
        if self.filter:
            values |= self.filter.values
        if self.crs:
            values["crs"] = self.crs.definition
        return values | visibility(layer, visible)


def visibility(layer: Layer, visible: Visible) -> dict[str, object]:
    """The viewer's part of the bound values: of the classes those that exist for him in this layer."""
    return {
        "classes": sorted(visible.cleared_for(layer.access.purpose)),
        "agencies": sorted(visible.agencies) if visible.agencies is not None else None,
        "areas": sorted(visible.areas) if visible.areas is not None else None,
    }


def _written(west: float, south: float, east: float, north: float) -> str:
    """The box as extended well-known text; without width or height a line or a point, not an area that nothing meets."""
    corners = [(west, south), (east, south), (east, north), (west, north)]
    kept = list(dict.fromkeys(corners))
    told = ",".join(f"{x!r} {y!r}" for x, y in ([*kept, kept[0]] if len(kept) == 4 else kept))
    kind = {1: "POINT({})", 2: "LINESTRING({})", 4: "POLYGON(({}))"}[len(kept)]
    return f"SRID={STORAGE};{kind.format(told)}"
