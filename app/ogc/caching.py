"""What is remembered between requests, always under the version it is true of, so that nothing stale is ever given."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Remembered(Generic[Value]):
    """The most recently used answers up to a weight; a key holds everything that the answer depends on."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._weight = 0
        self._held: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()

    def get(self, key: Hashable) -> Value | None:
        found = self._held.get(key)
        if found is None:
            return None
        self._held.move_to_end(key)
        return found[0]

    def put(self, key: Hashable, value: Value, weight: int = 1) -> None:
        """Hold ``value``; the least recently used give way. What is heavier than the whole is not held."""
        self.forget(key)
        if weight > self._capacity:
            return
        self._held[key] = (value, weight)
        self._weight += weight
        while self._weight > self._capacity:
            _, (_, light) = self._held.popitem(last=False)
            self._weight -= light

    def forget(self, key: Hashable) -> None:
        _, weight = self._held.pop(key, (None, 0))
        self._weight -= weight

    def __len__(self) -> int:
        return len(self._held)
