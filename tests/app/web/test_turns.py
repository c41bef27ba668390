"""Costly work takes turns, and one who has a turn keeps it for what his work asks for below."""

from __future__ import annotations

from threading import Event, Thread

import pytest

from app.core.errors import TooMany
from app.web.turns import Turns


def test_who_finds_no_place_is_told_so_and_a_place_that_was_left_is_taken() -> None:
    turns, taken, leave = Turns(1, 0.05), Event(), Event()

    def work() -> None:
        with turns.one():
            taken.set()
            leave.wait(5)

    other = Thread(target=work)
    other.start()
    assert taken.wait(5)
    with pytest.raises(TooMany), turns.one():
        pytest.fail("there was no place")
    leave.set()
    other.join()
    with turns.one(), turns.one():
        pass
    with turns.one():
        pass


def test_work_that_fails_leaves_its_place() -> None:
    turns = Turns(1, 0.05)
    with pytest.raises(ValueError, match="broken"), turns.one():
        raise ValueError("broken")
    with turns.one():
        pass
