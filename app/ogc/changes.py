"""What has changed since a mirror last asked, in a layer or in what of it answers a question that is kept (a feed): whole
features, and the ids of those that are gone.

The token stands for what the mirror holds (``app.ogc.manifests``); the answer is what makes out of that what items show
this viewer now. So nothing can be missed, whatever changed a feature: another table, a class, a right, the day.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from anyio import to_thread
from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.authority import Viewer
from app.core.errors import Gone, Invalid
from app.ogc.answers import GEOJSON, answered, link, not_modified, of_bytes, unchanged
from app.ogc.items import told_in
from app.ogc.manifests import Manifests, manifests_of
from app.ogc.marks import Mark, Marks
from app.ogc.parameters import COMMON, ITEMS, refuse_unknown, whole_of
from app.ogc.shelf import Shelf, shelf_of
from app.ogc.streams import Reading, Streams
from app.web.dependencies import Viewing
from gis import extract, statement
from gis.layer import Layer
from gis.manifest import Entry, digest_of
from gis.queryables import filterable
from gis.question import Question, Shape
from gis.writers.formats import FORMATS

router = APIRouter(prefix="/ogc")
PARAMETERS = COMMON | {"since", "limit"}
DEFAULT_LIMIT, MAX_LIMIT = 1000, 10_000
SEQUENCE = "geojsonseq"
KINDS = ("json", SEQUENCE)
SECONDS = 60
"""How long the database may work on one answer."""
RECORD = b"\x1e"
Change = tuple[bytes, bytes | None]
"""An id, and its feature; None where it is gone."""


@dataclass(frozen=True)
class Whole:
    """What a mirror is of: what of a layer answers a question, as true ``on`` a day (None: today), under its own address.

    ``name`` is how tokens call it. ``own`` are the links that each of its answers has.
    """

    name: str
    layer: Layer
    path: str
    own: tuple[dict[str, str], ...]
    question: Question = field(default_factory=Question)
    on: date | None = None

    @property
    def digest(self) -> str:
        """Of the question, which says with the state of the layer what there is."""
        asked, condition = self.question, self.question.filter
        told = (asked.boxes, sorted(asked.equal.items()), condition and (condition.text, condition.values), asked.shown, self.on)
        return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Changes:
    """One page of changes in the order of ids, where the mirror stands after them, and whether more follow."""

    found: list[Change]
    mark: Mark
    more: bool


@router.get("/collections/{layer_id}/changes")
async def changes(request: Request, layer_id: str, viewer: Viewing) -> Response:
    """What has changed since the token was given. Raises NotFound, Invalid, Gone, Unavailable."""
    layer = shelf_of(request).layer(layer_id, viewer)
    _refuse_parts(request, layer)
    refuse_unknown(request, PARAMETERS)
    path = f"/ogc/collections/{layer.id}"
    own = link(request, path, "collection", "application/json", layer.metadata.title.en)
    return await changes_of(request, viewer, Whole(layer.id, layer, f"{path}/changes", (own,)))


async def changes_of(request: Request, viewer: Viewer, whole: Whole) -> Response:
    """A page of changes for who has a token, or none. Raises Invalid, Gone, Unavailable."""
    kind, given = request.query_params.get("f", KINDS[0]), request.query_params
    if kind not in KINDS:
        raise Invalid(f"f ใช้ได้เฉพาะ {', '.join(KINDS)}", f"f is one of {', '.join(KINDS)}.", place="f")
    limit = min(whole_of(given, "limit", DEFAULT_LIMIT, 1), MAX_LIMIT)
    shelf = shelf_of(request)
    differ = Differ(shelf, whole, viewer, request.app.state.streams, manifests_of(request.app.state.settings))
    mark = Marks(shelf.key).mark(given.get("since", ""), viewer, whole.name)
    found = await differ.unchanged(mark)
    if found is None:
        found = await to_thread.run_sync(differ.page, mark, limit)
    token = Marks(shelf.key).token(found.mark, viewer, whole.name)
    further = _further(request, whole, found, token)
    is_json = kind == KINDS[0]
    body = _collection(whole, found, token, further) if is_json else _sequence(whole.layer, found)
    tag = of_bytes(body + further["href"].encode())
    if viewer.is_public and unchanged(request, tag):
        return not_modified(viewer, tag)
    headers = {**told_in(None), "Link": f'<{further["href"]}>; rel="{further["rel"]}"'}
    return answered(request, viewer, body, tag, GEOJSON if is_json else FORMATS[SEQUENCE].media, headers)


@dataclass(frozen=True)
class Differ:
    """Who asks for the changes of what."""

    shelf: Shelf
    whole: Whole
    viewer: Viewer
    streams: Streams
    manifests: Manifests

    async def unchanged(self, mark: Mark) -> Changes | None:
        """Nothing at once, for a mirror that holds all that the public is shown as it still is. Raises Gone."""
        if not self.viewer.is_public or mark.base != mark.target:
            return None
        tag = self._tagged(await self.shelf.state(self.whole.layer))
        if self.shelf.manifests.get(self.whole.name) != (tag, mark.base):
            return None
        await to_thread.run_sync(self.manifests.used, mark.base)
        return Changes([], mark, more=False)

    def page(self, mark: Mark, limit: int) -> Changes:
        """The next changes, each as it is now. Raises Gone.

        A walk goes to what there was when it began. Features that are others by now are told as they are, and noted so; what
        else has changed is for the next walk.
        """
        with self.streams.reading(self.viewer, on=self.whole.on, seconds=SECONDS) as reading:
            target = mark.target if mark.passed else self._now(reading)
            self.manifests.used(mark.base)
            self.manifests.used(target)
            differing = self.manifests.difference(mark.base, target)
            part = differing[mark.passed : mark.passed + limit]
            features = self._features(reading, [each for each, digest in part if digest is not None])
        told = [(each, digest_of(features[each]) if each in features else None) for each, _ in part]
        passed = mark.passed + len(part)
        if told != part:
            target = self.manifests.corrected(target, dict(told))
            differing = self.manifests.difference(mark.base, target)
            passed = sum(each <= part[-1][0] for each, _ in differing)
        found = [(each, features.get(each)) for each, _ in differing[mark.passed : passed]]
        more = passed < len(differing)
        return Changes(found, Mark(mark.base, target, passed) if more else Mark(target, target), more)

    def _now(self, reading: Reading) -> bytes:
        """The manifest of what this viewer is shown, read once for each state of the layer that the public is told."""
        tag = self._tag(reading) if self.viewer.is_public else None
        known_tag, known = self.shelf.manifests.get(self.whole.name, (None, b""))
        if tag is not None and tag == known_tag and self._is_kept(known):
            return known
        read = self.manifests.keep(self._entries(reading))
        if tag is not None:
            self.shelf.manifests[self.whole.name] = (tag, read)
        return read

    def _is_kept(self, manifest: bytes) -> bool:
        try:
            self.manifests.used(manifest)
        except Gone:
            return False
        return True

    def _tag(self, reading: Reading) -> str:
        layer = self.whole.layer
        (state,) = reading.one(f"SELECT {statement.state(layer)}", {"layer": layer.id})
        return self._tagged(str(state))

    def _tagged(self, state: str) -> str:
        return f"{self.shelf.tag(self.whole.layer, state, self.whole.on)} {self.whole.digest}"

    def _entries(self, reading: Reading) -> Iterator[Entry]:
        return ((bytes(each), bytes(digest)) for each, digest in reading.rows(*self._asking(extract.digests)))

    def _features(self, reading: Reading, ids: list[bytes]) -> dict[bytes, bytes]:
        text, values = self._asking(extract.chosen)
        return dict(reading.rows(text, {**values, "ids": [each.decode() for each in ids]})) if ids else {}

    def _asking(self, text: Callable[[Layer, Shape], str]) -> tuple[str, dict[str, object]]:
        layer, question, visible = self.whole.layer, self.whole.question, self.viewer.visible()
        return text(layer, question.shape(visible)), question.bound(layer, visible)


def _refuse_parts(request: Request, layer: Layer) -> None:
    """Raises Invalid for what narrows items: what left a filter could be told from what is gone by nobody."""
    narrowing = (ITEMS | {attribute.name for attribute in filterable(layer)}) - PARAMETERS
    for name in request.query_params:
        if name in narrowing:
            raise Invalid(
                f"{name}: การทำสำเนาเป็นของทั้งชั้นข้อมูล กรองเองหลังทำสำเนา หรือถามบางส่วนจาก /ogc/collections/{layer.id}/items",
                f"{name}: a mirror is of the whole layer. Filter what you hold, or ask /ogc/collections/{layer.id}/items"
                " for a part.", place=name,
            )  # fmt: skip


def _collection(whole: Whole, found: Changes, token: str, further: dict[str, str]) -> bytes:
    """A FeatureCollection of what was added or changed, with the ids of what is gone beside it."""
    tail = {
        "removed": [{"id": _id(whole.layer, each), "removed": True} for each, feature in found.found if feature is None],
        "numberReturned": len(found.found), "more": found.more, "next": token, "links": [*whole.own, further],
    }  # fmt: skip
    features = b",".join(feature for _, feature in found.found if feature is not None)
    rest = json.dumps(tail, ensure_ascii=False, separators=(",", ":")).encode()
    return b'{"type":"FeatureCollection","features":[' + features + b"]," + rest[1:]


def _sequence(layer: Layer, found: Changes) -> bytes:
    """The same as a GeoJSON text sequence (RFC 8142), where what is gone is a feature of nothing. A header has the token."""
    return b"".join(RECORD + (feature or _tombstone(layer, each)) + b"\n" for each, feature in found.found)


def _tombstone(layer: Layer, each: bytes) -> bytes:
    gone = {"type": "Feature", "id": _id(layer, each), "geometry": None, "properties": None, "removed": True}
    return json.dumps(gone, ensure_ascii=False).encode()


def _id(layer: Layer, each: bytes) -> int | str:
    """An id as features have it."""
    identifier = layer.attribute(layer.source.id)
    return int(each) if identifier is not None and identifier.type == "integer" else each.decode()


def _further(request: Request, whole: Whole, found: Changes, token: str) -> dict[str, str]:
    """Where to go on: at the next page, or else with what will have changed later; with all that was asked for."""
    asked = {**request.query_params, "since": token}
    rel, title = ("next", "Next page") if found.more else ("monitor", "What changes from now on")
    return link(request, whole.path, rel, GEOJSON, title, asked)
