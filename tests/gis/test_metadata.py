from pathlib import Path

from gis.access import Read
from gis.catalog import Catalog
from gis.classes import CATEGORIES
from gis.layer import Metadata, Text
from gis.metadata import COVERAGES, FREQUENCIES, KINDS, category, coverage, frequency

LAYERS = Catalog.read(Path(__file__).parents[2] / "layers")
LAYER = next(layer for layer in LAYERS if layer.id == "districts")
DISTRICTS = LAYER.metadata


def often(unit: str, times: int) -> Text:
    return frequency(DISTRICTS.model_copy(update={"update_frequency_unit": unit, "update_frequency_interval": times}))


def test_how_often_data_change_reads_in_both_languages() -> None:
    assert often("ปี", 1) == Text(th="ทุกปี", en="every year")
    assert often("เดือน", 3) == Text(th="ทุก 3 เดือน", en="every 3 months")
    assert often("ฤดู", 1) == Text(th="ทุกฤดู", en="every ฤดู"), "a word of an office's own stays"


def test_how_finely_data_tell_places_apart_reads_in_both_languages() -> None:
    assert coverage(DISTRICTS) == Text(th="อำเภอ", en="district")


def test_the_category_of_data_reads_in_both_languages() -> None:
    assert category(LAYER) == Text(th="ข้อมูลสาธารณะ", en="public data")
    assert KINDS.keys() == CATEGORIES.keys() == set(Read)


def test_every_layer_reads_in_both_languages() -> None:
    told: list[Metadata] = [layer.metadata for layer in LAYERS]
    assert len(told) > 20
    assert {one.update_frequency_unit for one in told} <= FREQUENCIES.keys()
    assert {one.geo_coverage for one in told} <= COVERAGES.keys()
    named = [text for one in told for text in (one.title, one.notes, one.owner_org, one.maintainer, one.data_source)]
    assert [text.en for text in named if not text.en.isascii() and any("ก" <= letter <= "๛" for letter in text.en)] == []
