"""Questions of the maps, on the toy province."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.authority import PUBLIC
from app.core.errors import Invalid, NotFound
from app.core.published import LAYERS
from app.maps import population, queries
from app.web.words import Language
from gis.catalog import Catalog
from gis.layer import Layer

CATALOG = Catalog.read(LAYERS)
THAI, ENGLISH = Language.THAI, Language.ENGLISH
SUBDISTRICTS = "population_density_subdistricts"


def layer(name: str) -> Layer:
    return queries.layer_named(CATALOG, name, viewer=PUBLIC)


def test_an_unknown_layer_is_told_with_the_remedy() -> None:
    with pytest.raises(NotFound, match="/maps"):
        layer("nothing")


def test_a_map_opens_with_the_shaded_subdistricts(session: Session) -> None:
    assert queries.first_layer(session, CATALOG, viewer=PUBLIC).id == SUBDISTRICTS


def test_a_map_without_values_opens_with_the_districts(session: Session) -> None:
    session.execute(text("SELECT set_config('phaen.known_on', '2000-01-01', true)"))
    assert queries.first_layer(session, CATALOG, viewer=PUBLIC).id == "districts"
    shaded = queries.entry(session, layer(SUBDISTRICTS), viewer=PUBLIC)
    assert (shaded.has_values, shaded.shown, shaded.legend[-1].count) == (False, False, 6)


def test_every_layer_is_listed_once_with_its_count(session: Session) -> None:
    groups = queries.groups(session, CATALOG, viewer=PUBLIC)
    counts = {entry.id: entry.count for group in groups for entry in group.entries}
    assert set(counts) == {layer.id for layer in CATALOG.visible(PUBLIC.visible())}
    assert len(counts) == len(CATALOG) - 1  # the personal one
    assert (counts["districts"], counts["subdistricts"], counts["villages"]) == (3, 6, 6)
    assert (counts["projects"], counts["rivers"]) == (2, 1)


def test_the_legend_counts_the_rows_of_each_class(session: Session) -> None:
    # six subdistricts with 0.8 to 4 people per km², all below the first inner limit of 50
    legend = queries.entry(session, layer(SUBDISTRICTS), viewer=PUBLIC).legend
    assert [entry.count for entry in legend] == [6, 0, 0, 0, 0, 0]


def test_the_extent_is_that_of_the_province(session: Session) -> None:
    assert queries.extent(session, layer("districts"), viewer=PUBLIC) == (100, 15, 103, 16)
    assert queries.opening_view(session, CATALOG, viewer=PUBLIC, home="98") == (100, 15, 103, 16)
    assert queries.opening_view(session, CATALOG, viewer=PUBLIC, home="77") == (100, 15, 103, 16)


def test_the_table_of_a_choropleth_begins_with_the_greatest_value(session: Session) -> None:
    page = queries.table_page(session, layer(SUBDISTRICTS), viewer=PUBLIC, language=THAI, sort=None, page=1)
    assert [row["people_per_sqkm"] for row in page.rows] == pytest.approx([4, 2, 1.2, 1, 1, 0.8])
    assert (page.count, page.pages, page.first, page.last) == (6, 1, 1, 6)
    assert page.places["9801"].name_th == "เมืองของเล่น"


def test_names_are_sorted_as_a_thai_dictionary_does(session: Session) -> None:
    # ท บ ป ป น ว by consonant: ท่าข้าม, ในเมือง (น), บ้านน้ำใส, ปาแดง, ป่าแดง (tone marks last), วังทอง
    page = queries.table_page(session, layer("subdistricts"), viewer=PUBLIC, language=THAI, sort="name_th", page=1)
    assert [row["name_th"] for row in page.rows] == ["ท่าข้าม", "ในเมือง", "บ้านน้ำใส", "ปาแดง", "ป่าแดง", "วังทอง"]


def test_the_order_can_be_turned(session: Session) -> None:
    page = queries.table_page(session, layer(SUBDISTRICTS), viewer=PUBLIC, language=THAI, sort="people", page=1)
    assert [row["people"] for row in page.rows] == [40, 50, 50, 60, 100, 200]


def test_a_page_beyond_the_last_is_empty(session: Session) -> None:
    page = queries.table_page(session, layer("districts"), viewer=PUBLIC, language=THAI, sort=None, page=2)
    assert (page.rows, page.count) == ((), 3)


@pytest.mark.parametrize("sort", ["geom", "area_id", 'code" DESC; DROP TABLE places.area; --'])
def test_only_declared_attributes_sort(session: Session, sort: str) -> None:
    with pytest.raises(Invalid, match="people_per_sqkm"):
        queries.table_page(session, layer(SUBDISTRICTS), viewer=PUBLIC, language=THAI, sort=sort, page=1)


def test_a_feature_knows_its_bounds_its_places_and_its_rank(session: Session) -> None:
    # 98 01 02: 100 people on 50 km² = 2 per km², second of six; the middle of 4 2 1.2 1 1 0.8 is 1.1
    found = queries.feature(session, layer(SUBDISTRICTS), "980102", viewer=PUBLIC)
    assert list(found.bounds or ()) == [100.5, 15, 101, 16]
    assert [place.code for place in found.places] == ["9801", "98"]
    assert found.comparison is not None
    assert (found.comparison.value, found.comparison.rank, found.comparison.count) == (2, 2, 6)
    assert found.comparison.median == pytest.approx(1.1)
    assert [(place.code, value) for place, value in found.comparison.peers] == [("980101", 4), ("980102", 2)]
    assert found.area_code == "980102"


def test_a_project_site_lies_in_its_main_subdistrict(session: Session) -> None:
    sites = queries.table_page(session, layer("projects"), viewer=PUBLIC, language=THAI, sort="reference", page=1)
    found = queries.feature(session, layer("projects"), sites.rows[0]["id"], viewer=PUBLIC)
    assert (found.row["reference"], found.area_code, found.comparison) == ("P-1", "980102", None)
    assert found.bounds == (100.75, 15.5, 100.75, 15.5)


def test_an_unknown_feature_is_told(session: Session) -> None:
    with pytest.raises(NotFound, match="980199"):
        queries.feature(session, layer("subdistricts"), "980199", viewer=PUBLIC)


@pytest.mark.parametrize(
    ("code", "people", "sqkm", "around"),
    [("98", 500, 300, 500), ("9801", 300, 100, 500), ("980301", 60, 50, 100)],
)
def test_people_are_summed_from_the_subdistricts(
    session: Session, code: str, people: int, sqkm: int, around: int
) -> None:
    found = population.people_in(session, code, viewer=PUBLIC)
    assert (found.people, found.area_sqkm, found.people_around) == (people, sqkm, around)
    assert found.silent == 0


def test_an_area_without_observations_has_no_count_and_not_zero(session: Session) -> None:
    found = population.people_in(session, "77", viewer=PUBLIC)
    assert (found.people, found.density, found.share) == (None, None, None)


def test_areas_below_come_by_number_of_people(session: Session) -> None:
    assert [(row.place.code, row.people) for row in population.people_below(session, "98", viewer=PUBLIC)] == [
        ("9801", 300),
        ("9802", 100),
        ("9803", 100),
    ]
    assert [row.people for row in population.people_below(session, "9801", viewer=PUBLIC)] == [200, 100]
    assert population.people_below(session, "980101", viewer=PUBLIC) == []


def test_a_drawing_gets_features_within_its_bounds_in_the_language(session: Session) -> None:
    west = queries.features_drawn(session, layer("districts"), (100.1, 15.1, 100.2, 15.2), 8, THAI, viewer=PUBLIC)
    assert [(one.id, one.title) for one in west] == [("9801", "เมืองของเล่น")]
    assert west[0].geom.bounds == pytest.approx((100, 15, 101, 16))
    english = queries.features_drawn(session, layer("districts"), (100, 15, 103, 16), 13, ENGLISH, viewer=PUBLIC)
    assert [one.title for one in english] == ["Mueang Khong Len", "Nuea", "Tai"]


def test_names_of_unknown_codes_are_left_out(session: Session) -> None:
    assert list(queries.places_of(session, ["98", "9899", None], viewer=PUBLIC)) == ["98"]
    assert queries.places_of(session, [None], viewer=PUBLIC) == {}
