"""The containers hold the same service: the same commands, roles and extensions as on a desk."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.core.roles import LOGIN_ROLES, OPTIONAL_EXTENSIONS, REQUIRED_EXTENSIONS, prepare_sql
from app.core.settings import SECRETS, Settings

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
# Secrets beside the passwords of roles, as an installed office has them.
KEYS = set(re.findall(r'"(\w+_key)"', (DEPLOY / "office/layout.py").read_text("utf-8")))
# Extensions that the PostgreSQL server itself brings.
OF_THE_SERVER = {"btree_gist", "pg_trgm"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    return loaded


def test_the_sql_of_the_image_is_that_of_the_roles() -> None:
    assert (DEPLOY / "prepare.sql").read_text("utf-8") == "".join(f"{line};\n" for line in prepare_sql({}))


def test_the_database_image_installs_every_extension_that_the_roles_name() -> None:
    packages = (DEPLOY / "database.Dockerfile").read_text("utf-8")
    for extension in {*REQUIRED_EXTENSIONS, *OPTIONAL_EXTENSIONS} - OF_THE_SERVER:
        assert f"postgresql-$PG_MAJOR-{extension.replace('_', '-')}" in packages


def test_there_are_a_database_a_migration_an_app_a_worker_a_proxy_and_a_backup(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {"database", "migrate", "app", "worker", "proxy", "backup"}
    assert compose["services"]["app"]["command"][0] == "serve"
    assert compose["services"]["worker"]["command"] == ["work"]
    assert compose["services"]["migrate"]["command"] == ["migrate"]
    assert {"database", "backups", "files"} == set(compose["volumes"])


def test_every_lasting_service_has_a_health_check(compose: dict[str, Any]) -> None:
    unchecked = {name for name, service in compose["services"].items() if "healthcheck" not in service}
    assert unchecked == {"migrate"}


def test_every_login_role_has_its_secret_as_a_file_and_none_stands_in_the_configuration(
    compose: dict[str, Any],
) -> None:
    # Without the keys each container would make its own, and none would believe the others.
    assert set(compose["secrets"]) == {"postgres", *LOGIN_ROLES, *KEYS}
    for name in ("migrate", "app", "worker", "backup"):
        assert set(compose["services"][name]["secrets"]) == {*LOGIN_ROLES, *KEYS}
    for service in compose["services"].values():
        for name, value in service.get("environment", {}).items():
            assert "PASSWORD" not in name or name.endswith("_FILE")
            assert "@" not in str(value)


def test_only_the_proxy_is_reached_from_outside(compose: dict[str, Any]) -> None:
    published = {name for name, service in compose["services"].items() if "ports" in service}
    assert published == {"proxy"}
    assert compose["networks"]["inside"] == {"internal": True}


def test_every_variable_of_the_app_is_a_setting(compose: dict[str, Any]) -> None:
    known = {f"PHAEN_{name.upper()}" for name in Settings.model_fields} | {
        f"PHAEN_{name.upper()}_FILE" for name in SECRETS
    }
    assert set(compose["services"]["app"]["environment"]) <= known


def test_every_file_that_the_composition_names_exists(compose: dict[str, Any]) -> None:
    text = (ROOT / "docker-compose.yml").read_text("utf-8")
    for name in re.findall(r"(?:\./|/opt/phaen/)(deploy/[\w.-]+)", text):
        assert (ROOT / name).is_file()
    for service in compose["services"].values():
        if build := service.get("build"):
            assert (ROOT / build["context"] / build["dockerfile"]).is_file()


@pytest.mark.parametrize("script", ["nightly-backup", "prepare-database.sh"])
def test_each_script_is_sound_shell(script: str) -> None:
    assert subprocess.run(["/bin/sh", "-n", DEPLOY / script], check=False).returncode == 0


@pytest.mark.skipif(not shutil.which("docker-compose"), reason="docker-compose is not installed")
def test_compose_accepts_the_configuration() -> None:
    checked = subprocess.run(["docker-compose", "config", "-q"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
