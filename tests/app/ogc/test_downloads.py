"""Every format, opened by a reader that is not ours, holds what the items of the same viewer show, and nothing else."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as parquet
import pytest
import shapely
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from app.ogc.downloads import Flow
from app.web.cross_origin import HeadRequests
from gis.crs import REGISTRY, STORAGE, transform
from gis.writers.formats import FORMATS
from tests.app.ogc.opened import crs_of, geo_of, geometries, opened

KINDS = list(FORMATS)
SHAPED = ["geojsonseq", "gpkg", "fgb", "parquet", "kml", "shp"]
OF_TABLES = {"ลองจิจูด", "ละติจูด"}
MUEANG = shapely.box(100, 15, 101, 16)


def in_degrees(shape: Any, code: int) -> Any:
    return transform(np.array([shape], dtype=object), code, STORAGE)[0]


def taken(client: TestClient, layer: str, kind: str, **asked: str) -> bytes:
    answer = client.get(f"/ogc/collections/{layer}/items", params={"f": kind, **asked})
    assert answer.status_code == 200, answer.text
    return answer.content


def features(client: TestClient, layer: str, **asked: str) -> list[dict[str, Any]]:
    answer = client.get(f"/ogc/collections/{layer}/items", params={"limit": "10000", **asked}).json()
    assert len(answer["features"]) == answer["numberMatched"]
    found: list[dict[str, Any]] = answer["features"]
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_every_layer_can_be_taken_away_whole(client: TestClient, kind: str, tmp_path: Path) -> None:
    collections = client.get("/ogc/collections").json()["collections"]
    layers = [each["id"] for each in collections if each["itemType"] == "feature"]
    assert len(layers) >= 20
    for layer in layers:
        answer = client.get(f"/ogc/collections/{layer}/items", params={"f": kind})
        assert answer.status_code == 200, (layer, answer.text)
        assert answer.headers["content-type"].partition(";")[0] == FORMATS[kind].media
        folder = tmp_path / layer
        folder.mkdir()
        assert len(opened(kind, answer.content, folder)) == len(features(client, layer)), layer


@pytest.mark.parametrize("kind", SHAPED)
def test_a_district_is_where_it_lies_by_its_thai_name(client: TestClient, kind: str, tmp_path: Path) -> None:
    rows = opened(kind, taken(client, "districts", kind), tmp_path)
    [mueang] = [row for row in rows if "เมืองของเล่น" in row.values()]
    assert mueang["geometry"].normalize().equals_exact(shapely.MultiPolygon([MUEANG]).normalize(), 1e-9) or (
        mueang["geometry"].equals(MUEANG)
    )
    assert "9801" in mueang.values()
    assert 62500.0 in mueang.values()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_table_tells_a_point_on_each_area_under_thai_titles(client: TestClient, kind: str, tmp_path: Path) -> None:
    mueang, *_ = opened(kind, taken(client, "districts", kind), tmp_path)
    assert mueang["ชื่ออำเภอ"] == "เมืองของเล่น"
    assert (float(mueang["ลองจิจูด"]), float(mueang["ละติจูด"])) == (100.5, 15.5)


def test_a_workbook_has_days_of_the_buddhist_era_and_says_where_it_is_from(client: TestClient) -> None:
    book = load_workbook(io.BytesIO(taken(client, "districts", "xlsx", filter="code = '9801'")))
    data, columns, source = book.worksheets
    titles = [cell.value for cell in data[1]]
    day = data.cell(2, titles.index("มีผลตั้งแต่") + 1)
    assert (day.value, day.number_format) == (datetime(2020, 1, 1), "[$-107041E]dd/mm/yyyy")  # noqa: DTZ001
    told = {row[0].value: row[1].value for row in source.iter_rows()}
    assert told["ชั้นข้อมูล"] == "เขตอำเภอ"
    assert {"แหล่งที่มา", "สัญญาอนุญาต", "ข้อมูล ณ วันที่"} <= set(told)
    assert told["เงื่อนไข"] == "filter=code = '9801'"
    assert told["จำนวนรายการ"] == "1"
    assert [row[0].value for row in columns.iter_rows(min_row=2)] == titles[:-2]


def test_the_words_of_a_workbook_are_those_of_people(client: TestClient, tmp_path: Path) -> None:
    [row] = opened("xlsx", taken(client, "facilities", "xlsx"), tmp_path)
    assert row["ประเภท"] in ("โรงเรียน", "รพ.สต.", "โรงพยาบาล", "ที่ว่าการอำเภอ")
    [english] = opened("xlsx", taken(client, "facilities", "xlsx", lang="en"), tmp_path)
    assert english["Kind"] in ("School", "Health centre", "Hospital", "District office")


@pytest.mark.parametrize("code", [32647, 24047, 3857])
@pytest.mark.parametrize("kind", ["gpkg", "fgb", "shp", "parquet"])
def test_a_file_in_another_system_comes_back_to_the_same_place(
    client: TestClient, kind: str, code: int, tmp_path: Path
) -> None:  # fmt: skip
    content = taken(client, "projects", kind, crs=REGISTRY[code].uri)
    shapes = [shape for shape in geometries(opened(kind, content, tmp_path)) if shape.geom_type == "Point"]
    [weir] = [in_degrees(shape, code) for shape in shapes]
    assert weir.distance(shapely.Point(100.75, 15.5)) < 1e-7
    if kind in ("gpkg", "fgb"):
        assert crs_of(tmp_path / f"taken.{kind}") == f"EPSG:{code}"


def test_the_coordinates_of_a_table_are_in_the_system_that_was_asked_for(client: TestClient, tmp_path: Path) -> None:
    rows = opened("csv", taken(client, "facilities", "csv", crs="EPSG:32647"), tmp_path)
    [given] = features(client, "facilities")
    place = in_degrees(shapely.Point(float(rows[0]["พิกัดตะวันออก (ม.)"]), float(rows[0]["พิกัดเหนือ (ม.)"])), 32647)
    assert place.distance(shapely.Point(given["geometry"]["coordinates"])) < 1e-6


@pytest.mark.parametrize("kind", ["geojsonseq", "kml"])
def test_a_format_of_degrees_takes_no_other_system(client: TestClient, kind: str) -> None:
    answer = client.get("/ogc/collections/projects/items", params={"f": kind, "crs": REGISTRY[32647].uri})
    assert answer.status_code == 400


def test_a_shapefile_brings_its_encoding_its_system_and_a_dictionary(client: TestClient) -> None:
    with zipfile.ZipFile(io.BytesIO(taken(client, "districts", "shp", lang="th"))) as archive:
        assert {"districts.shp", "districts.shx", "districts.dbf", "districts.prj", "districts.cpg"} <= set(
            archive.namelist()
        )
        assert archive.read("districts.cpg").strip() == b"UTF-8"
        assert b"WGS_1984" in archive.read("districts.prj")
        words = list(csv.DictReader(io.StringIO(archive.read("dictionary.csv").decode("utf-8-sig"))))
    assert all(len(row["field"]) <= 10 and row["field"].isascii() for row in words)
    assert {"code", "name_th"} <= {row["attribute"] for row in words}
    assert "ชื่ออำเภอ" in {row["title_th"] for row in words}


def test_geoparquet_says_how_far_it_lies(client: TestClient) -> None:
    content = taken(client, "districts", "parquet")
    schema = parquet.read_schema(io.BytesIO(content))
    [column] = geo_of(content)["columns"].values()
    assert column["bbox"] == [100.0, 15.0, 103.0, 16.0]
    assert column["geometry_types"] == ["MultiPolygon"]
    assert schema.field("name_th").metadata[b"title"].decode() == "ชื่ออำเภอ"


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_conditions_hold_as_for_items(client: TestClient, kind: str, tmp_path: Path) -> None:
    for number, asked in enumerate(
        (
            {"filter": "code = '9802'"},
            {"bbox": "101.2,15.2,101.3,15.3"},
            {"code": "9802"},
            {"limit": "1", "offset": "1"},
        )
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        rows = opened(kind, taken(client, "districts", kind, **asked), folder)
        assert ["9802" in row.values() for row in rows] == [True], asked
    empty = tmp_path / "empty"
    empty.mkdir()
    assert opened(kind, taken(client, "districts", kind, datetime="2019-12-31"), empty) == []


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_properties_that_were_asked_for_leave(client: TestClient, kind: str, tmp_path: Path) -> None:
    rows = opened(kind, taken(client, "districts", kind, properties="name_th"), tmp_path)
    shown = {value for row in rows for name, value in row.items() if name not in ("id", "geometry", *OF_TABLES)}
    assert shown == {"เมืองของเล่น", "เหนือ", "ใต้"}


@pytest.mark.parametrize("asked", [{"properties": "class"}, {"properties": ""}, {"crs": "EPSG:4269"}, {"f": "exe"},
                                   {"bbox": "1"}, {"x": "1"}, {"limit": "0"}])  # fmt: skip
def test_what_cannot_be_asked_for_is_refused_with_its_name(client: TestClient, asked: dict[str, str]) -> None:
    answer = client.get("/ogc/collections/facilities/items", params={"f": "csv", **asked})
    assert answer.status_code == 400
    assert next(iter(asked)) in answer.json()["detail"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_program_may_ask_by_media_type(client: TestClient, kind: str) -> None:
    answer = client.get("/ogc/collections/rivers/items", headers={"Accept": FORMATS[kind].media})
    assert answer.headers["content-type"].partition(";")[0] == FORMATS[kind].media
    assert f'filename="rivers.{FORMATS[kind].suffix}"' in answer.headers["content-disposition"]


def test_what_has_not_changed_is_not_made_again(client: TestClient) -> None:
    address = "/ogc/collections/districts/items?f=gpkg"
    tag = client.get(address).headers["etag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/ogc/collections/districts/items?f=fgb", headers={"If-None-Match": tag}).status_code == 200


def ids(rows: list[dict[str, Any]], key: str) -> list[str]:
    return sorted(str(row[key]) for row in rows)


@pytest.mark.parametrize("number", ["", "W-1", "D-1", "O-2", "S-1", "G-1"])
def test_a_file_shows_each_viewer_what_items_show_him(
    client: TestClient, client_as: Callable[[str], TestClient], number: str, tmp_path: Path
) -> None:
    """Row by row and attribute by attribute, in every layer that he has; other layers do not exist in any format."""
    looks = client_as(number) if number else client
    mine = {each["id"] for each in looks.get("/ogc/collections").json()["collections"]}
    for layer in ("projects", "facilities", "vulnerable_households", "late_projects"):
        for kind in ("geojsonseq", "fgb", "parquet", "gpkg"):
            if layer not in mine:
                assert looks.get(f"/ogc/collections/{layer}/items?f={kind}").status_code == 404
                continue
            shown = features(looks, layer)
            folder = tmp_path / f"{layer}{kind}"
            folder.mkdir()
            rows = opened(kind, taken(looks, layer, kind), folder)
            assert ids(rows, "id") == sorted(str(each["id"]) for each in shown)
            if shown and rows:
                assert set(rows[0]) - {"id", "geometry"} == set(shown[0]["properties"]) - {"id"}


def test_what_somebody_in_particular_may_see_is_kept_by_nobody(client_as: Callable[[str], TestClient]) -> None:
    answer = client_as("S-1").get("/ogc/collections/vulnerable_households/items?f=csv")
    assert answer.headers["cache-control"] == "private, no-store"
    assert "etag" not in answer.headers
    assert answer.text.count("\n") > 20


def test_a_day_is_a_day_to_programs(client: TestClient, tmp_path: Path) -> None:
    row, *_ = opened("gpkg", taken(client, "districts", "gpkg"), tmp_path)
    assert row["valid_from"] == date(2020, 1, 1)


def test_a_file_made_for_an_answer_tells_no_moment_and_is_given_whole(client: TestClient) -> None:
    address = "/ogc/collections/districts/items?f=gpkg"
    answer = client.get(address, headers={"Range": "bytes=0-9", "If-Range": '"x"'})
    assert answer.status_code == 200
    assert len(answer.content) == int(answer.headers["content-length"]) > 10
    assert not answer.headers.keys() & {"last-modified", "accept-ranges"}
    assert answer.headers["etag"].startswith("W/")


def test_a_head_of_a_stream_makes_no_more_of_it() -> None:
    """Two pieces were there to come; the first was made to know that it can be."""
    made: list[int] = []

    def pieces() -> Iterator[bytes]:
        for number in range(3):
            made.append(number)
            yield b"piece"

    async def answer(_request: Request) -> Flow:
        stream = pieces()
        return Flow(stream, next(stream), headers={"X-Told": "so"})

    client = TestClient(HeadRequests(Starlette(routes=[Route("/", answer)])))
    told = client.head("/")
    assert (told.content, told.headers["x-told"], made) == (b"", "so", [0])
    assert client.get("/").content == b"piecepiecepiece"
