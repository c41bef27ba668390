"""OGC API Records Part 1 (20-004r1), annex A: records of layers, the parameters that find them, JSON and HTML.

Beside them the same catalogue in the shapes of CKAN and DCAT, with the fields that GD Catalog requires.
"""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from app.core.published import LAYERS
from app.ogc.records import REQUIRED, fields
from gis.access import Read
from gis.catalog import Catalog
from gis.layer import Layer
from tests.app.ogc.conformance.documents import PUBLIC_LAYERS, Told, links
from tests.app.ogc.conformance.proofs import proves

CATALOG, RECORDS = "/ogc/collections/catalog", "/ogc/collections/catalog/items"
WORDS = {
    "data_type": {"ข้อมูลระเบียน", "ข้อมูลสถิติ", "ข้อมูลภูมิสารสนเทศเชิงพื้นที่", "ข้อมูลหลากหลายประเภท", "ข้อมูลประเภทอื่นๆ"},
    "geo_coverage": {"ประเทศ", "ภาค", "จังหวัด", "อำเภอ", "ตำบล", "หมู่บ้าน", "เทศบาล/อบต.", "พิกัด"},
    "data_category": {"ข้อมูลสาธารณะ", "ข้อมูลส่วนบุคคล", "ข้อมูลความมั่นคง", "ข้อมูลความลับทางราชการ"},
    "update_frequency_unit": {"ปี", "ครึ่งปี", "ไตรมาส", "เดือน", "สัปดาห์", "วัน"},
}
"""What GD Catalog takes, word for word."""
ALL = list(Catalog.read(LAYERS))


def found(client: TestClient, **given: str | int) -> list[str]:
    document = client.get(RECORDS, params=given).json()
    assert document["numberReturned"] == len(document["features"]) <= document["numberMatched"]
    return [each["id"] for each in document["features"]]


@proves(
    "records",
    "record-core",
    "mandatory-properties-record",
    "default-mediatype",
    "contact",
    "record-links",
    "time-instant",
)
@pytest.mark.parametrize("layer", PUBLIC_LAYERS)
def test_each_layer_has_a_record_with_what_a_record_must_have(client: TestClient, told: Told, layer: str) -> None:
    answer = client.get(f"{RECORDS}/{layer}")
    assert answer.headers["content-type"] == "application/geo+json"
    record = answer.json()
    told.valid(record, "record")
    assert record["conformsTo"] == ["http://www.opengis.net/spec/ogcapi-records-1/1.0/conf/record-core"]
    assert (record["id"], record["time"], record["properties"]["type"]) == (layer, None, "dataset")
    [contact] = record["properties"]["contacts"]
    assert contact["organization"]
    assert contact["roles"]
    extent = told(f"/ogc/collections/{layer}").get("extent")
    if extent is None:
        assert record["geometry"] is None
    else:
        [ring] = record["geometry"]["coordinates"]
        assert [*ring[0], *ring[2]] == extent["spatial"]["bbox"][0]
    assert client.get(links(record, "collection")[0]["href"]).json()["id"] == "catalog"
    assert client.get(links(record, "describes")[0]["href"]).json()["id"] == layer


@proves("records", "json", "record-response", "record-content", "catalog-response", "catalog-content", "conformance")
def test_the_catalogue_and_its_records_are_geojson(client: TestClient, told: Told) -> None:
    catalog = told(CATALOG)
    told.valid(catalog, "collection")
    assert catalog["itemType"] == "record"
    assert catalog["extent"]["spatial"]["bbox"] == [[100, 15, 103, 16]]
    assert catalog in told("/ogc/collections")["collections"]
    document = told(RECORDS)
    told.valid(document, "features")
    assert [each["id"] for each in document["features"]] == PUBLIC_LAYERS
    assert document["features"][0] == client.get(f"{RECORDS}/{PUBLIC_LAYERS[0]}").json()


@proves("records", "html", "definition", "content", "conformance")
@pytest.mark.parametrize("layer", PUBLIC_LAYERS)
def test_a_record_is_a_page_with_every_field_for_people(client: TestClient, layer: str) -> None:
    page = client.get(f"{RECORDS}/{layer}", headers={"Accept": "text/html"}).text
    assert [name for name in REQUIRED if f">{name}</code>" not in page] == []
    assert f'href="/ogc/collections/{layer}?f=html"' in page


@proves("records", "record-core-query-parameters", "query-param-q-definition", "query-param-q-response",
        "query-param-type-definition", "query-param-type-response", "query-param-ids-definition", "query-param-ids-response",
        "query-param-externalIds-definition", "query-param-externalIds-response")  # fmt: skip
def test_records_are_found_by_words_types_and_ids(client: TestClient) -> None:
    assert found(client, q="ถนน") == ["road_deaths_districts", "roads"]
    assert found(client, q="RIVERS") == found(client, q="rivers") != []
    assert set(found(client, q="rivers,districts")) >= {"rivers", "districts"}
    assert found(client, q="no such word") == []
    assert found(client, type="dataset") == found(client, type="service,dataset") == PUBLIC_LAYERS
    assert found(client, type="service") == []
    assert found(client, ids="roads,rivers,nothing") == found(client, externalIds="rivers,roads") == ["rivers", "roads"]
    assert found(client, keywords="อำเภอ,ขอบเขตการปกครอง") == ["districts"]


@proves("records", "record-core-query-parameters", "query-param-bbox", "query-param-datetime", "query-param-limit",
        "query-param-empty-value")  # fmt: skip
def test_records_are_found_by_place_and_time_and_come_in_pages(client: TestClient) -> None:
    assert found(client, bbox="90,10,91,11") == []
    west = found(client, bbox="100,15,100.1,16")
    assert "districts" in west
    assert set(west) < set(PUBLIC_LAYERS)
    assert found(client, datetime="2021-01-01") == PUBLIC_LAYERS
    address, seen = f"{RECORDS}?limit=10", []
    while address:
        document = client.get(address).json()
        assert document["numberReturned"] <= 10
        seen += [each["id"] for each in document["features"]]
        address = next((link["href"] for link in links(document, "next")), "")
    assert seen == PUBLIC_LAYERS
    for query in ("q=", "ids=,", "bbox=1,2", "datetime=x", "limit=0", "colour=red", "f=xml", "crs=x", "bbox-crs=x"):
        assert client.get(f"{RECORDS}?{query}").status_code == 400, query


@pytest.mark.parametrize("layer", ALL, ids=lambda layer: layer.id)
def test_each_layer_has_the_fourteen_fields_in_the_words_of_gd_catalog(layer: Layer) -> None:
    """Of data for internal use GD Catalog knows no category; they are not harvested."""
    told = fields(layer)
    assert len(REQUIRED) == 14
    assert [name for name in REQUIRED if not told[name]] == []
    assert "@" in told["maintainer_email"]
    for name, words in WORDS.items():
        assert told[name] in words or (name == "data_category" and layer.access.read is Read.INTERNAL)


def test_no_layer_is_called_as_the_catalogue_is() -> None:
    assert "catalog" not in {layer.id for layer in ALL}


def test_ckan_shows_lists_and_finds_the_packages(client: TestClient) -> None:
    action = "/api/3/action"
    names = client.get(f"{action}/package_list").json()
    assert (names["success"], names["result"]) == (True, PUBLIC_LAYERS)
    shown = client.get(f"{action}/package_show", params={"id": "roads"}).json()["result"]
    assert [name for name in REQUIRED if not shown[name]] == []
    assert shown["tag_string"].split(",") == [tag["name"] for tag in shown["tags"]]
    assert (shown["west_bound_longitude"], shown["east_bound_longitude"]) == ("100.0", "103.0")
    assert len(shown["resources"]) == shown["num_resources"] == 9
    for resource in shown["resources"]:
        answer = client.get(resource["url"])
        assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, resource["mimetype"])
    searched = client.get(f"{action}/package_search", params={"q": "ถนน", "rows": 1, "start": 1}).json()["result"]
    assert (searched["count"], [each["name"] for each in searched["results"]]) == (2, ["roads"])
    assert client.get(f"{action}/package_show", params={"id": "nothing"}).status_code == 404


def test_dcat_tells_the_same_as_linked_data(client: TestClient) -> None:
    one = client.get(f"{RECORDS}/roads", params={"f": "jsonld"})
    assert one.headers["content-type"] == "application/ld+json"
    dataset = one.json()
    assert (dataset["@type"], dataset["dct:identifier"], dataset["@context"]["dcat"]) == (
        "dcat:Dataset", "roads", "http://www.w3.org/ns/dcat#",
    )  # fmt: skip
    assert client.get(dataset["@id"]).json()["id"] == "roads"
    assert all(client.get(each["dcat:downloadURL"]["@id"]).status_code == 200 for each in dataset["dcat:distribution"])
    whole = client.get(RECORDS, params={"f": "jsonld"}).json()
    assert [each["dct:identifier"] for each in whole["dcat:dataset"]] == PUBLIC_LAYERS


@pytest.mark.parametrize(("who", "sees"), [("", False), ("W-1", False), ("S-1", True)])
def test_a_record_is_there_for_who_may_see_its_layer(
    sent_by: Callable[[str], TestClient], who: str, sees: bool
) -> None:
    client, hidden = sent_by(who), "vulnerable_households"
    assert (hidden in found(client)) is sees
    assert (hidden in client.get("/api/3/action/package_list").json()["result"]) is sees
    status = 200 if sees else 404
    assert client.get(f"{RECORDS}/{hidden}").status_code == status
    assert client.get("/api/3/action/package_show", params={"id": hidden}).status_code == status
