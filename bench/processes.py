"""The servers that are measured, each one process on a port of its own, ended when the block ends."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.core.errors import Unavailable
from app.core.settings import Settings

PATIENCE_SECONDS = 180


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(
    name: str,
    command: Sequence[str],
    *,
    home: Path,
    port: int,
    ready: str,
    env: Mapping[str, str],
    cwd: Path | None = None,
) -> Iterator[str]:
    """The process's base address once ``ready`` answers 200; its words go to ``<home>/<name>.log``."""
    log = home / f"{name}.log"
    with log.open("w") as words:
        process = subprocess.Popen(
            command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=words, stderr=words, env={**os.environ, **env}
        )
        try:
            _wait(name, process, port, ready, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait(name: str, process: subprocess.Popen[bytes], port: int, ready: str, log: Path) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < until:
        if status(port, ready) == 200:
            return
        time.sleep(0.2)
    raise Unavailable(f"{name} ไม่เริ่มทำงาน: ดู {log}", f"{name} does not answer {ready}; see {log}.")


def status(port: int, path: str) -> int | None:
    """The status of one GET; None where nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", path, headers={"Connection": "close"})
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


@contextmanager
def ours(settings: Settings, **chosen: object) -> Iterator[str]:
    """Our own service as in production: supervisor, unprivileged workers, guard; as many workers as each peer has."""
    port = free_port()
    env = {
        "PHAEN_HOME": str(settings.home),
        "PHAEN_PORT": str(port),
        "PHAEN_WORKERS": str(settings.workers),
        "PHAEN_DEMO": "false",
        **{f"PHAEN_{name.upper()}": str(value) for name, value in chosen.items()},
    }
    command = [sys.executable, "-P", "-m", "app", "serve"]
    more = {"PYTHONPATH": str(settings.checkout)}
    with running(
        "ours", command, home=settings.home, port=port, ready="/ogc/conformance", env=env | more, cwd=settings.checkout
    ) as base:
        yield base
