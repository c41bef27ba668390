"""The shelf that all OGC routes read from: the catalog, the reader, and what is remembered.

A figure is remembered under the layer, its file's hash, the version it is true of, the day (where the layer depends on
the day), who may see it, and the question. The version comes from the statement that made the bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from starlette.requests import Request

from app.core.authority import Viewer
from app.core.errors import NotFound
from app.ogc.caching import Remembered
from app.ogc.reader import Reader
from gis import statement
from gis.catalog import Catalog
from gis.layer import Layer
from gis.statement import Question

Bounds = tuple[float, float, float, float]


@dataclass
class Shelf:
    """One for each process."""

    catalog: Catalog
    reader: Reader
    counts: Remembered[int] = field(default_factory=lambda: Remembered(20_000))
    extents: Remembered[Bounds | None] = field(default_factory=lambda: Remembered(2_000))
    newest: dict[str, str] = field(default_factory=dict)
    """The tag of each layer when its version was last read."""
    tiles: Remembered[bytes] = field(default_factory=lambda: Remembered(64 << 20))

    def layer(self, layer_id: str, viewer: Viewer) -> Layer:
        """Raises NotFound also where the layer exists for others only."""
        layer = self.catalog.get(layer_id, viewer.visible())
        if layer is None:
            raise NotFound(f"ไม่มีชั้นข้อมูล {layer_id}", f"There is no layer {layer_id}.", place="collection")
        return layer

    async def state(self, layer: Layer) -> str:
        """What the layer is at now."""
        row = await self.reader.one(f"SELECT {statement.state(layer)}", {"layer": layer.id})
        state = str(row[0]) if row else ""
        self.newest[layer.id] = self.tag(layer, state)
        return state

    def tag(self, layer: Layer, state: str, on: date | None = None) -> str:
        """What the layer's content is at: file hash, state and, where it depends on it, the day asked for.

        The day asked for is not enough: what is true of a past day is answered as it is known today.
        """
        day = f".{on:%Y%m%d}" if on and layer.source.dated else ""
        return f"{self.catalog.hash_of(layer.id)}.{state}{day}"

    async def count(self, layer: Layer, viewer: Viewer, question: Question, on: date | None, *, state: str) -> int:
        """Exactly how many features answer; computed once for each state, ``state`` being the one just read."""
        visible = viewer.visible()
        asked = (tuple(question.boxes), tuple(question.equal.items()), visible)
        known = self.counts.get((layer.id, self.tag(layer, state, on), asked))
        if known is not None:
            return known
        text = statement.count(layer, _whole(question).shape(visible))
        row = await self.reader.one(text, question.bound(layer, visible), on=on)
        assert row is not None
        self.counts.put((layer.id, self.tag(layer, row[1], on), asked), row[0])
        return int(row[0])

    async def extent(self, layer: Layer, viewer: Viewer) -> Bounds | None:
        """The box around what the viewer may see."""
        visible = viewer.visible()
        key = (layer.id, self.tag(layer, await self.state(layer)), visible)
        known = self.extents.get(key)
        if known is not None:
            return known
        shape = Question().shape(visible)
        row = await self.reader.one(statement.extent(layer, shape), Question().bound(layer, visible))
        assert row is not None
        found = None if row[0] is None else (float(row[0]), float(row[1]), float(row[2]), float(row[3]))
        self.extents.put(key, found)
        return found


def _whole(question: Question) -> Question:
    """The question without its paging."""
    return Question(question.boxes, question.equal)


def shelf_of(request: Request) -> Shelf:
    shelf: Shelf = request.app.state.shelf
    return shelf
