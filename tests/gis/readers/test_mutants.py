"""Files with a few bytes changed: read or refused in words, never a crash."""

from pathlib import Path

import pytest

from gis.readers import Refusal, jsontext, read
from gis.readers.table import Limits
from tests import nasty

SEED = 2569


def sources(tmp_path: Path) -> dict[str, bytes]:
    return {
        "x.zip": nasty.shapefile_zip(),
        "x.geojson": nasty.areas(),
        "x.kml": nasty.KML.encode(),
        "x.gpkg": nasty.geopackage(tmp_path / "whole.gpkg").read_bytes(),
        "x.fgb": nasty.flatgeobuf(tmp_path / "whole.fgb").read_bytes(),
    }


@pytest.mark.parametrize("name", ["x.zip", "x.geojson", "x.kml", "x.gpkg", "x.fgb"])
def test_a_damaged_file_is_read_or_refused(name: str, tmp_path: Path) -> None:
    damaged(name, tmp_path, count=6)


@pytest.mark.deep
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", ["x.zip", "x.geojson", "x.kml", "x.gpkg", "x.fgb"])
def test_many_damaged_files_are_read_or_refused(name: str, tmp_path: Path) -> None:
    damaged(name, tmp_path, count=100)


def damaged(name: str, tmp_path: Path, *, count: int) -> None:
    path = tmp_path / name
    for mutant in nasty.mutants(sources(tmp_path)[name], count, SEED):
        path.write_bytes(mutant)
        assert told(path)


def told(path: Path) -> str:
    """The words of the refusal, or "read"."""
    try:
        table = read(path)
    except Refusal as refusal:
        return refusal.th and refusal.code
    assert len(table.rows) == len(table.geometries)
    return "read"


@pytest.mark.parametrize(
    ("text", "depth"),
    [
        (b"", 0),
        (b"1", 0),
        (b"[[1],[2]]", 2),
        (b'{"a":[{}]}', 3),
        (b'"[[["', 0),
        (rb'["\"[[", [1]]', 2),
        (rb'["\\", [[1]]]', 3),
        (b"[" * 1000, 1000),
        (b"]" * 10 + b"[", 0),
    ],
)
def test_depth_is_measured_outside_of_strings(text: bytes, depth: int) -> None:
    assert jsontext.depth(text) == depth


def test_depth_is_the_same_wherever_the_text_is_cut_into_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    text = rb'{"a\"[":[1,"\\\\",["\\\"]]]",[2]]],"b":{}}'
    whole = jsontext.depth(text)
    for size in range(1, len(text)):
        monkeypatch.setattr(jsontext, "_CHUNK", size)
        assert jsontext.depth(text) == whole


@pytest.mark.parametrize("text", ['{"a":1', "[1,]", "{'a':1}", "nul", '{"a":1}}', "[" * 40, "1" * 5000])
def test_broken_json_is_refused_in_words(text: str) -> None:
    with pytest.raises(Refusal) as caught:
        jsontext.parse(text, Limits())
    assert caught.value.code in ("json-syntax", "json-too-deep")
