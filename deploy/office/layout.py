"""Where the parts of an installed office lie, and the few facts that its later commands must know."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

UNITS = ("phaen-database.service", "phaen-web.service", "phaen-worker.service", "phaen-backup.service",
         "phaen-backup.timer", "phaen-certificate.service", "phaen-certificate.timer")  # fmt: skip
DATABASE, WEB, WORKER = UNITS[:3]
KEYS = ("viewer_key", "master_key", "account_key")
"""Secrets of the web and the worker beside their roles' passwords; made once, and needed to read a backup."""
LONGEST_SOCKET_PATH = 107


@dataclass(frozen=True)
class Office:
    """One installation. With a `root` other than / the whole of it lies below that folder, for trying."""

    root: str = "/"
    prefix: str = "/opt/phaen"
    hosts: list[str] = field(default_factory=list)
    http_port: int = 80
    https_port: int = 443
    own_authority: bool = True

    def below(self, path: str) -> Path:
        """A path of the machine, below the root."""
        return Path(self.root) / path.lstrip("/")

    @property
    def home(self) -> Path:
        """Where the program stands: releases and the link to the current one."""
        return self.below(self.prefix)

    @property
    def releases(self) -> Path:
        return self.home / "releases"

    @property
    def current(self) -> Path:
        return self.home / "current"

    @property
    def facts(self) -> Path:
        return self.home / "office.json"

    @property
    def state(self) -> Path:
        """What must survive every upgrade: data, secrets, files, backups."""
        return self.below("/var/lib/phaen/office")

    @property
    def backups(self) -> Path:
        return self.state / "backups"

    @property
    def note(self) -> Path:
        """What an upgrade under way has done so far; while it is there nginx answers 503."""
        return self.state / "upgrade.json"

    @property
    def turn(self) -> Path:
        """Locked while a command changes the installation."""
        return self.below("/run/lock/phaen-office")

    @property
    def choices(self) -> Path:
        return self.below("/etc/phaen")

    @property
    def environment(self) -> Path:
        """The operator's choices; written once, never again."""
        return self.choices / "phaen.env"

    @property
    def log(self) -> Path:
        return self.below("/var/log/phaen")

    @property
    def units(self) -> Path:
        return self.below("/etc/systemd/system")

    @property
    def nginx(self) -> Path:
        return self.below("/etc/nginx")

    @property
    def logrotate(self) -> Path:
        return self.below("/etc/logrotate.d/phaen")

    @property
    def command(self) -> Path:
        return self.below("/usr/local/bin/phaen")

    @property
    def is_trial(self) -> bool:
        """Whether this is no installation of the machine but one below a folder."""
        return self.root != "/"

    @property
    def database_url(self) -> str:
        """The server's socket, as the web and the worker reach it."""
        return f"postgresql:///phaen?host={str(self.state / 'run').replace('/', '%2F')}"

    @property
    def address(self) -> str:
        """What people type."""
        return f"https://{self.hosts[0]}{self.port_suffix}/"

    @property
    def port_suffix(self) -> str:
        return "" if self.https_port == 443 else f":{self.https_port}"

    def setting(self, name: str, otherwise: str) -> str:
        """A choice in the environment file."""
        return self.settings().get(name, otherwise)

    def settings(self) -> dict[str, str]:
        """All choices in the environment file, quotes removed as systemd does."""
        if not os.access(self.environment, os.R_OK):
            return {}
        lines = [line.strip() for line in self.environment.read_text("utf-8").splitlines()]
        pairs = [line.partition("=") for line in lines if "=" in line and not line.startswith(("#", ";"))]
        return {name.strip(): value.strip().strip("\"'") for name, _, value in pairs}

    def saved(self) -> str:
        return json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n"


def known(facts: Path) -> Office | None:
    """The office that these facts describe; None when there is none."""
    if not os.access(facts, os.R_OK):
        return None
    return Office(**json.loads(facts.read_text("utf-8")))
