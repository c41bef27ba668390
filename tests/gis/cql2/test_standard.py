"""The standard's own examples (OGC 21-065r2): each text says what its JSON says, and each is written again as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gis.cql2.read_json import read_json
from gis.cql2.read_text import read_text
from gis.cql2.write_json import as_json, document
from gis.cql2.write_text import as_text

OGC = Path(__file__).resolve().parents[4] / "shared" / "data" / "ogc"
EXAMPLES = sorted((OGC / "cql2-examples" / "text").glob("*.txt"))

pytestmark = pytest.mark.skipif(not OGC.is_dir(), reason="the folder ../shared is not beside the project")


def test_all_examples_of_the_standard_are_at_hand() -> None:
    assert len(EXAMPLES) == 120


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_a_text_of_the_standard_says_what_its_json_says_and_both_are_written_again(example: Path) -> None:
    source = example.read_text()
    stem = example.stem.partition("-alt")[0]
    pair = (OGC / "cql2-examples" / "json" / f"{stem}.json").read_text()
    tree = read_text(source)
    assert read_json(pair) == tree
    assert read_text(as_text(tree)) == tree
    assert read_json(as_json(tree)) == tree
    if "-alt" not in example.stem:
        assert document(tree) == _instants(json.loads(pair))


def _instants(given: object) -> object:
    """The document with its times as we write them: without a fraction of nought."""
    if isinstance(given, dict):
        return {key: _instants(value) for key, value in given.items()}
    if isinstance(given, list):
        return [_instants(value) for value in given]
    return given.replace(".000000Z", "Z") if isinstance(given, str) else given
