"""The first page."""

from __future__ import annotations

from collections.abc import Callable

from fastapi.testclient import TestClient

from app.core.cluster import Database
from app.core.settings import Settings
from app.main import create_app


def test_the_first_page_is_headed_by_what_is_late(client: TestClient) -> None:
    """P-1 is finished without an owner of its asset; of P-2 and P-3 nothing is known."""
    page = client.get("/").text
    assert "<h1>1 โครงการล่าช้า</h1>" in page
    assert "3<small>โครงการ</small>" in page


def test_the_first_page_lists_districts_sites_and_every_layer(client: TestClient) -> None:
    page = client.get("/").text
    assert all(f'href="/places/{code}"' in page for code in ("9801", "9802", "9803"))
    assert "ก่อสร้างฝายบ้านน้ำใส" in page
    assert 'href="/feeds/flood_zones.geojson"' in page
    assert 'role="img"' in page


def test_the_first_page_is_complete_in_english(client: TestClient) -> None:
    page = client.get("/", headers={"Cookie": "lang=en"}).text
    assert "<h1>1 project is late</h1>" in page
    assert "Looked for and not found" in page
    assert "Changed since the meeting of" in page


def test_an_empty_house_says_how_to_begin(settings: Settings, fresh_database: Database) -> None:
    with TestClient(create_app(settings, fresh_database)) as empty:
        page = empty.get("/").text
        assert "./phaen import areas FILE" in page
        assert empty.get("/maps").status_code == 200
        assert "./phaen import areas FILE" in empty.get("/places").text


def test_a_page_made_for_a_position_is_kept_by_nobody(
    client: TestClient, client_as: Callable[[str], TestClient]
) -> None:
    assert client.get("/").headers["cache-control"] == "no-cache"
    assert client_as("O-2").get("/").headers["cache-control"] == "private, no-store"
