"""Passwords to hashes and back, a few at a time: each takes 64 MB and a fifth of a second on purpose (argon2id)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cached_property
from typing import TypeVar

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.accounts.rules import normal_password
from app.core.errors import Unavailable

Result = TypeVar("Result")
AT_ONCE, WAITING = 2, 20
ARGON2 = PasswordHash((Argon2Hasher(time_cost=3, memory_cost=65_536, parallelism=4),))
NOBODYS = ARGON2.hash("the password of nobody")
"""What a guess at a name without an account is compared with, so that it takes the same work."""


def hashed(password: str) -> str:
    """The stored form of a password."""
    return ARGON2.hash(normal_password(password))


class Hasher:
    """Two hashes at once and a short queue for each process: 128 MB at most, however many sign in."""

    def __init__(self) -> None:
        self._in_hand = 0

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="password")

    async def verify(self, password: str, stored: str | None) -> bool:
        """Whether it is the password; the same work when there is none. Raises Unavailable when too many wait."""
        matches = await self._run(lambda: ARGON2.verify(normal_password(password), stored or NOBODYS))
        return matches and stored is not None

    async def hash(self, password: str) -> str:
        """The stored form of a password. Raises Unavailable when too many wait."""
        return await self._run(lambda: hashed(password))

    async def _run(self, work: Callable[[], Result]) -> Result:
        with self._place():
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    @contextmanager
    def _place(self) -> Iterator[None]:
        """A place in the queue; counted on the event loop alone."""
        if self._in_hand >= AT_ONCE + WAITING:
            raise Unavailable(
                "มีผู้เข้าระบบพร้อมกันมาก โปรดลองใหม่ในอีกครู่", "Many people are signing in; try again in a moment."
            )
        self._in_hand += 1
        try:
            yield
        finally:
            self._in_hand -= 1
