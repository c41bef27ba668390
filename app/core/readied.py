"""Telling the service manager that a service answers (``sd_notify(3)``); silent when nobody asked."""

import os
import socket


def say_ready() -> None:
    """Send ``READY=1`` to the socket that the environment names."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        # An address of the abstract namespace is written with an @.
        manager.sendto(b"READY=1", f"\0{address[1:]}" if address.startswith("@") else address)
