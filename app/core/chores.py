"""Chores: small things done again and again beside the web. One that fails is told and tried again; it stops no other."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

LOG = logging.getLogger("phaen.chores")
LONGEST_WAIT = 3600.0


@dataclass(frozen=True)
class Chore:
    """Something to do each so many seconds, at once for the first time."""

    name: str
    seconds: float
    do: Callable[[], object]


def work_off(chores: Iterable[Chore], stop: threading.Event) -> None:
    """Do each chore when it is due, one after another, until told to stop."""
    due = dict.fromkeys(chores, time.monotonic())
    while not stop.is_set():
        for chore in sorted(due, key=lambda each: due[each]):
            if due[chore] <= time.monotonic() and not stop.is_set():
                _do(chore)
                due[chore] = time.monotonic() + chore.seconds
        stop.wait(max(0.0, min(due.values(), default=LONGEST_WAIT) - time.monotonic()))


def _do(chore: Chore) -> None:
    try:
        chore.do()
    except Exception:
        LOG.exception("the chore %s failed; it will be tried again in %.0f s", chore.name, chore.seconds)
