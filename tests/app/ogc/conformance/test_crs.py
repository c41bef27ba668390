"""OGC API Features Part 2 (18-058r1), annex A: coordinate reference systems by reference."""

import itertools

import numpy as np
import pytest
import shapely
from fastapi.testclient import TestClient
from pyproj import Transformer

from gis.crs import INDIAN_1975_TOWGS84, REGISTRY
from tests.app.ogc.conformance.documents import CRS84, EPSG, PLACED, PUBLIC_LAYERS, Told
from tests.app.ogc.conformance.proofs import proves

ITEMS = "/ogc/collections/{}/items"
SYSTEMS = {**{EPSG.format(code): code for code in REGISTRY}, CRS84: 4326}
CLOSE = {"geographic": 1e-5, "projected": 0.02}
UTM = {"32647": ("47", "+datum=WGS84"), "32648": ("48", "+datum=WGS84"),
       "24047": ("47", f"+a=6377276.345 +rf=300.8017 +towgs84={INDIAN_1975_TOWGS84}"),
       "24048": ("48", f"+a=6377276.345 +rf=300.8017 +towgs84={INDIAN_1975_TOWGS84}")}  # fmt: skip


def reprojected(x: float, y: float, uri: str) -> tuple[float, float]:
    """A position by PROJ alone, in the official order of the axes."""
    code = uri.rsplit("/", 1)[1]
    if uri == CRS84:
        return x, y
    if code == "4326":
        return y, x
    if code == "4240":
        target = f"+proj=longlat +a=6377276.345 +rf=300.8017 +towgs84={INDIAN_1975_TOWGS84} +no_defs"
    elif code == "3857":
        target = "EPSG:3857"
    else:
        zone, datum = UTM[code]
        target = f"+proj=utm +zone={zone} {datum} +units=m +no_defs"
    moved = Transformer.from_crs("OGC:CRS84", target, always_xy=True).transform(x, y)
    return (moved[1], moved[0]) if code == "4240" else (moved[0], moved[1])


@proves("crs", "crs", "crs-uri", "default-crs", "storageCrs")
@pytest.mark.parametrize("layer", PUBLIC_LAYERS)
def test_a_collection_lists_its_systems_by_uri_with_the_default_and_the_stored_one(told: Told, layer: str) -> None:
    document = told(f"/ogc/collections/{layer}")
    assert document["crs"][0] == CRS84
    assert set(document["crs"]) == set(SYSTEMS)
    assert document["storageCrs"] in document["crs"]
    assert all(uri.startswith("http://www.opengis.net/def/crs/") for uri in document["crs"])


@proves("crs", "crs", "crs-parameter", "crs-parameter-transform", "crs-transform")
@pytest.mark.parametrize("uri", SYSTEMS)
@pytest.mark.parametrize("layer", PLACED)
def test_features_in_a_system_are_those_of_crs84_moved_there_by_its_own_order_of_axes(
    client: TestClient, layer: str, uri: str
) -> None:
    answer = client.get(ITEMS.format(layer), params={"crs": uri})
    assert (answer.status_code, answer.headers["content-crs"]) == (200, f"<{uri}>")
    plain, moved = client.get(ITEMS.format(layer)).json(), answer.json()
    close = 1e-5 if uri == CRS84 else CLOSE[REGISTRY[SYSTEMS[uri]].kind]
    assert [each["id"] for each in moved["features"]] == [each["id"] for each in plain["features"]]
    for one, other in zip(plain["features"], moved["features"], strict=True):
        expected = [reprojected(x, y, uri) for x, y in _coordinates(one)]
        # six decimals of a degree are 11 cm: that much the plain answer may be rounded
        assert np.allclose(expected, _coordinates(other), rtol=0, atol=max(close, 0.2 if close > 0.01 else close))


@proves("crs", "crs", "crs-parameter-feature")
@pytest.mark.parametrize("uri", SYSTEMS)
def test_one_feature_is_told_in_the_system_too(client: TestClient, uri: str) -> None:
    answer = client.get(f"{ITEMS.format('districts')}/9801", params={"crs": uri})
    [listed, *_] = client.get(ITEMS.format("districts"), params={"crs": uri, "code": "9801"}).json()["features"]
    assert (answer.headers["content-crs"], answer.json()["geometry"]) == (f"<{uri}>", listed["geometry"])


@proves("crs", "crs", "crs-parameter-default")
def test_without_a_system_it_is_crs84(client: TestClient) -> None:
    plain, named = (client.get(ITEMS.format("roads"), params=given) for given in ({}, {"crs": CRS84}))
    assert plain.headers["content-crs"] == named.headers["content-crs"] == f"<{CRS84}>"
    assert plain.json()["features"] == named.json()["features"]


@proves("crs", "crs", "crs-parameter-invalid", "bbox-crs-parameter-invalid")
@pytest.mark.parametrize("layer", PUBLIC_LAYERS)
@pytest.mark.parametrize("name", ["crs", "bbox-crs"])
def test_a_system_that_is_not_listed_is_400(client: TestClient, layer: str, name: str) -> None:
    for uri in (EPSG.format(4269), "EPSG:32647", ""):
        answer = client.get(ITEMS.format(layer), params={name: uri, "bbox": "1,2,3,4"})
        assert (answer.status_code, answer.json()["parameter"]) == (400, name)


@proves("crs", "crs", "bbox-crs-parameter")
@pytest.mark.parametrize("uri", SYSTEMS)
@pytest.mark.parametrize("layer", ["districts", "subdistricts", "villages", "projects"])
def test_a_box_in_a_system_finds_what_lies_in_it_there(client: TestClient, layer: str, uri: str) -> None:
    """The box around the middle of the first district, whose sides in that system stay far from every other border."""
    corners = [reprojected(x, y, uri) for x, y in itertools.product((100.2, 100.8), (15.4, 15.6))]
    low, high = np.min(corners, axis=0), np.max(corners, axis=0)
    given = {"bbox": ",".join(map(repr, map(float, (*low, *high)))), "bbox-crs": uri}
    plain = client.get(ITEMS.format(layer), params={"bbox": "100.2,15.4,100.8,15.6"}).json()
    found = client.get(ITEMS.format(layer), params=given).json()
    assert [each["id"] for each in found["features"]] == [each["id"] for each in plain["features"]]
    assert found["numberMatched"] == plain["numberMatched"] > 0


@proves("crs", "crs", "bbox-crs-parameter-default")
def test_a_box_without_a_system_is_of_crs84(client: TestClient) -> None:
    one, other = (client.get(ITEMS.format("villages"), params={"bbox": "100,15,101,16", **more}).json()
                  for more in ({}, {"bbox-crs": CRS84}))  # fmt: skip
    assert one["features"] == other["features"] != []


def test_a_side_that_bends_between_two_systems_is_followed(client: TestClient) -> None:
    """The villages lie on 15.5°, which in UTM 47 rises eastwards: the northern side of a box passes 100 m above the third.

    The straight line in degrees between its corners would pass 300 m below it.
    """
    uri = EPSG.format(32647)
    (west, south), (east, _), (_, north) = (
        reprojected(*at, uri) for at in ((100.2, 15.4), (102.8, 15.5), (101.25, 15.5))
    )
    given = {"bbox": f"{west},{south},{east},{north + 100}", "bbox-crs": uri}
    found = client.get(ITEMS.format("villages"), params=given).json()["features"]
    assert sorted(each["geometry"]["coordinates"][0] for each in found) == [100.25, 100.75, 101.25]


def test_the_next_page_stays_in_the_system(client: TestClient) -> None:
    found = client.get(ITEMS.format("districts"), params={"crs": EPSG.format(32647), "limit": 1}).json()
    [following] = [link["href"] for link in found["links"] if link["rel"] == "next"]
    assert client.get(following).headers["content-crs"] == f"<{EPSG.format(32647)}>"


def _coordinates(feature: dict[str, dict[str, object]]) -> np.ndarray:
    found: np.ndarray = shapely.get_coordinates(shapely.geometry.shape(feature["geometry"]))
    return found
