"""The one command as people run it: real processes, a real cluster in a home of its own."""

import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import psycopg
import pytest
import typer
from typer.testing import CliRunner

from app.__main__ import commands
from app.core import sealing
from app.core.cluster import open_database
from app.core.database import transaction
from app.core.roles import Role
from app.core.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
THAI = re.compile("[ก-๙]{3}")
ENGLISH = re.compile("[a-z]{4}")
OF_THE_SCRIPT = {"setup", "test", "bench", "install", "upgrade", "uninstall", "status", "certificate"}


def of_typer() -> dict[str, typer.core.TyperCommand]:
    """Every command and subcommand of the service by its words."""
    top = typer.main.get_command(commands)
    found: dict[str, typer.core.TyperCommand] = {}
    for name, command in top.commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", {})
        found |= {f"{name} {word}": one for word, one in inner.items()} or {name: command}
    return found


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """The home of the shared service."""
    folder = Path(tempfile.mkdtemp(prefix="phaen-command-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def other_home() -> Iterator[Path]:
    """The home of services that a test starts and ends itself."""
    folder = Path(tempfile.mkdtemp(prefix="phaen-command-"))
    yield folder
    shutil.rmtree(folder)


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PHAEN_")}
    return kept | {"PHAEN_HOME": str(home), "PHAEN_DEMO": "off"}


def phaen(home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run a command of the service to its end, as ``./phaen`` does after its set-up."""
    command = [sys.executable, "-P", "-m", "app", *arguments]
    return subprocess.run(
        command,
        cwd=home,
        env=environment(home) | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


@dataclass
class Service:
    """A running ``up``."""

    process: "subprocess.Popen[str]"
    port: int

    def status(self, path: str = "/healthz") -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return int(answer.status)

    def workers(self) -> list[int]:
        found = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [pid for pid in map(int, found) if "app.web.worker" in Path(f"/proc/{pid}/cmdline").read_text()]

    def background(self) -> list[int]:
        """The processes that work beside the web."""
        found = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [pid for pid in map(int, found) if "app\0work" in Path(f"/proc/{pid}/cmdline").read_text()]

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        self.process.communicate(timeout=60)
        return self.process.returncode


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def start(home: Path) -> Service:
    """Start ``up --empty`` and wait until it says where it serves."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "app", "up", "--empty", f"--port={port}"],
        cwd=home,
        env=environment(home) | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if f"Serving on http://127.0.0.1:{port}/" in line:
            return Service(process, port)
    raise AssertionError(f"up ended with {process.wait()}")


@pytest.fixture(scope="module")
def service(home: Path) -> Iterator[Service]:
    """One running service for the tests that leave it running."""
    running = start(home)
    yield running
    running.end(signal.SIGTERM)


def alive(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def postmaster(home: Path) -> int:
    return int((home / "data/postmaster.pid").read_text().split("\n")[0])


def test_help_lists_every_command_in_both_languages_with_nothing_installed() -> None:
    shown = subprocess.run(
        ["/usr/bin/env", "-i", "LANG=C.UTF-8", "PATH=/usr/bin:/bin", ROOT / "phaen", "--help"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    lines = re.findall(r"^  ([a-z]+) +(\S.*)\n +(\S.*)$", shown, re.MULTILINE)
    names = {name for name, _thai, _english in lines}
    assert names == OF_THE_SCRIPT | {words.split()[0] for words in of_typer()}
    assert all(THAI.search(thai) and ENGLISH.search(english) for _name, thai, english in lines)


@pytest.mark.parametrize("words", sorted(of_typer()))
def test_each_command_explains_itself_in_thai_and_english(words: str) -> None:
    text = of_typer()[words].help or ""
    assert THAI.search(text.split("\n\n")[0])
    assert ENGLISH.search(text.split("\n\n")[1])
    assert CliRunner().invoke(commands, [*words.split(), "--help"]).exit_code == 0


@pytest.mark.parametrize("name", sorted(OF_THE_SCRIPT))
def test_each_command_of_the_script_explains_itself_too(name: str) -> None:
    shown = subprocess.run([ROOT / "phaen", name, "--help"], capture_output=True, text=True, check=True).stdout
    assert THAI.search(shown)
    assert ENGLISH.search(shown)


def test_an_unknown_command_is_told_in_both_languages() -> None:
    ended = subprocess.run([ROOT / "phaen", "dance"], capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "ไม่รู้จักคำสั่ง dance" in ended.stderr
    assert "Unknown command dance" in ended.stderr


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """The command's own code, with a home of the test's."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    loader = SourceFileLoader("phaen_command", str(ROOT / "phaen"))
    spec = spec_from_loader("phaen_command", loader)
    assert spec is not None
    loaded = module_from_spec(spec)
    loader.exec_module(loaded)
    monkeypatch.setattr(loaded, "OWN", tmp_path)
    return loaded


def test_a_failing_step_says_what_happened_and_what_to_do_in_both_languages(script: ModuleType) -> None:
    with pytest.raises(script.Failure) as failure:
        script.step(
            "ขั้นลองพลาด", "A failing step", ["sh", "-c", "echo no route to host; exit 3"], "ตรวจสาย · Check the cable"
        )
    told = str(failure.value)
    assert [words in told for words in ("ขั้นลองพลาด", "A failing step", "no route to host", "Check the cable")] == [
        True
    ] * 4
    assert str(script.OWN / "setup.log") in told


def test_a_step_whose_program_is_absent_fails_the_same_way(script: ModuleType) -> None:
    with pytest.raises(script.Failure, match="absent-program"):
        script.step("ขั้นลองพลาด", "A failing step", ["absent-program"])


def test_npm_is_current_only_when_every_version_is(script: ModuleType, tmp_path: Path) -> None:
    lock = {"": {}, "node_modules/a": {"version": "1"}, "node_modules/b": {"version": "2", "optional": True}}
    (tmp_path / "lock.json").write_text(json.dumps({"packages": lock}))
    assert script.npm_versions(tmp_path / "lock.json") == {"node_modules/a": "1"}
    assert script.npm_versions(tmp_path / "absent.json") == {}


def test_an_external_database_needs_no_server_of_its_own(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None if name == "pg_dump" else f"/usr/bin/{name}")
    monkeypatch.setenv("PHAEN_DATABASE_URL", "postgresql://database/phaen")
    assert script.lacking_packages(False) == ["postgresql-client"]


def test_ci_only_calls_the_tests() -> None:
    lines = [line for line in (ROOT / ".ci/run").read_text().splitlines() if line and not line.startswith("#")]
    assert lines == ["set -eu", 'cd "$(dirname "$0")/.."', 'exec ./phaen test "$@"']


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_up_serves_and_a_signal_ends_everything_it_started(other_home: Path, number: signal.Signals) -> None:
    service = start(other_home)
    started = [*service.workers(), *service.background(), postmaster(other_home)]
    assert service.status() == 200
    assert len(started) == 4
    assert service.end(number) == 0
    assert [pid for pid in started if alive(pid)] == []


def test_after_a_kill_the_workers_go_and_the_next_start_adopts_the_database(other_home: Path) -> None:
    killed = start(other_home)
    workers, server = killed.workers(), postmaster(other_home)
    killed.end(signal.SIGKILL)
    until = time.monotonic() + 15
    while any(map(alive, workers)) and time.monotonic() < until:
        time.sleep(0.1)
    assert [pid for pid in workers if alive(pid)] == []
    assert alive(server)
    assert phaen(other_home, "migrate").returncode == 0
    assert not alive(server)


@pytest.mark.deep
def test_up_comes_back_from_kills_at_any_moment_of_its_start() -> None:
    moments = random.Random(2569)
    with tempfile.TemporaryDirectory(prefix="phaen-kills-") as folder:
        home = Path(folder)
        for turn in range(8):
            killed = subprocess.Popen(
                [sys.executable, "-P", "-m", "app", "up", f"--port={free_port()}"],
                cwd=home,
                env=environment(home) | {"PYTHONPATH": str(ROOT)},
            )
            time.sleep(moments.uniform(0.5, 6))
            killed.kill()
            killed.wait()
            lock = home / "data/postmaster.pid"
            if turn % 3 == 0 and lock.exists():
                os.kill(postmaster(home), signal.SIGKILL)
            service = start(home)
            assert service.status("/readyz") == 200
            assert service.end(signal.SIGTERM) == 0


def test_a_killed_worker_is_replaced(service: Service) -> None:
    first = service.workers()[0]
    os.kill(first, signal.SIGKILL)
    until = time.monotonic() + 15
    while (first in service.workers() or len(service.workers()) < 2) and time.monotonic() < until:
        time.sleep(0.1)
    assert len(service.workers()) == 2
    assert service.status() == 200


def test_the_worker_beside_the_web_writes_the_head_of_the_audit_chain(service: Service, home: Path) -> None:
    """How much is sealed by then is the worker's own time: what it has sealed is what stands in the file."""
    with open_database(Settings(home=home)) as database:
        with psycopg.connect(database.url(Role.APP)) as connection:
            connection.execute(
                "INSERT INTO core.audit_event (id, act, by_position, by_title, basis, object_kind, object_id)"
                " VALUES (gen_random_uuid(), 'a.b', 'system', '', 'system', 'a', 'b')"
            )
        assert len(service.background()) == 1
        written: list[dict[str, object]] = []
        sealed: list[dict[str, object]] = []
        until = time.monotonic() + 60
        while not (written and written == sealed) and time.monotonic() < until:
            time.sleep(0.5)
            written = [json.loads(path.read_text()) for path in home.glob("files/heads/*.json")]
            with transaction(database, Role.JOBS) as session:
                head = sealing.head(session)
                sealed = [] if head is None else [head.as_json()]
    assert written == sealed
    assert [int(str(one["events"])) >= 1 for one in written] == [True]


def test_a_killed_database_comes_back_by_itself(service: Service, home: Path) -> None:
    assert service.status("/readyz") == 200
    server = postmaster(home)
    os.kill(server, signal.SIGKILL)
    until = time.monotonic() + 20
    answers = 0
    while answers < 3 and time.monotonic() < until:
        time.sleep(0.2)
        try:
            answers += service.status("/readyz") == 200 and postmaster(home) != server
        except OSError:
            answers = 0
    assert answers == 3


def test_another_command_attaches_and_leaves_the_service_running(service: Service, home: Path) -> None:
    ended = phaen(home, "database", "check")
    assert (ended.returncode, "The database is ready." in ended.stdout) == (0, True)
    assert service.status("/readyz") == 200


def test_a_taken_port_is_told_with_the_remedy_in_both_languages(service: Service, home: Path) -> None:
    ended = phaen(home, "serve", f"--port={service.port}")
    assert ended.returncode == 1
    assert "เปิดพอร์ต" in ended.stderr
    assert "--port" in ended.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another user")
def test_root_runs_workers_as_a_user_without_any_of_its_rights(service: Service, home: Path) -> None:
    for pid in (*service.workers(), *service.background()):
        status = dict(
            line.split(":\t", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":\t" in line
        )
        assert "0" not in status["Uid"].split()
        assert status["Groups"].split() == []
        assert int(status["CapEff"], 16) == 0
        assert Path(f"/proc/{pid}/cwd").readlink() == home / "site"
        words = Path(f"/proc/{pid}/environ").read_text()
        assert (home / "secrets/phaen_app").read_text() not in words
    assert (home / "secrets/phaen_owner").stat().st_mode & 0o077 == 0


def test_commands_of_the_database_never_load_the_demo(service: Service, home: Path) -> None:
    loaded = environment(home) | {"PHAEN_DEMO": "on", "PYTHONPATH": str(ROOT)}
    subprocess.run(
        [sys.executable, "-P", "-m", "app", "migrate"], cwd=home, env=loaded, check=True, capture_output=True
    )
    assert areas(home) == 0
    assert service.process.poll() is None


def areas(home: Path) -> int:
    with open_database(Settings(home=home)) as database, psycopg.connect(database.url(Role.APP)) as connection:
        row = connection.execute("SELECT count(*) FROM places.area").fetchone()
    assert row is not None
    return int(row[0])


def test_a_backup_and_its_restore_run_beside_the_service(service: Service, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "office.phaen"
    saved = phaen(home, "backup", str(file))
    assert (saved.returncode, file.is_file()) == (0, True)
    refused = phaen(home, "restore", str(file))
    assert refused.returncode == 1
    assert "--replace" in refused.stderr
    restored = phaen(home, "restore", "--replace", str(file))
    assert restored.returncode == 0
    assert "Restored and verified" in restored.stdout
    assert service.status("/readyz") == 200


def test_prepare_prints_sql_for_an_administrator(home: Path) -> None:
    printed = phaen(home, "database", "prepare").stdout
    assert "CREATE EXTENSION IF NOT EXISTS postgis" in printed
    assert printed.count("PASSWORD 'SCRAM-SHA-256$") == 5


def test_wrong_settings_end_a_command_with_their_names(home: Path) -> None:
    wrong = environment(home) | {"PHAEN_PORT": "eighty", "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        [sys.executable, "-P", "-m", "app", "up"], cwd=home, env=wrong, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, "PHAEN_PORT" in ended.stderr) == (1, True)


def test_the_npm_lock_names_no_registry() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    assert [name for name, entry in lock["packages"].items() if "resolved" in entry] == []
