"""Imports into PostGIS: squares of a hundredth of a degree in the invented province 97, so that numbers are by hand."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.authority import OPERATOR
from app.core.errors import Forbidden
from app.places.commands import import_areas
from app.places.imports.report import ImportReport
from app.places.rules import Level
from app.places.schemas import AreaName, AreaRecord, ImportOptions
from gis.geometry import area_sqm
from tests import cast
from tests.app.places.test_checks import cell

NAMES = {"97": AreaName("เก้าเจ็ด", "Nine Seven"), "9701": AreaName("อำเภอหนึ่ง", "One"), "9702": AreaName("อำเภอสอง")}
SINCE, LATER = date(2020, 1, 1), date(2026, 1, 1)


def area(code: str, column: float, width: float = 1) -> AreaRecord:
    return AreaRecord(Level.SUBDISTRICT, code, f"ตำบล {code}", f"Tambon {code}", cell(column, width=width))


FIVE = [area(code, n) for n, code in enumerate(["970101", "970102", "970103", "970201", "970202"])]


def bring(session: Session, areas: Path | Sequence[AreaRecord], **options: object) -> ImportReport:
    chosen = ImportOptions(**{"valid_from": SINCE, "names": NAMES, **options})  # type: ignore[arg-type]
    return import_areas(session, by=OPERATOR, areas=areas, options=chosen)


def rows(session: Session, query: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in session.execute(text(query))]


def stored(session: Session, level: str = "subdistrict") -> dict[str, float]:
    query = f"SELECT code, area_sqm FROM places.area WHERE level = '{level}' AND valid_to IS NULL AND code LIKE '97%'"
    return {str(code): float(str(sqm)) for code, sqm in rows(session, query)}


def counted(session: Session) -> list[tuple[object, ...]]:
    return rows(
        session,
        "SELECT (SELECT count(*) FROM places.area), (SELECT count(*) FROM derived.area_overview),"
        " (SELECT count(*) FROM core.audit_event), (SELECT count(*) FROM core.import_run)",
    )


def test_areas_come_in_with_the_levels_above_nesting_exactly(session: Session) -> None:
    report = bring(session, FIVE)
    assert (report.verdict, report.exit_code) == ("accept", 0)
    assert report.counts == {
        "rows": 5, "new": 5, "changed": 0, "corrected": 0, "unchanged": 0, "closed": 0,
        "districts": 2, "provinces": 1, "overviews": 40,
    }  # fmt: skip
    square = area_sqm(cell(0))
    assert stored(session)["970101"] == pytest.approx(square, rel=1e-9)
    assert stored(session, "district") == pytest.approx({"9701": 3 * square, "9702": 2 * square}, rel=1e-6)
    assert stored(session, "province") == pytest.approx({"97": 5 * square}, rel=1e-6)
    nested = "SELECT ST_Equals(p.geom, ST_Union(c.geom)) FROM places.area c JOIN places.area p ON p.id = c.parent_id"
    assert rows(session, f"{nested} WHERE p.code LIKE '97%' GROUP BY p.id") == [(True,)] * 3


def test_names_of_upper_levels_are_those_given(session: Session) -> None:
    bring(session, FIVE)
    query = "SELECT name_th, name_en FROM places.area WHERE code IN ('97', '9702') ORDER BY code"
    assert rows(session, query) == [("เก้าเจ็ด", "Nine Seven"), ("อำเภอสอง", None)]


def test_an_import_leaves_one_run_and_one_audit_event(session: Session) -> None:
    ((_, _, events, runs),) = counted(session)
    bring(session, FIVE)
    ((_, _, after, runs_after),) = counted(session)
    assert (after, runs_after) == (events + 1, runs + 1)  # type: ignore[operator]
    query = "SELECT act, detail->'counts'->>'new' FROM core.audit_event ORDER BY at DESC LIMIT 1"
    assert rows(session, query) == [("areas.imported", "5")]
    query = "SELECT count(*), bool_and(r.report->>'verdict' = 'accept') FROM places.area a JOIN core.import_run r"
    assert rows(session, f"{query} ON r.id = a.import_run_id") == [(8, True)]


def test_a_refused_import_changes_nothing(session: Session) -> None:
    before = counted(session)
    report = bring(session, [*FIVE, area("970103", 7)])
    assert (report.verdict, report.exit_code) == ("reject", 2)
    assert counted(session) == before


def test_a_dry_run_looks_only(session: Session) -> None:
    before = counted(session)
    report = bring(session, FIVE, dry_run=True)
    assert (report.verdict, report.counts["new"]) == ("accept", 5)
    assert counted(session) == before


def test_the_same_again_changes_no_area(session: Session) -> None:
    bring(session, FIVE)
    before = rows(session, "SELECT id, code, valid_from FROM places.area ORDER BY id")
    report = bring(session, FIVE, valid_from=LATER)
    assert (report.counts["unchanged"], report.counts["districts"]) == (5, 0)
    assert rows(session, "SELECT id, code, valid_from FROM places.area ORDER BY id") == before


def test_a_moved_border_begins_new_versions_of_its_two_areas_only(session: Session) -> None:
    bring(session, FIVE)
    moved = [area("970101", 0, width=1.5), area("970102", 1.5, width=0.5), FIVE[2]]
    report = bring(session, moved, valid_from=LATER)
    assert {name: report.counts[name] for name in ("new", "changed", "unchanged", "districts")} == {
        "new": 0, "changed": 2, "unchanged": 1, "districts": 1,
    }  # fmt: skip
    query = "SELECT valid_from, valid_to FROM places.area WHERE code = '970101' ORDER BY valid_from"
    assert rows(session, query) == [(SINCE, LATER), (LATER, None)]
    assert stored(session)["970101"] == pytest.approx(1.5 * area_sqm(cell(0)), rel=1e-6)


def test_the_same_first_day_is_a_correction_that_keeps_the_row(session: Session) -> None:
    bring(session, FIVE)
    before = rows(session, "SELECT id FROM places.area WHERE code = '970101'")
    report = bring(session, [area("970101", 0, width=1.5), area("970102", 1.5, width=0.5), FIVE[2]])
    assert report.counts["corrected"] == 2
    assert rows(session, "SELECT id FROM places.area WHERE code = '970101'") == before


def test_a_split_ends_the_old_area_and_links_the_new_ones(session: Session) -> None:
    bring(session, FIVE)
    split = [area("970104", 0, width=0.5), area("970105", 0.5, width=0.5), *FIVE[1:3]]
    report = bring(session, split, valid_from=LATER)
    assert (report.verdict, report.counts["new"], report.counts["closed"]) == ("accept", 2, 1)
    assert sorted(stored(session)) == ["970102", "970103", "970104", "970105", "970201", "970202"]
    query = "SELECT o.code, n.code, s.kind FROM places.succession s JOIN places.area o ON o.id = predecessor_id"
    assert rows(session, f"{query} JOIN places.area n ON n.id = successor_id ORDER BY 2") == [
        ("970101", "970104", "split"), ("970101", "970105", "split"),
    ]  # fmt: skip


def test_children_point_to_the_open_version_of_their_parent(session: Session) -> None:
    bring(session, FIVE)
    wider = [*FIVE[:2], area("970103", 2, width=0.5)]
    report = bring(session, [*wider, area("970201", 2.5, width=1.5), FIVE[4]], valid_from=LATER)
    assert (report.counts["changed"], report.counts["districts"]) == (2, 2)
    query = "SELECT count(*) FROM places.area c JOIN places.area p ON p.id = c.parent_id"
    assert rows(session, f"{query} WHERE c.valid_to IS NULL AND p.valid_to IS NOT NULL") == [(0,)]


def test_a_new_point_on_an_old_line_is_no_new_version(session: Session) -> None:
    bring(session, FIVE)
    denser = shapely.segmentize(FIVE[2].geom, 0.003)
    report = bring(session, [*FIVE[:2], AreaRecord(Level.SUBDISTRICT, *_words("970103"), denser)], valid_from=LATER)
    # the neighbour gets the three points of the common border
    assert (report.counts["corrected"], report.counts["changed"], report.counts["unchanged"]) == (2, 0, 1)
    assert rows(session, "SELECT valid_from, ST_NPoints(geom) FROM places.area WHERE code = '970103'") == [(SINCE, 17)]


def _words(code: str) -> tuple[str, str, str]:
    return code, f"ตำบล {code}", f"Tambon {code}"


def test_a_district_added_later_widens_the_province(session: Session) -> None:
    bring(session, FIVE[:3])
    assert stored(session, "province")["97"] == pytest.approx(3 * area_sqm(cell(0)), rel=1e-6)
    bring(session, FIVE[3:], valid_from=LATER)
    assert stored(session, "province")["97"] == pytest.approx(5 * area_sqm(cell(0)), rel=1e-6)


def test_boundaries_of_a_level_above_are_compared_but_never_replace_what_was_dissolved(session: Session) -> None:
    bring(session, FIVE)
    district = AreaRecord(Level.DISTRICT, "9701", "อำเภอหนึ่ง", "One", cell(0, width=2.7))
    report = bring(session, [district], valid_from=LATER)
    assert (report.verdict, report.counts["compared"]) == ("accept", 1)
    assert "10.0%" in report.remarks[0].en
    assert stored(session, "district")["9701"] == pytest.approx(3 * area_sqm(cell(0)), rel=1e-6)


def test_villages_join_their_subdistricts(session: Session) -> None:
    bring(session, FIVE)
    spot = shapely.Point(99.005, 15.005)
    report = bring(session, [AreaRecord(Level.VILLAGE, "97010101", "บ้านหนึ่ง", None, spot)])
    assert (report.verdict, report.counts["new"]) == ("accept", 1)
    query = "SELECT p.code, c.area_sqm, ST_AsText(c.geom) FROM places.area c JOIN places.area p ON p.id = c.parent_id"
    assert rows(session, f"{query} WHERE c.code = '97010101'") == [("970101", None, "POINT(99.005 15.005)")]


def test_local_governments_may_be_points_or_areas(session: Session) -> None:
    bring(session, FIVE)
    office = AreaRecord(Level.LOCAL_GOVERNMENT, "6970101", "อบต.หนึ่ง", None, shapely.Point(99.01, 15.01), "9701", "sao")
    town = AreaRecord(Level.LOCAL_GOVERNMENT, "5970102", "ทต.สอง", None, cell(1), "9701", "municipality")
    assert bring(session, [office, town]).verdict == "accept"
    query = "SELECT c.code, c.kind, p.code FROM places.area c JOIN places.area p ON p.id = c.parent_id"
    assert rows(session, f"{query} WHERE c.level = 'local_government' ORDER BY 1") == [
        ("5970102", "municipality", "9701"), ("6970101", "sao", "9701"),
    ]  # fmt: skip


def test_synthetic_areas_are_marked(session: Session) -> None:
    bring(session, FIVE, is_synthetic=True)
    assert rows(session, "SELECT bool_and(is_synthetic) FROM places.area WHERE code LIKE '97%'") == [(True,)]


def test_real_areas_come_in_on_ground_of_a_synthetic_province(session: Session) -> None:
    bring(session, FIVE, is_synthetic=True)
    query = "SELECT band, ST_AsText(o.geom) FROM derived.area_overview o JOIN places.area a ON a.id = o.area_id"
    before = rows(session, f"{query} WHERE a.code LIKE '97%' ORDER BY a.code, band")
    real = [AreaRecord(Level.SUBDISTRICT, "960101", "จริง", "Real", cell(0.5, width=3))]
    report = bring(session, real, accept_missing=True)
    assert (report.verdict, report.counts["new"]) == ("accept", 1)
    assert rows(session, f"{query} WHERE a.code LIKE '97%' ORDER BY a.code, band") == before


def test_rebuilding_a_part_gives_the_overview_of_building_all(session: Session) -> None:
    bring(session, FIVE)
    again = "SELECT a.code, o.band, encode(ST_AsBinary(o.geom), 'hex') FROM derived.area_overview o"
    query = (
        f"{again} JOIN places.area a ON a.id = o.area_id WHERE a.code LIKE '97%' AND a.valid_to IS NULL ORDER BY 1, 2"
    )
    whole = rows(session, query)
    session.execute(text("DELETE FROM derived.area_overview WHERE area_id IN (SELECT id FROM places.area)"))
    bring(session, [area("970101", 0, width=1.5), area("970102", 1.5, width=0.5), FIVE[2]])
    bring(session, FIVE[:3])
    kept = {(code, band): wkb for code, band, wkb in rows(session, query)}
    assert set(kept) >= {("970103", 5), ("9702", 11)}
    assert all(kept[code, band] == wkb for code, band, wkb in whole if (code, band) in kept)


def geojson(path: Path, areas: Sequence[AreaRecord], header: str = "ADM3_PCODE") -> Path:
    features = [
        {
            "type": "Feature",
            "properties": {
                header: f"TH{one.code}",
                "ADM3_TH": one.name_th,
                "ADM2_TH": "จากแฟ้ม",
                "validOn": "2021-05-01",
            },
            "geometry": json.loads(shapely.to_geojson(one.geom)),
        }
        for one in areas
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def test_a_file_names_its_codes_names_and_first_day(session: Session, tmp_path: Path) -> None:
    report = bring(session, geojson(tmp_path / "areas.geojson", FIVE[:3]), valid_from=None, names={})
    assert (report.verdict, report.valid_from, report.level) == ("accept", date(2021, 5, 1), Level.SUBDISTRICT)
    assert report.sha256 is not None
    assert rows(session, "SELECT name_th FROM places.area WHERE code = '9701'") == [("จากแฟ้ม",)]


def test_a_file_without_codes_is_refused_with_the_remedy(session: Session, tmp_path: Path) -> None:
    report = bring(session, geojson(tmp_path / "areas.geojson", FIVE, header="title"))
    assert [remark.code for remark in report.remarks] == ["no-code"]
    assert "add a column code" in report.text()


def test_a_report_is_for_people_and_for_machines(session: Session) -> None:
    report = bring(session, [*FIVE, FIVE[0]])
    assert report.as_json()["verdict"] == "repair"
    assert json.loads(json.dumps(report.as_json(), ensure_ascii=False))["counts"]["new"] == 5
    assert "นำเข้าแล้ว · Imported." in report.text()
    assert "+ 970101 ซ้ำกันทุกประการ" in report.text()


def test_only_a_position_that_may_import_imports(session: Session) -> None:
    before = counted(session)
    for areas in (FIVE, []):
        with pytest.raises(Forbidden, match="นำเข้าเขตการปกครอง"):
            import_areas(session, by=cast.acting(session, "O-3"), areas=areas)
    assert counted(session) == before
    assert import_areas(session, by=cast.acting(session, "O-2"), areas=FIVE, options=ImportOptions(names=NAMES)).verdict


def test_a_position_imports_only_areas_of_its_scope(session: Session) -> None:
    analyst = cast.acting(session, "O-2")
    of_one_district = replace(analyst, powers=replace(analyst.powers, areas=frozenset({"9701"})))
    before = counted(session)
    with pytest.raises(Forbidden, match="นอกขอบเขต"):
        import_areas(session, by=of_one_district, areas=FIVE)
    assert counted(session) == before
