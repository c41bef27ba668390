"""A change is seen at the next request, and only by the layers that it feeds."""

from fastapi.testclient import TestClient
from sqlalchemy import text

from app.core.cluster import Database
from app.core.database import transaction
from app.core.published import LAYERS
from app.core.roles import Role
from app.core.settings import Settings
from app.main import create_app
from gis.catalog import Catalog

RENAME = text("UPDATE places.area SET name_th = 'เมืองใหม่' WHERE code = '9801'")

RECOUNTED = text("""
INSERT INTO indicators.observation (indicator_code, area_id, area_code, period_start, period_end, value, status, vintage_on,
    source, is_synthetic)
SELECT indicator_code, area_id, area_code, period_start, period_end, value + 500, 'revised', published.known_on(), source,
    is_synthetic
FROM indicators.observation WHERE indicator_code = 'POP-TOTAL' AND area_code = '980101' ORDER BY vintage_on DESC LIMIT 1
""")


def test_a_committed_change_reaches_items_tiles_and_feeds_at_once(settings: Settings, toy_database: Database) -> None:
    watched = ("/ogc/collections/districts/items", "/tiles/districts/8/199/116.mvt", "/feeds/districts.geojson")
    with TestClient(create_app(settings, toy_database)) as client:
        before = {path: client.get(path) for path in watched}
        river = client.get("/feeds/rivers.geojson").headers["etag"]
        with transaction(toy_database) as session:
            session.execute(RENAME)
        for path, old in before.items():
            new = client.get(path, headers={"If-None-Match": old.headers["etag"]})
            assert new.status_code == 200, path
            assert "เมืองใหม่".encode() in new.content
        assert client.get("/feeds/rivers.geojson", headers={"If-None-Match": river}).status_code == 304


def test_a_new_vintage_of_one_subdistrict_reaches_a_remembered_choropleth_at_once(
    settings: Settings, toy_database: Database
) -> None:
    """District 9801 of 100 km² has 300 people, 200 of them in its first subdistrict, which turn out to be 700: 3 and then 8."""
    address = "/api/choropleth/population_density_districts"
    narrowed = f"{address}?filter=code%3D'9801'"
    with TestClient(create_app(settings, toy_database)) as client:
        before = [client.get(address) for _ in range(2)]
        assert before[0].content == before[1].content
        assert client.get(narrowed).json()["values"] == {"9801": 3}
        with transaction(toy_database) as session:
            session.execute(RECOUNTED)
        after = client.get(address, headers={"If-None-Match": before[1].headers["etag"]})
        assert after.json()["values"] == before[0].json()["values"] | {"9801": 8}
        assert after.json()["version"] != before[0].json()["version"]
        assert client.get(narrowed).json()["values"] == {"9801": 8}
        assert client.get(address).headers["etag"] == after.headers["etag"]


def test_an_act_that_fails_moves_no_version(settings: Settings, toy_database: Database) -> None:
    with TestClient(create_app(settings, toy_database)) as client:
        tag = client.get("/feeds/districts.geojson").headers["etag"]
        try:
            with transaction(toy_database) as session:
                session.execute(RENAME)
                raise InterruptedError
        except InterruptedError:
            pass
        assert client.get("/feeds/districts.geojson").headers["etag"] == tag


def test_one_transaction_moves_a_version_once_and_leaves_no_note(toy_database: Database) -> None:
    ask = text("SELECT version FROM core.layer_version WHERE layer = 'districts' AND audience = 'public'")
    with transaction(toy_database) as session:
        before = session.scalar(ask)
    with transaction(toy_database) as session:
        session.execute(RENAME)
        session.execute(RENAME)
    with transaction(toy_database) as session:
        assert session.scalar(ask) == before + 1
        assert session.scalar(text("SELECT count(*) FROM core.touched")) == 0


def test_a_boundary_generalised_anew_moves_the_versions_of_the_layers_whose_tiles_show_it(
    toy_database: Database,
) -> None:
    ask = text("SELECT layer, version FROM core.layer_version WHERE audience = 'public'")
    with transaction(toy_database) as session:
        before: dict[str, int] = dict(session.execute(ask).all())
    with transaction(toy_database) as session:
        session.execute(text("UPDATE derived.area_overview SET geom = geom WHERE band = 5"))
    with transaction(toy_database) as session:
        after: dict[str, int] = dict(session.execute(ask).all())
    moved = {layer for layer in after if after[layer] == before[layer] + 1}
    drawn = {layer.id for layer in Catalog.read(LAYERS) if layer.source.generalised}
    assert moved == drawn >= {"provinces", "districts", "subdistricts"}


def test_the_audit_log_refuses_to_be_rewritten(toy_database: Database) -> None:
    with transaction(toy_database, Role.OWNER) as session:
        for act in (
            "UPDATE core.audit_event SET act = 'x'",
            "DELETE FROM core.audit_event",
            "TRUNCATE core.audit_event",
        ):
            refused = ""
            try:
                with session.begin_nested():
                    session.execute(text(act))
            except Exception as error:
                refused = str(error)
            assert "append-only" in refused
