"""Features in another order than that of their ids, page by page: where a page ended, the next one goes on.

An order ends with the id, so that no two features are alike in it. What has no value comes last, whichever way the key
runs: an unknown figure is neither the greatest nor the smallest. Texts stand as in a Thai dictionary.
"""

from __future__ import annotations

from dataclasses import dataclass

from gis.columns import id_type, quoted, type_of
from gis.layer import Layer

DICTIONARY = 'COLLATE "th-x-icu"'


@dataclass(frozen=True)
class SortKey:
    """An attribute by whose values features are sorted, upwards or downwards."""

    name: str
    descending: bool = False


def order(layer: Layer, keys: tuple[SortKey, ...]) -> str:
    """The list of ORDER BY."""
    told = [f"{_sorted_by(layer, key)} {'DESC' if key.descending else 'ASC'} NULLS LAST" for key in keys]
    return ", ".join([*told, quoted(layer.source.id)])


def beyond(layer: Layer, keys: tuple[SortKey, ...], unknown: tuple[bool, ...]) -> str:
    """The condition of what follows the feature with these values. Binds passed0, passed1, …, and after, which is its id.

    ``unknown``: of which keys that feature has no value; among what has none only what follows by the other keys is left.
    """
    found = f"{quoted(layer.source.id)} > CAST(%(after)s AS {id_type(layer)})"
    for number, key in reversed(list(enumerate(keys))):
        value, passed = _sorted_by(layer, key), f"CAST(%(passed{number})s AS {type_of(layer, key.name)})"
        if unknown[number]:
            found = f"({value} IS NULL AND {found})"
        else:
            sign = "<" if key.descending else ">"
            found = f"({value} {sign} {passed} OR {value} IS NULL OR ({value} = {passed} AND {found}))"
    return found


def last(layer: Layer, keys: tuple[SortKey, ...], shown: str) -> str:
    """The values of the keys and the id of the last of the features ``shown``, as the text of a JSON array of texts."""
    told = ", ".join(f"CAST({_value(layer, key)} AS text)" for key in keys)
    end = f"OFFSET greatest((SELECT count(*) FROM {shown}) - 1, 0) LIMIT 1"
    names = f"json_build_array({told}, CAST({quoted(layer.source.id)} AS text))::text"
    return f"(SELECT {names} FROM {shown} ORDER BY {order(layer, keys)} {end})"


def _value(layer: Layer, key: SortKey) -> str:
    """The value in the type in which it is bound again, so that both are compared as the same."""
    return f"CAST({quoted(key.name)} AS {type_of(layer, key.name)})"


def _sorted_by(layer: Layer, key: SortKey) -> str:
    is_text = type_of(layer, key.name) == "text"
    return f"({_value(layer, key)} {DICTIONARY})" if is_text else _value(layer, key)
