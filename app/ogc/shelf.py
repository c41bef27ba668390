"""The shelf that all OGC routes read from: the catalog, the reader, and what is remembered.

A figure is remembered under the layer, its file's hash, the version it is true of, the day (where the layer depends on
the day) and the question. The version comes from the statement that made the bytes. Only what the public is told is
remembered: for everybody else each answer is read anew, on connections that are told who looks.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass, field
from datetime import date

from starlette.requests import Request

from app.core import viewing
from app.core.authority import Viewer
from app.core.errors import NotFound
from app.ogc.caching import Remembered
from app.ogc.reader import Reader, Row
from gis import statement
from gis.catalog import Catalog
from gis.figures import Figures
from gis.layer import Layer
from gis.question import Question

Bounds = tuple[float, float, float, float]


@dataclass
class Shelf:
    """One for each process. ``reader`` is the public's, ``signed`` the one for who has signed in; ``key`` signs viewers."""

    catalog: Catalog
    reader: Reader
    signed: Reader
    key: str
    counts: Remembered[int] = field(default_factory=lambda: Remembered(20_000))
    extents: Remembered[Bounds | None] = field(default_factory=lambda: Remembered(2_000))
    figures: Remembered[Figures] = field(default_factory=lambda: Remembered(200_000))
    choropleths: Remembered[bytes] = field(default_factory=lambda: Remembered(16 << 20))
    manifests: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """What a mirror of the public's is to hold of each layer, with the tag that this was true of."""
    newest: dict[str, str] = field(default_factory=dict)
    """The tag of each layer when its version was last read."""
    _counting: dict[Hashable, asyncio.Task[int]] = field(default_factory=dict)
    tiles: Remembered[bytes] = field(default_factory=lambda: Remembered(64 << 20))

    def layer(self, layer_id: str, viewer: Viewer) -> Layer:
        """The layer as it is for this viewer. Raises NotFound also where it exists for others only."""
        layer = self.catalog.get(layer_id, viewer.visible())
        if layer is None:
            raise NotFound(f"ไม่มีชั้นข้อมูล {layer_id}", f"There is no layer {layer_id}.", place="collection")
        return layer

    async def all(self, viewer: Viewer, text: str, values: dict[str, object], *, on: date | None = None) -> list[Row]:
        """Every row of a statement, as the database shows it to this viewer. Raises Unavailable."""
        if viewer.is_public:
            return await self.reader.all(text, values, on=on)
        return await self.signed.all(text, values, on=on, said=viewing.signed(viewer, self.key))

    async def one(self, viewer: Viewer, text: str, values: dict[str, object], *, on: date | None = None) -> Row | None:
        """The first row."""
        found = await self.all(viewer, text, values, on=on)
        return found[0] if found else None

    async def state(self, layer: Layer) -> str:
        """What the public is told that the layer is at now."""
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
        """Exactly how many features answer; for the public counted once for each state, ``state`` the one just read."""
        visible = viewer.visible()
        condition = question.filter and (question.filter.text, repr(question.filter.values))
        asked = (tuple(question.boxes), tuple(question.equal.items()), condition)
        key = (layer.id, self.tag(layer, state, on), asked)
        known = self.counts.get(key) if viewer.is_public else None
        if known is not None:
            return known

        async def counted() -> int:
            text = statement.count(layer, _whole(question).shape(visible))
            row = await self.one(viewer, text, question.bound(layer, visible), on=on)
            assert row is not None
            if viewer.is_public:
                self.counts.put((layer.id, self.tag(layer, row[1], on), asked), row[0])
            return int(row[0])

        return await (self._once(key, counted) if viewer.is_public else counted())

    async def _once(self, key: Hashable, counted: Callable[[], Coroutine[None, None, int]]) -> int:
        """One count for all who ask the same of the same state while it runs: eight at once would all come too late."""
        running = self._counting.get(key)
        if running is None:
            running = self._counting[key] = asyncio.create_task(counted())
            running.add_done_callback(lambda _: self._counting.pop(key, None))
        # Who goes away leaves it to the others.
        return await asyncio.shield(running)

    async def extent(self, layer: Layer, viewer: Viewer) -> Bounds | None:
        """The box around what the viewer may see."""
        if not viewer.is_public:
            return await self._measured(layer, viewer)
        key = (layer.id, self.tag(layer, await self.state(layer)))
        known = self.extents.get(key)
        if known is not None:
            return known
        found = await self._measured(layer, viewer)
        self.extents.put(key, found)
        return found

    async def _measured(self, layer: Layer, viewer: Viewer) -> Bounds | None:
        visible = viewer.visible()
        shape = Question().shape(visible)
        row = await self.one(viewer, statement.extent(layer, shape), Question().bound(layer, visible))
        assert row is not None
        return None if row[0] is None else (float(row[0]), float(row[1]), float(row[2]), float(row[3]))


def _whole(question: Question) -> Question:
    """The question without its paging."""
    return Question(question.boxes, question.equal, filter=question.filter)


def shelf_of(request: Request) -> Shelf:
    shelf: Shelf = request.app.state.shelf
    return shelf
