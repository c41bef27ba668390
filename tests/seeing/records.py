"""What the catalogue and the log hold beside features: datasets and acts of every class, and who may see which."""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.cluster import Database
from app.core.database import transaction
from app.core.roles import Role
from tests.seeing.rows import CLASSES, SECRET, WELFARE, Rank

AUDITORS = ("G-1", "O-4")
POSITIONS = ("G-1", "O-1", "O-2", "W-1", "D-1")


@dataclass(frozen=True)
class Catalogued:
    """A dataset without features."""

    id: str
    class_: str

    def is_for(self, viewer: Viewer) -> bool:
        """A dataset has no scope: its owner is told to all who are cleared for it."""
        purpose = WELFARE if "personal" in self.class_ else None
        everywhere = Viewer(viewer.position, viewer.classes, None, None, viewer.purposes)
        return Rank(self.class_, None, None, purpose).is_for(everywhere)

    def write(self, session: Session) -> None:
        purpose = WELFARE if "personal" in self.class_ else None
        session.execute(
            text(
                "INSERT INTO datasets.dataset (id, title_th, title_en, geometry_type, custodian, source, class, purpose)"
                " VALUES (:id, :title, :title, 'Point', 'office', :title, :class, :purpose)"
            ),
            {"id": self.id, "title": SECRET + self.id, "class": self.class_, "purpose": purpose},
        )


@dataclass(frozen=True)
class Noted:
    """An act of the year 2021 in the log."""

    key: uuid.UUID
    class_: str
    position: str

    def is_for(self, viewer: Viewer) -> bool:
        """Auditors read what they are cleared for; nobody else reads the log at all."""
        return viewer.position in AUDITORS and self.class_ in {held.value for held in viewer.classes}

    def write(self, session: Session) -> None:
        session.execute(
            text(
                "INSERT INTO core.audit_event (id, at, act, by_position, by_title, basis, object_kind, object_id, detail, class)"
                " VALUES (:id, '2021-03-03 10:00+07', 'project.registered', :position, :secret, 'substantive', 'project',"
                " :secret, CAST(:detail AS jsonb), :class)"
            ),
            {
                "id": self.key, "position": self.position, "secret": f"{SECRET}{self.key.hex[:8]}", "class": self.class_,
                "detail": json.dumps({"said": SECRET}),
            },
        )  # fmt: skip


def some_records(seed: int, count: int = 40) -> list[Catalogued | Noted]:
    """Equal for equal seeds: each class of dataset twice or more, and acts of the three classes that acts have."""
    chance = random.Random(f"records of {seed}")
    datasets = [Catalogued(f"d{chance.getrandbits(32):x}", CLASSES[n % len(CLASSES)]) for n in range(count // 4)]
    classes = ("public", "internal", "personal", "confidential")
    acts = [Noted(uuid.UUID(int=chance.getrandbits(128)), chance.choice(classes), chance.choice(POSITIONS))
            for _ in range(count)]  # fmt: skip
    return [*datasets, *acts]


def write_records(database: Database, records: Iterable[Catalogued | Noted]) -> None:
    """All of them in one transaction of the owner's."""
    with transaction(database, Role.OWNER) as session:
        for record in records:
            record.write(session)
