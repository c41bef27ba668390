"""What holds for every layer, whichever file it comes from."""

from __future__ import annotations

import mapbox_vector_tile
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.authority import PUBLIC
from app.core.published import LAYERS, VIEWS
from app.ogc.parameters import ITEMS
from gis import statistics
from gis.access import Read
from gis.catalog import Catalog
from gis.layer import Layer, Rows
from gis.palettes import PALETTES
from gis.style import Category, Choropleth, Symbol

CATALOG = Catalog.read(LAYERS)
EVERY = pytest.mark.parametrize("layer", list(CATALOG), ids=lambda layer: layer.id)
OPEN = pytest.mark.parametrize("layer", CATALOG.visible(PUBLIC.visible()), ids=lambda layer: layer.id)
POSTGRES = {
    "text": {"text"},
    "integer": {"integer", "bigint", "smallint"},
    "number": {"double precision", "real"},
    "boolean": {"boolean"},
    "date": {"date"},
}

OF_SITES = {"class": "class", "agency": "agency", "areas": "touched"}
ROWS = {"class": "class", "agency": "agency", "area": "area_code"}


def columns(session: Session, layer: Layer, view: str | None = None) -> dict[str, str]:
    found = session.execute(
        text(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'published' AND table_name = :v"
        ),
        {"v": view or layer.source.view},
    )
    return {row.column_name: row.data_type for row in found}


def test_the_layers_that_the_first_landing_promises_are_there() -> None:
    promised = {"provinces", "districts", "subdistricts", "villages", "rivers", "roads", "facilities", "projects"}
    assert promised <= {layer.id for layer in CATALOG}
    assert len(CATALOG) >= 11


@pytest.mark.parametrize("other", ["late_projects", "facilities"])
def test_no_symbol_of_projects_means_something_else_in_a_layer_shown_with_them(other: str) -> None:
    marks = [{(one.shape, one.colour) for one in categories(layer)} for layer in ("projects", other)]
    assert all(marks)
    assert marks[0] & marks[1] == set()


def categories(layer_id: str) -> tuple[Category, ...]:
    style = next(layer.style for layer in CATALOG if layer.id == layer_id)
    assert isinstance(style, Symbol)
    return style.categories


def test_an_open_class_is_told_without_its_last_limit() -> None:
    opened = [layer.style for layer in CATALOG if isinstance(layer.style, Choropleth) and layer.style.open_end]
    assert len(opened) >= 5
    for style in opened:
        *classes, last = style.labels()
        assert last == f"≥ {classes[-1].partition('–')[2]}"


@EVERY
def test_its_view_is_named_like_it_and_lies_in_a_file(layer: Layer) -> None:
    assert layer.source.view == layer.id
    assert (VIEWS / f"{layer.id}.sql").is_file()


@EVERY
def test_its_attributes_are_columns_of_their_type(layer: Layer, session: Session) -> None:
    held = columns(session, layer)
    for attribute in layer.attributes:
        assert held[attribute.name] in POSTGRES[attribute.type], attribute.name


@EVERY
def test_its_id_is_unique_and_never_null(layer: Layer, session: Session) -> None:
    row = session.execute(
        text(f"SELECT count(*), count({layer.source.id}), count(DISTINCT {layer.source.id}) FROM published.{layer.id}")
    ).one()
    assert row[0] == row[1] == row[2] > 0


@EVERY
def test_its_geometry_is_of_its_type_in_4326(layer: Layer, session: Session) -> None:
    column = layer.source.geometry.column
    kinds = session.execute(
        text(f"SELECT DISTINCT geometrytype({column}), st_srid({column}) FROM published.{layer.id}")
    ).all()
    assert {srid for _, srid in kinds} == {4326}
    if layer.source.geometry.type != "Geometry":
        assert {kind for kind, _ in kinds} == {layer.source.geometry.type.upper()}


@OPEN
def test_only_declared_attributes_leave_the_database(layer: Layer, client: TestClient, session: Session) -> None:
    declared = {attribute.name for attribute in layer.attributes}
    hidden = set(columns(session, layer)) - declared
    assert layer.source.geometry.column in hidden
    for feature in client.get(f"/ogc/collections/{layer.id}/items").json()["features"]:
        assert set(feature["properties"]) == {attribute.name for attribute in layer.properties} <= declared


@OPEN
def test_its_tile_has_its_name_and_its_tile_attributes_only(layer: Layer, client: TestClient) -> None:
    found = mapbox_vector_tile.decode(client.get(f"/tiles/{layer.id}/6/49/29.mvt").content)
    assert set(found) <= {layer.id, f"{layer.id}_label"}
    allowed = {attribute.name for attribute in layer.tile_attributes}
    for feature in found[layer.id]["features"]:
        assert set(feature["properties"]) <= allowed


@EVERY
def test_it_says_whether_its_view_asks_for_a_day(layer: Layer, session: Session) -> None:
    asks = text("""
        WITH RECURSIVE reads (kind, id) AS (
            SELECT 'pg_class'::regclass::oid, ('published.' || :view)::regclass::oid
            UNION SELECT d.refclassid, d.refobjid FROM reads
            JOIN pg_rewrite r ON reads.kind = 'pg_class'::regclass AND r.ev_class = reads.id
            JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
        )
        SELECT count(*) > 0 FROM reads JOIN pg_proc p ON kind = 'pg_proc'::regclass AND p.oid = reads.id
        WHERE p.pronamespace = 'published'::regnamespace AND p.proname IN ('true_on', 'known_on')
    """)
    assert session.execute(asks, {"view": layer.source.view}).scalar() is layer.source.dated
    if layer.statistics.view:
        assert session.execute(asks, {"view": layer.statistics.view}).scalar() is layer.statistics.dated


@EVERY
def test_no_attribute_is_named_like_a_parameter_of_its_own_address(layer: Layer) -> None:
    assert ITEMS & {attribute.name for attribute in layer.attributes} == set()


@EVERY
def test_its_legend_covers_every_value(layer: Layer, session: Session) -> None:
    if not isinstance(layer.style, Choropleth):
        return
    least, greatest = session.execute(
        text(f"SELECT min({layer.style.attribute}), max({layer.style.attribute}) FROM published.{layer.id}")
    ).one()
    if least is None:  # nothing has a value today: then the legend says why
        assert (attribute := layer.attribute(layer.style.attribute)) is not None
        assert attribute.missing is not None
        return
    assert layer.style.breaks[0] <= least <= greatest <= layer.style.breaks[-1]
    assert len(layer.style.colours()) == len(layer.style.breaks) - 1
    assert layer.style.palette in PALETTES


@EVERY
def test_who_may_read_it_is_who_the_database_lets_read_it(layer: Layer, session: Session) -> None:
    allowed = session.execute(
        text("SELECT has_table_privilege('phaen_public', :v, 'SELECT')"), {"v": f"published.{layer.id}"}
    )
    assert allowed.scalar() is (layer.access.read is Read.PUBLIC)


@EVERY
def test_rows_of_several_classes_are_filtered_by_their_class_agency_and_area(layer: Layer, session: Session) -> None:
    told = columns(session, layer)
    rows = OF_SITES if "touched" in told else ROWS
    assert layer.access.rows == Rows.model_validate(rows if "class" in told else {})


@EVERY
def test_its_statistics_count_by_columns_that_their_view_has(layer: Layer, session: Session) -> None:
    told, seen = layer.statistics, statistics.queryables(layer)
    held = columns(session, layer, told.view)
    rows = [*told.rows.model_dump().values()] if told.view else []
    grouped = [each.column for name in statistics.OF_COLUMNS if (each := statistics.dimension(layer, name))]
    named = [f"{each}_{lang}" for each in ("source", "agency") if getattr(told, each) for lang in ("th", "en")]
    needed = [told.key, told.weight, told.placement, statistics.area_of(layer), *(s.column for s in told.sums), *rows, *grouped]
    assert {name for name in (*needed, *named, *seen) if name} <= held.keys()
    for attribute in layer.attributes:
        if attribute.name in seen:
            assert held[attribute.name] in POSTGRES[attribute.type], attribute.name
    assert {held[each.column] for each in told.sums} <= {"numeric", "bigint"}


@EVERY
def test_its_statistics_have_every_feature_of_it_and_what_lies_nowhere(layer: Layer, session: Session) -> None:
    """As many records are located as it has features that are one record's, and every place is one of three."""
    told = layer.statistics
    if told.view is None:
        return
    found = session.execute(text(
        f"SELECT DISTINCT {told.placement}, {told.area} IS NULL FROM published.{told.view}"
    )).all()  # fmt: skip
    assert {placement for placement, _ in found} <= statistics.PLACEMENTS.keys()
    assert all((placement != "located") is nowhere for placement, nowhere in found)


@EVERY
def test_its_titles_are_in_both_languages(layer: Layer) -> None:
    texts = [layer.metadata.title, layer.metadata.notes, *(attribute.title for attribute in layer.attributes)]
    for each in texts:
        assert any("\u0e00" <= letter <= "\u0e7f" for letter in each.th), each
        assert not any("\u0e00" <= letter <= "\u0e7f" for letter in each.en), each
