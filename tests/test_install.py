"""An office below a folder, from ./phaen install to ./phaen uninstall: real processes of the real unit files, real nginx,
real TLS in a real browser. What only systemd adds, its fences and the boot, systemd reads and judges here.
"""

import contextlib
import gzip
import hashlib
import http.client
import importlib
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import BrowserContext, Error, Playwright

from app.core.addresses import VIEWER_KEY
from app.core.cluster import Cluster
from app.core.roles import LOGIN_ROLES, WEB_ROLES, Role

ROOT = Path(__file__).resolve().parents[1]
FORMS = ROOT / "deploy/office/forms"
HOST = "office.example"
CHROMIUM = Path("/usr/bin/chromium")
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin")
SERVICES = sorted(path.name for path in FORMS.glob("*.service"))

# One office for all of them, so one process; the first test and an upgrade start twenty programs each.
pytestmark = [pytest.mark.office, pytest.mark.xdist_group("office"), pytest.mark.timeout(600)]
needs_nginx = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")


def part(name: str) -> Any:
    """A module of deploy/office, which is no package of the service."""
    if str(ROOT / "deploy") not in sys.path:
        sys.path.insert(0, str(ROOT / "deploy"))
    return importlib.import_module(f"office.{name}")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    headers: Message
    body: bytes


@dataclass(frozen=True)
class Installed:
    """A running office below a folder."""

    root: Path
    port: int
    http: int
    https: int

    def phaen(self, *words: str, by: Path = ROOT, check: bool = True) -> "subprocess.CompletedProcess[str]":
        """Run the command of a checkout upon this office."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PHAEN_")}
        command = [str(by / "phaen"), words[0], f"--root={self.root}", *words[1:]]
        ran = subprocess.run(command, env=kept, capture_output=True, text=True, check=False)
        assert ran.returncode == 0 or not check, ran.stdout + ran.stderr
        return ran

    def install(self, *more: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
        ports = [f"--port={self.port}", f"--http-port={self.http}", f"--https-port={self.https}"]
        return self.phaen("install", f"--host={HOST}", "--host=127.0.0.1", *ports, *more, check=check)

    @property
    def state(self) -> Path:
        return self.root / "var/lib/phaen/office"

    @property
    def authority(self) -> Path:
        return self.root / "etc/phaen/authority.crt"

    def current(self) -> str:
        return (self.root / "opt/phaen/current").resolve().name

    def get(self, path: str, **headers: str) -> Answer:
        """An answer over TLS, by a client that trusts the office's authority and nobody else."""
        context = ssl.create_default_context(cafile=self.authority)
        with (
            socket.create_connection(("127.0.0.1", self.https), 60) as plain,
            context.wrap_socket(plain, server_hostname=HOST) as sealed,
            contextlib.closing(http.client.HTTPConnection(HOST, self.https)) as connection,
        ):
            connection.sock = sealed
            connection.request("GET", path, headers={"Host": f"{HOST}:{self.https}", **headers})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())

    def processes(self) -> list[int]:
        """Everything that runs out of this folder."""
        found = []
        for place in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if place.name.isdigit() and str(self.root).encode() in (place / "cmdline").read_bytes():
                    found.append(int(place.name))
        return found

    def secrets(self) -> dict[str, str]:
        return {path.name: path.read_text("ascii") for path in (self.state / "secrets").iterdir()}


@contextlib.contextmanager
def below_a_folder() -> Iterator[Installed]:
    """An empty folder for an office; whatever runs out of it ends with the block."""
    # Short, for the socket's name; open to the users that the office's processes run as.
    folder = Path(tempfile.mkdtemp(prefix="office-", dir="/tmp"))
    folder.chmod(0o755)
    made = Installed(folder, free_port(), free_port(), free_port())
    try:
        yield made
    finally:
        made.phaen("uninstall", check=False)
        for number in made.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def office() -> Iterator[Installed]:
    if NGINX is None:
        pytest.skip("nginx is not installed")
    with below_a_folder() as made:
        choices = made.root / "etc/phaen/phaen.env"
        choices.parent.mkdir(parents=True)
        choices.touch(0o600)
        choices.write_text(f"PHAEN_DEMO=off\nPHAEN_PORT={made.port}\nPHAEN_WORKERS=1\n")
        told = made.install("--start").stdout
        assert choices.read_text().endswith("PHAEN_WORKERS=1\n")
        assert f"https://{HOST}:{made.https}/" in told
        assert "ให้เครื่องในสำนักงานเชื่อถือใบรับรอง" in told
        yield made


def lines(unit: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = part("services").read_unit(FORMS / unit)
    return found


# ── what is written ──────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("unit", SERVICES)
def test_every_unit_is_fenced_in(unit: str) -> None:
    told = lines(unit)
    alike = {
        "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes",
        "PrivateDevices": "yes", "LockPersonality": "yes", "RestrictSUIDSGID": "yes", "MemoryDenyWriteExecute": "yes",
        "SystemCallArchitectures": "native", "UMask": "0077",
    }  # fmt: skip
    assert {name: told.get(name, ["-"])[-1] for name in alike} == alike
    assert told["RestrictAddressFamilies"][-1].startswith("AF_UNIX")
    if unit != "phaen-certificate.service":
        assert told["CapabilityBoundingSet"] == [""]
        assert told["User"] == ["postgres" if unit in {"phaen-database.service", "phaen-backup.service"} else "phaen"]


@pytest.mark.parametrize("unit", ["phaen-web.service", "phaen-worker.service"])
def test_the_web_and_the_worker_are_given_their_own_secrets_and_no_other(unit: str) -> None:
    given = [line.partition(":")[0] for line in lines(unit)["LoadCredential"]]
    assert set(given) == {*WEB_ROLES, *part("layout").KEYS}
    assert VIEWER_KEY in given
    assert not {"postgres", Role.OWNER} & set(given)


def test_every_key_that_the_web_hands_to_its_workers_is_made_at_the_installation() -> None:
    text = (ROOT / "app/web/server.py").read_text("utf-8")
    handed = set(re.findall(r'doors / "(\w+_key)"', text))
    assert VIEWER_KEY in handed
    assert handed <= set(part("layout").KEYS)


def test_no_unit_holds_a_secret_and_the_logs_are_kept_for_the_days_of_the_law() -> None:
    for path in FORMS.iterdir():
        assert not re.search(r"(PASSWORD|SECRET|_KEY)=\S", path.read_text("utf-8")), path
    assert "rotate 100" in (FORMS / "logrotate").read_text("utf-8")
    assert "$request_uri" not in re.findall(r"log_format [^;]*;", (FORMS / "site.conf").read_text("utf-8"))[0]


def test_the_same_files_are_the_same_release_and_one_byte_makes_another(tmp_path: Path) -> None:
    release = part("release")
    copy = tmp_path / "copy"
    for name in release.files_of(ROOT):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, copy / name)
    assert release.name_of(copy) == release.name_of(ROOT)
    (copy / "layers").joinpath("one_more.toml").write_text("")
    assert release.name_of(copy) != release.name_of(ROOT)
    assert not [
        name for name in release.files_of(ROOT) if name.parts[0] in {"tests", "var", "node_modules", ".venv", ".git"}
    ]


def test_a_failure_takes_back_what_was_done_before_it(tmp_path: Path) -> None:
    work, kept = part("work").Work(), tmp_path / "kept"
    kept.write_text("as it was")

    def fail_in_the_end() -> None:
        with work.taken_back_on_failure():
            work.write(kept, "new")
            work.write(tmp_path / "etc/phaen/new", "new", 0o600)
            work.link(tmp_path / "current", tmp_path / "etc")
            assert (tmp_path / "etc/phaen/new").stat().st_mode & 0o777 == 0o600
            work.run(["false"])

    with pytest.raises(part("work").Failure):
        fail_in_the_end()
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"kept": "as it was"}


def unit(office: Any, name: str, *lines: str) -> str:
    office.units.mkdir(parents=True, exist_ok=True)
    (office.units / name).write_text("\n".join(["[Service]", f"WorkingDirectory={office.root}", *lines]))
    office.log.mkdir(parents=True, exist_ok=True)
    return name


def test_a_process_is_ended_by_its_number_and_birth_and_a_stranger_of_that_number_lives(tmp_path: Path) -> None:
    office = part("layout").Office(root=str(tmp_path))
    services = part("services").Processes(office)
    sleeper = unit(office, "sleeper.service", "Type=exec", "ExecStart=/bin/sleep 60")
    services.start(sleeper)
    (started,) = services.born
    mark = office.below("/run/phaen") / f"{sleeper}.pid"
    number, birth = mark.read_text().split()
    assert int(number) == started.pid
    mark.write_text(f"{number} {int(birth) - 1}")  # the number has come again
    assert not services.is_active(sleeper)
    services.stop(sleeper)
    assert started.poll() is None
    mark.write_text(f"{number} {birth}")
    assert services.is_active(sleeper)
    services.stop(sleeper)
    with pytest.raises(ProcessLookupError):
        os.kill(started.pid, 0)
    started.returncode = 0  # it was waited for by its number


def test_work_that_is_done_leaves_no_number_behind(tmp_path: Path) -> None:
    office = part("layout").Office(root=str(tmp_path))
    services = part("services").Processes(office)
    for name, program in (("good.service", "/bin/true"), ("bad.service", "/bin/false")):
        once = unit(office, name, "Type=oneshot", f"ExecStart={program}")
        with contextlib.ExitStack() as stack:
            if program == "/bin/false":
                stack.enter_context(pytest.raises(part("work").Failure, match=name))
            services.start(once)
        assert not (office.below("/run/phaen") / f"{name}.pid").exists()


def test_an_nginx_is_known_by_its_name_too(tmp_path: Path) -> None:
    office = part("layout").Office(root=str(tmp_path))
    (tmp_path / "run").mkdir()
    (tmp_path / "run/nginx.pid").write_text(f"{os.getpid()}\n")
    assert not part("site").is_running(office)


@needs_nginx
def test_a_dry_run_shows_everything_and_writes_nothing() -> None:
    with below_a_folder() as made:
        told = made.install("--dry-run").stdout
        assert list(made.root.iterdir()) == []
    for shown in ("phaen-web.service", "ssl_protocols TLSv1.2 TLSv1.3", "PHAEN_DEMO=off", "ยังไม่มีสิ่งใดเปลี่ยน"):
        assert shown in told


@needs_nginx
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--host=not a name"], "is no host name"),
        (["--certificate=/etc/hostname", "--key=/etc/hostname"], "do not belong together"),
    ],
)
def test_what_cannot_work_is_refused_before_anything_is_touched(words: list[str], said: str) -> None:
    with below_a_folder() as made:
        refused = made.install(*words, check=False)
        assert (refused.returncode, said in refused.stderr) == (1, True)
        assert bool(re.search("[ก-๙]{3}", refused.stderr))
        assert [path for path in made.root.rglob("*") if path.is_file() and "lock" not in path.parts] == []


# ── an office that runs ──────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_finds_nothing_wrong_with_the_units(office: Installed) -> None:
    units = sorted((office.root / "etc/systemd/system").glob("phaen-*"))
    assert len(units) == 7
    ran = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout + ran.stderr) == (0, "")


def test_an_answer_over_tls_says_once_that_it_must_stay_so(office: Installed) -> None:
    answer = office.get("/")
    assert answer.status == 200
    assert answer.headers.get_all("Strict-Transport-Security") == ["max-age=31536000"]
    assert f"https://{HOST}:{office.https}/ogc" in office.get("/ogc").body.decode()


def test_nobody_makes_the_app_believe_that_he_came_without_tls(office: Installed) -> None:
    answer = office.get(
        "/ogc", **{"X-Forwarded-Proto": "http", "X-Forwarded-Host": "evil.example", "Forwarded": "proto=http"}
    )
    body = answer.body.decode()
    assert "evil.example" not in body
    assert f"http://{HOST}" not in body


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_old_protocols_and_strangers_are_turned_away(office: Installed) -> None:
    old = ssl.create_default_context(cafile=office.authority)
    old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    old.set_ciphers("ALL:@SECLEVEL=0")
    with (
        socket.create_connection(("127.0.0.1", office.https)) as plain,
        pytest.raises(OSError, match=r"protocol|version|alert"),
    ):
        old.wrap_socket(plain, server_hostname=HOST)
    trusting_others = ssl.create_default_context()
    with socket.create_connection(("127.0.0.1", office.https)) as plain, pytest.raises(ssl.SSLCertVerificationError):
        trusting_others.wrap_socket(plain, server_hostname=HOST)
    led = office.get("/projects?page=2", Host="evil.example")
    assert (led.status, led.headers["Location"]) == (301, f"https://{HOST}:{office.https}/projects?page=2")


def test_plain_http_leads_to_tls_and_gives_nothing_but_the_authority(office: Installed) -> None:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", office.http, timeout=10)) as connection:
        connection.request("GET", "/maps?x=1", headers={"Host": HOST})
        answer = connection.getresponse()
        answer.read()
        assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}:{office.https}/maps?x=1")
        connection.request("GET", "/phaen-ca.crt", headers={"Host": HOST})
        answer = connection.getresponse()
        assert answer.headers["Content-Type"] == "application/x-x509-ca-cert"
        assert answer.read() == office.authority.read_bytes()


def test_the_app_compresses_and_says_what_may_be_kept_and_nginx_changes_neither(office: Installed) -> None:
    sheet = re.findall(r'href="(/static/\w+/css/phaen\.css)"', office.get("/").body.decode())[0]
    packed, plain = office.get(sheet, **{"Accept-Encoding": "gzip"}), office.get(sheet)
    assert packed.headers.get_all("Content-Encoding") == ["gzip"]
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers.get_all("Cache-Control") == plain.headers.get_all("Cache-Control")
    assert "immutable" in plain.headers["Cache-Control"]


@contextlib.contextmanager
def browser(playwright: Playwright, office: Installed, home: Path, *, trusting: bool) -> Iterator[BrowserContext]:
    """Chromium with certificates of its own, as an office computer has them."""
    store = home / ".pki/nssdb"
    store.mkdir(parents=True)
    subprocess.run(["certutil", "-d", f"sql:{store}", "-N", "--empty-password"], check=True)
    if trusting:
        add = ["certutil", "-d", f"sql:{store}", "-A", "-t", "C,,", "-n", "office", "-i", str(office.authority)]
        subprocess.run(add, check=True)
    switches = ["--no-sandbox", "--no-first-run", f"--host-resolver-rules=MAP {HOST} 127.0.0.1"]
    context = playwright.chromium.launch_persistent_context(
        home / "profile", executable_path=str(CHROMIUM), args=switches, env={**os.environ, "HOME": str(home)}
    )
    yield context
    context.close()


@pytest.mark.browser
@pytest.mark.skipif(
    not (CHROMIUM.exists() and shutil.which("certutil")), reason="Chromium or certutil is not installed"
)
def test_a_browser_that_trusts_the_authority_keeps_a_host_cookie(
    playwright: Playwright, office: Installed, tmp_path: Path
) -> None:
    with browser(playwright, office, tmp_path, trusting=True) as context:
        page = context.new_page()
        answer = page.goto(f"https://{HOST}:{office.https}/")
        assert answer is not None
        seal = answer.security_details()
        assert seal is not None
        assert (seal["protocol"], seal["subjectName"]) == ("TLS 1.3", HOST)
        # RFC 6265bis, 4.1.3.2: only a secure origin may set one.
        page.evaluate("document.cookie = '__Host-phaen=1; Secure; Path=/'")
        kept = {cookie["name"]: cookie["secure"] for cookie in context.cookies()}
        assert kept["__Host-phaen"] is True
        # The browser has learnt HSTS: what is typed without https goes over TLS.
        page.goto(f"http://{HOST}:{office.https}/")
        assert page.url == f"https://{HOST}:{office.https}/"


@pytest.mark.browser
@pytest.mark.skipif(
    not (CHROMIUM.exists() and shutil.which("certutil")), reason="Chromium or certutil is not installed"
)
def test_a_browser_that_does_not_trust_it_is_warned(playwright: Playwright, office: Installed, tmp_path: Path) -> None:
    with (
        browser(playwright, office, tmp_path, trusting=False) as context,
        pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"),
    ):
        context.new_page().goto(f"https://{HOST}:{office.https}/")


def test_every_secret_is_its_owners_alone_and_nothing_is_open_to_writing(office: Installed) -> None:
    assert set(office.secrets()) == {"postgres", *LOGIN_ROLES, *part("layout").KEYS}
    for folder in (office.state / "secrets", office.root / "etc/phaen/tls"):
        keys = [path for path in folder.iterdir() if path.suffix != ".crt"]
        assert len(keys) >= 2
        assert {path.stat().st_mode & 0o777 for path in keys} == {0o600}
        assert {path.stat().st_uid for path in keys} == {os.geteuid()}
        assert folder.stat().st_mode & 0o066 == 0
    for name, mode in (("data", 0o700), ("backups", 0o700), ("web", 0o700), ("files", 0o750)):
        assert (office.state / name).stat().st_mode & 0o777 == mode
    assert (office.root / "etc/phaen/phaen.env").stat().st_mode & 0o777 == 0o600
    secret = {value.encode() for value in office.secrets().values()}
    places = [
        office.root / name for name in ("etc", "opt/phaen/office.json", "opt/phaen/current/app", "var", "run", "usr")
    ]
    for path in [found for place in places for found in (place, *place.rglob("*"))]:
        mode = path.lstat().st_mode
        if path.is_symlink() or path.is_socket():
            continue
        assert mode & 0o022 == 0, path
        if path.is_file() and mode & 0o044:
            assert not any(value in path.read_bytes() for value in secret), path


def test_no_process_shows_a_secret_in_its_words_or_its_surroundings(office: Installed) -> None:
    running = office.processes()
    # The server, the web, its worker, nginx's master; backends and nginx's workers show other words.
    assert len(running) >= 4
    secret = {value.encode() for value in office.secrets().values()}
    for number in running:
        shown = Path(f"/proc/{number}/cmdline").read_bytes() + Path(f"/proc/{number}/environ").read_bytes()
        assert not any(value in shown for value in secret), shown[:80]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes processes other users")
def test_no_process_but_nginx_s_master_is_root(office: Installed) -> None:
    owners = {}
    for number in office.processes():
        words = Path(f"/proc/{number}/cmdline").read_text().replace("\0", " ")
        owners[words] = Path(f"/proc/{number}/status").read_text().split("Uid:\t")[1].split("\t")[0]
    rooted = [words for words, owner in owners.items() if owner == "0"]
    assert [words for words in rooted if not words.startswith("nginx: master")] == []
    assert len(set(owners.values())) == 3


def test_a_second_installation_changes_nothing(office: Installed) -> None:
    def fingerprint() -> str:
        digest = hashlib.sha256()
        for top in ("etc", "opt", "usr"):
            for path in sorted((office.root / top).rglob("*")):
                digest.update(f"{path} {path.lstat().st_mtime_ns} {path.lstat().st_mode}".encode())
        return digest.hexdigest()

    def choose(text: str) -> None:
        (office.root / "etc/phaen/phaen.env").write_text(text)

    choices = (office.root / "etc/phaen/phaen.env").read_text()
    choose(choices + "# the operator was here\n")
    before = fingerprint()
    told = office.install("--start").stdout
    assert fingerprint() == before
    assert told.count("เป็นอยู่แล้ว · nothing to change") == told.count("▸") == 9
    choose(choices)


def test_the_night_s_unit_saves_and_proves_and_status_tells(office: Installed) -> None:
    part("services").Processes(part("layout").known(office.root / "opt/phaen/office.json")).start(
        "phaen-backup.service"
    )
    proof = json.loads((office.state / "backups/proof.json").read_text())
    assert proof["file"] == proof["drilled_file"]
    told = office.phaen("status")
    assert "ready\nserver.crt" in told.stdout
    assert proof["file"] in told.stdout
    assert "ทุกอย่างเรียบร้อย · all is well" in told.stdout


def test_a_command_of_the_office_leaves_its_server_running(office: Installed) -> None:
    command = office.root / "usr/local/bin/phaen"
    told = subprocess.run([command, "database", "check"], capture_output=True, text=True, check=True).stdout
    assert "The database is ready." in told
    assert office.get("/readyz").status == 200


def test_the_server_s_unit_waits_for_a_command_that_has_the_data_and_then_takes_over(office: Installed) -> None:
    services = part("services").Processes(part("layout").known(office.root / "opt/phaen/office.json"))
    services.stop("phaen-database.service")
    with ThreadPoolExecutor(1) as apart:
        with Cluster(office.state, office.state / "secrets").in_use():
            started = apart.submit(services.start, "phaen-database.service")
            of_the_command = (office.state / "data/postmaster.pid").read_text().split("\n")[0]
            time.sleep(2)
            assert not started.done()
        started.result(timeout=60)
    standing = (office.state / "data/postmaster.pid").read_text().split("\n")[0]
    for process in services.born:
        process.returncode = 0  # it outlives this test
    assert standing != of_the_command
    assert standing == (office.root / "run/phaen/phaen-database.service.pid").read_text().split()[0]
    until = time.monotonic() + 20
    while office.get("/readyz").status != 200 and time.monotonic() < until:
        time.sleep(0.2)
    assert office.get("/readyz").status == 200


# ── going over to another release ────────────────────────────────────────────────────────────────────────────────────
def checkout(folder: Path, version: str, *, sick: bool = False, act: str = "pass") -> Path:
    """Another release: one migration more, and perhaps a web that never says that it is ready."""
    for name in part("release").files_of(ROOT):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    project = folder / "pyproject.toml"
    project.write_text(re.sub(r'^version = ".*"', f'version = "{version}"', project.read_text("utf-8"), flags=re.M))
    versions = folder / "migrations/versions"
    revisions = {
        path: re.findall(r"^(?:down_)?revision.*= *['\"](\w+)['\"]", path.read_text("utf-8"), re.M)
        for path in versions.glob("*.py")
    }
    head = {found[0] for found in revisions.values()} - {found[1] for found in revisions.values() if len(found) > 1}
    (versions / "9999_trial.py").write_text(f"""
from alembic import op
revision, down_revision, branch_labels, depends_on = "9999", "{head.pop()}", None, None
def upgrade():
    op.execute("CREATE TABLE core.trial (id int)")
    {act}
""")
    if sick:
        health = folder / "app/web/health.py"
        health.write_text(health.read_text("utf-8").replace("200 if published else 503", "503"))
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    return folder


def as_owner(office: Installed, query: str) -> list[tuple[Any, ...]]:
    cluster = Cluster(office.state, office.state / "secrets")
    with psycopg.connect(cluster.database.url(Role.OWNER)) as connection:
        ran = connection.execute(query.encode())
        return ran.fetchall() if ran.description else []


WRITE = """INSERT INTO core.import_run (id, kind, file_name, by_position, outcome)
           SELECT gen_random_uuid(), 'test', 'บันทึกไว้แล้ว', 'O-1', 'refused' WHERE NOT EXISTS (SELECT FROM core.import_run)"""
READ = "SELECT file_name FROM core.import_run"
TRIAL = "SELECT to_regclass('core.trial') IS NOT NULL"


def test_a_release_that_does_not_answer_gives_way_and_what_was_saved_is_there(
    office: Installed, tmp_path: Path
) -> None:
    as_owner(office, WRITE)
    before, units = (
        office.current(),
        {path: path.read_text() for path in (office.root / "etc/systemd/system").iterdir()},
    )
    new = checkout(tmp_path / "sick", "0.2.0", sick=True)
    with subprocess.Popen(
        [new / "phaen", "upgrade", f"--root={office.root}", "--patience=3"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as going:
        while not (office.state / "upgrade.json").exists() and going.poll() is None:
            time.sleep(0.02)
        away = office.get("/")
        told = going.communicate()[0]
    assert (away.status, away.headers["Retry-After"]) == (503, "30")
    assert "ปิดปรับปรุงชั่วคราว" in away.body.decode()
    assert going.returncode == 1
    assert f"The machine stands at the old release, all data kept: {before}" in told
    assert "restoring the backup" in told
    assert as_owner(office, READ) == [("บันทึกไว้แล้ว",)]
    assert as_owner(office, TRIAL) == [(False,)]
    assert office.current() == before
    assert office.get("/readyz").status == 200
    assert {path: path.read_text() for path in (office.root / "etc/systemd/system").iterdir()} == units
    assert [path.name for path in (office.root / "opt/phaen/releases").iterdir()] == [before]


@pytest.mark.deep
def test_a_migration_that_fails_gives_way_too(office: Installed, tmp_path: Path) -> None:
    before = office.current()
    broken = checkout(tmp_path / "broken", "0.2.1", act='op.execute("SELECT 1 / 0")')
    told = office.phaen("upgrade", by=broken, check=False)
    assert (told.returncode, "division by zero" in told.stdout) == (1, True)
    assert (office.current(), as_owner(office, TRIAL)) == (before, [(False,)])
    assert office.get("/readyz").status == 200


@pytest.mark.deep
def test_an_upgrade_that_was_killed_is_taken_back_by_the_next_which_then_succeeds(
    office: Installed, tmp_path: Path
) -> None:
    as_owner(office, WRITE)
    before, good = office.current(), checkout(tmp_path / "good", "0.3.0")
    # As if this release were the first to need it.
    (office.state / "secrets/account_key").unlink()
    killed = subprocess.Popen([good / "phaen", "upgrade", f"--root={office.root}"], stdout=subprocess.DEVNULL)
    note = office.state / "upgrade.json"
    while not (note.exists() and "backup" in json.loads(note.read_text())) and killed.poll() is None:
        time.sleep(0.02)
    time.sleep(1)
    killed.kill()
    killed.wait()
    assert office.get("/").status == 503
    worried = office.phaen("status", check=False)
    assert (worried.returncode, "an upgrade was cut short" in worried.stdout) == (1, True)
    told = office.phaen("upgrade", by=good).stdout
    assert "taking it back first" in told
    assert "The machine stands at the new release" in told
    assert office.current().startswith("0.3.0-")
    assert (office.state / "secrets/account_key").stat().st_mode & 0o777 == 0o600
    assert as_owner(office, READ) == [("บันทึกไว้แล้ว",)]
    assert as_owner(office, TRIAL) == [(True,)]
    assert sorted(path.name for path in (office.root / "opt/phaen/releases").iterdir()) == sorted(
        [before, office.current()]
    )


@pytest.mark.deep
@needs_nginx
def test_an_installation_that_fails_at_its_end_leaves_everything_as_it_was() -> None:
    """The web's port is taken: the web does not start, when all else stands already."""
    with below_a_folder() as made, socket.create_server(("127.0.0.1", made.port)):
        sites = made.root / "etc/nginx/sites-enabled"
        sites.mkdir(parents=True)
        (sites / "of-somebody-else").write_text("# a site that was here before\n")
        refused = made.install("--start", check=False)
        assert (refused.returncode, "Putting the machine back" in refused.stdout) == (1, True)
        assert made.processes() == []
        left = [
            path
            for path in made.root.rglob("*")
            if path.is_file() and path.suffix != ".log" and "lock" not in path.parts
        ]
        assert [path.name for path in left] == ["of-somebody-else"]


def test_taking_the_office_away_keeps_data_and_choices(office: Installed) -> None:
    """The last of this module: afterwards nothing runs."""
    told = office.phaen("uninstall").stdout
    assert str(office.state) in told
    assert office.processes() == []
    assert not (office.root / "opt/phaen").exists()
    assert list((office.root / "etc/systemd/system").iterdir()) == []
    assert list((office.root / "etc/nginx/sites-enabled").iterdir()) == []
    assert (office.state / "data/PG_VERSION").exists()
    assert (office.state / "secrets" / Role.OWNER).exists()
    assert (office.root / "etc/phaen/phaen.env").exists()
