"""The verdicts on the house's collections of awkward and of real files, where those are at hand."""

from pathlib import Path

import pytest

from gis.readers import Question, Refusal, read

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the shared test data is not beside the project")

#: what reading alone decides; coverage, codes and repairs are judged later, by the import
READ, TABLE = "", "table-without-geometry"
VERDICTS = {
    "01_encoding/shp_cp874_no_cpg.zip": READ,
    "01_encoding/shp_cp874_cpg_874.zip": READ,
    "01_encoding/shp_cp874_cpg_lies_utf8.zip": READ,
    "01_encoding/shp_utf8_cpg_lies_874.zip": READ,
    "01_encoding/shp_utf8_truncated_mid_char.zip": READ,
    "01_encoding/geojson_mojibake_utf8_as_latin1.geojson": READ,
    "01_encoding/geojson_mojibake_cp874_as_latin1.geojson": READ,
    "01_encoding/geojson_question_marks.geojson": READ,
    "01_encoding/csv_cp874.csv": TABLE,
    "01_encoding/csv_utf16le_bom_tab.txt": TABLE,
    "01_encoding/csv_cr_only.csv": TABLE,
    "02_crs/shp_no_prj_lonlat.zip": READ,
    "02_crs/shp_no_prj_utm47.zip": "crs-missing",
    "02_crs/shp_degrees_labelled_utm47.zip": "crs-degrees-labelled-metres",
    "02_crs/shp_indian1975_labelled_wgs84utm.zip": READ,
    "02_crs/geojson_legacy_crs_32647.geojson": READ,
    "02_crs/geojson_latlon_swapped.geojson": "axes-swapped",
    "02_crs/geojson_swapped_undetectable_latrange.geojson": "outside-thailand",
    "02_crs/geojson_null_island.geojson": READ,
    "02_crs/csv_dms_text.csv": TABLE,
    "02_crs/csv_decimal_comma.csv": TABLE,
    "02_crs/csv_latlon_one_column.csv": TABLE,
    "02_crs/csv_some_rows_bad.csv": TABLE,
    "03_geometry/bowtie.geojson": READ,
    "03_geometry/bowtie_big_loss.geojson": READ,
    "03_geometry/two_point_ring.geojson": "degenerate-ring",
    "03_geometry/zero_area_spike.geojson": "zero-area",
    "03_geometry/spike.geojson": READ,
    "03_geometry/clockwise_shell.geojson": READ,
    "03_geometry/line_zero_length.geojson": "zero-length",
    "03_geometry/nan_infinity.geojson": "json-not-number",
    "03_geometry/geometrycollection.geojson": READ,
    "03_geometry/four_ordinates.geojson": READ,
    "03_geometry/mixed_dimensions.geojson": READ,
    "03_geometry/pole.geojson": "outside-thailand",
    "03_geometry/string_coordinates.geojson": "string-coordinates",
    "03_geometry/wrong_type_name.geojson": "unknown-geometry-type",
    "03_geometry/multipolygon_20k_parts.gpkg.zip": READ,
    "04_topology/tambon_clean.geojson": READ,
    "04_topology/tambon_overlap_300m.geojson": READ,
    "04_topology/tambon_gap_200m.geojson": READ,
    "04_topology/tambon_rounded_3_decimals.geojson": READ,
    "04_topology/tambon_duplicate_feature.geojson": READ,
    "04_topology/tambon_duplicate_code.geojson": READ,
    "04_topology/tambon_missing_code.geojson": READ,
    "04_topology/tambon_one_missing.geojson": READ,
    "04_topology/tambon_wrong_parent_codes.geojson": READ,
    "04_topology/tambon_new_version_split.geojson": READ,
    "05_attributes/csv_injection_values.geojson": READ,
    "05_attributes/field_type_changes.geojson": READ,
    "05_attributes/duplicate_ids.geojson": READ,
    "05_attributes/csv_ragged.csv": TABLE,
    "05_attributes/old_excel.xls": TABLE,
    "05_attributes/html_named.xls": TABLE,
    "06_containers/shp_missing_shp.zip": "shp-missing-part",
    "06_containers/shp_truncated.zip": "shp-truncated",
    "06_containers/shp_dbf_fewer_rows.zip": "shp-counts-differ",
    "06_containers/two_shapefiles.zip": "several-layers",
    "06_containers/upper_case_ext.zip": READ,
    "06_containers/zip_cp874_names_no_flag.zip": READ,
    "06_containers/zip_slip_dotdot.zip": "zip-unsafe-name",
    "06_containers/zip_slip_absolute.zip": "zip-unsafe-name",
    "06_containers/zip_slip_backslash.zip": "zip-unsafe-name",
    "06_containers/zip_symlink.zip": "zip-link",
    "06_containers/zip_duplicate_names.zip": "zip-duplicate",
    "06_containers/zip_bomb_100MB.zip": "zip-ratio",
    "06_containers/zip_nested.zip": "zip-nested",
    "06_containers/zip_many_files.zip": "zip-too-many",
    "06_containers/zip_size_lies.zip": "zip-broken",
    "06_containers/zip_encrypted_flag.zip": "zip-encrypted",
    "06_containers/image_named.zip": "unknown-format",
    "06_containers/zip_named.geojson": "several-layers",
    "06_containers/utf16.geojson": READ,
    "06_containers/trailing_comma_comments.geojson": "json-syntax",
    "06_containers/bare_geometry.geojson": READ,
    "06_containers/bare_array.geojson": "not-geojson",
    "06_containers/features_null.geojson": "no-features",
    "06_containers/newline_delimited.geojsonl": READ,
    "06_containers/deep_nesting.geojson": "json-too-deep",
    "06_containers/deep_properties.geojson": "json-too-deep",
    "06_containers/topo.json": READ,
    "06_containers/topo_bad_arc.json": "empty-geometry",
    "06_containers/kml_ok.kml": READ,
    "06_containers/kmz_ok.kmz": READ,
    "07_hostile/kml_xxe_file.kml": "xml-doctype",
    "07_hostile/gml_xsd_remote.gml": "xml-not-kml",
    "07_hostile/gml_xlink_file.gml": "xml-not-kml",
    "07_hostile/ogr_vrt_named.geojson": "xml-not-kml",
    "07_hostile/gpkg_trigger_view.gpkg": READ,
    "07_hostile/sqlite_not_gpkg.gpkg": "gpkg-broken",
    "07_hostile/filename_tricks.txt": "unknown-format",
}


def verdict(path: Path) -> str:
    try:
        table = read(path)
    except Refusal as refusal:
        return refusal.code
    assert len(table.rows) == len(table.geometries) > 0
    assert [note for note in table.notes if note.code == "fence-missing"] == []
    return READ


@pytest.mark.parametrize("name", VERDICTS)
def test_an_awkward_file_of_the_collection_gets_its_verdict(name: str) -> None:
    assert verdict(DATA / "nasty" / name) == VERDICTS[name]


def test_every_file_of_the_collection_has_a_verdict() -> None:
    names = {str(path.relative_to(DATA / "nasty")) for path in (DATA / "nasty").rglob("*") if path.is_file()}
    assert names == set(VERDICTS)


def test_the_slips_wrote_nothing_outside() -> None:
    assert not any(Path("/tmp", name).exists() for name in ("ZIPSLIP_EVIL.txt", "ZIPSLIP_ABS.txt", "ZIPSLIP_WIN.txt"))


def test_the_whole_country_is_read_without_a_word() -> None:
    table = read(DATA / "real/th/thailand_tambon.fgb")
    assert len(table.rows) == 7425
    assert table.rejected == []
    assert table.notes == []
    names = dict(zip(table.columns["code"], table.columns["name_th"], strict=True))
    assert names["100101"] == "พระบรมมหาราชวัง"


@pytest.mark.parametrize(
    ("name", "count", "column", "thai"),
    [
        ("shp_cp874/thailand_provinces_cp874.zip", 77, "NAME_T", "กรุงเทพมหานคร"),
        ("shp_cp874/thailand_amphoe_cp874.zip", 928, "NAME_T", "เขตพระนคร"),
        ("shp_cp874/thailand_tambon_cp874_nocpg.zip", 7425, "NAME_T", "พระบรมมหาราชวัง"),
        ("as_published/province_utf8_nocpg.zip", 77, "ADM1_TH", "กรุงเทพมหานคร"),
        ("as_published/amphoe_utf8_nocpg_1invalid.zip", 928, "ADM2_TH", "พระนคร"),
        ("as_published/tambon_utf8_nocpg_truncated.zip", 7425, "ADM3_TH", "พระบรมมหาราชวัง"),
        ("as_published/Chiang Mai tambon fullres.zip", 204, "ADM3_TH", "ศรีภูมิ"),
        ("as_published/province.topojson", 77, "ADM1_TH", "กรุงเทพมหานคร"),
        ("as_published/provinces_77_opengisdata.geojson", 77, "pro_th", "พะเยา"),
        ("as_published/amphoe_names_only_9invalid.geojson", 928, "ADM2_TH", "อากาศอำนวย"),
    ],
)
def test_real_files_are_read_whole_with_their_thai_names(name: str, count: int, column: str, thai: str) -> None:
    table = read(DATA / "real/th" / name)
    assert len(table.rows) == count
    assert table.columns[column][0] == thai
    assert not {"text-broken", "text-lost", "encoding-uncertain"} & {note.code for note in table.notes}


def test_the_three_layers_of_the_reference_set_are_asked_for_and_read() -> None:
    path = DATA / "real/th/thailand_admin_consistent.gpkg"
    with pytest.raises(Question) as caught:
        read(path)
    assert [choice.value for choice in caught.value.choices] == ["province", "amphoe", "tambon"]
    assert [len(read(path, layer=choice.value).rows) for choice in caught.value.choices] == [77, 928, 7425]


def test_the_three_wrong_offices_are_the_three_rows_refused() -> None:
    table = read(DATA / "real/themes/gov_offices_points.fgb")
    assert (len(table.rows), len(table.rejected)) == (5284, 3)
    assert {refused.code for refused in table.rejected} == {"outside-thailand"}
