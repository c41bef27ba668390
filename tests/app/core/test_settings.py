"""What an installation may choose."""

import os
import re
from pathlib import Path

import pytest

from app.core.errors import Invalid
from app.core.settings import SECRETS, Settings, home_of

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("PHAEN_")]:
        monkeypatch.delenv(name)


def test_a_normal_user_keeps_data_in_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert home_of(Path("/srv/phaen")) == Path("/srv/phaen/var")


def test_root_keeps_data_below_var_lib_under_a_mark_of_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    # printf %s /srv/phaen | sha256sum | cut -c1-8
    assert home_of(Path("/srv/phaen")) == Path("/var/lib/phaen/6cd19e3a")


def test_the_command_and_the_settings_agree_on_the_home_of_root() -> None:
    script = (ROOT / "phaen").read_text("utf-8")
    assert "hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:8]" in script
    assert 'Path("/var/lib/phaen") / MARK if IS_ROOT else CHECKOUT / "var"' in script


@pytest.mark.parametrize(
    ("name", "given", "field", "expected"),
    [
        ("PHAEN_DEMO", "off", "demo", False),
        ("PHAEN_DEMO", "on", "demo", True),
        ("PHAEN_PORT", "8080", "port", 8080),
        ("PHAEN_PROVINCE", "50", "province", "50"),
        ("PHAEN_PROVINCE", "", "province", None),
        ("PHAEN_HOME", "/srv/data", "secrets", Path("/srv/data/secrets")),
        ("PHAEN_DATABASE_URL", "postgresql://db/phaen", "is_external", True),
    ],
)
def test_a_variable_sets_its_choice(
    monkeypatch: pytest.MonkeyPatch, name: str, given: str, field: str, expected: object
) -> None:
    monkeypatch.setenv(name, given)
    assert getattr(Settings.load(), field) == expected


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("PHAEN_PORT", "0"),
        ("PHAEN_PORT", "eighty"),
        ("PHAEN_PROVINCE", "เชียงใหม่"),
        ("PHAEN_PROVINCE", "5"),
        ("PHAEN_DEMO", "maybe"),
        ("PHAEN_DATABASE_URL", "mysql://db/phaen"),
        ("PHAEN_DATABASE_URL", "postgresql://phaen_owner:postgres@db/phaen"),
        ("PHAEN_DATABASE_URL_APP", "postgresql://phaen_app:ChangeMe@db/phaen"),
    ],
)
def test_a_wrong_choice_is_refused_by_its_name_in_both_languages(
    monkeypatch: pytest.MonkeyPatch, name: str, given: str
) -> None:
    monkeypatch.setenv(name, given)
    with pytest.raises(Invalid) as refused:
        Settings.load()
    assert name in refused.value.th
    assert "docs/settings.md" in refused.value.en


def test_no_refusal_repeats_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PHAEN_DATABASE_URL", "postgres-typo://phaen_owner:x7Kq9@db/phaen")
    with pytest.raises(Invalid) as refused:
        Settings.load()
    assert "x7Kq9" not in str(refused.value)


def test_a_secret_comes_from_its_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgresql://phaen_app:s3cr3t-of-mine@db/phaen\n")
    monkeypatch.setenv("PHAEN_DATABASE_URL_APP_FILE", str(tmp_path / "url"))
    assert Settings.load().role_urls == {"phaen_app": "postgresql://phaen_app:s3cr3t-of-mine@db/phaen"}


def test_a_secret_file_that_is_absent_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PHAEN_DATABASE_URL_FILE", str(tmp_path / "absent"))
    with pytest.raises(Invalid, match="absent"):
        Settings.load()


def test_what_the_command_line_says_stands_above_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PHAEN_PORT", "8080")
    assert Settings.load(port=9000).port == 9000


def test_settings_do_not_change_while_the_service_runs() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings.load().port = 1  # type: ignore[misc]


def test_every_setting_has_its_line_in_the_table_and_every_line_its_setting() -> None:
    table = (ROOT / "docs/settings.md").read_text("utf-8")
    listed = set(re.findall(r"^\| `PHAEN_([A-Z_]+)`", table, re.MULTILINE))
    files = {f"{name}_FILE".upper() for name in SECRETS}
    assert listed == {name.upper() for name in Settings.model_fields} | files
