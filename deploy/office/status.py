# ruff: noqa: T201 - talking to the terminal is its work
"""``./phaen status`` and ``./phaen uninstall``: how an office is, and taking it away without its data."""

import json
import shutil
import time
import urllib.error
import urllib.request
from pathlib import Path

from office import release, site
from office.layout import UNITS, WORKER, Office
from office.services import services_of
from office.work import Failure, Work

OLD_HOURS, SHORT_DAYS, FULL_SHARE = 26, 30, 0.9


def status(office: Office) -> int:
    """Tell how everything is; 0 when all is well, 1 when something needs a person."""
    worries = [
        *_release(office),
        *_services(office),
        *_web(office),
        *_certificate(office),
        *_backup(office),
        *_disk(office),
    ]
    for worry in worries:
        print(f"  ! {worry}")
    print(
        "ทุกอย่างเรียบร้อย · all is well"
        if not worries
        else f"ต้องดูแล {len(worries)} เรื่อง · needs attention: {len(worries)}"
    )
    return 1 if worries else 0


def _release(office: Office) -> list[str]:
    standing = release.current(office)
    others = (
        sorted(path.name for path in office.releases.iterdir() if path != standing) if office.releases.exists() else []
    )
    print(f"รุ่น · release       {standing.name if standing else '-'}")
    print(f"รุ่นอื่น · others     {' '.join(others) or '-'}")
    print(f"ที่อยู่ · address     {office.address}")
    return [f"การปรับรุ่นค้างอยู่: phaen upgrade · an upgrade was cut short: {office.note}"] if office.note.exists() else []


def _services(office: Office) -> list[str]:
    services, standing = services_of(office), release.current(office)
    idle = {WORKER} if standing is None or not release.has_worker(standing) else set()
    lasting = [
        unit for unit in UNITS if unit.endswith((".timer", "-database.service", "-web.service", "-worker.service"))
    ]
    states = {
        unit: services.is_active(unit) for unit in lasting if services.stands_by_itself or unit.endswith(".service")
    }
    for unit, active in states.items():
        word = "ทำงาน · active" if active else "หยุด · stopped"
        print(f"{unit:28} {word if unit not in idle else 'ไม่มีในรุ่นนี้ · not in this release'}")
    stopped = [unit for unit, active in states.items() if not active and unit not in idle]
    return [f"ไม่ทำงาน · stopped: {unit}" for unit in stopped]


def _web(office: Office) -> list[str]:
    address = f"http://127.0.0.1:{office.setting('PHAEN_PORT', '8000')}/readyz"
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            print(f"เว็บ · web           {answer.read().decode()}")
            return []
    except (OSError, urllib.error.URLError) as error:
        return [f"เว็บไม่พร้อม · the web is not ready: {error}"]


def _certificate(office: Office) -> list[str]:
    standing = release.current(office)
    if standing is None:
        return []
    worries = []
    for line in release.call(office, standing, "office", "expiries", office.choices).splitlines():
        name, day, days, *rest = line.split(" ")
        print(f"{name:20} {day} ({days} วัน · days) {' '.join(rest)}")
        if int(days) < SHORT_DAYS:
            worries.append(f"ใบรับรองใกล้หมดอายุ · certificate ends soon: {name} {day}: phaen certificate renew")
    return worries


def _backup(office: Office) -> list[str]:
    files = (
        sorted(office.backups.glob("*.phaen"), key=lambda path: path.stat().st_mtime) if office.backups.exists() else []
    )
    if not files:
        print("สำรองล่าสุด · backup  -")
        return ["ยังไม่มีแฟ้มสำรอง · no backup yet: systemctl start phaen-backup"]
    hours = (time.time() - files[-1].stat().st_mtime) / 3600
    proof = office.backups / "proof.json"
    drilled = json.loads(proof.read_text("ascii")).get("drilled_at", "-")[:16] if proof.exists() else "-"
    print(f"สำรองล่าสุด · backup  {files[-1].name} ({hours:.0f} ชม. · h) กู้คืนลองล่าสุด · drilled {drilled}")
    return [f"แฟ้มสำรองเก่า {hours:.0f} ชั่วโมง · the last backup is old"] if hours > OLD_HOURS else []


def _disk(office: Office) -> list[str]:
    usage = shutil.disk_usage(office.state)
    print(f"ดิสก์ · disk          {usage.free / 1e9:.1f} GB ว่าง · free")
    return ["ดิสก์ใกล้เต็ม · the disk is nearly full"] if usage.used / usage.total > FULL_SHARE else []


def uninstall(office: Office, work: Work) -> None:
    """Stop and remove the program and what it wrote into the machine's configuration; data and choices stay."""
    services = services_of(office)
    with work.step("หยุดบริการ", "Stopping the services"):
        for unit in reversed(UNITS):
            if not work.would(f"หยุด {unit}", f"stop {unit}"):
                services.stop(unit)
                services.disable(unit)
    with work.step("ลบหน่วยบริการ เว็บไซต์ และโปรแกรม", "Removing units, site and program"):
        for path in (*(office.units / unit for unit in UNITS), office.logrotate, office.command):
            work.remove(path)
        site.remove_site(office, work)
        if not work.dry:
            services.reload()
            site.stop(office)
            if services.stands_by_itself and services.is_active("nginx.service"):
                site.apply(office, services)
            remove_program(office)
    print(f"\nข้อมูลและตัวเลือกยังอยู่ · data and choices are kept:\n  {office.state}\n  {office.choices}\n  {office.log}")


def remove_program(office: Office) -> None:
    """The releases, the link and the facts. Raises Failure when something else lies beside them."""
    shutil.rmtree(office.releases)
    for path in (office.current, office.facts):
        path.unlink(missing_ok=True)
    try:
        office.home.rmdir()
    except OSError:
        raise Failure(f"มีแฟ้มอื่นใน {office.home} จึงไม่ลบ", f"{office.home} holds other files and was left.") from None


def renew(office: Office, *, due_only: bool, new_authority: bool, given: tuple[Path, Path] | None, work: Work) -> None:
    """A new certificate, and nginx using it. Raises Failure."""
    standing = release.current(office)
    if standing is None:
        raise Failure("ยังไม่ได้ติดตั้ง", "Nothing is installed here.", "./phaen install")
    if given:
        work.write(office.choices / "tls/server.crt", given[0].read_text("ascii"), 0o644, shown=False)
        work.write(office.choices / "tls/server.key", given[1].read_text("ascii"), 0o600, shown=False)
    elif not office.own_authority:
        print("ใบรับรองนี้ได้รับมา ให้ต่ออายุกับผู้ออก · this certificate was given: renew it with --certificate and --key")
        return
    else:
        words = [word for host in office.hosts for word in ("--host", host)]
        words += [] if due_only else ["--renew"]
        words += ["--new-authority"] if new_authority else []
        work.changes += bool(release.call(office, standing, "office", "certificate", office.choices, *words))
    if work.changes:
        site.test(office)
        services = services_of(office)
        if services.stands_by_itself or site.is_running(office):
            site.apply(office, services)
    print("ใช้ใบรับรองใหม่แล้ว · the new certificate is in use" if work.changes else "ยังไม่ถึงเวลา · not yet due")
