"""Classifications of the toy province by an address: 300, 100 and 100 people on 100 km² each, 5 years alike."""

from __future__ import annotations

from fastapi.testclient import TestClient

DISTRICTS = "/maps/population_density_districts"


def values(client: TestClient, layer: str, classes: str) -> dict[str, object]:
    answer = client.get(f"/api/maps/{layer}/values?classes={classes}")
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


def test_first(client: TestClient) -> None:
    found = values(client, "population_density_subdistricts", "natural_3_zero")
    print(found)
    found = values(client, "population_density_districts", "natural_3")
    print(found)
    found = values(client, "budget_districts", "natural_3_head")
    print(found)
    page = client.get(DISTRICTS + "?classes=manual_0_1_2_3")
    assert page.status_code == 200
    assert client.get(DISTRICTS + ".svg?classes=manual_0_1_2_3").status_code == 200
    assert client.get(DISTRICTS + ".html?classes=manual_0_1_2_3").status_code == 200
    assert client.get(DISTRICTS + ".pdf?classes=manual_0_1_2_3").status_code == 200
    assert client.get(DISTRICTS + "/print?classes=manual_0_1_2_3").status_code == 200
    r = client.get(DISTRICTS + "?classes=manual_0_1_1_3")
    assert r.status_code == 400
