"""From a feed to the question that it puts to its layer: sound when it is kept, and looked at again whenever it is read.

A feed lends nobody its owner's eyes. Whoever reads it asks the layer as he sees it; where he cannot see the layer, or an
attribute that the question names, the feed is not there for him.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from app.core.authority import EVERYTHING, PUBLIC, Acting, Viewer
from app.core.errors import Conflict, Gone, Invalid, PhaenError
from app.feeds.queries import NO_FEED, Kept, feed_by_id
from app.feeds.rules import NARROWING, Sharing, State
from app.feeds.schemas import FeedIn
from app.ogc.parameters import both
from app.ogc.shelf import Shelf
from app.ogc.taking import Taking, taking_of
from gis.columns import CASTS, quoted
from gis.cql2.sql import Condition
from gis.layer import Layer
from gis.queryables import filterable
from gis.question import Question
from gis.writers.formats import FORMATS

WITHDRAWN = Gone(
    "เจ้าของถอนฟีดนี้แล้ว ติดต่อหน่วยงานเจ้าของฟีดหากยังต้องใช้",
    "This feed was withdrawn by its owner; ask that office if you still need it.",
)
EXPIRED = Gone(
    "ฟีดนี้หมดอายุแล้ว ติดต่อหน่วยงานเจ้าของฟีดเพื่อต่ออายุ", "This feed has expired; ask the office that owns it to renew it."
)

NO_LAYER = Gone("ไม่มีชั้นข้อมูลที่ฟีดนี้ถามแล้ว", "The layer that this feed asks is no longer there.")


def sound(shelf: Shelf, by: Acting, given: FeedIn) -> Layer:
    """The layer of a question that can be asked of it now, as the position and each one it is shared with may ask.

    Raises NotFound for a layer that the position does not see, Invalid for a question that cannot be asked, and for one
    that is to be public and that the public cannot ask.
    """
    layer = shelf.layer(given.layer, by.viewer)
    taking(layer, given.parameters)
    if given.sharing is Sharing.PUBLIC:
        _must_be_public(shelf, given)
    return layer


def _must_be_public(shelf: Shelf, given: FeedIn) -> None:
    public = shelf.catalog.get(given.layer, PUBLIC.visible())
    if public is None:
        raise Invalid(
            "ชั้นข้อมูลนี้ไม่เป็นสาธารณะ ฟีดจึงเป็นสาธารณะไม่ได้", "The layer is not public, so no feed of it is.", place="sharing"
        )
    try:
        taking(public, given.parameters)
    except Invalid as error:
        raise Invalid(
            f"ถามแบบสาธารณะไม่ได้: {error.th}", f"The public cannot ask this: {error.en}", place="sharing"
        ) from error


def taking(layer: Layer, parameters: Mapping[str, str]) -> Taking:
    """What these parameters take of the layer. Raises Invalid for one that a feed does not keep."""
    allowed = {*NARROWING, *(attribute.name for attribute in filterable(layer))}
    for name in parameters:
        if name not in allowed:
            known = ", ".join(sorted(allowed))
            raise Invalid(f"{name}: ฟีดเก็บได้เฉพาะ {known}", f"{name}: a feed keeps only {known}.", place=name)
    return taking_of(layer, parameters, FORMATS["csv"])


def standing(
    session: Session, shelf: Shelf, feed_id: str, version: int | None, *, viewer: Viewer
) -> tuple[Kept, Taking]:
    """A feed that answers now, and what it takes of its layer as this viewer sees it. Raises as ``answered_by`` does."""
    kept = feed_by_id(session, feed_id, viewer=viewer, version=version)
    return kept, answered_by(shelf, kept, viewer=viewer)


def answered_by(shelf: Shelf, kept: Kept, *, viewer: Viewer) -> Taking:
    """What a feed that stands takes of its layer as this viewer sees it.

    Raises NotFound; Gone for one that was withdrawn, has expired or whose layer is no more; Conflict where the layer was
    changed so that the question can no longer be asked.
    """
    if kept.state is not State.STANDING:
        raise WITHDRAWN if kept.state is State.WITHDRAWN else EXPIRED
    return asked_by(shelf, kept, viewer=viewer)


def asked_by(shelf: Shelf, kept: Kept, *, viewer: Viewer) -> Taking:
    """What a feed takes of its layer as this viewer sees it. Raises as ``answered_by`` does.

    What the refusal names is of the layer as the viewer sees it; he learns of nothing that is above him.
    """
    asked, whole = kept.version, shelf.catalog.get(kept.version.layer, EVERYTHING.visible())
    if whole is None:
        raise NO_LAYER
    layer = shelf.catalog.get(asked.layer, viewer.visible())
    if layer is None:
        raise NO_FEED
    try:
        return taking(layer, asked.parameters)
    except Invalid as error:
        if _can_be_asked(whole, asked.parameters):
            raise NO_FEED from None
        raise Conflict(
            f"ชั้นข้อมูล {asked.layer} เปลี่ยนไป คำถามของฟีดนี้จึงใช้ไม่ได้แล้ว เจ้าของต้องแก้ไข: {error.th}",
            f"The layer {asked.layer} was changed, and this feed's question can no longer be asked; its owner must edit it."
            f" {error.en}", place=error.place,
        ) from error  # fmt: skip


def _can_be_asked(layer: Layer, parameters: Mapping[str, str]) -> bool:
    try:
        taking(layer, parameters)
    except Invalid:
        return False
    return True


def fault(shelf: Shelf, kept: Kept, *, viewer: Viewer) -> PhaenError | None:
    """Why this viewer cannot be answered."""
    try:
        asked_by(shelf, kept, viewer=viewer)
    except PhaenError as error:
        return error
    return None


def is_for(shelf: Shelf, kept: Kept, *, viewer: Viewer) -> bool:
    """Whether a list shows this viewer the feed: his own in any case, another's where it answers him."""
    return kept.is_own or fault(shelf, kept, viewer=viewer) is None


def narrowed(taken: Taking) -> tuple[Layer, Question]:
    """The layer with the chosen attributes and its id alone, and the question in a form that needs no other."""
    layer, question = taken.layer, taken.question
    shown = tuple(a for a in layer.attributes if a in taken.attributes or a.name == layer.source.id)
    for name, value in question.equal.items():
        attribute = layer.attribute(name)
        assert attribute is not None, name
        text = f"{quoted(name)} = CAST(%(is_{name})s AS {CASTS[attribute.type]})"
        question = replace(question, filter=both(question.filter, Condition(text, {f"is_{name}": value})))
    return layer.model_copy(update={"attributes": shown}), replace(question, equal={})
