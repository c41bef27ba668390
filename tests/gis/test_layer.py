from dataclasses import replace
from pathlib import Path

import pytest

from gis.access import Read, Visible
from gis.catalog import Catalog, LayerError, read_layer
from gis.question import Question, Shape
from gis.statement import items

FILE = """
[metadata]
title = { th = "ทดสอบ", en = "Test" }
notes = { th = "ทดสอบ", en = "Test" }
group = "test"
owner_org = { th = "สำนักงานจังหวัด", en = "Provincial Office" }
maintainer = { th = "กลุ่มงาน", en = "A group" }
maintainer_email = "data@province.example"
tags = ["ทดสอบ"]
update_frequency_unit = "ปี"
geo_coverage = "จังหวัด"
data_source = { th = "ทดสอบ", en = "Test" }
license_id = "Open Data Common"
[source]
view = "squares"
id = "code"
geometry = { type = "Polygon" }
[[attributes]]
name = "code"
title = { th = "รหัส", en = "Code" }
type = "text"
[style]
kind = "area"
[access]
read = "internal"
rows = { class = "class", agency = "agency", area = "area_code" }
"""
PUBLIC = Visible(frozenset({Read.PUBLIC}))
INSIDE = Visible(frozenset({Read.PUBLIC, Read.INTERNAL}), agencies=frozenset({"a"}), areas=frozenset({"98"}))


def write(folder: Path, content: str) -> Path:
    path = folder / "squares.toml"
    path.write_text(content, "utf-8")
    return path


def test_the_id_of_a_layer_is_its_file_name(tmp_path: Path) -> None:
    assert read_layer(write(tmp_path, FILE)).id == "squares"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[access]\nread", "[access]\nraed", "raed"),
        ('read = "internal"', 'read = "secret"', "read"),
        ('kind = "area"', 'kind = "pie"', "kind"),
        ('id = "code"', 'id = "number"', "number"),
        ('view = "squares"', 'view = "squares; DROP TABLE x"', "view"),
        ('th = "ทดสอบ", en = "Test"', 'th = "ทดสอบ"', "en"),
        ("[access]", "[access", "squares.toml"),
        ('kind = "area"', 'kind = "choropleth"\nattribute = "code"\nbreaks = [0, 2, 1]', "do not ascend"),
        ('kind = "area"', 'kind = "choropleth"\nattribute = "code"\nbreaks = [0, nan]', "breaks"),
        ('kind = "area"', 'kind = "choropleth"\nattribute = "code"\nbreaks = [0, 1]\npalette = "rainbow"', "rainbow"),
    ],
)
def test_a_wrong_file_is_refused_with_its_name_and_the_key(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(LayerError, match=r"squares\.toml") as refusal:
        read_layer(write(tmp_path, FILE.replace(old, new, 1)))
    assert said in str(refusal.value)


def test_a_layer_exists_only_for_who_may_read_it(tmp_path: Path) -> None:
    write(tmp_path, FILE)
    catalog = Catalog.read(tmp_path)
    assert catalog.get("squares", PUBLIC) is None
    assert catalog.visible(PUBLIC) == []
    found = catalog.get("squares", INSIDE)
    assert found is not None
    assert catalog.visible(INSIDE) == [found]


def test_the_hash_of_a_layer_changes_with_its_file(tmp_path: Path) -> None:
    write(tmp_path, FILE)
    before = Catalog.read(tmp_path).hash_of("squares")
    write(tmp_path, FILE + "\n# a note\n")
    assert Catalog.read(tmp_path).hash_of("squares") != before


def test_a_restricted_viewer_puts_conditions_into_a_statement(tmp_path: Path) -> None:
    layer = read_layer(write(tmp_path, FILE))
    text = items(layer, Question().shape(INSIDE))
    assert '"class" = ANY (%(classes)s)' in text
    assert '"agency" = (%(agencies)s::text[])[1]' in text
    assert '"agency" = ANY (%(agencies)s)' in items(layer, Question().shape(replace(INSIDE, agencies=frozenset({"a", "b"}))))
    assert 'starts_with("area_code", area)' in text
    assert "agencies" not in items(layer, Question().shape(PUBLIC))


def test_values_are_bound_and_never_part_of_the_statement(tmp_path: Path) -> None:
    layer = read_layer(write(tmp_path, FILE))
    question = Question(boxes=((1, 2, 3, 4),), equal={"code": "x'; DROP TABLE y"}, after="99")
    text, bound = items(layer, question.shape(PUBLIC)), question.bound(layer, PUBLIC)
    assert "DROP" not in text
    assert bound["is_code"] == "x'; DROP TABLE y"
    assert (bound["box0"], bound["after"]) == ("SRID=4326;POLYGON((1 2,3 2,3 4,1 4,1 2))", "99")


def test_one_statement_serves_every_question_of_one_shape(tmp_path: Path) -> None:
    layer = read_layer(write(tmp_path, FILE))
    assert items(layer, Shape(boxes=1)) is items(layer, Shape(boxes=1))
