"""Classes as offices write them, and the two that are refused entry."""

from __future__ import annotations

from pathlib import Path

import pytest

from gis.access import Read
from gis.catalog import Catalog, LayerError, read_layer
from gis.classes import CATEGORIES, NAMES, ClassRefused, read_class

LAYERS = Path(__file__).parents[2] / "layers"
SECRET = ["ลับมาก", "ลับที่สุด", " ลับมาก ", "ลับ มาก", "ลับ\u200bที่สุด", "secret", "Top Secret", "TOP-SECRET", "top_secret"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("เปิดเผย", Read.PUBLIC), ("สาธารณะ", Read.PUBLIC), ("ใช้ภายใน", Read.INTERNAL), ("เผยแพร่ภายในองค์กร", Read.INTERNAL),
        ("ส่วนบุคคล", Read.PERSONAL), ("ลับ", Read.CONFIDENTIAL), ("ส่วนบุคคลและลับ", Read.PERSONAL_CONFIDENTIAL),
        ("ลับ และ ส่วนบุคคล", Read.PERSONAL_CONFIDENTIAL), ("Public", Read.PUBLIC),
        ("personal_confidential", Read.PERSONAL_CONFIDENTIAL),
    ],
)  # fmt: skip
def test_a_class_is_read_as_offices_write_it(written: str, read: Read) -> None:
    assert read_class(written) is read


def test_every_class_reads_each_of_its_names() -> None:
    assert {read_class(name): read for read, names in NAMES.items() for name in names} == {read: read for read in Read}


@pytest.mark.parametrize("written", SECRET)
def test_the_two_secret_levels_are_refused_and_the_message_says_what_to_do(written: str) -> None:
    with pytest.raises(ClassRefused, match=r"ทะเบียนข้อมูลข่าวสารลับ.*secret register; store only the register entry"):
        read_class(written)


@pytest.mark.parametrize("written", ["", "ลับลับ", "ลั", "internals", "personal confidential data"])
def test_what_is_no_class_is_refused_with_those_that_are(written: str) -> None:
    with pytest.raises(ClassRefused, match="is no class of data; use public, internal"):
        read_class(written)


@pytest.mark.parametrize("written", ["ลับมาก", "ลับที่สุด"])
def test_a_layer_file_of_a_secret_level_is_refused_by_its_name(tmp_path: Path, written: str) -> None:
    file = tmp_path / "roads.toml"
    text = (LAYERS / "roads.toml").read_text("utf-8")
    file.write_text(text.replace('read = "public"', f'read = "{written}"'), "utf-8")
    with pytest.raises(LayerError, match=r"roads.toml(.|\n)*access.read(.|\n)*secret register"):
        read_layer(file)


def test_a_layer_file_may_name_its_class_in_thai(tmp_path: Path) -> None:
    file = tmp_path / "roads.toml"
    text = (LAYERS / "roads.toml").read_text("utf-8")
    file.write_text(text.replace('read = "public"', 'read = "ใช้ภายใน"'), "utf-8")
    layer = read_layer(file)
    assert (layer.access.read, layer.data_category) == (Read.INTERNAL, "ข้อมูลใช้ภายใน")


def test_the_category_in_the_catalogue_is_that_of_the_class(tmp_path: Path) -> None:
    layers = list(Catalog.read(LAYERS))
    assert len(layers) >= 13
    for layer in layers:
        assert layer.metadata.data_category in (None, CATEGORIES[layer.access.read])
    assert {layer.id: layer.data_category for layer in layers if layer.id.startswith("vulnerable")} == {
        "vulnerable_households": "ข้อมูลส่วนบุคคล", "vulnerable_subdistricts": "ข้อมูลสาธารณะ",
    }  # fmt: skip
    file = tmp_path / "vulnerable_households.toml"
    text = (LAYERS / "vulnerable_households.toml").read_text("utf-8")
    file.write_text(text.replace("ข้อมูลส่วนบุคคล", "ข้อมูลสาธารณะ"), "utf-8")
    with pytest.raises(LayerError, match="data_category is 'ข้อมูลสาธารณะ', but its class is 'ข้อมูลส่วนบุคคล'"):
        read_layer(file)
