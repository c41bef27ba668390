import csv
import io

import pytest
from fastapi.testclient import TestClient

from app.ogc.tables import cell


def test_the_geojson_feed_is_the_whole_layer(client: TestClient) -> None:
    answer = client.get("/feeds/subdistricts.geojson")
    assert answer.headers["content-type"] == "application/geo+json"
    assert answer.json()["numberReturned"] == len(answer.json()["features"]) == 6


def test_the_csv_feed_opens_right_in_excel(client: TestClient) -> None:
    answer = client.get("/feeds/districts.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:2] == ["รหัสอำเภอ", "ชื่ออำเภอ"]
    assert [row[:2] for row in rows[1:]] == [["9801", "เมืองของเล่น"], ["9802", "เหนือ"], ["9803", "ใต้"]]


@pytest.mark.parametrize("kind", ["geojson", "csv"])
def test_a_feed_that_has_not_changed_is_not_sent_again(client: TestClient, kind: str) -> None:
    tag = client.get(f"/feeds/districts.{kind}").headers["etag"]
    assert client.get(f"/feeds/districts.{kind}", headers={"If-None-Match": tag}).status_code == 304
    assert client.get(f"/feeds/districts.{kind}?x=1").status_code == 400


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert cell(text) == f"'{text}"
