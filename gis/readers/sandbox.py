"""The parent's side of the fence: start a reading child, hand it one job, believe nothing but a short, timely answer."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import time
from functools import lru_cache
from pathlib import Path

from gis.readers.fences import NOBODY
from gis.readers.refusal import Refusal
from gis.readers.sentences import refusal
from gis.readers.table import Limits
from gis.readers.wire import Job, RawLayer, load_answer

_ROOT = Path(__file__).resolve().parents[2]
_DRIVERS = {"json": "TopoJSON", "fgb": "FlatGeobuf", "gpkg": "GPKG", "kml": "LIBKML", "shapefile": "ESRI Shapefile"}
_UNUSED = "pyarrow"
"""What pyogrio loads where it finds it; reading needs none of it, and each child would pay half a second."""
_START = (
    f"import sys; sys.modules[{_UNUSED!r}] = None; sys.path.insert(0, {str(_ROOT)!r});"
    " from gis.readers.child import main; main()"
)


def run(job: Job) -> RawLayer:
    """The raw layer that a child made of the quarantined files.

    Raises Refusal, also when the child takes too long, too much memory, or dies.
    """
    if os.geteuid() == 0:
        _give_away(job)
    child = subprocess.Popen(
        [sys.executable, "-I", "-B", "-c", _START],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(_DRIVERS[job.kind]),
        cwd="/",
        start_new_session=True,
    )
    try:
        answer, complaint = _converse(child, job)
        status = child.wait(timeout=5)
    finally:
        child.kill()
        child.wait()
        for stream in (child.stdin, child.stdout, child.stderr):
            if stream is not None:
                stream.close()
    if status != 0:
        raise _died(status, complaint, job.limits)
    try:
        return load_answer(answer)
    except ValueError as error:
        raise refusal("reader-stopped", reason=str(error)) from None


def _give_away(job: Job) -> None:
    """The child gives up root, so the copies that it reads must be nobody's, and their room one to walk through."""
    with contextlib.suppress(OSError):  # a root without that right cannot give itself up in the child either
        for path in map(Path, job.files.values()):
            os.chown(path, NOBODY, NOBODY)
            os.chown(path.parent, NOBODY, NOBODY)
            path.parent.parent.chmod(0o711)


def _environment(driver: str) -> dict[str, str]:
    return {
        "GDAL_SKIP": ",".join(name for name in _drivers() if name != driver),
        "GDAL_DRIVER_PATH": "disable",
        "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "{none}",
        "GDAL_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PROJ_NETWORK": "OFF",
        "LC_ALL": "C.UTF-8",
        "PATH": "",
    }


@lru_cache(maxsize=1)
def _drivers() -> tuple[str, ...]:
    # Loaded when a file is first read: GDAL and what comes with it weigh more than all else that a web process holds.
    import pyogrio

    return tuple(pyogrio.list_drivers())


def _converse(child: subprocess.Popen[bytes], job: Job) -> tuple[bytes, bytes]:
    """Hand over the job and collect what the child says, within the limits of time and size."""
    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stderr is not None
    with contextlib.suppress(BrokenPipeError):  # it died before it listened: its exit status tells
        child.stdin.write(job.dumps())
        child.stdin.close()
    deadline = time.monotonic() + job.limits.wall_seconds
    said: dict[int, list[bytes]] = {child.stdout.fileno(): [], child.stderr.fileno(): []}
    size = 0
    with selectors.DefaultSelector() as selector:
        for descriptor in said:
            selector.register(descriptor, selectors.EVENT_READ)
        while selector.get_map():
            ready = selector.select(max(0.0, deadline - time.monotonic()))
            if not ready:
                raise refusal("reader-timeout", limit=job.limits.wall_seconds)
            for key, _ in ready:
                piece = os.read(key.fd, 1 << 20)
                size += len(piece)
                said[key.fd].append(piece)
                if not piece:
                    selector.unregister(key.fd)
            if size > job.limits.answer_bytes:
                raise refusal("reader-memory")
    return b"".join(said[child.stdout.fileno()]), b"".join(said[child.stderr.fileno()])


def _died(status: int, complaint: bytes, limits: Limits) -> Refusal:
    if status in (-signal.SIGXCPU, -signal.SIGKILL):
        return refusal("reader-timeout", limit=limits.cpu_seconds)
    words = complaint.decode("utf-8", "replace").strip().splitlines()
    last = " ".join(word for word in words[-1].split() if "/" not in word)[:200] if words else ""
    if "MemoryError" in last or "bad_alloc" in last:
        return refusal("reader-memory")
    return refusal("reader-stopped", reason=last or f"signal {-status}")
