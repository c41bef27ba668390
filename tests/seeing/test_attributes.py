"""An attribute above the viewer does not exist for him on any road; what is styled by it is drawn alike for all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import mapbox_vector_tile
import psycopg
import pytest
from pydantic import ValidationError
from sqlalchemy import text

from app.core.cluster import Database
from app.core.database import transaction
from app.core.roles import Role
from gis.access import Read, Visible
from gis.catalog import Catalog, LayerError, read_layer
from gis.layer import Layer
from gis.style import Area, Choropleth, Symbol
from tests.seeing.conftest import Start, said
from tests.seeing.rows import Brought, Rank, write

Copies = Callable[[str], AbstractContextManager[Database]]
NAME_EN = {"public": False, "O-2": True, "S-1": True}
"""Who sees the internal attribute of facilities."""
LENGTH = {"public": False, "O-2": False, "G-1": True}
"""Who sees the confidential attribute of roads."""


KEEP = text(
    "INSERT INTO maps.saved_map (id, first_id, number, position_number, title_th, title_en, layer, query, class, front_class)"
    " VALUES ('2nnnnnnn', '2nnnnnnn', 1, 'O-1', 'ก', 'a', 'facilities',"
    " 'filter.facilities=name_en%3D%27x%27&layers=facilities&year=2569', 'public', 'public') ON CONFLICT DO NOTHING"
)
"""A saved map whose filter looks at the English name of facilities."""


@pytest.fixture(scope="module")
def filled(copies: Copies) -> Iterator[Database]:
    with copies("attributes") as database:
        write(database, [Brought("facilities", 77_000_001, Rank("public", None, "980101"), 100.3)])
        yield database


@pytest.mark.parametrize("caller", NAME_EN)
def test_it_is_in_no_answer(filled: Database, start: Start, caller: str) -> None:
    client, seen = start(filled, caller), NAME_EN[caller]
    feature = client.get("/ogc/collections/facilities/items").json()["features"][0]
    assert ("name_en" in feature["properties"]) is seen
    one = client.get("/ogc/collections/facilities/items/77000001").json()
    assert ("name_en" in one["properties"]) is seen
    feed = client.get("/feeds/facilities.geojson").json()["features"][0]
    assert ("name_en" in feed["properties"]) is seen
    assert ("ชื่อสถานที่ภาษาอังกฤษ" in client.get("/feeds/facilities.csv").text) is seen
    tile = mapbox_vector_tile.decode(client.get("/tiles/facilities/8/199/116.mvt").content)
    assert ("name_en" in tile["facilities"]["features"][0]["properties"]) is seen
    fields = client.get("/tiles/facilities.json").json()["vector_layers"][0]["fields"]
    assert ("name_en" in fields) is seen
    assert ("name_en" in {each["name"] for each in client.get("/api/maps/facilities").json()["attributes"]}) is seen
    page = client.get("/ogc/collections/facilities/items?f=html").text
    assert ("ชื่อสถานที่ภาษาอังกฤษ" in page) is seen


@pytest.mark.parametrize("caller", NAME_EN)
def test_of_a_saved_map_what_names_it_is_left_out(filled: Database, start: Start, caller: str) -> None:
    client, seen = start(filled, caller), NAME_EN[caller]
    with transaction(filled, Role.OWNER) as session:
        session.execute(KEEP)
    way = client.get("/maps/saved/2nnnnnnn", follow_redirects=False).headers["location"]
    expected = "/maps/facilities?filter.facilities=name_en%3D%27x%27&layers=facilities" if seen else "/maps/facilities?layers"
    assert way.startswith(expected)
    assert "year=2569" in way


@pytest.mark.parametrize("caller", NAME_EN)
def test_asking_by_it_is_refused_like_asking_by_nothing_that_exists(
    filled: Database, start: Start, caller: str
) -> None:
    client, seen = start(filled, caller), NAME_EN[caller]
    path = "/ogc/collections/facilities/items"
    answer, nonsense = client.get(f"{path}?name_en=School"), client.get(f"{path}?nonsense=School")
    assert answer.status_code == (200 if seen else 400)
    if not seen:
        assert answer.text.replace("name_en", "nonsense") == nonsense.text
    items = "/ogc/collections/facilities/items?sortby="
    sorted_, unsorted = client.get(f"{items}-name_en"), client.get(f"{items}-nonsense")
    assert sorted_.status_code == (200 if seen else 400)
    if not seen:
        assert sorted_.text.replace("name_en", "nonsense") == unsorted.text
    for kind in ("schema", "queryables", "sortables"):
        told = client.get(f"/ogc/collections/facilities/{kind}").json()["properties"]
        assert ("name_en" in told) is seen
    left = client.get(f"{path}?exclude-properties=name_en"), client.get(f"{path}?exclude-properties=nonsense")
    assert left[0].status_code == (200 if seen else 400)
    if not seen:
        assert left[0].text.replace("name_en", "nonsense") == left[1].text
    by_it, by_nothing = client.get("/maps/facilities?sort=name_en"), client.get("/maps/facilities?sort=nonsense")
    assert by_it.status_code == (200 if seen else 400)
    if not seen:
        assert by_it.text.replace("name_en", "nonsense") == by_nothing.text


@pytest.mark.parametrize("caller", NAME_EN)
def test_no_word_is_sought_in_it(filled: Database, start: Start, caller: str) -> None:
    with psycopg.connect(filled.url(Role.OWNER), autocommit=True) as desk:
        desk.execute(
            "UPDATE datasets.feature SET attributes = attributes || '{\"name_en\": \"Zebra\"}' WHERE id = 77000001"
        )
    client, seen = start(filled, caller), NAME_EN[caller]
    found = client.get("/ogc/collections/facilities/items?q=zebra").json()
    assert found["numberMatched"] == len(found["features"]) == (1 if seen else 0)
    marked = client.get("/ogc/collections/facilities/queryables").json()["properties"]
    assert ("name_en" in marked) is seen


@pytest.mark.parametrize("caller", NAME_EN)
def test_the_definition_of_the_interface_does_not_name_it(filled: Database, start: Start, caller: str) -> None:
    document = start(filled, caller).get("/ogc/api").json()
    given = document["paths"]["/collections/facilities/items"]["get"]["parameters"]
    known = document["components"]["parameters"]
    named = {known[each["$ref"].rsplit("/", 1)[1]]["name"] for each in given}
    assert ("name_en" in named) is NAME_EN[caller]


@pytest.mark.parametrize("caller", LENGTH)
def test_a_confidential_one_is_for_whoever_is_cleared_for_it(filled: Database, start: Start, caller: str) -> None:
    client = start(filled, caller)
    [road] = client.get("/ogc/collections/roads/items").json()["features"]
    assert road["properties"].get("length_km") == (300 if LENGTH[caller] else None)
    assert ("ความยาว" in client.get("/maps/roads?select=" + str(road["id"])).text) is LENGTH[caller]
    assert ("ความยาว" in client.get(f"/maps/roads/features/{road['id']}").text) is LENGTH[caller]
    assert ("ความยาว" in client.get("/maps/roads.html").text) is LENGTH[caller]


@pytest.mark.parametrize(("caller", "seen"), [("public", False), ("O-2", False), ("S-1", True)])
def test_a_personal_one_needs_the_purpose_as_well(filled: Database, start: Start, caller: str, seen: bool) -> None:
    one = start(filled, caller).get("/ogc/collections/facilities/items/77000001").json()
    assert ("area_code" in one["properties"]) is seen


@pytest.mark.parametrize(("caller", "seen"), [("public", False), ("O-2", True)])
def test_a_layer_styled_by_it_is_drawn_alike_for_who_may_not_see_it(
    filled: Database, start: Start, caller: str, seen: bool
) -> None:
    client = start(filled, caller)
    told = {layer["id"]: layer for layer in client.get("/api/maps").json()["layers"]}
    density, projects = told["population_density_subdistricts"], told["projects"]
    assert density["style"]["kind"] == ("choropleth" if seen else "area")
    assert density["geometry_of"] == ("subdistricts" if seen else None)
    assert len(projects["legend"]) == (8 if seen else 1)
    assert projects["legend"][0]["count"] == (0 if seen else 2)
    answer = client.get("/api/choropleth/population_density_subdistricts")
    assert answer.status_code == (200 if seen else 404)
    assert client.get("/maps/population_density_subdistricts").status_code == 200
    assert client.get("/maps/population_density_subdistricts.svg").status_code == 200
    page = client.get("/places/9801").text
    assert ("คน/ตร.กม." in page) is seen


@pytest.mark.parametrize(
    ("layer", "callers"), [("rivers", {"O-2", "S-1", "G-1"}), ("flood_zones", {"G-1"}), ("nothing", set())]
)
def test_a_layer_above_the_viewer_is_told_of_like_one_that_never_was(
    filled: Database, start: Start, layer: str, callers: set[str]
) -> None:
    for caller in ("public", "O-2", "S-1", "G-1"):
        client = start(filled, caller)
        listed = {each["id"] for each in client.get("/ogc/collections").json()["collections"]}
        assert (layer in listed) is (caller in callers)
        for road in ("/ogc/collections/{}", "/ogc/collections/{}/items", "/tiles/{}.json", "/tiles/{}/6/49/29.mvt",
                     "/feeds/{}.csv", "/feeds/{}.geojson", "/maps/{}", "/maps/{}.svg", "/maps/{}.html",
                     "/maps/{}/features/1", "/api/maps/{}", "/api/choropleth/{}", "/ogc/collections/{}/items/1"):  # fmt: skip
            answer, never = client.get(road.format(layer)), client.get(road.format("neverwas"))
            if caller not in callers:
                assert answer.status_code == never.status_code == 404, road
                assert answer.text.replace(layer, "neverwas") == never.text, road
                assert said(answer) | {"content-length": ""} == said(never) | {"content-length": ""}


def reduced(layer: Layer, *classes: Read) -> Layer:
    visible = Visible(frozenset({Read.PUBLIC, *classes}))
    found = Catalog({layer.id: layer}, {layer.id: ""}).get(layer.id, visible)
    assert found is not None
    return found


def test_a_reduced_layer_is_another_layer_and_the_same_for_all_who_see_as_much(layers: Path) -> None:
    catalog = Catalog.read(layers)
    public, inside = Visible(frozenset({Read.PUBLIC})), Visible(frozenset({Read.PUBLIC, Read.INTERNAL}))
    one, other = catalog.get("facilities", public), catalog.get("facilities", inside)
    assert one is not None
    assert other is not None
    assert one != other
    assert hash(one) != hash(other)
    assert catalog.get("facilities", Visible(frozenset({Read.PUBLIC}), areas=frozenset())) is one
    assert "name_en" not in {a.name for a in one.attributes}


def test_a_style_by_a_hidden_value_becomes_plain_and_keeps_its_place(layers: Path) -> None:
    density, projects = (read_layer(layers / f"{n}.toml") for n in ("population_density_subdistricts", "projects"))
    assert isinstance(density.style, Choropleth)
    plain = reduced(density)
    assert isinstance(plain.style, Area)
    assert plain.style.order == density.style.order
    assert isinstance(projects.style, Symbol)
    assert reduced(projects, Read.INTERNAL) is projects
    style = reduced(projects).style
    assert isinstance(style, Symbol)
    assert (style.attribute, style.categories, style.size) == (None, (), projects.style.size)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('role = "id"\n', 'role = "id"\nclass = "internal"\n', "the id has no class"),
        ('rows = { class = "class", agency', "rows = { agency", "narrow rows by their class"),
        ('read = "public"\n', 'read = "secret"\n', "secret register"),
        ('read = "public"\n', 'read = "public"\npurpose = "A purpose"\n', "purpose"),
    ],
)
def test_a_layer_file_that_says_nonsense_of_access_is_refused(
    layers: Path, tmp_path: Path, before: str, after: str, told: str
) -> None:
    content = (layers / "roads.toml").read_text("utf-8")
    assert before in content
    (tmp_path / "roads.toml").write_text(content.replace(before, after, 1), "utf-8")
    with pytest.raises((LayerError, ValidationError), match=told):
        read_layer(tmp_path / "roads.toml")


def test_a_client_is_told_of_his_own_sight_only(filled: Database, start: Start) -> None:
    """The same address and tag from the public's memory do not answer an official, nor the other way round."""
    public, inside = start(filled, "public"), start(filled, "O-2")
    for path in ("/ogc/collections/facilities/items", "/feeds/facilities.csv", "/tiles/facilities/8/199/116.mvt"):
        first = public.get(path)
        answer = inside.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert answer.status_code == 200, path
        assert answer.headers["cache-control"] == "private, no-store"
        assert answer.content != first.content
        again = inside.get(path, headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.headers["cache-control"]) == (304, "private, no-store")
        assert public.get(path).content == first.content


@pytest.mark.parametrize("path", ["/", "/maps", "/maps/roads.svg", "/maps/roads.html", "/places/98", "/api/maps",
                                  "/ogc/collections", "/tiles/roads.json", "/api/geocode?q=98"])  # fmt: skip
def test_nothing_made_for_an_official_is_kept_by_anybody(filled: Database, start: Start, path: str) -> None:
    assert start(filled, "O-2").get(path).headers["cache-control"] == "private, no-store"
    assert "no-store" not in start(filled, "public").get(path).headers.get("cache-control", "")
