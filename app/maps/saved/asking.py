"""From a saved map to what of it is there for whoever opens it; and what may be kept, before it is written.

A map lends nobody its owner's eyes. Without the layer in front there is no map (404); another layer that the reader does not
see, and whatever names it or one of its attributes, is absent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.core.authority import PUBLIC, Viewer
from app.core.errors import Gone, Invalid, NotFound
from app.core.short_ids import is_id
from app.maps.saved import rules
from app.maps.saved.queries import NO_MAP, Kept, map_by_id
from app.maps.saved.rules import AS_OF, Parameters, View
from app.maps.saved.schemas import MapIn
from app.web.as_of import day_of
from gis.access import Read, joined
from gis.catalog import Catalog
from gis.layer import Layer

WITHDRAWN = Gone(
    "เจ้าของถอนแผนที่นี้แล้ว ติดต่อหน่วยงานเจ้าของแผนที่หากยังต้องใช้",
    "This map was withdrawn by its owner; ask that office if you still need it.",
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A saved map as it is for one reader: the layer in front and what of the address exists for him."""

    kept: Kept
    front: Layer
    given: Parameters

    @property
    def id(self) -> str:
        return self.kept.map.id

    @property
    def view(self) -> View | None:
        return View.read(self.kept.map.view) if self.kept.map.view else None

    @property
    def query(self) -> str:
        """The address' query with the day, and the id by which the workspace knows where it came from."""
        day = self.kept.map.as_of
        return rules.written([*self.given, *([(AS_OF, day.isoformat())] if day else []), ("saved", self.id)])

    @property
    def address(self) -> str:
        """Where the workspace shows it."""
        return self.at(f"/maps/{self.front.id}")

    def at(self, path: str) -> str:
        end = f"#{self.kept.map.view}" if self.kept.map.view else ""
        return f"{path}?{self.query}{end}"

    @property
    def selected(self) -> tuple[str, str] | None:
        """Layer and feature of what was chosen."""
        layer, _, feature = dict(self.given).get("select", "").rpartition(":")
        return (layer or self.front.id, feature) if feature else None


@dataclass(frozen=True, slots=True)
class Sound:
    """What is to be kept: the map as it is written down, the layer in front, the class of all together, and the day."""

    given: MapIn
    front: Layer
    class_: Read
    as_of: date | None


def sound(catalog: Catalog, given: MapIn, now: date, *, viewer: Viewer) -> Sound:
    """A map all of whose layers the position sees. Raises NotFound for the front layer, Invalid for others and the day."""
    front = catalog.get(given.layer, viewer.visible())
    if front is None:
        raise NotFound(f"ไม่มีชั้นข้อมูล “{given.layer}”", f"There is no layer “{given.layer}”.", place="layer")
    asked = rules.parameters(given.query)
    unseen = [name for name in rules.listed(asked) if catalog.get(name, viewer.visible()) is None]
    if unseen:
        raise Invalid(f"ไม่มีชั้นข้อมูล “{unseen[0]}”", f"There is no layer “{unseen[0]}”.", place="query")
    given_day = dict(asked).get(AS_OF, "")
    day = day_of(given_day, now) if given_day else None
    # What is hidden from the one who keeps it is not kept either.
    kept = rules.without(asked, hidden(catalog, front.id, asked, viewer=viewer))
    kept = tuple(pair for pair in kept if pair[0] != AS_OF)
    whole = given.model_copy(update={"query": rules.written(kept)})
    classes = (layer.access.read for layer in (front, *_named(catalog, kept, viewer)))
    return Sound(whole, front, joined(*classes), day)


def opened(session: Session, catalog: Catalog, map_id: str, *, viewer: Viewer) -> Opened:
    """The map as this viewer may open it. Raises NotFound, and Gone where it was withdrawn."""
    if not is_id(map_id):
        raise NO_MAP
    kept = map_by_id(session, map_id, viewer=viewer)
    found = as_seen(catalog, kept, viewer=viewer)
    if found is None:
        raise NO_MAP
    if kept.map.withdrawn_at is not None:
        raise WITHDRAWN
    return found


def as_seen(catalog: Catalog, kept: Kept, *, viewer: Viewer) -> Opened | None:
    """What of a map exists for this viewer; None where the layer in front does not."""
    front = catalog.get(kept.map.layer, viewer.visible())
    if front is None:
        return None
    asked = rules.parameters(kept.map.query)
    return Opened(kept, front, rules.without(asked, hidden(catalog, front.id, asked, viewer=viewer)))


def hidden(catalog: Catalog, front: str, given: Parameters, *, viewer: Viewer) -> frozenset[str]:
    """The words that name no layer for this viewer, and no attribute of the layers that the map has."""
    wholes = {layer.id: layer for layer in catalog}
    seen = {layer.id: layer for layer in catalog.visible(viewer.visible())}
    lost = wholes.keys() - seen.keys()
    of_map = ({front} | rules.words(given)) & seen.keys()
    attributes = (
        {a.name for a in wholes[name].attributes} - {a.name for a in seen[name].attributes} for name in of_map
    )
    return frozenset(lost).union(*attributes)


def is_for_everybody(catalog: Catalog, kept: Kept) -> bool:
    """Whether every layer of a map is public now, and nothing of it is hidden from the public: it may stand on other sites."""
    asked = rules.parameters(kept.map.query)
    if kept.map.class_ != Read.PUBLIC or catalog.get(kept.map.layer, PUBLIC.visible()) is None:
        return False
    return not rules.words(asked) & hidden(catalog, kept.map.layer, asked, viewer=PUBLIC)


def _named(catalog: Catalog, given: Parameters, viewer: Viewer) -> Iterable[Layer]:
    """The layers that any parameter names."""
    found = (catalog.get(word, viewer.visible()) for word in sorted(rules.words(given)))
    return (layer for layer in found if layer is not None)

