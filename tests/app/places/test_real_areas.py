"""Boundaries as agencies publish them, and the awkward ones of the test data, each with the verdict it should get."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.authority import OPERATOR
from app.demo import outlines as demo
from app.places.commands import import_areas
from app.places.imports.report import ImportReport
from app.places.schemas import ImportOptions
from gis.geometry import area_sqm

CLEAN = "nasty/04_topology/tambon_clean.geojson"
ON_AN_EMPTY_STORE = {
    "tambon_clean", "tambon_overlap_300m", "tambon_gap_200m", "tambon_rounded_3_decimals", "tambon_duplicate_feature",
    "tambon_duplicate_code", "tambon_missing_code", "tambon_one_missing", "tambon_new_version_split",
}  # fmt: skip
WITH_CODES = [
    *(f"nasty/01_encoding/{name}" for name in (
        "shp_cp874_no_cpg.zip", "shp_cp874_cpg_874.zip", "shp_cp874_cpg_lies_utf8.zip", "shp_utf8_cpg_lies_874.zip",
        "shp_utf8_truncated_mid_char.zip", "geojson_mojibake_utf8_as_latin1.geojson",
        "geojson_mojibake_cp874_as_latin1.geojson", "geojson_question_marks.geojson")),
    *(f"nasty/02_crs/{name}" for name in (
        "shp_no_prj_lonlat.zip", "shp_degrees_labelled_utm47.zip", "shp_indian1975_labelled_wgs84utm.zip",
        "geojson_legacy_crs_32647.geojson", "geojson_latlon_swapped.geojson")),
    *(f"nasty/03_geometry/{name}.geojson" for name in (
        "bowtie", "two_point_ring", "zero_area_spike", "spike", "clockwise_shell", "geometrycollection",
        "wrong_type_name")),
    *(f"nasty/06_containers/{name}" for name in (
        "upper_case_ext.zip", "utf16.geojson", "zip_cp874_names_no_flag.zip", "zip_slip_dotdot.zip", "topo.json",
        "shp_truncated.zip", "shp_dbf_fewer_rows.zip")),
    "nasty/07_hostile/gpkg_trigger_view.gpkg",
    "nasty/07_hostile/ogr_vrt_named.geojson",
]  # fmt: skip

Bring = Callable[..., ImportReport]


@pytest.fixture(scope="session")
def verdicts(shared: Path) -> dict[str, str]:
    with (shared / "data" / "manifest.csv").open(encoding="utf-8") as lines:
        return {row["path"]: row["expected_outcome"] for row in csv.DictReader(lines)}


@pytest.fixture(scope="session")
def outlines(shared: Path) -> dict[str, BaseGeometry]:
    """The invented province 99 and its districts, as the demo generator knows them."""
    found: dict[str, BaseGeometry] = {}
    for name in ("province", "amphoe"):
        collection = json.loads((shared / "data" / "synthetic" / f"{name}.geojson").read_text("utf-8"))
        for feature in collection["features"]:
            found[feature["properties"]["code"]] = shapely.from_geojson(json.dumps(feature["geometry"]))
    return found


@pytest.fixture
def bring(session: Session, shared: Path) -> Bring:
    # the toy province lies in the middle of Thailand; these tests are about a store without it
    session.execute(text("UPDATE places.area SET valid_to = '2020-01-02'"))

    def bring(path: str, **options: object) -> ImportReport:
        chosen = ImportOptions(**options)  # type: ignore[arg-type]
        return import_areas(session, by=OPERATOR, areas=shared / "data" / path, options=chosen)

    return bring


@pytest.mark.parametrize("path", WITH_CODES)
def test_awkward_files_get_their_verdict(
    path: str, bring: Bring, verdicts: dict[str, str], outlines: dict[str, BaseGeometry]
) -> None:
    province = {"99": outlines["99"]}
    assert bring(path, outline_of=province.get).verdict == verdicts[path]


@pytest.mark.parametrize("name", sorted(ON_AN_EMPTY_STORE))
def test_awkward_sets_get_their_verdict_on_an_empty_store(
    name: str, bring: Bring, verdicts: dict[str, str], outlines: dict[str, BaseGeometry]
) -> None:
    path = f"nasty/04_topology/{name}.geojson"
    province = {"99": outlines["99"]}
    assert bring(path, outline_of=province.get).verdict == verdicts[path]


@pytest.mark.parametrize("name", sorted({*ON_AN_EMPTY_STORE, "tambon_wrong_parent_codes"}))
def test_awkward_sets_get_their_verdict_beside_stored_boundaries(
    name: str, bring: Bring, verdicts: dict[str, str]
) -> None:
    path = f"nasty/04_topology/{name}.geojson"
    assert bring(CLEAN).verdict == "accept"
    assert bring(path).verdict == verdicts[path]


def test_codes_of_another_district_are_refused_by_the_districts_of_the_demo(bring: Bring) -> None:
    known = {"outline_of": demo.outline_of, "districts_of": demo.districts_of}
    report = bring("nasty/04_topology/tambon_wrong_parent_codes.geojson", **known)
    assert [remark.code for remark in report.remarks if remark.severity == "refusal"] == ["parent-conflict"]
    assert bring(CLEAN, **known).verdict == "accept"


def test_codes_of_another_district_are_refused_by_the_outline_of_that_district(
    bring: Bring, outlines: dict[str, BaseGeometry]
) -> None:
    report = bring("nasty/04_topology/tambon_wrong_parent_codes.geojson", outline_of=outlines.get)
    assert [remark.code for remark in report.remarks if remark.severity == "refusal"] == ["outside-parent", "uncovered"]


def test_a_big_repair_and_a_missing_coordinate_system_come_in_once_answered(bring: Bring) -> None:
    bowtie, metres = "nasty/03_geometry/bowtie_big_loss.geojson", "nasty/02_crs/shp_no_prj_utm47.zip"
    assert [bring(bowtie).verdict, bring(bowtie, accept_repairs=True).verdict] == ["reject", "repair"]
    assert bring(metres).verdict == "reject"


def test_a_file_in_metres_comes_in_once_its_system_is_said(bring: Bring) -> None:
    assert bring("nasty/02_crs/shp_no_prj_utm47.zip", crs="EPSG:32647").exit_code == 0


def test_a_missing_subdistrict_is_named(bring: Bring) -> None:
    bring(CLEAN)
    (refused,) = [
        one for one in bring("nasty/04_topology/tambon_one_missing.geojson").remarks if one.severity == "refusal"
    ]
    assert refused.areas == ("990105",)


def test_a_split_links_the_old_subdistrict_to_the_new_ones(bring: Bring, session: Session) -> None:
    bring(CLEAN)
    bring("nasty/04_topology/tambon_new_version_split.geojson")
    query = "SELECT o.code, n.code FROM places.succession s JOIN places.area o ON o.id = s.predecessor_id"
    found = session.execute(text(f"{query} JOIN places.area n ON n.id = s.successor_id ORDER BY n.code")).all()
    assert [tuple(row) for row in found] == [("990101", "990110"), ("990101", "990111")]


def test_the_whole_country_nests_exactly(bring: Bring, session: Session) -> None:
    session.execute(text("SET LOCAL statement_timeout = '5min'"))  # as the desk has, which brings areas in
    report = bring("real/th/thailand_tambon.fgb")
    assert report.exit_code == 0
    assert {name: report.counts[name] for name in ("new", "districts", "provinces")} == {
        "new": 7425, "districts": 928, "provinces": 77,
    }  # fmt: skip
    (drift,) = [remark for remark in report.remarks if remark.code == "code-drift"]
    assert drift.areas == ("104701", "105001", "530306")
    query = "SELECT level, sum(area_sqm) / 1e6 FROM places.area WHERE source IS NULL AND import_run_id IS NOT NULL"
    km2 = {row[0]: row[1] for row in session.execute(text(f"{query} GROUP BY level"))}
    # the source's own column area_km2 sums to 515,255.75
    assert km2 == pytest.approx({"subdistrict": 515_255.77, "district": 515_255.77, "province": 515_255.77}, abs=0.01)
    query = "SELECT name_th, name_en FROM places.area WHERE code IN ('1001', '24', '2401') ORDER BY code"
    assert [tuple(row) for row in session.execute(text(query))] == [
        ("พระนคร", "Phra Nakhon"), ("ฉะเชิงเทรา", "Chachoengsao"), ("เมืองฉะเชิงเทรา", "Mueang Chachoengsao"),
    ]  # fmt: skip


def test_a_province_at_full_resolution_has_its_known_area(bring: Bring, session: Session) -> None:
    report = bring("real/pack_50_chiangmai/subdistricts.geojson")
    assert (report.verdict, report.counts["new"], report.counts["districts"]) == ("accept", 204, 25)
    sqm = session.execute(text("SELECT area_sqm FROM places.area WHERE code = '50'")).scalar_one()
    assert sqm / 1e6 == pytest.approx(22_176.0, abs=0.1)


def test_thai_names_of_a_shapefile_without_cpg_are_read(bring: Bring, session: Session) -> None:
    assert bring("real/th/shp_cp874/thailand_provinces_cp874.zip").verdict == "accept"
    assert session.execute(text("SELECT name_th FROM places.area WHERE code = '50'")).scalar_one() == "เชียงใหม่"


def test_cut_names_are_restored_by_their_codes(bring: Bring) -> None:
    report = bring("real/th/as_published/amphoe_utf8_nocpg_1invalid.zip", dry_run=True)
    assert report.verdict == "repair"
    assert {"cut-names", "made-valid", "slivers"} <= {remark.code for remark in report.remarks}
    (mended,) = [remark for remark in report.remarks if remark.code == "made-valid"]
    assert mended.before_sqm is not None
    assert mended.after_sqm == pytest.approx(mended.before_sqm, rel=1e-3)


def test_the_outline_of_a_dissolved_district_is_that_of_its_source(
    bring: Bring, session: Session, shared: Path
) -> None:
    bring("nasty/04_topology/tambon_clean.geojson")
    wkb = session.execute(text("SELECT ST_AsBinary(geom) FROM places.area WHERE code = '9901'")).scalar_one()
    collection = json.loads((shared / "data" / "synthetic" / "amphoe.geojson").read_text("utf-8"))
    (source,) = [f["geometry"] for f in collection["features"] if f["properties"]["code"] == "9901"]
    assert area_sqm(shapely.from_wkb(wkb)) == pytest.approx(
        area_sqm(shapely.from_geojson(json.dumps(source))), rel=1e-9
    )
