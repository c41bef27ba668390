"""Features by their ids and by words in their texts, as conditions beside those of a filter."""

from __future__ import annotations

from collections.abc import Sequence

from gis.columns import id_type, quoted
from gis.cql2.sql import ACCENTI, CASEI, Condition
from gis.layer import Layer
from gis.queryables import searchable


def by_ids(layer: Layer, ids: Sequence[object]) -> Condition:
    """Those of these ids; ids of nothing find nothing."""
    among = f"CAST(%(sought)s AS {id_type(layer)}[])"
    return Condition(f"({quoted(layer.source.id)} = ANY ({among}))", {"sought": list(ids)})


def by_words(layer: Layer, words: Sequence[str]) -> Condition:
    """Those of which some text holds one of the words, whatever its case and accents (as CASEI and ACCENTI of a filter).

    No word holds a line feed, so that none is found from the end of one text into the next. A row is folded once.
    """
    texts = ", ".join(quoted(attribute.name) for attribute in searchable(layer))
    sought: dict[str, object] = {f"word{number}": f"%{_escaped(word)}%" for number, word in enumerate(words)}
    # In a question of its own, so that no row folds them again.
    patterns = f"(SELECT ARRAY[{', '.join(_folded(f'CAST(%({name})s AS text)') for name in sought)}])"
    return Condition(f"({_folded(f'concat_ws(chr(10), {texts})')} LIKE ANY (CAST({patterns} AS text[])))", sought)


def _folded(text: str) -> str:
    return CASEI.format(ACCENTI.format(text))


def _escaped(word: str) -> str:
    """As LIKE takes it for itself."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
