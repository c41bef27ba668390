"""Work that costs much of a core waits for its turn, so that who asks for little is answered meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, local

from app.core.errors import TooMany


class Turns:
    """So many at once in one process. One who has a turn keeps it for all that his work asks for below."""

    def __init__(self, places: int, patience: float) -> None:
        self._places, self._patience, self._mine = BoundedSemaphore(places), patience, local()

    @contextmanager
    def one(self) -> Iterator[None]:
        """A turn for the block. Raises TooMany where none comes within the patience, in seconds."""
        if getattr(self._mine, "held", False):
            yield
            return
        if not self._places.acquire(timeout=self._patience):
            raise TooMany(
                "มีผู้ขอภาพหรือผลคำนวณพร้อมกันหลายคน ลองใหม่ในอีกสักครู่",
                "Several people ask for drawings or sums at once; try again in a moment.",
                seconds=5,
            )
        self._mine.held = True
        try:
            yield
        finally:
            self._mine.held = False
            self._places.release()


DRAWING = Turns(3, 10)
"""Drawings, maps in one file and comparisons."""
TRAVELLING = Turns(1, 10)
"""The network of all roads."""
