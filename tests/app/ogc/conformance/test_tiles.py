"""OGC API Tiles Part 1 (20-057), annex A: core, tileset, tilesets list, geodata tilesets, MVT and OpenAPI 3.0."""

import mapbox_vector_tile
import pytest
from fastapi.testclient import TestClient

from gis.tiles import tile_at
from tests.app.ogc.conformance.documents import PLACED, PUBLIC_LAYERS, Document, Told, links
from tests.app.ogc.conformance.proofs import proves

QUAD = "WebMercatorQuad"
TILING_SCHEME = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
TILESETS = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
MVT = "application/vnd.mapbox-vector-tile"
OPERATIONS = {
    "/": "getLandingPage",
    "/conformance": "getConformance",
    "/collections": "getCollectionsList",
    "/collections/{collectionId}": "getCollection",
    "/tileMatrixSets": "getTileMatrixSetsList",
    "/tileMatrixSets/{tileMatrixSetId}": "getTileMatrixSet",
    "/collections/{collectionId}/tiles": ".collection.vector.getTileSetsList",
    "/collections/{collectionId}/tiles/{tileMatrixSetId}": ".collection.vector.getTileSet",
    "/collections/{collectionId}/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}": ".collection.vector.getTile",
}


def template(told: Told, layer: str) -> str:
    """The address of a tile as the tileset gives it."""
    [found] = links(told(f"/ogc/collections/{layer}/tiles/{QUAD}"), "item")
    return found["href"]


def filled(address: str, matrix: object, row: object, column: object) -> str:
    for name, value in (("tileMatrix", matrix), ("tileRow", row), ("tileCol", column)):
        address = address.replace(f"{{{name}}}", str(value))
    return address


@proves(
    "tiles", "core", "tc-op", "tc-success", "tc-tilematrix-definition", "tc-tilerow-definition", "tc-tilecol-definition"
)
@proves("tiles", "mvt", "content")
@pytest.mark.parametrize("layer", PLACED)
@pytest.mark.parametrize("zoom", [5, 9])
def test_a_tile_by_matrix_row_and_column_is_the_vector_tile_of_that_place(
    client: TestClient, told: Told, layer: str, zoom: int
) -> None:
    tile = tile_at(100.75, 15.5, zoom)
    answer = client.get(filled(template(told, layer), zoom, tile.y, tile.x), headers={"Accept": MVT})
    assert (answer.status_code, answer.headers["content-type"]) == (200, MVT)
    assert answer.content == client.get(f"/tiles/{layer}/{zoom}/{tile.x}/{tile.y}.mvt").content
    assert layer in mapbox_vector_tile.decode(answer.content) or layer in ("rivers", "facilities", "roads")


@proves("tiles", "core", "tc-error")
@pytest.mark.parametrize("layer", PUBLIC_LAYERS)
def test_a_tile_outside_is_404_and_one_without_content_is_empty(client: TestClient, told: Told, layer: str) -> None:
    address = template(told, layer)
    for matrix, row, column in ((3, 0, 8), (3, 8, 0), (99, 0, 0)):
        assert client.get(filled(address, matrix, row, column)).status_code == 404
    assert client.get(filled(address, "x", 0, 0)).status_code == 400
    empty = client.get(filled(address, 8, 0, 0))
    assert (empty.status_code, empty.content) == (200, b"")


@proves("tiles", "core", "conformance-success")
@proves("tiles", "tileset", "conformance-success")
@proves("tiles", "tilesets-list", "conformance-success")
@proves("tiles", "geodata-tilesets", "conformance-success")
def test_the_classes_of_tiles_are_declared(told: Told) -> None:
    base = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf"
    names = ("core", "tileset", "tilesets-list", "geodata-tilesets", "mvt", "oas30")
    assert {f"{base}/{name}" for name in names} <= set(told("/ogc/conformance")["conformsTo"])


@proves("tiles", "tileset", "description")
@pytest.mark.parametrize("layer", PUBLIC_LAYERS)
def test_a_tileset_says_its_matrix_set_and_where_its_tiles_are(client: TestClient, told: Told, layer: str) -> None:
    document = told(f"/ogc/collections/{layer}/tiles/{QUAD}")
    told.valid(document, "tileset")
    assert (document["dataType"], document["crs"]) == ("vector", "http://www.opengis.net/def/crs/EPSG/0/3857")
    assert document["tileMatrixSetURI"].endswith(f"/def/tilematrixset/OGC/1.0/{QUAD}")
    [tiles] = links(document, "item")
    assert tiles["type"] == MVT
    assert str(tiles["templated"]) == "True"
    assert [name for name in ("{tileMatrix}", "{tileRow}", "{tileCol}") if name not in tiles["href"]] == []
    [scheme] = links(document, TILING_SCHEME)
    _is_the_quad(client.get(scheme["href"]).json())
    [named] = document["layers"]
    assert named["id"] == layer


@proves("tiles", "tilesets-list", "tileset-links")
@proves("tiles", "geodata-tilesets", "operation")
@pytest.mark.parametrize("layer", PUBLIC_LAYERS)
def test_the_tilesets_of_a_collection_lead_each_to_its_description(client: TestClient, told: Told, layer: str) -> None:
    address = f"/ogc/collections/{layer}/tiles"
    document = told(address)
    told.valid(document, "tilesets")
    [listed] = document["tilesets"]
    [own] = links(listed, "self")
    assert own["href"].endswith(f"{address}/{QUAD}")
    whole = client.get(own["href"]).json()
    assert {name: whole[name] for name in listed} == listed
    assert len(links(listed, TILING_SCHEME)) == 1


@proves("tiles", "geodata-tilesets", "desc-links")
@pytest.mark.parametrize("layer", PUBLIC_LAYERS)
def test_a_collection_links_its_tilesets(client: TestClient, told: Told, layer: str) -> None:
    [link] = links(told(f"/ogc/collections/{layer}"), TILESETS)
    assert client.get(link["href"]).json() == told(f"/ogc/collections/{layer}/tiles")


@proves("tiles", "oas30", "completeness", "operation-id")
def test_the_definition_names_every_operation_as_the_standard_does(told: Told) -> None:
    paths = told("/ogc/api")["paths"]
    assert {path: paths[path]["get"]["operationId"] for path in OPERATIONS} == OPERATIONS


def test_the_matrix_sets_lead_to_their_definition_and_no_other_is_known(client: TestClient, told: Told) -> None:
    [only] = told("/ogc/tileMatrixSets")["tileMatrixSets"]
    [own] = links(only, "self")
    _is_the_quad(client.get(own["href"]).json())
    for path in (
        "tileMatrixSets/WorldCRS84Quad",
        "collections/roads/tiles/WorldCRS84Quad",
        "collections/roads/tiles/x/0/0/0",
    ):
        assert client.get(f"/ogc/{path}").status_code == 404
    assert client.get(f"/ogc/collections/roads/tiles/{QUAD}/0/0/0?f=png").status_code == 400


def _is_the_quad(document: Document) -> None:
    """By the figures of 17-083r4, annex D.1."""
    first, last = document["tileMatrices"][0], document["tileMatrices"][22]
    assert first["scaleDenominator"] == pytest.approx(559082264.028717, rel=1e-9)
    assert first["cellSize"] == pytest.approx(156543.033928041, rel=1e-9)
    assert first["pointOfOrigin"] == pytest.approx([-20037508.3427892, 20037508.3427892], rel=1e-12)
    assert last["scaleDenominator"] == pytest.approx(133.295598, rel=1e-7)
    assert [each["matrixWidth"] for each in document["tileMatrices"]] == [2**zoom for zoom in range(23)]
