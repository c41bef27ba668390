"""A drawing is drawn once for each state of the data, and again when they change."""

from __future__ import annotations

from fastapi.testclient import TestClient

from app.core.cluster import Database
from app.core.database import transaction
from app.core.settings import Settings
from app.main import create_app
from app.places.models import Area


def test_a_changed_boundary_name_is_on_the_next_drawing(settings: Settings, toy_database: Database) -> None:
    with TestClient(create_app(settings, toy_database)) as client:
        assert "เหนือ" in client.get("/maps/districts.svg").text
        assert "เหนือ" in client.get("/maps/districts.svg").text
        with transaction(toy_database) as session:
            session.query(Area).filter(Area.code == "9802").one().name_th = "ชื่อใหม่"
        drawn = client.get("/maps/districts.svg").text
        assert "ชื่อใหม่" in drawn
        assert ">เหนือ<" not in drawn
