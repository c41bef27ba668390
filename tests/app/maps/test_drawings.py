"""A drawing is drawn once for each state of the data, and again when they change."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial

from fastapi.testclient import TestClient

from app.core.cluster import Database
from app.core.database import transaction
from app.core.settings import Settings
from app.main import create_app
from app.maps.drawings import HELD, Drawings
from app.places.models import Area


def test_a_drawing_is_drawn_once_for_each_key() -> None:
    held, drawn = Drawings(), list[str]()

    def draw(key: str) -> str:
        drawn.append(key)
        return key.upper()

    for key in ("a", "b", "a", "a"):
        assert held.get(key, partial(draw, key)) == key.upper()
    assert drawn == ["a", "b"]


def test_the_least_recently_used_drawing_gives_way() -> None:
    held = Drawings()
    for number in range(HELD + 1):
        held.get(number, lambda: "old")
    assert held.get(0, lambda: "drawn again") == "drawn again"
    assert held.get(HELD, lambda: "drawn again") == "old"


def test_threads_may_ask_together() -> None:
    held = Drawings()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: held.get(number % 5, lambda: str(number % 5)), range(500)))
    assert answers == [str(number % 5) for number in range(500)]


def test_a_changed_boundary_name_is_on_the_next_drawing(settings: Settings, toy_database: Database) -> None:
    with TestClient(create_app(settings, toy_database)) as client:
        assert "เหนือ" in client.get("/maps/districts.svg").text
        assert "เหนือ" in client.get("/maps/districts.svg").text
        with transaction(toy_database) as session:
            session.query(Area).filter(Area.code == "9802").one().name_th = "ชื่อใหม่"
        drawn = client.get("/maps/districts.svg").text
        assert "ชื่อใหม่" in drawn
        assert ">เหนือ<" not in drawn
