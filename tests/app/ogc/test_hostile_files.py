"""What people write, and what has no shape or another one than its neighbours, in every format."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import psycopg
import pytest
import shapely
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from app.core.authority import PUBLIC
from app.core.cluster import Database
from app.core.roles import Role
from app.core.settings import Settings
from app.main import create_service
from app.ogc.files import Taker
from app.ogc.streams import Streams
from app.ogc.taking import taking_of
from gis.writers.formats import FORMATS
from tests.app.ogc.opened import geometries, opened
from tests.conftest import TOY, clone_of, of_worker

FORMULA = "=HYPERLINK(\"x\")\u000b</Placemark>]]>&<b>'ถนน'"
READABLE = FORMULA.replace("\u000b", "")
LONG = "ก" * 200
KINDS = list(FORMATS)
SHAPES = ("POINT(100.1 15.1)", "MULTIPOINT(100.1 15.1,100.2 15.2)", "LINESTRING(100 15,100.5 15.5)",
          "MULTIPOLYGON(((100 15,101 15,101 16,100 15)))")  # fmt: skip


@pytest.fixture(scope="module")
def brought(server: Database) -> Iterator[Database]:
    """Facilities with hostile names, one without a place; and the sites of a project, each of another kind."""
    with clone_of(server, TOY, of_worker("hostile")) as made:
        with psycopg.connect(made.url(Role.OWNER)) as owner:
            for name, place in ((FORMULA, "POINT(100.25 15.5)"), (LONG, None), ("-1", "POINT(100.5 15.25)")):
                owner.execute(
                    "INSERT INTO datasets.feature (dataset_id, geom, attributes, class, area_code) VALUES"
                    " ('facilities', ST_GeomFromText(%s, 4326), jsonb_build_object('name_th', %s::text), 'public', '980101')",
                    (place, name),
                )
            for shape in SHAPES:
                owner.execute(
                    "INSERT INTO projects.site (id, project_id, role, share_ppm, geom, precision, area_code)"
                    " SELECT gen_random_uuid(), id, 'beneficiary', 0, ST_GeomFromText(%s, 4326), 'surveyed', '980101'"
                    " FROM projects.project WHERE reference = 'P-1'", (shape,),
                )  # fmt: skip
        yield made


@pytest.fixture(scope="module")
def looks(apart: Settings, brought: Database) -> Iterator[TestClient]:
    with TestClient(create_service(apart, brought)) as client:
        yield client


def taken(client: TestClient, layer: str, kind: str) -> bytes:
    answer = client.get(f"/ogc/collections/{layer}/items", params={"f": kind})
    assert answer.status_code == 200, answer.text
    return answer.content


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_words_arrive_as_words(looks: TestClient, kind: str, tmp_path: Path) -> None:
    rows = opened(kind, taken(looks, "facilities", kind), tmp_path)
    names = {str(value) for row in rows for name, value in row.items() if name in ("name_th", "ชื่อสถานที่")}
    names |= {str(row["Name"]) for row in rows if "Name" in row}
    expected = {
        "csv": {f"'{READABLE}", "'-1", LONG}, "xlsx": {f"'{READABLE}", "'-1", LONG}, "kml": {READABLE, "-1", LONG},
        "shp": {FORMULA, "-1", LONG[:84]},
    }.get(kind, {FORMULA, "-1", LONG})  # fmt: skip
    assert expected <= names
    assert len(rows) == 4


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not FORMATS[kind].is_table])
def test_a_feature_without_a_place_stays_without_one(looks: TestClient, kind: str, tmp_path: Path) -> None:
    shapes = geometries(opened(kind, taken(looks, "facilities", kind), tmp_path))
    assert sum(shape is None for shape in shapes) == 1
    assert {shape.wkt for shape in shapes if shape is not None} >= {"POINT (100.25 15.5)", "POINT (100.5 15.25)"}


def test_no_cell_of_a_workbook_is_a_formula_and_no_place_is_an_empty_cell(looks: TestClient) -> None:
    book = load_workbook(io.BytesIO(taken(looks, "facilities", "xlsx")))
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {
        "inlineStr",
        "s",
        "n",
        "d",
    }
    told = {row[1]: row[-2:] for row in book.worksheets[0].iter_rows(values_only=True)}
    assert told[LONG] == (None, None)
    assert told["'-1"] == (100.5, 15.25)


def test_a_place_mark_cannot_be_closed_by_a_name(looks: TestClient) -> None:
    tree = ElementTree.fromstring(taken(looks, "facilities", "kml"))
    assert len(tree.findall(".//{http://www.opengis.net/kml/2.2}Placemark")) == 4


def test_the_dictionary_of_a_shapefile_tells_what_was_cut(looks: TestClient) -> None:
    with zipfile.ZipFile(io.BytesIO(taken(looks, "facilities", "shp"))) as archive:
        words = csv.DictReader(io.StringIO(archive.read("dictionary.csv").decode("utf-8-sig")))
        assert {row["attribute"]: row["cut_values"] for row in words}["name_th"] == "1"


@pytest.mark.parametrize("kind", ["geojsonseq", "gpkg", "fgb", "parquet", "kml", "shp"])
def test_points_lines_and_areas_of_one_layer_stay_what_they_are(looks: TestClient, kind: str, tmp_path: Path) -> None:
    shapes = geometries(opened(kind, taken(looks, "projects", kind), tmp_path))
    for written in SHAPES:
        wanted = shapely.from_wkt(written)
        assert any(shape is not None and shape.equals(wanted) for shape in shapes), (kind, written)
    if kind == "shp":
        with zipfile.ZipFile(io.BytesIO(taken(looks, "projects", "shp"))) as archive:
            parts = {name for name in archive.namelist() if name.endswith(".shp")}
        assert parts == {f"projects_{part}.shp" for part in ("point", "multipoint", "line", "polygon")}


def test_a_table_points_to_a_place_on_each_line_and_area(looks: TestClient) -> None:
    rows = csv.DictReader(io.StringIO(taken(looks, "projects", "csv").decode("utf-8-sig"), newline=""))
    points = [shapely.Point(float(row["ลองจิจูด"]), float(row["ละติจูด"])) for row in rows if row["ลองจิจูด"]]
    for written in SHAPES:
        assert min(shapely.from_wkt(written).distance(point) for point in points) < 1e-9


def test_who_leaves_in_the_middle_leaves_no_query_behind(looks: TestClient, brought: Database) -> None:
    streams = Streams(brought.url(Role.PUBLIC), brought.url(Role.APP), brought.viewer_key(), most=1)
    layer = looks.app.state.catalog.get("facilities", PUBLIC.visible())  # type: ignore[attr-defined]
    for _ in range(3):
        pieces = Taker(taking_of(layer, {}, FORMATS["csv"]), FORMATS["csv"], PUBLIC, streams, 60).pieces()
        assert next(pieces)
        pieces.close()  # type: ignore[attr-defined]
    with psycopg.connect(brought.url(Role.OWNER)) as owner:
        left = owner.execute("SELECT count(*) FROM pg_stat_activity WHERE usename = 'phaen_public' AND state = 'active'"
                             " AND datname = current_database()").fetchone()  # fmt: skip
    assert left == (0,)
