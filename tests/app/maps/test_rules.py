"""Legends, groups and how values read, without a database."""

from __future__ import annotations

from datetime import date

import pytest

from app.core.published import LAYERS
from app.maps import rules
from app.maps.schemas import LayerEntry, People, PlaceName, Settled
from app.web import words
from app.web.words import Language
from gis.access import Visible
from gis.catalog import Catalog
from gis.layer import Attribute, Layer, Text
from gis.legend import legend_of

CATALOG = Catalog.read(LAYERS)
EVERYONE = Visible(frozenset({layer.access.read for layer in CATALOG}))
THAI, ENGLISH = Language.THAI, Language.ENGLISH


def layer(name: str) -> Layer:
    found = CATALOG.get(name, EVERYONE)
    assert found is not None
    return found


def test_every_group_of_the_layer_files_has_a_title() -> None:
    assert {one.metadata.group for one in CATALOG} <= set(rules.GROUPS)


def test_layers_are_grouped_in_the_order_of_the_list_the_topmost_first() -> None:
    groups = rules.grouped(LayerEntry(one, (), 0) for one in CATALOG)
    assert [group.title.en for group in groups][:2] == ["Projects", "People"]
    boundaries = next(group for group in groups if group.title.en == "Boundaries")
    assert [entry.id for entry in boundaries.entries] == ["villages", "provinces", "districts", "subdistricts"]


def test_a_choropleth_counts_each_class_and_always_names_no_data() -> None:
    # limits 0 40 70 100 150 2000: 10 and 39.9 below 40, 40 in the second class, 5000 in the last, one unknown
    legend = legend_of(layer("population_density_subdistricts"), {10: 1, 39.9: 1, 40: 2, 5000: 1, None: 1})
    assert [(entry.title.th, entry.count) for entry in legend] == [
        ("0–40", 2),
        ("40–70", 2),
        ("70–100", 0),
        ("100–150", 0),
        ("150–2,000", 1),
        ("ไม่มีข้อมูล", 1),
    ]
    assert legend[-1].kind == "no_data"


def test_categories_keep_their_zeros_and_others_are_told() -> None:
    legend = legend_of(layer("projects"), {"done": 3, "unheard": 2})
    counts = {entry.title.en: entry.count for entry in legend}
    assert (counts["Done"], counts["Suspended or in trouble"], counts["Others"]) == (3, 0, 2)


@pytest.mark.parametrize(("name", "kind"), [("rivers", "line"), ("districts", "area"), ("villages", "mark")])
def test_a_plain_layer_has_one_line_with_its_count(name: str, kind: str) -> None:
    (entry,) = legend_of(layer(name), {None: 7})
    assert (entry.kind, entry.count) == (kind, 7)


def test_the_title_comes_first_in_the_language_of_the_page() -> None:
    assert [a.name for a in rules.columns_of(layer("districts"), THAI)][:3] == ["name_th", "code", "parent_code"]
    assert [a.name for a in rules.columns_of(layer("districts"), ENGLISH)][:3] == ["name_en", "code", "parent_code"]
    assert "is_synthetic" not in {a.name for a in rules.columns_of(layer("districts"), THAI)}


@pytest.mark.parametrize(
    ("kind", "decimals", "value", "thai", "english"),
    [
        ("number", 1, 1234.56, "1,234.6", "1,234.6"),
        ("integer", 0, 2569, "2569", "2569"),
        ("date", 0, date(2026, 6, 22), "22 มิ.ย. 2569", "22 Jun 2026"),
        ("boolean", 0, True, "ใช่", "Yes"),
        ("boolean", 0, False, "ไม่ใช่", "No"),
        ("text", 0, "กุ้งน้ำ", "กุ้งน้ำ", "กุ้งน้ำ"),
        ("text", 0, None, "–", "–"),
    ],
)
def test_a_value_reads_as_its_kind(kind: str, decimals: int, value: object, thai: str, english: str) -> None:
    attribute = Attribute(name="a", title=Text(th="ก", en="a"), type=kind, decimals=decimals)
    assert words.reads(attribute, value, THAI) == thai
    assert words.reads(attribute, value, ENGLISH) == english


def test_a_code_reads_as_its_word() -> None:
    state = layer("projects").attribute("state")
    assert state is not None
    assert words.reads(state, "in_progress", THAI) == "ดำเนินการ"
    assert words.reads(state, "unheard_of", ENGLISH) == "unheard_of"


def test_a_title_without_english_falls_back_to_thai_and_a_number_keeps_its_unit() -> None:
    assert rules.title_of(layer("projects"), {"title_th": "ฝาย", "title_en": None}, ENGLISH) == "ฝาย"
    assert rules.title_of(layer("flood_zones"), {"return_years": 5}, THAI) == "5 ปี"


def test_places_are_named_with_their_level() -> None:
    place = PlaceName("9801", "เมือง", "Mueang")
    assert rules.place_title(place, THAI) == "อ.เมือง"
    assert rules.place_title(place, ENGLISH) == "Mueang District"


def test_equal_values_share_the_better_rank_and_the_median_is_the_middle() -> None:
    attribute = layer("population_density_districts").attribute("people_per_sqkm")
    assert attribute is not None
    peers = [(PlaceName(str(i), "ก", None), value) for i, value in enumerate((1.0, None, 3.0))]
    compared = rules.compare(attribute, 1.0, [3.0, 1.0, 1.0], peers)
    assert (compared.rank, compared.count, compared.median) == (2, 3, 1.0)
    assert [value for _, value in compared.peers] == [3.0, 1.0, None]
    assert rules.compare(attribute, None, [], []).rank is None


def test_the_headline_says_how_much_denser_the_densest_area_is() -> None:
    # 500 people on 300 km² are 1.667 per km²; 3 per km² is 1.8 times that
    whole = People(500, 300, 500, 300, 6, 0)
    dense = Settled(PlaceName("9801", "เมือง", "Mueang"), 300, 100, 3.0)
    sparse = Settled(PlaceName("9802", "เหนือ", "Nuea"), 100, 100, 1.0)
    unknown = Settled(PlaceName("9803", "ใต้", "Tai"), None, 100, None)
    assert rules.densest([unknown, sparse, dense]) is dense
    assert rules.headline(whole, dense, THAI) == "อำเภอเมือง หนาแน่นที่สุด 1.8 เท่าของทั้งจังหวัด"
    assert rules.headline(whole, dense, ENGLISH) == "Mueang District is the densest, 1.8 times the whole province"
    assert rules.headline(whole, rules.densest([unknown]), THAI) is None


def test_colours_are_those_of_the_class() -> None:
    shaded = layer("population_density_subdistricts")
    assert rules.colour_of(shaded, 0) == rules.colour_of(shaded, 39.9) == "#f6f1d5"
    assert rules.colour_of(shaded, 40) == "#c7e2c1"
    assert rules.colour_of(shaded, None) is None
    assert rules.colour_of(layer("roads"), 1) is None
