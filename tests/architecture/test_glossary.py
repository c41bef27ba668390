"""A word before a name: each slice, table, layer and permission-like enumeration has its Thai–English line."""

from app.tables import metadata
from gis.catalog import Catalog
from tests.architecture.tree import ROOT, SLICES

WORDS = (ROOT / "docs" / "glossary.md").read_text("utf-8")


def test_every_slice_has_its_line() -> None:
    assert [name for name in SLICES if f"| `{name}` |" not in WORDS] == []


def test_every_table_has_its_line() -> None:
    tables = [table.fullname for table in metadata.tables.values()]
    assert len(tables) >= 15
    assert [name for name in tables if f"| `{name}` |" not in WORDS] == []


def test_every_layer_has_its_line() -> None:
    layers = [layer.id for layer in Catalog.read(ROOT / "layers")]
    assert len(layers) >= 11
    assert [name for name in layers if f"| `{name}` |" not in WORDS] == []


def test_every_line_is_thai_and_english() -> None:
    lines = [line for line in WORDS.splitlines() if line.startswith("| ") and "`" in line]
    assert len(lines) >= 60
    for line in lines:
        thai, english, *_ = [cell.strip() for cell in line.strip("|").split("|")]
        assert any("\u0e00" <= letter <= "\u0e7f" for letter in thai), line
        assert any("a" <= letter.lower() <= "z" for letter in english), line
