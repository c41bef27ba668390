"""The embedded cluster: who starts it, who stops it, and what survives a kill."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from app.core.addresses import Database, with_account, with_database, without_account
from app.core.cluster import Cluster, create_database, drop_database, keep_up, open_database
from app.core.errors import Unavailable
from app.core.postgres import LOGGING, binaries, inhabitants, memory_options, server_process
from app.core.roles import LOGIN_ROLES, Role
from app.core.settings import Settings

ROOT = Path(__file__).resolve().parents[3]
HOLDER = """
import sys, time
from pathlib import Path
from app.core.cluster import open_database
from app.core.settings import Settings
with open_database(Settings(home=Path(sys.argv[1])), fast=True):
    print("open", flush=True)
    time.sleep(600)
"""


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="phaen-cluster-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def own(home: Path) -> Settings:
    """Settings of an embedded cluster that only these tests use."""
    return Settings(home=home)


def is_up(home: Path) -> bool:
    return (home / "data/postmaster.pid").exists()


def postmaster(home: Path) -> int:
    return int((home / "data/postmaster.pid").read_text().split("\n")[0])


def name_of_user(database: Database) -> object:
    with psycopg.connect(database.url(Role.APP)) as connection:
        row = connection.execute("SELECT current_user::text").fetchone()
    return row[0] if row else None


def holder(home: Path) -> "subprocess.Popen[str]":
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(home)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    process.stdout.close()
    return process


def test_who_leaves_last_stops_the_cluster(own: Settings, home: Path) -> None:
    with open_database(own, fast=True) as first:
        with open_database(own, fast=True) as second:
            assert name_of_user(second) == "phaen_app"
        assert name_of_user(first) == "phaen_app"
        assert is_up(home)
    assert not is_up(home)


def test_an_attached_command_leaves_the_cluster_to_the_others(own: Settings, home: Path) -> None:
    other = holder(home)
    with open_database(own, fast=True) as database:
        assert name_of_user(database) == "phaen_app"
    assert is_up(home)
    other.send_signal(signal.SIGINT)
    other.wait(20)
    assert not is_up(home)


def test_a_cluster_left_by_a_killed_command_is_adopted_and_stopped(own: Settings, home: Path) -> None:
    killed = holder(home)
    killed.kill()
    killed.wait()
    before = postmaster(home)
    with open_database(own, fast=True) as database:
        assert name_of_user(database) == "phaen_app"
        assert postmaster(home) == before
    assert not is_up(home)


def test_a_server_that_was_killed_comes_up_again(own: Settings, home: Path) -> None:
    with open_database(own, fast=True) as database:
        before = postmaster(home)
        os.kill(before, signal.SIGKILL)
        until = time.monotonic() + 5
        while Path(f"/proc/{before}").exists() and time.monotonic() < until:
            time.sleep(0.05)
        keep_up(own)
        assert postmaster(home) != before
        assert name_of_user(database) == "phaen_app"
    assert not is_up(home)


def test_the_server_s_log_is_one_file_for_each_weekday_begun_anew_a_week_later(own: Settings, home: Path) -> None:
    with open_database(own) as database, psycopg.connect(database.superuser_url() or "", autocommit=True) as connection:
        with pytest.raises(psycopg.errors.DivisionByZero):
            connection.execute("SELECT 1 / 0 AS noted")
        shown = {name: connection.execute(f"SHOW {name}".encode()).fetchone() for name in LOGGING}
    assert {name: row[0] for name, row in shown.items() if row} == LOGGING
    written = {path.name: path.read_text() for path in (home / "data/log").iterdir()}
    assert {name.partition("-")[0] for name in written} == {"server"}
    assert any("1 / 0 AS noted" in words for words in written.values())
    assert "1 / 0 AS noted" not in (home / "data/server.log").read_text()


def test_a_lock_file_that_names_somebody_elses_process_does_not_stop_the_start(own: Settings, home: Path) -> None:
    with open_database(own, fast=True):
        words = (home / "data/postmaster.pid").read_text().split("\n", 1)[1]
    # As after a power cut: the number now belongs to another living process.
    (home / "data/postmaster.pid").write_text(f"{os.getpid()}\n{words}")
    with open_database(own, fast=True) as database:
        assert name_of_user(database) == "phaen_app"
    assert not is_up(home)


def test_only_living_processes_of_the_data_folder_count_as_its_inhabitants(own: Settings, home: Path) -> None:
    with open_database(own, fast=True):
        assert server_process(home / "data") == postmaster(home)
        assert postmaster(home) in inhabitants(home / "data")
    assert server_process(home / "data") is None
    assert inhabitants(home / "data") == set()


def test_a_command_that_fails_still_stops_the_cluster(own: Settings, home: Path) -> None:
    with pytest.raises(RuntimeError, match="boom"), open_database(own, fast=True):
        raise RuntimeError("boom")
    assert not is_up(home)


def test_half_a_data_directory_is_made_anew() -> None:
    with tempfile.TemporaryDirectory(prefix="phaen-half-") as folder:
        torn = Path(folder) / "data.new"
        torn.mkdir()
        (torn / "PG_VERSION").write_text("15\n")
        with open_database(Settings(home=Path(folder)), fast=True) as database:
            assert name_of_user(database) == "phaen_app"
        assert not torn.exists()


def test_passwords_are_long_different_and_readable_by_their_maker_alone(own: Settings, home: Path) -> None:
    with open_database(own, fast=True):
        files = [home / "secrets" / name for name in (*LOGIN_ROLES, "postgres")]
    words = {file.read_text() for file in files}
    assert len(words) == 6
    assert min(map(len, words)) >= 43
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_nothing_listens_on_the_network(own: Settings) -> None:
    with open_database(own, fast=True) as database, psycopg.connect(database.superuser_url() or "") as connection:
        row = connection.execute(
            "SELECT current_setting('listen_addresses'), current_setting('data_checksums'), current_setting('jit'),"
            " current_setting('server_encoding'), current_setting('password_encryption')"
        ).fetchone()
        kinds = {row[0] for row in connection.execute("SELECT DISTINCT auth_method FROM pg_hba_file_rules")}
    assert row == ("", "on", "off", "UTF8", "scram-sha-256")
    assert kinds == {"scram-sha-256"}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another user")
def test_root_runs_the_server_as_another_user_without_roots_groups(own: Settings, home: Path) -> None:
    with open_database(own, fast=True):
        status = Path(f"/proc/{postmaster(home)}/status").read_text()
    uids = next(line for line in status.splitlines() if line.startswith("Uid:")).split()[1:]
    groups = next(line for line in status.splitlines() if line.startswith("Groups:")).split()[1:]
    assert "0" not in uids
    assert "0" not in groups


@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another user")
def test_a_home_that_the_server_cannot_enter_is_refused_with_the_remedy() -> None:
    with tempfile.TemporaryDirectory() as closed:
        settings = Settings(home=Path(closed) / "home")
        with pytest.raises(Unavailable, match="PHAEN_HOME"), open_database(settings, fast=True):
            pass


def test_a_long_home_gets_a_short_socket(tmp_path: Path) -> None:
    long = Cluster(Path("/srv") / ("ศูนย์ข้อมูล" * 5), tmp_path)
    assert len(os.fsencode(long.socket_directory / ".s.PGSQL.5432")) <= 107
    short = Cluster(Path("/srv/phaen"), tmp_path)
    assert short.socket_directory == Path("/srv/phaen/run")


def test_a_copy_of_a_database_has_the_rows_the_extensions_and_the_flag(own: Settings) -> None:
    with open_database(own, fast=True) as database:
        template = create_database(database, "template_trial")
        with psycopg.connect(template.url(Role.OWNER)) as connection:
            connection.execute("CREATE SCHEMA trial")
            connection.execute("CREATE TABLE trial.three AS SELECT generate_series(1, 3) AS id")
        copy = create_database(database, "copy_trial", "template_trial")
        with psycopg.connect(copy.url(Role.OWNER)) as connection:
            row = connection.execute(
                "SELECT (SELECT count(*) FROM trial.three), (SELECT count(*) FROM pg_extension WHERE extname IN"
                " ('postgis', 'btree_gist', 'pg_trgm')), (SELECT proleakproof FROM pg_proc"
                " WHERE oid = 'geometry_overlaps(geometry,geometry)'::regprocedure)"
            ).fetchone()
        drop_database(database, "copy_trial")
        drop_database(database, "template_trial")
    assert row == (3, 3, True)


def test_data_of_a_release_that_is_not_installed_are_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "PG_VERSION").write_text("9.1\n")
    with pytest.raises(Unavailable, match=r"PostgreSQL 9\.1"):
        binaries(tmp_path)


def test_memory_stays_between_its_bounds() -> None:
    chosen = {name: int(value.removesuffix("MB")) for name, value in memory_options().items()}
    assert 64 <= chosen["shared_buffers"] <= 1024
    assert chosen["maintenance_work_mem"] <= 256


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (with_account("postgresql://db:5433/phaen?sslmode=require", "phaen_app", "a/b@c"),
         "postgresql://phaen_app:a%2Fb%40c@db:5433/phaen?sslmode=require"),
        (with_account("postgresql:///phaen?host=%2Frun%2Fx", "phaen_app", "p"),
         "postgresql://phaen_app:p@/phaen?host=%2Frun%2Fx"),
        (with_account("postgresql://someone:else@a,b/phaen", "phaen_jobs", "p"), "postgresql://phaen_jobs:p@a,b/phaen?"),
        (with_database("postgresql://u:p@db/phaen?connect_timeout=3", "other"),
         "postgresql://u:p@db/other?connect_timeout=3"),
        (without_account("postgresql://u:p@db/phaen"), "postgresql://db/phaen?"),
    ],
)  # fmt: skip
def test_an_address_takes_another_account_or_name(made: str, expected: str) -> None:
    assert made == expected


def test_an_external_database_uses_the_address_of_the_role_or_its_secret_file(tmp_path: Path) -> None:
    (tmp_path / "phaen_app").write_text("from-file\n")
    external = Settings(
        database_url="postgresql://phaen_owner:of-owner@db/phaen",
        database_url_public="postgresql://reader:of-reader@replica/phaen",
        secrets=tmp_path,
    )
    with open_database(external) as database:
        assert database.url(Role.OWNER) == "postgresql://phaen_owner:of-owner@db/phaen"
        assert database.url(Role.PUBLIC) == "postgresql://reader:of-reader@replica/phaen"
        assert database.url(Role.APP) == "postgresql://phaen_app:from-file@db/phaen?"
        assert database.superuser_url() is None
        with pytest.raises(Unavailable, match="PHAEN_DATABASE_URL_JOBS"):
            database.url(Role.JOBS)
