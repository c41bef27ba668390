"""What is true of the audit log without a database: how two states differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an object before and after an act; None is: it was not there."""

    field: str
    before: str | None
    after: str | None

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


def differences(before: object, after: object) -> list[Change]:
    """Every field of both states, the changed ones first; nested ones by their path.

    >>> differences({"a": 1, "b": {"c": "x"}}, {"a": 1, "b": {"c": "y"}})[0]
    Change(field='b.c', before='x', after='y')
    """
    one, other = dict(_flat(before)), dict(_flat(after))
    rows = [Change(field, one.get(field), other.get(field)) for field in dict.fromkeys((*one, *other))]
    return sorted(rows, key=lambda row: not row.is_changed)


def _flat(state: object, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(state, Mapping) and state:
        for name, value in state.items():
            yield from _flat(value, f"{path}.{name}" if path else str(name))
    elif state is not None:
        yield path, shown(state)


def shown(value: object) -> str:
    """A value of JSON as people read it.

    >>> shown(["ก", 2]), shown(True), shown(None)
    ('ก, 2', '✓', '–')
    """
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if isinstance(value, list):
        return ", ".join(map(shown, value)) or "–"
    return "–" if value is None or value == {} else str(value)
