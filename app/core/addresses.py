"""How each role reaches a database: libpq addresses, with passwords from files."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from secrets import token_urlsafe
from urllib.parse import quote, unquote, urlsplit

from app.core.errors import Unavailable
from app.core.roles import Role

SUPERUSER = "postgres"
VIEWER_KEY = "viewer_key"
MASTER_KEY = "master_key"


@dataclass(frozen=True)
class Database:
    """One database of the service and how each role reaches it."""

    address: str
    secrets: Path
    is_embedded: bool
    explicit: Mapping[str, str] = field(default_factory=dict)
    given_key: str | None = None
    given_master: str | None = None

    def viewer_key(self) -> str:
        """The secret that signs who looks; made on first use, given to web processes in a file of their own."""
        return self.given_key or password_in(self.secrets, VIEWER_KEY)

    def master_key(self) -> str:
        """The secret that wraps the keys of persons; made on first use. A backup does not hold it."""
        return self.given_master or password_in(self.secrets, MASTER_KEY)

    def url(self, role: Role) -> str:
        """libpq URI of `role`. Raises Unavailable when no password of the role is known."""
        if role in self.explicit:
            return self.explicit[role]
        if urlsplit(self.address).username == role:
            return self.address
        secret = self.secrets / role
        if not os.access(secret, os.R_OK):
            raise Unavailable(
                f"ไม่พบรหัสผ่านของบทบาท {role}: ให้สั่ง ./phaen database prepare หรือกำหนด PHAEN_DATABASE_URL_*",
                f"No password of the role {role} in {secret}: run ./phaen database prepare, or set its own"
                f" PHAEN_DATABASE_URL_{role.removeprefix('phaen_').upper()}.",
            )
        return with_account(self.address, role, secret.read_text(encoding="ascii").strip())

    def superuser_url(self) -> str | None:
        """libpq URI of the superuser; only an embedded cluster has one."""
        if not self.is_embedded:
            return None
        return with_account(self.address, SUPERUSER, (self.secrets / SUPERUSER).read_text(encoding="ascii").strip())

    def named(self, name: str) -> "Database":
        """Another database of the same server."""
        return replace(
            self,
            address=with_database(self.address, name),
            explicit={role: with_database(url, name) for role, url in self.explicit.items()},
        )

    @property
    def name(self) -> str:
        """The database's name on its server."""
        return urlsplit(self.address).path.removeprefix("/")


def password_in(folder: Path, name: str) -> str:
    """The password of `name` from its file in `folder`; made on first use, readable by its maker alone."""
    path = folder / name
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(token_urlsafe(32))
    return path.read_text(encoding="ascii").strip()


def password_of(url: str) -> str:
    """The password in `url`; empty when it has none."""
    return unquote(urlsplit(url).password or "")


def with_account(url: str, user: str, password: str) -> str:
    """`url` with another account."""
    parts = urlsplit(url)
    server = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{quote(user)}:{quote(password, safe='')}@{server}{parts.path}?{parts.query}"


def without_account(url: str) -> str:
    """`url` that names server and database only."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}?{parts.query}"


def with_database(url: str, name: str) -> str:
    """`url` with another database name."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/{name}?{parts.query}"
