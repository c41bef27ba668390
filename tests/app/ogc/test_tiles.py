import gzip

import mapbox_vector_tile
import pytest
from fastapi.testclient import TestClient

from gis.tiles import tile_at


def address(client: TestClient, layer: str, lon: float, lat: float, zoom: int) -> str:
    template: str = client.get(f"/tiles/{layer}.json").json()["tiles"][0]
    tile = tile_at(lon, lat, zoom)
    return template.replace("{z}", str(tile.z)).replace("{x}", str(tile.x)).replace("{y}", str(tile.y))


def decoded(content: bytes) -> dict[str, list[dict[str, str]]]:
    found = mapbox_vector_tile.decode(content)
    return {name: [feature["properties"] for feature in layer["features"]] for name, layer in found.items()}


def test_the_tilejson_describes_the_layer(client: TestClient) -> None:
    document = client.get("/tiles/districts.json").json()
    assert document["bounds"] == [100, 15, 103, 16]
    assert [layer["id"] for layer in document["vector_layers"]] == ["districts", "districts_label"]
    assert document["vector_layers"][0]["fields"]["code"] == "String"


@pytest.mark.parametrize(("zoom", "codes"), [(5, {"9801", "9802"}), (8, {"9801", "9802"}), (13, {"9801"})])
def test_a_tile_holds_the_areas_it_touches_at_every_zoom(client: TestClient, zoom: int, codes: set[str]) -> None:
    answer = client.get(address(client, "districts", 100.75, 15.5, zoom))
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    assert {row["code"] for row in decoded(answer.content)["districts"]} == codes


def test_a_label_stands_in_one_tile_only(client: TestClient) -> None:
    """The district 9801 has its label at 100.5; its neighbour's label at 101.5 is in the same tile at zoom 8."""
    with_label = decoded(client.get(address(client, "districts", 100.5, 15.5, 10)).content)
    without = decoded(client.get(address(client, "districts", 100.05, 15.05, 10)).content)
    assert [row["name_th"] for row in with_label["districts_label"]] == ["เมืองของเล่น"]
    assert "districts_label" not in without


def test_a_stamped_tile_never_changes_and_an_unstamped_one_is_asked_again(client: TestClient) -> None:
    stamped = address(client, "districts", 100.5, 15.5, 9)
    first, second = client.get(stamped), client.get(stamped)
    assert first.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert first.content == second.content
    assert first.headers == second.headers
    plain = client.get(stamped.split("?")[0])
    assert (plain.headers["cache-control"], plain.content) == ("public, no-cache", first.content)
    old = client.get(stamped.split("?")[0] + "?v=old")
    assert old.headers["cache-control"] == "public, no-cache"


def test_the_client_that_has_the_tile_gets_304_in_both_roads(client: TestClient) -> None:
    stamped = address(client, "subdistricts", 100.5, 15.5, 9)
    tag = {"If-None-Match": client.get(stamped).headers["etag"]}
    assert client.get(stamped, headers=tag).status_code == 304
    assert client.get(stamped.split("?")[0], headers=tag).status_code == 304


def test_a_tile_is_compressed_once_for_who_takes_it(client: TestClient) -> None:
    stamped = address(client, "districts", 100.5, 15.5, 9)
    with client.stream("GET", stamped, headers={"Accept-Encoding": "gzip"}) as answer:
        raw = b"".join(answer.iter_raw())
        assert answer.headers["content-encoding"] == "gzip"
    plain = client.get(stamped, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(raw) == plain.content


@pytest.mark.parametrize("path", ["districts/3/8/0", "districts/23/0/0", "nothing/0/0/0"])
def test_a_tile_outside_the_matrix_or_of_no_layer_is_404(client: TestClient, path: str) -> None:
    assert client.get(f"/tiles/{path}.mvt").status_code == 404


def test_a_tile_where_nothing_lies_is_empty(client: TestClient) -> None:
    answer = client.get("/tiles/districts/8/0/0.mvt")
    assert (answer.status_code, answer.content) == (200, b"")


def test_the_pole_and_the_edge_of_the_world_do_not_break_a_tile(client: TestClient) -> None:
    for path in ("0/0/0", "1/1/1", "2/3/3", "22/0/4194303"):
        assert client.get(f"/tiles/districts/{path}.mvt").status_code == 200


@pytest.mark.parametrize(
    ("layer", "lon"), [("rivers", 100.5), ("villages", 100.25), ("projects", 100.75), ("flood_zones", 101.0)]
)
def test_every_kind_of_geometry_makes_a_tile(client: TestClient, layer: str, lon: float) -> None:
    content = client.get(address(client, layer, lon, 15.5 if layer != "rivers" else 15.25, 9)).content
    assert len(decoded(content)[layer]) >= 1


def test_a_tile_of_the_front_carries_the_same_protection(client: TestClient) -> None:
    stamped = address(client, "districts", 100.5, 15.5, 9)
    client.get(stamped)
    remembered = client.get(stamped)
    assert remembered.headers["x-content-type-options"] == "nosniff"
    assert remembered.headers["access-control-allow-origin"] == "*"
