"""One web process: uvicorn with our guard, on a socket that the supervisor opened."""

import argparse
import os
import socket

import uvicorn

from app.core.settings import Settings
from app.web.guard import GuardedProtocol

FACTORY = "app.main:create_app_from_environment"


def main() -> None:
    """Serve until TERM; the supervisor starts this as ``python -m app.web.worker``."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--listener", type=int, required=True)
    parser.add_argument("--parent", type=int, required=True)
    chosen = parser.parse_args()
    # The supervisor may have died before the kernel knew that this process should follow it.
    if os.getppid() != chosen.parent:
        raise SystemExit(1)
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


if __name__ == "__main__":
    main()
