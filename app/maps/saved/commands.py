"""Acts on saved maps. Keeping one asks for no power over anybody: it shows nobody more than he sees without it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import Acting
from app.core.errors import Conflict, Forbidden
from app.core.short_ids import new_id
from app.maps.saved.models import SavedMap
from app.maps.saved.queries import Kept, counted, map_by_id, versions
from app.maps.saved.rules import MOST_OF_A_POSITION, MOST_VERSIONS
from app.maps.saved.schemas import MapIn, TitlesIn
from app.organizations.models import Position
from gis.access import Read, joined
from gis.layer import Layer


def keep_map(
    session: Session, *, by: Acting, given: MapIn, front: Layer, class_: Read, as_of: date | None
) -> SavedMap:  # fmt: skip
    """Keep a map whose layers the position sees; with ``of`` as another version of an own one, which stays.

    Raises NotFound and Forbidden for ``of``, Conflict beyond so many of a position.
    """
    by.must_see(class_)
    session.execute(select(Position.number).where(Position.number == by.position).with_for_update(key_share=True))
    if given.of is None and counted(session, viewer=by.viewer) >= MOST_OF_A_POSITION:
        raise Conflict(
            f"ตำแหน่งหนึ่งเก็บได้ไม่เกิน {MOST_OF_A_POSITION} แผนที่ บันทึกเป็นรุ่นใหม่ของแผนที่เดิมแทน",
            f"A position keeps at most {MOST_OF_A_POSITION} maps; save it as a version of one that is there.",
        )
    told = {
        "title_th": given.title_th, "title_en": given.title_en, "layer": front.id, "query": given.query,
        "view": given.view or None, "as_of": as_of, "class_": class_, "front_class": front.access.read,
    }  # fmt: skip
    made = _added(session, by, told, _own(session, by, given.of) if given.of else None)
    audit.record(session, by, "saved_map.kept", "saved_map", made.id, class_=_class_of(made), after=_noted(made))
    return made


def rename_map(session: Session, *, by: Acting, map_id: str, given: TitlesIn) -> SavedMap:
    """The same map under other titles: another version with an id of its own. Raises NotFound and Forbidden."""
    kept = _own(session, by, map_id)
    names = ("layer", "query", "view", "as_of", "class_", "front_class")
    told = {**{name: getattr(kept.map, name) for name in names}, **given.model_dump()}
    made = _added(session, by, told, kept)
    told_of = {"before": _noted(kept.map), "after": _noted(made)}
    audit.record(session, by, "saved_map.renamed", "saved_map", made.id, class_=_class_of(made), **told_of)
    return made


def withdraw_map(session: Session, *, by: Acting, map_id: str) -> None:
    """Let a map answer no more, under none of its ids. Raises Conflict where that was done before."""
    kept = _own(session, by, map_id)
    if kept.map.withdrawn_at is not None:
        raise Conflict("ถอนแผนที่นี้ไปแล้ว", "This map has been withdrawn before.")
    _set_withdrawn(session, by, kept, datetime.now(UTC))
    audit.record(session, by, "saved_map.withdrawn", "saved_map", kept.map.first_id, class_=_class_of(kept.map))


def restore_map(session: Session, *, by: Acting, map_id: str) -> None:
    """Let one that was withdrawn answer again, under all its ids. Raises Conflict where it was not."""
    kept = _own(session, by, map_id)
    if kept.map.withdrawn_at is None:
        raise Conflict("แผนที่นี้ไม่ได้ถูกถอน", "This map is not withdrawn.")
    _set_withdrawn(session, by, kept, None)
    audit.record(session, by, "saved_map.restored", "saved_map", kept.map.first_id, class_=_class_of(kept.map))


def _class_of(made: SavedMap) -> Read:
    """The class of what the log tells of a map: its titles name what its layers show."""
    return joined(Read.INTERNAL, Read(made.class_))


def _own(session: Session, by: Acting, map_id: str) -> Kept:
    """The map, its versions locked, if it is the position's own. Raises NotFound and Forbidden."""
    by.must_see(Read.PUBLIC)
    kept = map_by_id(session, map_id, viewer=by.viewer)
    if not kept.is_own:
        raise Forbidden(
            f"แผนที่นี้เป็นของ{kept.owner.th} บันทึกเป็นแผนที่ของตำแหน่งนี้ได้",
            f"This map is kept by the {kept.owner.en}; you may keep it as one of your own.",
        )
    line = select(SavedMap).where(SavedMap.first_id == kept.map.first_id).order_by(SavedMap.id).with_for_update()
    # What another has done meanwhile is read anew with the lock.
    session.scalars(line.execution_options(populate_existing=True)).all()
    return kept


def _added(session: Session, by: Acting, told: dict[str, Any], kept: Kept | None) -> SavedMap:
    """A first version, or the next one of a map; one that was withdrawn as a whole is not added to."""
    if kept is not None and kept.map.withdrawn_at is not None:
        raise Conflict("แผนที่นี้ถูกถอนแล้ว นำกลับมาใช้ก่อน", "This map is withdrawn; bring it back first.")
    made_id = new_id()
    line = versions(session, kept.map.first_id, viewer=by.viewer) if kept else []
    if len(line) >= MOST_VERSIONS:
        raise Conflict(
            f"แผนที่หนึ่งมีได้ไม่เกิน {MOST_VERSIONS} รุ่น บันทึกเป็นแผนที่ใหม่แทน",
            f"A map has at most {MOST_VERSIONS} versions; keep it as a new map instead.",
        )
    made = SavedMap(
        id=made_id, first_id=line[0].first_id if line else made_id, number=line[0].number + 1 if line else 1,
        position_number=by.position, **told,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def _set_withdrawn(session: Session, by: Acting, kept: Kept, at: datetime | None) -> None:
    for each in versions(session, kept.map.first_id, viewer=by.viewer):
        each.withdrawn_at = at
    session.flush()


def _noted(one: SavedMap) -> dict[str, Any]:
    """Titles and what the map is of; the address itself is the desk's own affair."""
    return {
        "title_th": one.title_th, "title_en": one.title_en, "layer": one.layer, "class": str(one.class_),
        "version": one.number, "as_of": one.as_of.isoformat() if one.as_of else None,
    }  # fmt: skip
