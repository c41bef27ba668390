"""What `gis.readers.read` makes of each awkward file of `tests.nasty`."""

from pathlib import Path

import pytest
import shapely

from gis.readers import Question, Refusal, Table, read
from tests import nasty


@pytest.mark.parametrize("case", [case for case in nasty.CASES if case.expected], ids=lambda case: case.name)
def test_an_awkward_file_is_refused_for_its_reason_in_both_languages(case: nasty.Case, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as caught:
        read(case.write(tmp_path))
    refusal = caught.value
    assert refusal.code == case.expected
    assert case.place in ("", refusal.place)
    assert isinstance(refusal, Question) == bool(case.choices)
    assert tuple(choice.value for choice in getattr(refusal, "choices", ())) == case.choices
    assert any("\u0e01" <= letter <= "\u0e5b" for letter in refusal.th)
    assert refusal.en.isascii()
    assert "{" not in refusal.th + refusal.en
    assert "/tmp" not in refusal.en


@pytest.mark.parametrize("case", [case for case in nasty.CASES if not case.expected], ids=lambda case: case.name)
def test_an_awkward_file_is_read_and_says_what_was_done_to_it(case: nasty.Case, tmp_path: Path) -> None:
    table = read(case.write(tmp_path))
    assert len(table.rows) == case.rows == len(table.geometries)
    assert tuple(note.code for note in table.notes if note.code in case.notes) == case.notes
    assert tuple((refused.row, refused.code) for refused in table.rejected) == case.rejected
    assert table.crs == case.crs
    if "code" in table.columns and case.rows == 3:
        assert_the_three_squares(table)


def assert_the_three_squares(table: Table) -> None:
    """Names, codes and outlines of `nasty.squares`, in whatever order the format keeps them."""
    assert sorted(zip(table.columns["code"], table.columns["name"], strict=True)) == list(
        zip(nasty.CODES, nasty.NAMES, strict=True)
    )
    assert shapely.total_bounds(table.geometries) == pytest.approx(nasty.BOX, abs=1e-8)
    assert shapely.area(table.geometries) == pytest.approx([0.01] * 3, abs=1e-8)
    assert table.rows == [1, 2, 3]


def answered(tmp_path: Path, content: bytes, name: str = "x.zip", **answer: object) -> Table:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Question):
        read(path)
    return read(path, **answer)  # type: ignore[arg-type]


def test_the_answer_to_which_layer_reads_that_layer(tmp_path: Path) -> None:
    second = [("b" + suffix, data) for suffix, data in nasty.shapefile(names=["ก", "ข", "ค"]).items()]
    table = answered(tmp_path, nasty.shapefile_zip(more=second), layer="b")
    assert table.columns["name"] == ["ก", "ข", "ค"]


def test_two_layers_of_one_name_are_told_apart_by_their_folder(tmp_path: Path) -> None:
    parts = [(f"{folder}/t{suffix}", data) for folder in "ab" for suffix, data in nasty.shapefile().items()]
    table = answered(tmp_path, nasty.zipped(parts), layer="b/t")
    assert len(table.rows) == 3


def test_a_layer_that_does_not_exist_is_a_question_with_those_that_do(tmp_path: Path) -> None:
    path = nasty.geopackage(tmp_path / "two.gpkg", layers=("a", "b"))
    with pytest.raises(Question) as caught:
        read(path, layer="c")
    assert caught.value.code == "layer-unknown"
    assert [choice.value for choice in caught.value.choices] == ["a", "b"]
    assert read(path, layer="b").layer == "b"


def test_the_answer_to_which_system_moves_the_squares_to_their_place(tmp_path: Path) -> None:
    content = nasty.shapefile_zip(prj=None, rings=nasty.in_system(nasty.squares(), 24047))
    table = answered(tmp_path, content, crs=24047)
    assert shapely.total_bounds(table.geometries) == pytest.approx(nasty.BOX, abs=1e-8)
    assert {"crs-given", "datum-shifted"} <= {note.code for note in table.notes}


def test_reading_indian_1975_as_wgs84_would_be_six_hundred_metres_off(tmp_path: Path) -> None:
    content = nasty.shapefile_zip(prj=None, rings=nasty.in_system(nasty.squares(), 24047))
    wrong = shapely.total_bounds(answered(tmp_path, content, crs=32647).geometries)
    east, north = (wrong[0] - nasty.BOX[0]) * 107_300, (wrong[1] - nasty.BOX[1]) * 110_650
    assert (east**2 + north**2) ** 0.5 == pytest.approx(455, abs=15)


def test_a_system_outside_the_list_is_refused_with_the_list(tmp_path: Path) -> None:
    path = tmp_path / "x.geojson"
    path.write_bytes(nasty.areas())
    with pytest.raises(Refusal, match="32647") as caught:
        read(path, crs=2000)
    assert caught.value.code == "crs-not-allowed"


def test_exchanged_axes_are_exchanged_back_when_asked(tmp_path: Path) -> None:
    content = nasty.areas(nasty.swapped(nasty.squares()))
    table = answered(tmp_path, content, "x.geojson", swap_axes=True)
    assert shapely.total_bounds(table.geometries) == pytest.approx(nasty.BOX)
    assert [note.code for note in table.notes] == ["axes-exchanged"]


def test_the_encoding_that_a_person_names_wins(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(nasty.shapefile_zip(encoding="cp874", cpg="UTF-8"))
    table = read(path, encoding="windows-874")
    assert table.columns["name"] == list(nasty.NAMES)
    assert [note.code for note in table.notes] == ["encoding-given"]
    with pytest.raises(Refusal, match="ebcdic"):
        read(path, encoding="ebcdic")


def test_a_name_cut_inside_a_letter_loses_only_the_half(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(nasty.shapefile_zip(width=20, cpg="UTF-8"))
    table = read(path)
    assert table.columns["name"] == [
        "หนองขา",
        "นายาว",
        "ท่าน้ำ",
    ]  # six letters of three bytes, and two bytes of a seventh
    assert [(note.code, note.rows) for note in table.notes] == [("half-character", (1, 3))]


def test_lost_and_broken_text_is_reported_by_row(tmp_path: Path) -> None:
    path = tmp_path / "x.geojson"
    path.write_bytes(nasty.areas(names=["?????", "นายาว", "นา\ufffdาว"]))
    table = read(path)
    assert {note.code: note.rows for note in table.notes} == {"text-broken": (3,), "text-lost": (1,)}


def test_text_is_normalised_and_blank_text_is_no_value(tmp_path: Path) -> None:
    path = tmp_path / "x.geojson"
    path.write_bytes(nasty.areas(names=["นํ้า\u200b", "  เเก่ง\u00a0 ", " "]))
    assert read(path).columns["name"] == ["น้ำ", "แก่ง", None]


def test_values_keep_their_types_and_nested_ones_become_json(tmp_path: Path) -> None:
    path = tmp_path / "x.geojson"
    values = [1, 1.5, "1", True, None, ["ก"], {"a": 1}, 2**80]
    path.write_bytes(nasty.collection([nasty.feature(nasty.point(99, 15.4), v=value) for value in values]))
    assert read(path).columns["v"] == [1, 1.5, "1", 1, None, '["ก"]', '{"a": 1}', str(2**80)]


def test_the_ids_of_the_source_are_kept_as_a_column(tmp_path: Path) -> None:
    path = tmp_path / "x.geojson"
    features = [nasty.feature(nasty.point(99, 15.4)) | {"id": each} for each in (1, 1, "1", None)]
    path.write_bytes(nasty.collection(features))
    assert read(path).columns["id"] == [1, 1, "1", None]


def test_numbers_dates_logicals_and_deleted_rows_of_a_dbf(tmp_path: Path) -> None:
    parts = nasty.shapefile()
    table = bytearray(nasty.dbf([("n", 8), ("d", 8), ("l", 1)], [
        (b"      12", b"25670115", b"T"), (b"    1.50", b"00000000", b"?"), (b"********", b"20240229", b"N")]))  # fmt: skip
    for position, letter in ((32, b"N"), (64, b"D"), (96, b"L")):
        table[position + 11] = letter[0]
    table[33 + 96 + 18] = ord("*")
    path = tmp_path / "x.zip"
    path.write_bytes(nasty.zipped([("x" + s, bytes(table) if s == ".dbf" else d) for s, d in parts.items()]))
    read_table = read(path)
    assert read_table.columns == {"n": [12, None], "d": ["2567-01-15", "2024-02-29"], "l": [1, 0]}
    assert read_table.rows == [1, 3]
    assert [(note.code, note.rows) for note in read_table.notes] == [("deleted-rows", (2,))]


def test_two_columns_of_one_name_are_both_kept(tmp_path: Path) -> None:
    parts = nasty.shapefile() | {".dbf": nasty.dbf([("a", 1), ("a", 1)], [(b"1", b"2")] * 3)}
    path = tmp_path / "x.zip"
    path.write_bytes(nasty.zipped([("x" + suffix, data) for suffix, data in parts.items()]))
    assert read(path).columns == {"a": ["1"] * 3, "a_2": ["2"] * 3}


def test_coordinates_rounded_to_a_hundred_metres_are_pointed_out(tmp_path: Path) -> None:
    ring = [(99 + n / 1000, 15.4 + (n % 2) / 1000) for n in range(20)] + [(99.0, 15.5), (99.0, 15.4)]
    path = tmp_path / "x.geojson"
    path.write_bytes(nasty.collection([nasty.feature(nasty.polygon(ring))]))
    assert "coordinates-coarse" in {note.code for note in read(path).notes}


def test_the_hash_is_that_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.geojson"
    path.write_bytes(b'{"type":"Point","coordinates":[99,15.4]}')
    assert read(path).sha256 == "a67b66d87f36e3cf3ff4b908d9cd71913fc45df5ae70a26dd6afea55d83c7fd7"


@pytest.mark.parametrize("name", ["missing.zip", "."])
def test_what_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refusal) as caught:
        read(tmp_path / name)
    assert caught.value.code == "not-a-file"


def test_a_shapefile_with_a_ring_of_two_points_loses_that_row_only(tmp_path: Path) -> None:
    short = [(99.0, 15.4), (99.01, 15.4), (99.0, 15.4)]
    path = tmp_path / "x.zip"
    path.write_bytes(nasty.shapefile_zip(rings=[*nasty.squares()[:2], short]))
    table = read(path)
    assert table.rows == [1, 2]
    assert [(refused.row, refused.code) for refused in table.rejected] == [(3, "zero-area")]
