# ruff: noqa: T201 - talking to the terminal is its work
"""``./phaen install``: from bare Debian to an office that serves over TLS. A second run changes nothing."""

import secrets
import shutil
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from office import machine, release, site
from office.layout import DATABASE, KEYS, UNITS, WEB, WORKER, Office
from office.machine import SERVER_USER, WEB_USER
from office.services import Services, filled, forms_of, services_of, verify_units, write_units
from office.work import IS_ROOT, Failure, Work, replace_text

READY_SECONDS = 60.0


@dataclass(frozen=True)
class Wanted:
    """What the operator asked for on the command line."""

    office: Office
    source: Path
    port: int = 8000
    certificate: Path | None = None
    key: Path | None = None
    start: bool = False


def install(wanted: Wanted, work: Work, packages: Callable[[list[str]], None]) -> None:
    """Do all of it, or leave the machine as it was. Raises Failure."""
    office, services = wanted.office, services_of(wanted.office)
    with work.taken_back_on_failure():
        with work.step("ตรวจเครื่องและสิ่งที่ให้มา", "Looking at the machine and at what was given"):
            refuse(wanted)
        with work.step("โปรแกรมของระบบ", "System packages"):
            came = machine.bring_packages(office, work, packages)
        with work.step("วางโปรแกรม (ครั้งแรกใช้เวลาหลายนาที)", "Laying the program (minutes at first)"):
            laid = release.lay(office, wanted.source, work)
        with work.step("ผู้ใช้ โฟลเดอร์ และรหัสลับ", "User, folders and secrets"):
            make_rooms(wanted, work)
        with work.step("ใบรับรอง TLS", "TLS certificate"):
            certify(wanted, laid, work)
        with work.step("ฐานข้อมูล", "Database"):
            make_database(office, laid, work)
        with work.step("หน่วยบริการของ systemd", "systemd units"):
            work.link(office.current, laid)
            work.link(office.command, office.current / "phaen")
            write_services(office, forms_of(wanted.source), work)
        with work.step("nginx", "nginx"):
            if came:
                site.drop_default(office, work)
            site.write_site(office, forms_of(wanted.source), work)
        if not work.dry and (services.stands_by_itself or wanted.start):
            with work.step("เปิดบริการและตรวจว่าตอบ", "Starting, and asking whether it answers"):
                start(office, laid, services, work)
        work.write(office.facts, office.saved())
        work.undoing.clear()
    tell(wanted, work, services)


def refuse(wanted: Wanted) -> None:
    """Raises Failure before anything is touched."""
    office = wanted.office
    machine.refuse_unfit(office)
    machine.refuse_bad_hosts(office.hosts)
    machine.refuse_taken_ports(office)
    if wanted.certificate and wanted.key:
        machine.refuse_bad_pair(wanted.certificate, wanted.key)
    if not office.own_authority and not wanted.certificate and not (office.choices / "tls/server.crt").exists():
        raise Failure("ไม่มีใบรับรอง", "There is no certificate.", "--certificate FILE --key FILE")
    standing = release.current(office)
    if standing and standing != office.releases / release.name_of(wanted.source):
        raise Failure(
            f"เครื่องนี้ติดตั้งรุ่น {standing.name} อยู่แล้ว", f"The release {standing.name} is installed here already.",
            "./phaen upgrade",
        )  # fmt: skip


def make_rooms(wanted: Wanted, work: Work) -> None:
    """The user, every folder with its owner, the keys that no upgrade may change, and the operator's choices."""
    office = wanted.office
    machine.make_user(work)
    work.folder(office.state)
    # Others may pass through to nothing: each file in it is its owner's alone.
    work.folder(office.state / "secrets", 0o711 if IS_ROOT else 0o700)
    for name, owner in (("backups", SERVER_USER), ("web", WEB_USER)):
        work.folder(office.state / name, 0o700, owner, own=True)
    # What is put into it belongs to the group, so that the nightly backup reads it.
    work.folder(office.state / "files", 0o2750, WEB_USER, SERVER_USER if IS_ROOT else "", own=True)
    work.folder(office.choices)
    work.folder(office.choices / "tls", 0o700)
    work.folder(office.log, 0o750, *(("www-data", "adm") if IS_ROOT else ()))
    make_keys(office, work)
    if not office.environment.exists():
        form = (forms_of(wanted.source) / "phaen.env").read_text("utf-8")
        work.write(office.environment, form.replace("@port@", str(wanted.port)), 0o600)


def make_keys(office: Office, work: Work) -> None:
    """The keys that are still missing; a later release may need one more."""
    for name in KEYS:
        path = office.state / "secrets" / name
        if not path.exists() and not work.would(f"สร้างกุญแจ {path}", f"make the key {path}"):
            replace_text(path, secrets.token_urlsafe(32), 0o600)
            work.undoing.append(lambda path=path: path.unlink())


def certify(wanted: Wanted, laid: Path, work: Work) -> None:
    """A given certificate in its place, or one by the office's own authority."""
    office = wanted.office
    shelf = office.choices / "tls"
    if wanted.certificate and wanted.key:
        work.write(shelf / "server.crt", wanted.certificate.read_text("ascii"), 0o644, shown=False)
        work.write(shelf / "server.key", wanted.key.read_text("ascii"), 0o600, shown=False)
        return
    if not office.own_authority:
        return
    if work.dry:
        work.would("ออกใบรับรอง", f"issue a certificate for {' '.join(office.hosts)}")
        return
    names = [word for host in office.hosts for word in ("--host", host)]
    first = not (shelf / "authority.key").exists()
    if release.call(office, laid, "office", "certificate", office.choices, *names):
        work.changes += 1
    if first:
        made = ("tls/authority.key", "tls/server.key", "tls/server.crt", "authority.crt")
        work.undoing.append(lambda: [(office.choices / name).unlink() for name in made])


def make_database(office: Office, laid: Path, work: Work) -> None:
    """The cluster with its roles, and the newest schema in it."""
    fresh = not (office.state / "data/PG_VERSION").exists()
    if work.dry:
        if fresh:
            work.would("สร้างฐานข้อมูล", f"make the database in {office.state / 'data'}")
        return
    if fresh:
        work.undoing.append(lambda: forget_database(office))
    said = release.call(office, laid, "migrate")
    work.changes += fresh or "The schema is new" in said


def forget_database(office: Office) -> None:
    """Only of an installation that never came to an end: nobody has written anything."""
    for name in ("data", "run"):
        shutil.rmtree(office.state / name, ignore_errors=True)
    for name in ("prepared", "cluster.lock", "start.lock"):
        (office.state / name).unlink(missing_ok=True)
    for path in (office.state / "secrets").iterdir():
        if path.name not in KEYS:
            path.unlink()


def write_services(office: Office, forms: Path, work: Work) -> list[str]:
    """The units and the rotation of the log; the units that are new."""
    new = write_units(office, forms, work)
    work.write(office.logrotate, filled(office, (forms / "logrotate").read_text("utf-8")))
    if new:
        verify_units(office, work)
    return new


def start(office: Office, laid: Path, services: Services, work: Work) -> None:
    """Enable and start everything, and wait until it answers. Raises Failure."""
    services.reload()
    timers = [unit for unit in UNITS if unit.endswith(".timer")] if services.stands_by_itself else []
    wanted = [DATABASE, WEB, *timers]
    if release.has_worker(laid):
        wanted.append(WORKER)
    for unit in wanted:
        services.enable(unit)
        if not services.is_active(unit):
            work.undoing.append(lambda unit=unit: (services.stop(unit), services.disable(unit)))
            services.start(unit)
            work.changes += 1
    work.undoing.append(lambda: site.stop(office))
    site.apply(office, services)
    await_ready(office, READY_SECONDS)
    await_tls(office, READY_SECONDS)


def await_ready(office: Office, seconds: float) -> None:
    """Wait until the web says that its database answers, and that its first page comes. Raises Failure."""
    port = office.setting("PHAEN_PORT", "8000")
    for path in ("/readyz", "/"):
        last = _await(f"http://127.0.0.1:{port}{path}", seconds, None)
        if last:
            raise Failure(
                f"เว็บไม่พร้อมภายใน {seconds:.0f} วินาที: {path} {last}", f"{path} does not answer in {seconds:.0f} s.",
                "journalctl --unit phaen-web --lines 50",
            )  # fmt: skip


def await_tls(office: Office, seconds: float) -> None:
    """Wait until nginx passes a request over TLS. Raises Failure."""
    # Whether the certificate is trusted is the office's matter; here only the way counts.
    last = _await(f"https://127.0.0.1:{office.https_port}/healthz", seconds, office.hosts[0] + office.port_suffix)
    if last:
        raise Failure(
            f"nginx ไม่ตอบทาง TLS: {last}", "nginx does not answer over TLS.", "nginx -t; journalctl --unit nginx"
        )


def _await(address: str, seconds: float, host: str | None) -> str:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    asked = urllib.request.Request(address, headers={"Host": host} if host else {})
    until, last = time.monotonic() + seconds, "-"
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(asked, timeout=10, context=context):
                return ""
        except (OSError, urllib.error.URLError) as error:
            last = str(error)
        time.sleep(0.3)
    return last


def tell(wanted: Wanted, work: Work, services: Services) -> None:
    """What was done, and what is left for people to do."""
    office = wanted.office
    if work.dry:
        print("\nยังไม่มีสิ่งใดเปลี่ยน (--dry-run)\nNothing was changed (--dry-run).")
        return
    print(f"\nติดตั้งแล้ว: {office.address}\nInstalled: {office.address}")
    if office.own_authority:
        print(f"""
ให้เครื่องในสำนักงานเชื่อถือใบรับรอง (ครั้งเดียวต่อเครื่อง):
  1. เปิด http://{office.hosts[0]}{"" if office.http_port == 80 else f":{office.http_port}"}/phaen-ca.crt แล้วบันทึกแฟ้ม
  2. เทียบลายนิ้วมือ SHA-256 กับที่คำสั่ง phaen certificate show แสดง
  3. Windows: เปิดแฟ้ม > ติดตั้งใบรับรอง > เครื่องภายในระบบ > Trusted Root Certification Authorities
     Firefox: การตั้งค่า > ใบรับรอง > ดูใบรับรอง > ผู้ออกใบรับรอง > นำเข้า
Let each office computer trust /phaen-ca.crt once: docs/install.md.""")
    if not (services.stands_by_itself or wanted.start):
        print(f"""
เครื่องนี้ไม่มี systemd ทำงานอยู่: แฟ้มทั้งหมดวางแล้ว แต่ยังไม่ได้เปิดบริการ ที่เหลือเมื่อมี systemd:
systemd does not run here: every file is laid, nothing is started. With systemd, what remains is:
  systemctl daemon-reload
  systemctl enable --now {DATABASE} {WEB} {WORKER} phaen-backup.timer phaen-certificate.timer
  systemctl enable --now nginx && systemctl reload nginx""")
    print(f"""
ข้อมูล · data: {office.state}  (คัดลอก · keep a copy elsewhere: backups/ secrets/)
ตัวเลือก · choices: {office.environment}
ดูสภาพ · status: {office.command} status""")
