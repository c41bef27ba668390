"""Acts on saved maps, each refused where it must be."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.authority import EVERYTHING, Viewer
from app.core.cluster import Database
from app.core.database import transaction
from app.core.errors import Conflict, Forbidden
from app.core.published import LAYERS
from app.core.viewing import show_to
from app.maps.saved import commands
from app.maps.saved.commands import keep_map, rename_map, restore_map, withdraw_map
from app.maps.saved.schemas import MapIn, TitlesIn
from gis.access import Read
from gis.catalog import Catalog
from tests import cast

CATALOG = Catalog.read(LAYERS)
GIVEN = MapIn(title_th="ก", title_en="a", layer="roads", query="layers=roads")
WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
ROADS = CATALOG.get("roads", EVERYTHING.visible())


def kept(session: Session, number: str = "O-2", class_: Read = Read.PUBLIC) -> str:
    assert ROADS is not None
    show_to(session, EVERYTHING)
    by = cast.acting(session, number)
    return keep_map(session, by=by, given=GIVEN, front=ROADS, class_=class_, as_of=None).id


def test_who_does_not_see_the_class_of_all_layers_keeps_no_map(session: Session) -> None:
    assert kept(session, "O-1", Read.CONFIDENTIAL)
    with pytest.raises(Forbidden):
        kept(session, "O-2", Read.CONFIDENTIAL)


def test_who_sees_nothing_changes_nothing(session: Session) -> None:
    key, blind = kept(session), replace(cast.acting(session, "O-2"), viewer=Viewer("O-2", frozenset()))
    for act in (withdraw_map, restore_map):
        with pytest.raises(Forbidden):
            act(session, by=blind, map_id=key)
    with pytest.raises(Forbidden):
        rename_map(session, by=blind, map_id=key, given=TitlesIn(title_th="ก", title_en="a"))


def test_a_position_keeps_so_many_maps_and_more_versions_of_them(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ROADS is not None
    monkeypatch.setattr(commands, "MOST_OF_A_POSITION", 1)
    key, by = kept(session), cast.acting(session, "O-2")
    with pytest.raises(Conflict, match="ไม่เกิน 1 แผนที่"):
        kept(session)
    again = GIVEN.model_copy(update={"of": key})
    second = keep_map(session, by=by, given=again, front=ROADS, class_=Read.PUBLIC, as_of=None)
    assert (second.first_id, second.number) == (key, 2)


def test_a_map_has_so_many_versions(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ROADS is not None
    monkeypatch.setattr(commands, "MOST_VERSIONS", 2)
    key, by = kept(session), cast.acting(session, "O-2")
    again = GIVEN.model_copy(update={"of": key})
    assert keep_map(session, by=by, given=again, front=ROADS, class_=Read.PUBLIC, as_of=None).number == 2
    with pytest.raises(Conflict, match="ไม่เกิน 2 รุ่น"):
        keep_map(session, by=by, given=again, front=ROADS, class_=Read.PUBLIC, as_of=None)


def test_a_map_that_another_withdraws_meanwhile_gets_no_version(province: Database) -> None:
    with transaction(province) as first:
        key = kept(first)

    def version() -> None:
        with transaction(province) as late:
            again = GIVEN.model_copy(update={"of": key})
            assert ROADS is not None
            keep_map(late, by=cast.acting(late, "O-2"), given=again, front=ROADS, class_=Read.PUBLIC, as_of=None)

    with ThreadPoolExecutor(1) as threads:
        with transaction(province) as sooner:
            withdraw_map(sooner, by=cast.acting(sooner, "O-2"), map_id=key)
            late = threads.submit(version)
            while not sooner.scalar(WAITING):
                assert not late.done(), late.exception()
        with pytest.raises(Conflict, match="ถอนแล้ว"):
            late.result()
