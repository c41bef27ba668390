"""32 writers on real connections: each names the version that he read, and no change of another is ever lost."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.core.audit import AuditEvent
from app.core.authority import EVERYTHING, OPERATOR, Acting
from app.core.cluster import Database
from app.core.database import engine_of, transaction
from app.core.errors import Conflict
from app.core.viewing import show_to
from app.datasets import commands
from app.datasets.models import ClassChange, Dataset
from app.datasets.schemas import ClassDecision, ClassProposal, DatasetEdit, DatasetIn
from gis.access import Read
from tests import cast

WRITERS, DATASETS, WANTED, LEAST, SECONDS = 32, 20, 6_000, 5_000, 140
GROUNDS = {"reason": "r", "legal_basis": "l"}


@dataclass
class Race:
    """What the writers share: who they are, and what came of each turn."""

    engine: Engine
    people: list[Acting]
    until: float
    done: list[tuple[str, str, int]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    broken: list[BaseException] = field(default_factory=list)

    def run(self, seed: int) -> None:
        rng = Random(seed)
        try:
            while len(self.done) + len(self.refused) < WANTED and time.monotonic() < self.until:
                self.turn(rng)
        except BaseException as error:
            self.broken.append(error)

    def turn(self, rng: Random) -> None:
        """Read, as a page does, in one transaction; write, as its form does, in another."""
        name = f"raced_{rng.randrange(DATASETS)}"
        with Session(self.engine) as session:
            show_to(session, EVERYTHING)
            read = session.get_one(Dataset, name)
            open_now = session.scalar(
                select(ClassChange.id).where(ClassChange.dataset_id == name, ClassChange.state == "proposed")
            )
            known = (read.version, int(read.title_en), Read(read.class_))
        time.sleep(rng.random() * 0.002)
        try:
            with Session(self.engine) as session, session.begin():
                show_to(session, EVERYTHING)
                act = self.act(session, rng, name, known, open_now)
        except Conflict:
            self.refused.append(name)
        else:
            self.done.append((name, act, known[0]))

    def act(self, session: Session, rng: Random, name: str, known: tuple[int, int, Read], open_now: object) -> str:
        version, count, class_ = known
        by = rng.choice(self.people)
        if open_now is not None and rng.random() < 0.5:
            approver = rng.choice([each for each in self.people if each.position != "O-2"])
            given = ClassDecision(decision="approve", version=version)
            commands.decide_class(session, by=approver, dataset_id=name, change_id=open_now, given=given)  # type: ignore[arg-type]
            return "approved"
        if rng.random() < 0.2 and (class_ is Read.PUBLIC or open_now is None):
            to = Read.INTERNAL if class_ is Read.PUBLIC else Read.PUBLIC
            proposer = next(each for each in self.people if each.position == "O-2")
            proposed = ClassProposal(to=to, version=version, **GROUNDS)
            return commands.propose_class(session, by=proposer, dataset_id=name, given=proposed).state
        editor = by if by.position != "O-1" else self.people[0]
        edit = DatasetEdit(title_th="แข่ง", title_en=str(count + 1), custodian=by.position, version=version)
        commands.edit_dataset(session, by=editor, dataset_id=name, given=edit)
        return "edited"


def start(database: Database) -> list[Acting]:
    with transaction(database) as session:
        for number in range(DATASETS):
            given = DatasetIn(
                id=f"raced_{number}", title_th="แข่ง", title_en="0", geometry_type="Point", custodian="c", source="s",
                organization="office",
            )  # fmt: skip
            commands.define_dataset(session, by=OPERATOR, given=given)
        return [cast.acting(session, number) for number in ("O-2", "O-1", "G-1")]


def test_of_32_writers_none_loses_an_update(toy_database: Database) -> None:
    people = start(toy_database)
    engine = engine_of(toy_database, pool_size=WRITERS)
    race = Race(engine, people, time.monotonic() + SECONDS)
    writers = [threading.Thread(target=race.run, args=(seed,)) for seed in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    engine.dispose()
    assert race.broken == []
    assert len(race.done) + len(race.refused) >= LEAST
    assert len(race.refused) > 50, "the writers never met"
    with transaction(toy_database) as session:
        for name in sorted({name for name, _, _ in race.done}):
            told_by_the_end(session, race, name)
        signed = select(func.count()).where(
            AuditEvent.object_id.startswith("raced_"), AuditEvent.act != "dataset.defined"
        )
        assert session.scalar(signed) == len(race.done)


def told_by_the_end(session: Session, race: Race, name: str) -> None:
    """Versions without gap, an edit for each count, and classes that follow each other."""
    mine = [(act, version) for dataset, act, version in race.done if dataset == name]
    moved = sorted(version for act, version in mine if act != "proposed")
    dataset = session.get_one(Dataset, name)
    assert moved == list(range(1, dataset.version)), "a version was given twice, or left out"
    assert int(dataset.title_en) == Counter(act for act, _ in mine)["edited"]
    asked = select(ClassChange).where(ClassChange.dataset_id == name, ClassChange.state.in_(["approved", "raised"]))
    at = Read.INTERNAL.value
    for change in session.scalars(asked.order_by(ClassChange.decided_at)):
        assert change.from_class == at
        at = change.to_class
    assert dataset.class_ == at
