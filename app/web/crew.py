"""A few processes of one kind: kept at their number while the service runs, ended and waited for when it stops."""

import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from app.core.errors import Unavailable

GRACE_SECONDS = 10.0
# A worker that dies this soon never served; so many in a row mean that the next will not serve either.
STILLBORN_SECONDS, STILLBIRTHS = 20.0, 3
START_SECONDS = 120.0

Worker = subprocess.Popen[bytes]


class Crew:
    """`size` workers made by `start`, and one of each of `beside`; the dead are replaced until INT or TERM arrives."""

    def __init__(self, start: Callable[[], Worker], size: int, beside: Sequence[Callable[[], Worker]] = ()) -> None:
        self.start = start
        self.size = size
        self.beside: dict[Callable[[], Worker], tuple[Worker, float]] = {}
        self.starts_beside = beside
        self.born: dict[Worker, float] = {}
        self.stillbirths = 0
        self.stopping = threading.Event()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Start the workers; end them all when the block is left, however it is left."""
        with self._signals():
            try:
                for _ in range(self.size):
                    self.born[self.start()] = time.monotonic()
                self._keep_beside()
                yield
            finally:
                self._end()

    def wait_until(self, ready: Callable[[], bool]) -> bool:
        """Wait until `ready`; False when told to stop meanwhile. Raises Unavailable when the workers do not live."""
        until = time.monotonic() + START_SECONDS
        while not self.stopping.is_set():
            if ready():
                return True
            self._replace_the_dead()
            if time.monotonic() > until:
                raise _unwell()
            self.stopping.wait(0.05)
        return False

    def watch(self, tend: Callable[[], None]) -> None:
        """Until told to stop: each second replace dead workers and call `tend`."""
        while not self.stopping.wait(1.0):
            self._replace_the_dead()
            self._keep_beside()
            tend()

    def _keep_beside(self) -> None:
        """Start again what ended beside the workers, not at once: the service does not end with it."""
        for start in self.starts_beside:
            worker, born = self.beside.get(start, (None, -STILLBORN_SECONDS))
            if (worker is None or worker.poll() is not None) and time.monotonic() - born >= STILLBORN_SECONDS:
                self.beside[start] = start(), time.monotonic()

    def _replace_the_dead(self) -> None:
        for worker in [worker for worker in self.born if worker.poll() is not None]:
            lived = time.monotonic() - self.born.pop(worker)
            self.stillbirths = self.stillbirths + 1 if lived < STILLBORN_SECONDS else 0
            if self.stillbirths >= STILLBIRTHS:
                raise _unwell()
            self.born[self.start()] = time.monotonic()

    def _end(self) -> None:
        workers = [*self.born, *(worker for worker, _born in self.beside.values())]
        for worker in workers:
            worker.terminate()
        until = time.monotonic() + GRACE_SECONDS
        for worker in workers:
            try:
                worker.wait(max(until - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                worker.kill()
                worker.wait()

    @contextmanager
    def _signals(self) -> Iterator[None]:
        def stop(_number: int, _frame: FrameType | None) -> None:
            self.stopping.set()

        before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _unwell() -> Unavailable:
    return Unavailable(
        "กระบวนการเว็บเริ่มทำงานไม่สำเร็จ: ดูข้อความด้านบน", "The web processes do not start: see their words above."
    )
