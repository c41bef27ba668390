from fastapi.testclient import TestClient


def test_the_values_of_the_districts_are_3_1_and_1(client: TestClient) -> None:
    """300, 100 and 100 people on 100 km² each."""
    found = client.get("/api/choropleth/population_density_districts").json()
    assert found["values"] == {"9801": 3, "9802": 1, "9803": 1}
    assert found["geometry_of"] == "districts"
    assert found["counts"] == [3, 0, 0, 0, 0]  # all below 50
    assert found["no_data_count"] == 0
    assert len(found["colours"]) == len(found["labels"]) == 5


def test_the_values_of_the_subdistricts_come_from_their_own_people(client: TestClient) -> None:
    found = client.get("/api/choropleth/population_density_subdistricts").json()
    expected = {"980101": 4, "980102": 2, "980201": 1, "980202": 1, "980301": 1.2, "980302": 0.8}
    assert found["values"] == expected


def test_values_that_have_not_changed_are_not_sent_again(client: TestClient) -> None:
    address = "/api/choropleth/population_density_districts"
    tag = client.get(address).headers["etag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_a_layer_without_classes_has_no_values(client: TestClient) -> None:
    assert client.get("/api/choropleth/rivers").status_code == 404
