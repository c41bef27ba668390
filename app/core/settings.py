"""What an installation may choose, read once from the environment; the table for people is docs/settings.md."""

import hashlib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from app.core.errors import Invalid

DATABASE_URLS = (
    "database_url",
    "database_url_owner",
    "database_url_app",
    "database_url_public",
    "database_url_analyst",
    "database_url_jobs",
)
SECRETS = (*DATABASE_URLS, "viewer_key", "master_key", "account_key", "oidc_client_secret")
DEFAULT_PASSWORDS = frozenset(
    {"admin", "changeme", "change-me", "default", "example", "password", "phaen", "postgres", "root", "secret", "test"}
)
ROOT_HOMES = Path("/var/lib/phaen")
WEBHOOK_HOST = r"[a-z0-9.-]{1,253}(:[1-9][0-9]{0,4})?(=[0-9a-f.:]+/[0-9]{1,3})?"
WEBHOOK_HOSTS = rf"^$|^\s*{WEBHOOK_HOST}(\s*,\s*{WEBHOOK_HOST})*\s*$"
"""Names of hosts, each with a port and with the private network in which it lies, where it needs them."""
EMBED_ORIGIN = r"https://(\*\.)?[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){0,9}(:[1-9][0-9]{0,4})?"
EMBED_ORIGINS = rf"^$|^\s*{EMBED_ORIGIN}(\s*,\s*{EMBED_ORIGIN})*\s*$"
"""Sites that may show saved maps in a frame, as ``frame-ancestors`` of a page's policy names them."""
DEMO_PROVINCE = "99"
"""A code that no real province has."""
CHECKOUT = Path(__file__).resolve().parents[2]


def home_of(checkout: Path) -> Path:
    """Where data of this checkout lives: beside the code for a normal user, under /var/lib/phaen for root."""
    if os.geteuid() != 0:
        return checkout / "var"
    return ROOT_HOMES / hashlib.sha256(str(checkout).encode()).hexdigest()[:8]


def product_version(checkout: Path) -> str:
    """The version that pyproject.toml names."""
    project: str = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    return project


class SecretFiles(PydanticBaseSettingsSource):
    """Reads PHAEN_<NAME>_FILE for the settings that are secrets, so that no password stands in the environment."""

    def get_field_value(self, _field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        path = os.environ.get(f"PHAEN_{field_name.upper()}_FILE")
        secret = Path(path).read_text(encoding="utf-8").strip() if path and field_name in SECRETS else None
        return secret, field_name, False

    def __call__(self) -> dict[str, Any]:
        read = {name: self.get_field_value(field, name)[0] for name, field in self.settings_cls.model_fields.items()}
        return {name: secret for name, secret in read.items() if secret is not None}


class Settings(BaseSettings):
    """Every choice of an installation; each is an environment variable PHAEN_<NAME>."""

    model_config = SettingsConfigDict(env_prefix="PHAEN_", frozen=True, extra="forbid", env_ignore_empty=True)

    checkout: Path = CHECKOUT
    home: Path = Field(default_factory=lambda chosen: home_of(chosen["checkout"]))
    secrets: Path = Field(default_factory=lambda chosen: chosen["home"] / "secrets")
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    workers: int = Field(default=2, ge=1, le=64)
    tile_cache_mb: int = Field(default=64, ge=0, le=4096)
    trusted_proxies: str = "127.0.0.1"
    province: str | None = Field(default=None, pattern=r"^[1-9][0-9]$")
    demo: bool = True
    background: bool = True
    database_url: str | None = None
    database_url_owner: str | None = None
    database_url_app: str | None = None
    database_url_public: str | None = None
    database_url_analyst: str | None = None
    database_url_jobs: str | None = None
    viewer_key: str | None = Field(default=None, min_length=32)
    master_key: str | None = Field(default=None, min_length=32)
    account_key: str | None = Field(default=None, min_length=32)
    oidc_issuer: str | None = Field(default=None, pattern=r"^(https://|http://(127\.0\.0\.1|localhost)[:/])[^\s?#]+$")
    oidc_client_id: str | None = None
    oidc_client_secret: str | None = None
    request_rate: int = Field(default=100, ge=1, le=100_000)
    request_burst: int = Field(default=2000, ge=1, le=1_000_000)
    body_kb: int = Field(default=1024, ge=16, le=1_048_576)
    upload_kb: int = Field(default=32_768, ge=16, le=1_048_576)
    export_rows: int = Field(default=10_000, ge=1, le=1_000_000)
    export_hours: int = Field(default=72, ge=1, le=8_760)
    changes_days: int = Field(default=30, ge=1, le=3_650)
    changes_mb: int = Field(default=512, ge=1, le=1_048_576)
    snapshot_days: int = Field(default=30, ge=1, le=3_650)
    embed_origins: str = Field(default="", pattern=EMBED_ORIGINS)
    webhook_hosts: str = Field(default="", pattern=WEBHOOK_HOSTS)
    webhook_authority: Path | None = None

    @classmethod
    def load(cls, **chosen: Any) -> Self:
        """The settings of this process; what is `chosen` and not None stands above the environment.

        Raises Invalid that names each wrong variable.
        """
        try:
            return cls(**{name: value for name, value in chosen.items() if value is not None})
        except ValidationError as error:
            lines = [f"  PHAEN_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()]
            told = "\n".join(lines)
            raise Invalid(
                f"ค่าตั้งของระบบไม่ถูกต้อง โปรดแก้ตัวแปรต่อไปนี้ (ดู docs/settings.md)\n{told}",
                "Settings are wrong; correct the variables above (see docs/settings.md).",
            ) from None
        except OSError as error:
            raise Invalid(
                f"อ่านแฟ้มรหัสลับไม่ได้: {error.filename}", f"A secret file cannot be read: {error.filename}: {error}"
            ) from None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        *_unnamed: PydanticBaseSettingsSource,
        **named: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return named["init_settings"], SecretFiles(settings_cls), named["env_settings"]

    @field_validator("home", "checkout", "secrets")
    @classmethod
    def absolute(cls, path: Path) -> Path:
        return path.expanduser().absolute()

    @field_validator(*DATABASE_URLS)
    @classmethod
    def not_a_default_secret(cls, url: str | None) -> str | None:
        if url is not None and (urlsplit(url).password or "-").lower() in DEFAULT_PASSWORDS:
            raise ValueError("the password is a well-known default / รหัสผ่านเป็นค่าเริ่มต้นที่ใคร ๆ ก็รู้ ต้องตั้งใหม่")
        if url is not None and urlsplit(url).scheme not in {"postgresql", "postgres"}:
            raise ValueError("must start with postgresql:// / ต้องขึ้นต้นด้วย postgresql://")
        return url

    @property
    def files(self) -> Path:
        """Where unprivileged processes of the service keep files."""
        return self.home / "files"

    @property
    def home_province(self) -> str | None:
        """Code of the province whose office this is; the demo's until one is chosen, none without a demo."""
        return self.province or (DEMO_PROVINCE if self.demo else None)

    @property
    def is_external(self) -> bool:
        """Whether an existing PostgreSQL is used instead of the embedded cluster."""
        return self.database_url is not None

    @property
    def role_urls(self) -> Mapping[str, str]:
        """Complete connection addresses given for single roles: role name → URL."""
        named = {name.removeprefix("database_url_"): getattr(self, name) for name in DATABASE_URLS[1:]}
        return {f"phaen_{role}": url for role, url in named.items() if url is not None}
