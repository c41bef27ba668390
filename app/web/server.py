"""Running the web processes: one listening socket, a few unprivileged workers, and a supervisor that tidies up."""

import ctypes
import errno
import http.client
import os
import pwd
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from app.core.addresses import Database, password_in, without_account
from app.core.errors import Unavailable
from app.core.postgres import as_user, hand_over, has_user, is_root, refuse_closed_path
from app.core.roles import WEB_ROLES
from app.core.settings import Settings
from app.web.crew import Crew
from app.web.site import copy_site

WEB_USER = "phaen"
TAKEN_SECONDS = 6.0
PR_SET_PDEATHSIG = 1
KERNEL = ctypes.CDLL(None)


def serve(settings: Settings, database: Database, *, say: Callable[[str], None], tend: Callable[[], None]) -> None:
    """Serve until INT or TERM, then end every worker. `tend` is called each second, to keep the database up.

    Raises Unavailable when the port is taken or the workers do not live.
    """
    with listen(settings.host, settings.port) as listener:
        outfit = Outfit(settings, database)
        beside = (outfit.background,) if settings.background else ()
        crew = Crew(lambda: outfit.worker(listener), settings.workers, beside)
        with crew.at_work():
            if crew.wait_until(lambda: answers(listener)):
                say(f"http://{settings.host}:{listener.getsockname()[1]}/")
            crew.watch(tend)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, opened before root is dropped. Raises Unavailable when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # The workers of a killed supervisor need a moment to let go of the port.
    until = time.monotonic() + TAKEN_SECONDS
    while (error := _bind(listener, host, port)) and error.errno == errno.EADDRINUSE and time.monotonic() < until:
        time.sleep(0.2)
    if error:
        listener.close()
        raise Unavailable(
            f"เปิดพอร์ต {host}:{port} ไม่ได้ ({error.strerror}): ให้ปิดโปรแกรมที่ใช้อยู่ หรือเลือกพอร์ตอื่นด้วย --port",
            f"Cannot listen on {host}:{port} ({error.strerror}): stop what uses it, or choose another with --port.",
        )
    listener.listen(2048)
    return listener


def _bind(listener: socket.socket, host: str, port: int) -> OSError | None:
    try:
        listener.bind((host, port))
    except OSError as error:
        return error
    return None


def answers(listener: socket.socket) -> bool:
    """Whether a worker answers HTTP on this socket."""
    host, port = listener.getsockname()[:2]
    connection = http.client.HTTPConnection("127.0.0.1" if host in {"0.0.0.0", "::"} else host, port, timeout=2)
    try:
        connection.request("GET", "/healthz", headers={"Connection": "close"})
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()


class Outfit:
    """What a worker runs with: whose rights, which code, which few settings."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.drop: dict[str, Any] = {}
        self.site = settings.checkout
        if is_root():
            make_web_user()
            self.drop = as_user(WEB_USER)
            self.site = settings.home / "site"
            copy_site(settings.checkout, self.site)
            refuse_closed_path(self.site, WEB_USER)
        self.environment = self._environment(database)

    def worker(self, listener: socket.socket) -> "subprocess.Popen[bytes]":
        """Start one worker on `listener`, apart from the terminal's signals."""
        descriptor = listener.fileno()
        return self._start("app.web.worker", f"--listener={descriptor}", pass_fds=[descriptor])

    def background(self) -> "subprocess.Popen[bytes]":
        """Start the one process that does what has to be done again and again."""
        return self._start("app", "work")

    def _start(self, module: str, *arguments: str, pass_fds: Sequence[int] = ()) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-m", module, *arguments, f"--parent={os.getpid()}"],
            cwd=self.site,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            pass_fds=pass_fds,
            start_new_session=True,
            umask=0o077,
            preexec_fn=end_with_parent,
            **self.drop,
        )

    def _environment(self, database: Database) -> Mapping[str, str]:
        doors, files = self.settings.home / "web", self.settings.files
        for folder in (doors, files):
            folder.mkdir(parents=True, exist_ok=True)
        if is_root():
            doors.chmod(0o711)
            hand_over(files, WEB_USER, 0o700)
        elif files.stat().st_mode & 0o007:
            files.chmod(0o700)
        chosen = {
            "HOME": self.settings.home,
            "HOST": self.settings.host,
            "PORT": self.settings.port,
            "PROVINCE": self.settings.province or "",
            "DEMO": self.settings.demo,
            "TILE_CACHE_MB": self.settings.tile_cache_mb,
            "TRUSTED_PROXIES": self.settings.trusted_proxies,
            "REQUEST_RATE": self.settings.request_rate,
            "REQUEST_BURST": self.settings.request_burst,
            "BODY_KB": self.settings.body_kb,
            "UPLOAD_KB": self.settings.upload_kb,
            "WEBHOOK_HOSTS": self.settings.webhook_hosts,
            "WEBHOOK_AUTHORITY": self.settings.webhook_authority or "",
            "OIDC_ISSUER": self.settings.oidc_issuer or "",
            "OIDC_CLIENT_ID": self.settings.oidc_client_id or "",
            "DATABASE_URL": without_account(database.address),
        }
        # Passwords travel in files of the web user's own: an environment is inherited by every child.
        for role in WEB_ROLES:
            name = f"DATABASE_URL_{role.removeprefix('phaen_').upper()}"
            chosen[f"{name}_FILE"] = _password_file(doors / name.lower(), database.url(role))
        chosen["VIEWER_KEY_FILE"] = _password_file(doors / "viewer_key", database.viewer_key())
        chosen["MASTER_KEY_FILE"] = _password_file(doors / "master_key", database.master_key())
        account_key = self.settings.account_key or password_in(self.settings.secrets, "account_key")
        chosen["ACCOUNT_KEY_FILE"] = _password_file(doors / "account_key", account_key)
        if self.settings.oidc_client_secret:
            secret = self.settings.oidc_client_secret
            chosen["OIDC_CLIENT_SECRET_FILE"] = _password_file(doors / "oidc_client_secret", secret)
        plain = {"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": str(files), "OPENBLAS_NUM_THREADS": "1"}
        return plain | {f"PHAEN_{name}": str(value) for name, value in chosen.items()}


def end_with_parent() -> None:
    """Ask the kernel to end this process when the one that started it dies, even by kill -9."""
    KERNEL.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def make_web_user() -> None:
    """The account without a password, shell or home that web processes run as."""
    if not has_user(WEB_USER):
        command = ["/usr/sbin/useradd", "--system", "--user-group", "--no-create-home", "--home-dir=/nonexistent"]
        subprocess.run([*command, "--shell=/usr/sbin/nologin", WEB_USER], check=True)


def _password_file(path: Path, content: str) -> Path:
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(content)
        if is_root():
            account = pwd.getpwnam(WEB_USER)
            os.fchown(file.fileno(), account.pw_uid, account.pw_gid)
    return path
