"""One web process: uvicorn with our guard, on a socket that the supervisor opened."""

import argparse
import ctypes
import os
import signal
import socket

import uvicorn

from app.core.settings import Settings
from app.web.guard import GuardedProtocol

FACTORY = "app.main:create_app_from_environment"
PR_SET_PDEATHSIG = 1


def main() -> None:
    """Serve until TERM; the supervisor starts this as ``python -m app.web.worker``."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--listener", type=int, required=True)
    parser.add_argument("--parent", type=int, required=True)
    chosen = parser.parse_args()
    die_with(chosen.parent)
    server = uvicorn.Server(configuration(Settings.load()))
    server.run(sockets=[socket.socket(fileno=chosen.listener)])


def configuration(settings: Settings) -> uvicorn.Config:
    """How uvicorn serves the application of these settings."""
    return uvicorn.Config(
        FACTORY,
        factory=True,
        loop="uvloop",
        http=GuardedProtocol,
        ws="none",
        lifespan="on",
        access_log=False,
        log_level="warning",
        server_header=False,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=5,
    )


def die_with(parent: int) -> None:
    """Ask the kernel for TERM when the supervisor dies, even by kill -9."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
