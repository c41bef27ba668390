"""What maps draw and count, kept while it is true: an answer is held under everything that it depends on."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.maps.schemas import LayerEntry
from gis.layer import Layer

ENTRIES = 2048
MOMENT = text("""
SELECT (now() AT TIME ZONE 'Asia/Bangkok')::date AS today, current_setting('phaen.true_on', true) AS true_on,
    current_setting('phaen.known_on', true) AS known_on, current_setting('phaen.shown_plan', true) AS shown_plan,
    core.seen('classes') AS classes
""")
STATE = text("""
SELECT pg_current_xact_id_if_assigned() IS NULL AS is_clean, layer, version FROM published.layer_version
""")
Value = TypeVar("Value")


class Kept(Generic[Value]):
    """The answers asked for last, up to a number. Safe between threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The answer under ``key``, made now when it is not held."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        made = make()
        with self._lock:
            self._held[key] = made
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        return made


@dataclass(frozen=True)
class Moment:
    """Days, plan and classes that a transaction answers for, and the versions of its layers; none where it has written."""

    asked: tuple[Hashable, ...]
    versions: Mapping[str, int]


_ENTRIES: WeakKeyDictionary[Engine, Kept[LayerEntry]] = WeakKeyDictionary()
"""By engine: a process may serve several databases, whose versions have nothing to do with each other."""


def moment(session: Session) -> Moment:
    """What the session's answers depend on just now. Read before the answers, so that none is held under a later state."""
    asked = session.execute(MOMENT).one()
    rows = session.execute(STATE).all()
    return Moment(tuple(map(str, asked)), {row.layer: row.version for row in rows if row.is_clean})


def entry_of(session: Session, layer: Layer, now: Moment, make: Callable[[], LayerEntry], *, viewer: Viewer) -> LayerEntry:
    """The entry of a whole layer, counted anew when its version, the day or who looks is another."""
    version = now.versions.get(layer.id)
    if version is None:
        return make()
    held = _ENTRIES.setdefault(session.get_bind().engine, Kept(ENTRIES))
    found = held.get((layer.id, viewer.visible(), version, now.asked), make)
    # The file of a layer may be another in the same process (tests, a catalogue read again).
    return found if found.layer == layer else make()
